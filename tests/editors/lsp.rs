//! A client of the Language Server Protocol over stdio, as small as these tests need it.
//!
//! Nothing waits by the clock: every wait is for a message, and fails when none comes for long.

use serde_json::{Value, json};
use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

/// The longest silence: a first run compiles the dependencies meanwhile.
const SILENCE: Duration = Duration::from_secs(600);
/// The server's world changed under the request (`ContentModified`, `ServerCancelled`): ask again.
const ASK_AGAIN: [i64; 2] = [-32801, -32802];

/// A running `rust-analyzer`. It ends when its input does, so with this process at the latest.
pub(crate) struct Server {
    child: Child,
    stdin: ChildStdin,
    messages: Receiver<Value>,
    asked: i64,
    log: PathBuf,
}

impl Server {
    /// Starts in this folder, and answers once everything is loaded.
    pub(crate) fn start(folder: &Path, settings: &Value) -> Self {
        let log = folder.join("rust-analyzer.log");
        let mut child = Command::new("rust-analyzer")
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(File::create(&log).expect("a log"))
            .spawn()
            .expect("no `rust-analyzer` on the PATH: run `./test editors`");
        let stdin = child.stdin.take().expect("a pipe");
        let mut stdout = BufReader::new(child.stdout.take().expect("a pipe"));
        let (sender, messages) = channel();
        thread::spawn(
            move || while read(&mut stdout).is_some_and(|one| sender.send(one).is_ok()) {},
        );
        let mut server = Self {
            child,
            stdin,
            messages,
            asked: 0,
            log,
        };
        let hello = json!({
            "processId": std::process::id(),
            "rootUri": uri(folder),
            "capabilities": capabilities(),
            "initializationOptions": settings,
        });
        server.request("initialize", &hello);
        server.notify("initialized", &json!({}));
        server.wait_until_loaded();
        server
    }

    fn wait_until_loaded(&mut self) {
        loop {
            let message = self.next();
            if message["method"] != "experimental/serverStatus" {
                continue;
            }
            let status = &message["params"];
            if status["quiescent"] == true {
                assert_eq!(status["health"], "ok", "{status}");
                return;
            }
        }
    }

    /// Asks, and answers the result.
    pub(crate) fn request(&mut self, method: &str, params: &Value) -> Value {
        loop {
            self.asked += 1;
            let asked = self.asked;
            self.send(&json!({
                "jsonrpc": "2.0", "id": asked, "method": method, "params": params,
            }));
            let mut answer = self.next();
            while answer["id"] != asked || answer.get("method").is_some() {
                answer = self.next();
            }
            match answer.get("error") {
                Some(error) if ASK_AGAIN.iter().any(|code| error["code"] == *code) => {}
                Some(error) => panic!("{method}: {error}"),
                None => return answer["result"].take(),
            }
        }
    }

    /// Tells, and expects no answer.
    pub(crate) fn notify(&mut self, method: &str, params: &Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// The next message. A question of the server's is answered with nothing.
    fn next(&mut self) -> Value {
        let Ok(message) = self.messages.recv_timeout(SILENCE) else {
            let ended = self.child.try_wait().expect("a child");
            panic!(
                "`rust-analyzer` is silent or has ended: {ended:?}; see {}",
                self.log.display()
            );
        };
        if let (Some(id), Some(_)) = (message.get("id"), message.get("method")) {
            self.send(&json!({ "jsonrpc": "2.0", "id": id, "result": null }));
        }
        message
    }

    fn send(&mut self, message: &Value) {
        let text = message.to_string();
        let sent = write!(self.stdin, "Content-Length: {}\r\n\r\n{text}", text.len())
            .and_then(|()| self.stdin.flush());
        // Where it has ended, the next read says so.
        drop(sent);
    }
}

/// One frame: its headers, an empty line, its body. `None` at the end of the output.
fn read(stdout: &mut BufReader<ChildStdout>) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        stdout.read_line(&mut line).ok()?;
        match line.trim_end().split_once(": ") {
            Some(("Content-Length", value)) => length = value.parse().ok()?,
            Some(_) => {}
            None if length == 0 => return None,
            None => break,
        }
    }
    let mut body = vec![0; length];
    stdout.read_exact(&mut body).ok()?;
    serde_json::from_slice(&body).ok()
}

/// What this client can do. It asks for diagnostics, so an answer holds all of them.
fn capabilities() -> Value {
    json!({
        "general": { "positionEncodings": ["utf-8"] },
        "experimental": { "serverStatusNotification": true },
        "textDocument": {
            "codeAction": {
                "codeActionLiteralSupport": { "codeActionKind": { "valueSet": ["quickfix"] } },
            },
            "diagnostic": {},
            "hover": { "contentFormat": ["markdown"] },
        },
    })
}

/// The address of a file.
pub(crate) fn uri(path: &Path) -> String {
    format!("file://{}", path.display())
}
