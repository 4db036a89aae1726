//! A `PostgreSQL` server of the test's own.

use super::{PAUSE, ROUNDS, Server, is_root, program, run};
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

/// A server with one database, `postgres`, and its superuser of that name.
pub struct Postgres {
    server: Server,
    settings: Vec<String>,
}

impl Postgres {
    /// The server that the tests of this process share, each in a schema of its own. It does not
    /// wait for the disk.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Postgres> = OnceLock::new();
        SHARED.get_or_init(|| Self::new(&["fsync=off", "max_connections=400"]))
    }

    /// A new server with these settings, as `name=value`.
    #[must_use]
    pub fn new(settings: &[&str]) -> Self {
        let new = Self::made(settings);
        new.start();
        new
    }

    /// A new server with a certificate of its own for `localhost`, and a role and a schema `oauth2`:
    /// the role comes in with this password and by TLS, or not at all.
    #[must_use]
    pub fn with_tls(password: &str) -> Self {
        let new = Self::made(&["fsync=off", "ssl=on"]);
        let data = new.server.folder.join("data");
        certify(&data);
        let access = data.join("pg_hba.conf");
        let others = fs::read_to_string(&access).expect("who may come in");
        let by_tls = "hostssl all oauth2 all scram-sha-256\nhost all oauth2 all reject\n";
        fs::write(&access, format!("{by_tls}{others}")).expect("a folder");
        new.give_to_its_user();
        new.start();
        new.run(&format!(
            "CREATE ROLE oauth2 LOGIN PASSWORD '{password}'; CREATE SCHEMA AUTHORIZATION oauth2"
        ));
        new
    }

    /// Not yet started.
    fn made(settings: &[&str]) -> Self {
        let new = Self {
            server: Server::new("postgres"),
            settings: settings.iter().map(|&setting| setting.to_owned()).collect(),
        };
        let data = new.server.folder.join("data");
        fs::create_dir(&data).expect("a folder");
        new.give_to_its_user();
        let mut initdb = as_its_user("initdb");
        initdb
            .args([
                "--auth=trust",
                "--username=postgres",
                "--encoding=UTF8",
                "--no-sync",
            ])
            .args(["--locale=C.UTF-8", "-D"])
            .arg(&data);
        run(&mut initdb);
        new
    }

    /// It refuses to serve for root.
    fn give_to_its_user(&self) {
        if is_root() {
            run(Command::new("chown")
                .args(["-R", "postgres"])
                .arg(&self.server.folder));
        }
    }

    /// Starts it again where it was stopped.
    pub fn start(&self) {
        let Server { folder, port, .. } = &self.server;
        let mut postgres = as_its_user("postgres");
        postgres.arg("-D").arg(folder.join("data"));
        postgres.args(["-p", &port.to_string(), "-c", "listen_addresses=127.0.0.1"]);
        postgres.arg("-k").arg(folder);
        for setting in &self.settings {
            postgres.args(["-c", setting]);
        }
        self.server.start(&mut postgres, || {
            let mut ready = Command::new(bin("psql"));
            ready.arg(self.url()).args(["-qc", "SELECT 1"]);
            ready.output().is_ok_and(|output| output.status.success())
        });
    }

    /// Ends it by `kill -9`; [`Postgres::start`] recovers it. What it started to serve connections
    /// ends a moment after it, and is waited for.
    pub fn kill(&self) {
        self.server.kill();
        for _ in 0..ROUNDS {
            if !self.serves() {
                return;
            }
            thread::sleep(PAUSE);
        }
        panic!("{self:?} goes on serving");
    }

    /// Whether a process works in its folder.
    fn serves(&self) -> bool {
        let data = self.server.folder.join("data");
        let processes = fs::read_dir("/proc").expect("the processes").flatten();
        let mut folders = processes.map(|process| fs::read_link(process.path().join("cwd")));
        folders.any(|folder| folder.is_ok_and(|folder| folder == data))
    }

    /// Its port on loopback.
    pub fn port(&self) -> u16 {
        self.server.port
    }

    /// The certificate of a server with TLS.
    pub fn certificate(&self) -> PathBuf {
        self.server.folder.join("data").join(CERTIFICATE)
    }

    /// Where it is, as the superuser.
    pub fn url(&self) -> String {
        format!("postgresql://postgres@127.0.0.1:{}/postgres", self.port())
    }

    /// Makes an empty schema and answers its name; see [`Postgres::url_of`].
    pub fn schema(&self) -> String {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("t{}", COUNT.fetch_add(1, Ordering::Relaxed));
        self.run(&format!("CREATE SCHEMA {name}"));
        name
    }

    /// Where a schema is.
    pub fn url_of(&self, schema: &str) -> String {
        format!("{}?options=-csearch_path%3D{schema}", self.url())
    }

    /// Runs SQL and answers what it printed: unaligned columns, no headings.
    pub fn run(&self, sql: &str) -> String {
        run(Command::new(bin("psql")).arg(self.url()).args([
            "-qAtX",
            "-v",
            "ON_ERROR_STOP=1",
            "-c",
            sql,
        ]))
    }

    /// Everything that a schema holds, as text.
    pub fn dump(&self, schema: &str) -> String {
        run(Command::new(bin("pg_dump")).args(["--inserts", "-n", schema, "-d", &self.url()]))
    }
}

impl fmt::Debug for Postgres {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.server.fmt(f)
    }
}

/// Where the server looks for it, unless it is told otherwise.
const CERTIFICATE: &str = "server.crt";

/// Makes a key, and a certificate that it signs itself. No authority: no TLS library takes the
/// certificate of one from a server.
fn certify(data: &Path) {
    let settings = data.join("openssl.cnf");
    let leaf = "[req]\ndistinguished_name = name\n[name]\n[leaf]\nsubjectAltName = DNS:localhost\n";
    fs::write(&settings, leaf).expect("a folder");
    let mut openssl = Command::new(program("openssl", &[], "openssl"));
    openssl.args([
        "req",
        "-x509",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=localhost",
    ]);
    openssl.args(["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]);
    openssl
        .args(["-extensions", "leaf", "-config"])
        .arg(settings);
    openssl.arg("-keyout").arg(data.join("server.key"));
    run(openssl.arg("-out").arg(data.join(CERTIFICATE)));
}

fn as_its_user(name: &str) -> Command {
    let binary = bin(name);
    if !is_root() {
        return Command::new(binary);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]);
    command.arg(binary);
    command
}

/// Debian keeps the server's programs off the `PATH`, in a folder a version.
fn bin(name: &str) -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql");
    let mut places: Vec<_> = versions
        .into_iter()
        .flatten()
        .flatten()
        .map(|version| version.path().join("bin"))
        .collect();
    places.sort();
    places.reverse();
    program(name, &places, "postgresql")
}
