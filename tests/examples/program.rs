//! An example as a running process.

use std::env;
use std::io::{BufRead as _, BufReader, PipeReader, Read as _, Write as _, pipe};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, OnceLock};
use std::thread::{self, JoinHandle};
use tempfile::TempDir;
use tokio::net::TcpSocket;

/// Written behind a program's last line: no more is to come.
const END: &[u8] = b"\0\n";

/// A program that serves. It is killed when this is dropped.
pub(crate) struct Program {
    name: &'static str,
    child: Child,
    folder: Arc<TempDir>,
    /// All it printed before it served.
    pub(crate) printed: String,
    pub(crate) issuer: String,
    errors: Option<JoinHandle<String>>,
}

/// How a program ended that never served.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) status: ExitStatus,
    pub(crate) errors: String,
}

impl Program {
    /// Starts on a free port in a new folder.
    pub(crate) fn new(name: &'static str) -> Self {
        let folder = Arc::new(TempDir::new().expect("a folder"));
        Self::start(name, folder, "0").expect("it serves")
    }

    /// Starts on this port in a new folder.
    pub(crate) fn on_port(name: &'static str, port: &str) -> Result<Self, Ended> {
        Self::start(name, Arc::new(TempDir::new().expect("a folder")), port)
    }

    /// The same with these variables of the environment.
    pub(crate) fn with(
        name: &'static str,
        port: &str,
        settings: &[(&str, String)],
    ) -> Result<Self, Ended> {
        let mut command = Command::new(binary(name));
        for (setting, value) in settings {
            command.env(setting, value);
        }
        let folder = Arc::new(TempDir::new().expect("a folder"));
        Self::start_by(command, name, folder, port)
    }

    /// Starts one for which a write beyond a limit is an error and not its end.
    #[cfg(target_os = "linux")]
    pub(crate) fn that_outlives_limits(name: &'static str) -> Self {
        let mut shell = Command::new("sh");
        shell
            .args(["-c", "trap '' XFSZ; exec \"$0\""])
            .arg(binary(name));
        let folder = Arc::new(TempDir::new().expect("a folder"));
        Self::start_by(shell, name, folder, "0").expect("it serves")
    }

    /// From now on its files grow to this many bytes, or `unlimited`.
    #[cfg(target_os = "linux")]
    pub(crate) fn limit_files(&self, bytes: &str) {
        let (process, limit) = (self.child.id().to_string(), format!("--fsize={bytes}:"));
        let mut limits = Command::new("prlimit");
        let status = limits.args(["--pid", &process, &limit]).status();
        assert!(status.expect("prlimit of util-linux").success());
    }

    fn start(name: &'static str, folder: Arc<TempDir>, port: &str) -> Result<Self, Ended> {
        Self::start_by(Command::new(binary(name)), name, folder, port)
    }

    fn start_by(
        mut command: Command,
        name: &'static str,
        folder: Arc<TempDir>,
        port: &str,
    ) -> Result<Self, Ended> {
        let (stdout, for_child) = pipe().expect("a pipe");
        let mut for_end = for_child.try_clone().expect("a pipe");
        let mut child = command
            .current_dir(folder.path())
            .env("PORT", port)
            .stdin(Stdio::null())
            .stdout(for_child)
            .stderr(Stdio::piped())
            .spawn()
            .expect("a process");
        let mut stderr = child.stderr.take().expect("a pipe");
        let mut when_gone = for_end.try_clone().expect("a pipe");
        let errors = thread::spawn(move || {
            let mut bytes = Vec::new();
            stderr.read_to_end(&mut bytes).expect("the errors");
            drop(when_gone.write_all(END)); // the reader may be gone
            String::from_utf8_lossy(&bytes).into_owned()
        });
        // From here on a panic kills the child.
        let mut program = Self {
            name,
            child,
            folder,
            printed: String::new(),
            issuer: String::new(),
            errors: Some(errors),
        };
        let mut stdout = BufReader::new(stdout);
        if !program.read_issuer(&mut stdout) {
            let status = program.child.wait().expect("a status");
            let errors = program.errors();
            return Err(Ended { status, errors });
        }
        // An answer means that it serves, so all its printing is in the pipe before the end mark.
        let answer = crate::http::agent().get(&program.issuer).call();
        answer.expect("it answers");
        for_end.write_all(END).expect("the end mark");
        program.printed.push_str(&until_end(&mut stdout));
        Ok(program)
    }

    /// Reads up to the issuer; false when the program ended before.
    fn read_issuer(&mut self, stdout: &mut BufReader<PipeReader>) -> bool {
        loop {
            let mut line = String::new();
            stdout.read_line(&mut line).expect("a line");
            self.printed.push_str(&line);
            if let Some(issuer) = line.strip_prefix("issuer: ") {
                issuer.trim_end().clone_into(&mut self.issuer);
                return true;
            }
            if line.as_bytes().ends_with(END) {
                return false;
            }
        }
    }

    /// Where it was started.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The lines of its head: what it is called, then the value.
    pub(crate) fn told(&self, what: &str) -> &str {
        let heads = self
            .printed
            .lines()
            .filter_map(|line| line.split_once(": "));
        let mut found = heads.filter(|(head, _)| *head == what);
        let (_, value) = found.next().unwrap_or_else(|| panic!("no line {what}"));
        value
    }

    /// The addresses it prints to open in a browser.
    pub(crate) fn to_open(&self) -> Vec<&str> {
        let lines = self.printed.lines();
        lines.filter(|line| line.starts_with("http")).collect()
    }

    /// What it is killed with cannot be caught: SIGKILL on Unix.
    pub(crate) fn kill(&mut self) {
        drop(self.child.kill()); // it may be gone
        self.child.wait().expect("a status");
    }

    /// Kills it and starts it again on the same port in the same folder.
    pub(crate) fn crash(mut self) -> Self {
        self.kill();
        let (_, port) = self.issuer.rsplit_once(':').expect("a port");
        Self::start(self.name, Arc::clone(&self.folder), port).expect("it serves again")
    }

    /// What it wrote to its error stream, after its end.
    pub(crate) fn errors(&mut self) -> String {
        self.kill();
        let errors = self.errors.take().expect("asked once");
        errors.join().expect("the errors")
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// What is left before the end mark.
fn until_end(stdout: &mut BufReader<PipeReader>) -> String {
    let mut rest = Vec::new();
    while !rest.ends_with(END) {
        let read = stdout.read_until(b'\n', &mut rest).expect("the rest");
        assert_ne!(read, 0, "no end mark");
    }
    rest.truncate(rest.len() - END.len());
    String::from_utf8(rest).expect("UTF-8")
}

/// The program beside this test, made anew when its sources are newer.
fn binary(name: &str) -> PathBuf {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    let folder = FOLDER.get_or_init(|| {
        let this = env::current_exe().expect("a path");
        let folder = this.ancestors().nth(2).expect("target/debug").to_owned();
        build(&folder);
        folder
    });
    folder.join(format!("{name}{}", env::consts::EXE_SUFFIX))
}

fn build(folder: &Path) {
    let profile = match folder.file_name().and_then(|name| name.to_str()) {
        Some("debug") | None => "dev",
        Some(profile) => profile,
    };
    let output = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args([
            "build",
            "--locked",
            "-p",
            "quickstart",
            "-p",
            "classic",
            "-p",
            "cluster",
        ])
        .args(["--profile", profile, "--target-dir"])
        .arg(folder.parent().expect("target"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
}

/// A free port that no other process gets by chance: on Linux a socket which is bound and does not
/// listen keeps it, and a server may still take it by its number.
pub(crate) struct Port {
    pub(crate) number: String,
    _held: Option<TcpSocket>,
}

impl Port {
    pub(crate) fn free() -> Self {
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.set_reuseaddr(true).expect("an option");
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        socket.bind(any).expect("a free port");
        let number = socket.local_addr().expect("bound").port().to_string();
        let held = cfg!(target_os = "linux").then_some(socket);
        Self {
            number,
            _held: held,
        }
    }
}
