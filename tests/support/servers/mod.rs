//! Servers of this test process's own: Debian's programs in new folders, on free ports of loopback.
//!
//! A program that is missing is a panic that says which package to install, never a skipped test.

mod janitor;
mod postgres;
mod redis;

pub use postgres::Postgres;
pub use redis::Redis;

use janitor::Janitor;
use std::fmt;
use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// How long to wait before a server is asked again whether it is there.
const PAUSE: Duration = Duration::from_millis(20);

/// How often it is asked: a minute long, or the test fails.
const ROUNDS: u32 = 3000;

/// One program with its folder and port; it may be stopped and started again in the same place.
struct Server {
    name: &'static str,
    folder: PathBuf,
    port: u16,
    process: Mutex<Option<Child>>,
    /// Ends what runs and removes the folder when this process ends, however it does.
    _janitor: Janitor,
}

impl Server {
    fn new(name: &'static str) -> Self {
        let folder = tempfile::Builder::new().prefix(name).tempdir();
        let folder = folder.expect("a folder").keep();
        let port = TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr());
        Self {
            name,
            port: port.expect("a free port").port(),
            process: Mutex::new(None),
            _janitor: Janitor::of(&folder),
            folder,
        }
    }

    /// Starts the program and waits until it answers.
    fn start(&self, program: &mut Command, answers: impl Fn() -> bool) {
        let log = fs::File::options()
            .create(true)
            .append(true)
            .open(self.folder.join("log"))
            .expect("a log");
        program
            .stdout(log.try_clone().expect("a log"))
            .stderr(log)
            .stdin(std::process::Stdio::null());
        let mut child = self.spawn(program);
        for _ in 0..ROUNDS {
            if answers() {
                *self.process() = Some(child);
                return;
            }
            // Right after a crash the place may be taken for a moment: once more.
            if child.try_wait().expect("a status").is_some() {
                child = self.spawn(program);
            }
            thread::sleep(PAUSE);
        }
        panic!("{} does not answer:\n{}", self.name, self.log());
    }

    fn spawn(&self, program: &mut Command) -> Child {
        let child = program.spawn();
        let child = child.unwrap_or_else(|error| panic!("{} cannot be run: {error}", self.name));
        fs::write(self.folder.join("pid"), child.id().to_string()).expect("a folder");
        child
    }

    /// `kill -9`, as a crash would.
    fn kill(&self) {
        let child = self.process().take();
        let mut child = child.unwrap_or_else(|| panic!("{} does not run", self.name));
        child.kill().expect("a process of ours");
        child.wait().expect("a process of ours");
    }

    /// Sends a signal, such as `STOP` and `CONT`.
    fn signal(&self, signal: &str) {
        let process = self.process();
        let child = process.as_ref();
        let child = child.unwrap_or_else(|| panic!("{} does not run", self.name));
        run(Command::new("kill").args([&format!("-{signal}"), &child.id().to_string()]));
    }

    fn log(&self) -> String {
        fs::read_to_string(self.folder.join("log")).unwrap_or_default()
    }

    fn process(&self) -> std::sync::MutexGuard<'_, Option<Child>> {
        self.process.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if self.process().is_some() {
            self.signal("QUIT");
            self.signal("TERM"); // a shell that runs this in the background has QUIT ignored
            self.signal("CONT"); // it may be frozen
        }
        if let Some(mut child) = self.process().take() {
            drop(child.wait());
        }
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} on port {}", self.name, self.port)
    }
}

/// A program on the `PATH`, or where Debian puts it.
fn program(name: &str, elsewhere: &[PathBuf], package: &str) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain(elsewhere.iter().cloned());
    let mut places = folders.map(|folder| folder.join(name));
    places.find(|place| place.is_file()).unwrap_or_else(|| {
        panic!("`{name}` is missing; on Debian, as root: apt-get install {package}")
    })
}

/// What a program printed; a failing one is a panic.
fn run(command: &mut Command) -> String {
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().expect("a program");
    let errors = String::from_utf8_lossy(&stderr);
    assert!(status.success(), "{command:?}: {errors}");
    String::from_utf8_lossy(&stdout).into_owned()
}

fn is_root() -> bool {
    fs::metadata(Path::new("/proc/self")).is_ok_and(|own| {
        use std::os::unix::fs::MetadataExt as _;
        own.uid() == 0
    })
}
