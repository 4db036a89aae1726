//! Node with one file of scenarios, and what it tells.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::process::Command;
use tokio::time::timeout;

/// A file of scenarios that takes longer hangs.
const LONGEST: Duration = Duration::from_secs(180);

/// What stands before a line that is shown when all is green, too.
const TELLS: &str = ">> ";

/// Where the tests of this folder lie.
pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("browser")
}

/// Runs `scenarios/<name>.mjs` at this issuer; what node tells is shown when it is red.
pub(crate) async fn drive(name: &str, issuer: &str, more: &[(&str, &Path)]) {
    let mut node = Command::new("node");
    node.args(["--test-reporter=tap", &format!("scenarios/{name}.mjs")]);
    node.current_dir(folder()).env("ISSUER", issuer);
    node.env("SCREENSHOTS", screenshots())
        .envs(more.iter().copied());
    let output = timeout(LONGEST, node.kill_on_drop(true).output()).await;
    let output = output
        .unwrap_or_else(|_| panic!("{name} did not end within {LONGEST:?}"))
        .unwrap_or_else(|error| panic!("node cannot be run, {error}: `./test browser` gets it"));
    let told = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    // A file without a scenario is green to node.
    let good = output.status.success() && !told.contains("\n# pass 0");
    assert!(good, "{name}:\n{told}\n{errors}");
    // Past the harness, which keeps what a green test prints.
    let mut shown = std::io::stderr().lock();
    for line in told.lines().filter_map(|line| line.strip_prefix(TELLS)) {
        writeln!(shown, "{line}").expect("told");
    }
}

/// Pictures of the pages, for people.
fn screenshots() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("screenshots")
}
