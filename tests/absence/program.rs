//! The subject as a running program: what it says of itself, and what it answers.

use crate::binary::Binary;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use ureq::Agent;

/// `app:secret`.
const BASIC: &str = "Basic YXBwOnNlY3JldA==";

/// A program that serves. It is killed when this is dropped.
pub(crate) struct Program {
    child: Child,
    /// Kept open: what the hooks print must not fail.
    _stdout: BufReader<std::process::ChildStdout>,
    issuer: String,
    agent: Agent,
    pub(crate) manifest: String,
}

/// A status, where it leads, and the body.
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) location: String,
    pub(crate) body: String,
}

impl Program {
    pub(crate) fn start(binary: &Binary) -> Self {
        let mut child = Command::new(&binary.path)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a process");
        let mut stdout = BufReader::new(child.stdout.take().expect("a pipe"));
        let (mut manifest, mut issuer) = (String::new(), None);
        while issuer.is_none() {
            let mut line = String::new();
            let read = stdout.read_line(&mut line).expect("a line");
            assert_ne!(read, 0, "it ended: {manifest}");
            issuer = line.trim().strip_prefix("serves on: ").map(str::to_owned);
            manifest.push_str(&line);
        }
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .proxy(None)
            .timeout_global(Some(Duration::from_secs(60)));
        Self {
            child,
            _stdout: stdout,
            issuer: issuer.expect("an address"),
            agent: Agent::new_with_config(config.build()),
            manifest,
        }
    }

    pub(crate) fn get(&self, path: &str) -> Reply {
        let url = format!("{}{path}", self.issuer);
        reply(self.agent.get(url).call().expect("a reply"))
    }

    /// A form, sent as the client.
    pub(crate) fn post(&self, path: &str, form: &str) -> Reply {
        let request = self
            .agent
            .post(format!("{}{path}", self.issuer))
            .header("authorization", BASIC)
            .header("content-type", "application/x-www-form-urlencoded");
        reply(request.send(form).expect("a reply"))
    }
}

fn reply(mut response: ureq::http::Response<ureq::Body>) -> Reply {
    let location = response.headers().get("location");
    let location = location.map(|value| value.to_str().expect("text").to_owned());
    Reply {
        status: response.status().as_u16(),
        location: location.unwrap_or_default(),
        body: response.body_mut().read_to_string().expect("a body"),
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        drop(self.child.kill()); // it may be gone
        drop(self.child.wait());
    }
}
