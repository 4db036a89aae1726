//! The quickstart on a free port, and node with one file of scenarios at it.

use oauth2_runtime::prelude::*;
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::process::Command;
use tokio::time::timeout;

/// A file of scenarios that takes longer hangs.
const LONGEST: Duration = Duration::from_secs(180);

/// Runs every scenario of `scenarios/<name>.mjs` at a provider of its own.
pub(crate) async fn run(name: &str) {
    let folder = TempDir::new().expect("a folder");
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let issuer = format!("http://{}", listener.local_addr().expect("bound"));
    let file = folder.path().join("quickstart.sqlite");
    register(&file).await;
    let (app, server) = quickstart::app(&issuer, &file).await.expect("a provider");
    // With the callers' addresses, as its `main` does: wrong passwords are counted by them.
    let app = app.into_make_service_with_connect_info::<SocketAddr>();
    let serving = tokio::spawn(async { axum::serve(listener, app).await });
    drive(name, &issuer).await;
    serving.abort();
    server.shutdown().await.expect("its end");
}

/// Two clients that the quickstart has not: one at a web server, one that is no friend.
async fn register(file: &Path) {
    let db = SqliteStore::open(file).expect("a database");
    let web = Client::confidential("web", &ClientSecret::given("web-secret"))
        .name("Web shop")
        .redirect_uri("https://client.example/callback")
        .redirect_uri("https://client.example/callback/app")
        .redirect_uri("org.example.shop:/callback")
        .grants(oauth2_runtime::grants::code)
        .scopes([quickstart::AppScope::Read]);
    let hostile = Client::public(r#""><script>document.title='id'</script>"#)
        .name(r#"</strong></main><script>document.title='name'</script><h1 id="forged">Bank</h1>"#)
        .redirect_uri("http://127.0.0.1/callback")
        .grants(oauth2_runtime::grants::code)
        .scopes([quickstart::AppScope::Read]);
    for client in [web, hostile] {
        let client = client.build().expect("a client");
        db.register(&client).await.expect("registered");
    }
}

/// What node tells is shown when it is red.
async fn drive(name: &str, issuer: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("browser");
    let mut node = Command::new("node");
    node.args(["--test-reporter=tap", &format!("scenarios/{name}.mjs")]);
    node.current_dir(folder).env("ISSUER", issuer);
    let output = timeout(LONGEST, node.kill_on_drop(true).output()).await;
    let output = output
        .unwrap_or_else(|_| panic!("{name} did not end within {LONGEST:?}"))
        .unwrap_or_else(|error| panic!("node cannot be run, {error}: `./test browser` gets it"));
    let told = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    // A file without a scenario is green to node.
    let good = output.status.success() && !told.contains("\n# pass 0");
    assert!(good, "{name}:\n{told}\n{errors}");
}
