//! A server as a process on one core, and what Linux tells of it.

use std::fs;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// A running server. It is killed when this is dropped.
#[derive(Debug)]
pub struct Process {
    child: Child,
    address: SocketAddr,
    /// From the start of the process to the first connection that it takes.
    pub started_in: Duration,
}

impl Process {
    /// Starts a command, whose word `{port}` is the port, on this core.
    ///
    /// # Errors
    /// It cannot be started, or does not serve within ten seconds.
    #[expect(clippy::disallowed_methods, reason = "it measures time")]
    pub fn start(command: &[String], port: u16, core: &str) -> io::Result<Self> {
        let began = Instant::now();
        let words = command
            .iter()
            .map(|word| word.replace("{port}", &port.to_string()));
        let mut taskset = Command::new("taskset");
        taskset.args(["-c", core]).args(words);
        let child = taskset
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let mut process = Self {
            child,
            address,
            started_in: Duration::ZERO,
        };
        while TcpStream::connect(address).is_err() {
            if began.elapsed() > Duration::from_secs(10) {
                return Err(io::Error::other(format!("{command:?} does not serve")));
            }
            sleep(Duration::from_micros(200));
        }
        process.started_in = began.elapsed();
        Ok(process)
    }

    /// Where it serves.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// The CPU time of all its threads until now, as the scheduler counts it.
    #[must_use]
    pub fn cpu_time(&self) -> Duration {
        let tasks = format!("/proc/{}/task", self.child.id());
        let tasks = fs::read_dir(tasks).into_iter().flatten().flatten();
        let times = tasks.filter_map(|task| {
            let told = fs::read_to_string(task.path().join("schedstat")).ok()?;
            told.split(' ')
                .next()?
                .parse()
                .ok()
                .map(Duration::from_nanos)
        });
        times.sum()
    }

    /// Resident memory, in bytes.
    #[must_use]
    pub fn resident(&self) -> u64 {
        let told = fs::read_to_string(format!("/proc/{}/status", self.child.id()));
        let told = told.unwrap_or_default();
        let line = told.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
        kib.unwrap_or_default() * 1024
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
