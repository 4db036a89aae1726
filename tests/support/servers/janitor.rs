//! Cleans up behind a test process that may end at any moment, also by `kill -9`.

use std::path::Path;
use std::process::{Child, Command, Stdio};

/// It waits for the end of a pipe that only this process holds open, then ends the server whose
/// number is in the folder's `pid`, and removes the folder.
const CLEAN_UP: &str = r#"
trap '' INT TERM HUP
cat >/dev/null
pid=$(cat "$0/pid" 2>/dev/null) && kill -QUIT "$pid" 2>/dev/null
rounds=0
while [ -n "$pid" ] && kill -0 "$pid" 2>/dev/null && [ $rounds -lt 100 ]; do
    sleep 0.05
    rounds=$((rounds + 1))
done
[ -z "$pid" ] || kill -KILL "$pid" 2>/dev/null
rm -rf "$0"
"#;

pub(super) struct Janitor(Child);

impl Janitor {
    pub(super) fn of(folder: &Path) -> Self {
        let shell = Command::new("sh")
            .args(["-c", CLEAN_UP])
            .arg(folder)
            .stdin(Stdio::piped())
            .spawn();
        Self(shell.expect("a shell"))
    }
}

impl Drop for Janitor {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        // It is waited for, so that nothing is left when the test is done.
        let _ = self.0.wait();
    }
}
