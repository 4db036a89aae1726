//! The provider on https: node has the certificate, and hands on what comes.

use crate::node::folder;
use crate::photos::serve;
use std::path::Path;
use std::process::Stdio;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::net::TcpListener;
use tokio::process::{Child, Command};

/// Runs every scenario of `scenarios/<name>.mjs` at a provider of its own.
pub(crate) async fn run(name: &str) {
    let folder = TempDir::new().expect("a folder");
    certify(folder.path()).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let behind = listener.local_addr().expect("bound").port();
    let (_node, port) = in_front_of(behind, folder.path()).await;
    let certificate = folder.path().join("certificate.pem");
    let trusted: [(&str, &Path); 1] = [("NODE_EXTRA_CA_CERTS", &certificate)];
    let issuer = format!("https://localhost:{port}");
    serve(listener, name, &issuer, &trusted).await;
}

/// A certificate for this computer, of nobody's trust.
async fn certify(folder: &Path) {
    let wanted = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 \
                  -subj /CN=localhost -addext subjectAltName=DNS:localhost \
                  -keyout key.pem -out certificate.pem";
    let mut openssl = Command::new("openssl");
    openssl.args(wanted.split_whitespace()).current_dir(folder);
    let output = openssl.output().await;
    let output = output
        .unwrap_or_else(|error| panic!("openssl cannot be run, {error}: `./test browser` gets it"));
    assert!(output.status.success(), "{output:?}");
}

/// Node on https, which tells its port; it ends with the handle.
async fn in_front_of(port: u16, certificate: &Path) -> (Child, u16) {
    let mut node = Command::new("node");
    node.arg("tls.mjs").arg(port.to_string()).arg(certificate);
    node.current_dir(folder()).stdout(Stdio::piped());
    let mut node = node.kill_on_drop(true).spawn().expect("node");
    let told = node.stdout.take().expect("a pipe");
    let mut line = String::new();
    let mut told = BufReader::new(told);
    told.read_line(&mut line).await.expect("its port");
    let port = line.trim().parse();
    (node, port.expect("a port"))
}
