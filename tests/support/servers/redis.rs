//! A `Redis` server of the test's own.

use super::{Server, program, run};
use std::fmt;
use std::process::Command;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// A server with a log of every write (`appendonly`), so that it can be killed and started again.
pub struct Redis {
    server: Server,
    settings: Vec<String>,
}

impl Redis {
    /// The server that the tests of this process share, each with a prefix of its own.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Redis> = OnceLock::new();
        SHARED.get_or_init(|| Self::new(&[]))
    }

    /// A new server with these settings beyond the usual ones, as for its command line.
    #[must_use]
    pub fn new(settings: &[&str]) -> Self {
        let new = Self {
            server: Server::new("redis"),
            settings: settings.iter().map(|&setting| setting.to_owned()).collect(),
        };
        new.start();
        new
    }

    /// Starts it again where it was stopped.
    pub fn start(&self) {
        let Server { folder, port, .. } = &self.server;
        let mut redis = Command::new(program("redis-server", &[], "redis-server"));
        redis.args([
            "--port",
            &port.to_string(),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--rdbcompression",
            "no",
        ]);
        redis.args(["--appendonly", "yes", "--dir"]).arg(folder);
        redis.args(&self.settings);
        self.server.start(&mut redis, || {
            self.cli(&["PING"])
                .output()
                .is_ok_and(|output| output.stdout == b"PONG\n")
        });
    }

    /// Ends it by `kill -9`; [`Redis::start`] reads its log again.
    pub fn kill(&self) {
        self.server.kill();
    }

    /// Makes it answer nobody, as a network does that swallows everything.
    pub fn freeze(&self) {
        self.server.signal("STOP");
    }

    /// Ends [`Redis::freeze`].
    pub fn thaw(&self) {
        self.server.signal("CONT");
    }

    /// Its port on loopback.
    pub fn port(&self) -> u16 {
        self.server.port
    }

    /// Where it is.
    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}/", self.port())
    }

    /// A prefix that no other test of this process has.
    pub fn prefix(&self) -> String {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        format!("t{}", COUNT.fetch_add(1, Ordering::Relaxed))
    }

    /// Runs one command and answers what it printed.
    pub fn run(&self, command: &[&str]) -> String {
        run(&mut self.cli(command))
    }

    /// Everything it holds, as the bytes of its own dump format, uncompressed.
    pub fn dump(&self) -> Vec<u8> {
        self.run(&["SAVE"]);
        std::fs::read(self.server.folder.join("dump.rdb")).expect("a dump")
    }

    fn cli(&self, command: &[&str]) -> Command {
        let mut cli = Command::new(program("redis-cli", &[], "redis-tools"));
        cli.args(["-p", &self.port().to_string()]).args(command);
        cli
    }
}

impl fmt::Debug for Redis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.server.fmt(f)
    }
}
