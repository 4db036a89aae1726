//! The package that is edited: it depends on the runtime and on the examples, as a user's would.

use std::fs;
use std::path::{Path, PathBuf};

/// A folder of the workspace.
pub(crate) fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("a workspace")
}

/// Where the package is. It stays between runs, so that its dependencies are checked once.
pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("editors")
}

/// The file in which every page is typed; on the disk it is empty.
pub(crate) fn page() -> PathBuf {
    folder().join("src/lib.rs")
}

/// The cases of `tests/ui/pass`, copied where the package compiles them.
pub(crate) fn cases() -> Vec<PathBuf> {
    let cases = fs::read_dir(workspace().join("tests/ui/pass")).expect("a folder");
    let name = |case: fs::DirEntry| folder().join("examples").join(case.file_name());
    let mut cases: Vec<_> = cases.map(|case| name(case.expect("an entry"))).collect();
    cases.sort();
    cases
}

/// Writes the package.
pub(crate) fn write() {
    let (folder, workspace) = (folder(), workspace());
    for inside in ["src", "examples"] {
        fs::create_dir_all(folder.join(inside)).expect("a folder");
    }
    fs::write(page(), "").expect("a page");
    for case in fs::read_dir(folder.join("examples")).expect("a folder") {
        fs::remove_file(case.expect("an entry").path()).expect("an old case");
    }
    for case in cases() {
        let from = workspace
            .join("tests/ui/pass")
            .join(case.file_name().expect("a name"));
        fs::copy(from, case).expect("a case");
    }
    let lock = "Cargo.lock";
    fs::copy(workspace.join(lock), folder.join(lock)).expect("a lock file");
    fs::write(folder.join("Cargo.toml"), manifest(workspace)).expect("a manifest");
}

fn manifest(workspace: &Path) -> String {
    let root = workspace.display();
    format!(
        r#"[package]
name = "subject"
version = "0.0.0"
edition = "2024"

[dependencies]
axum = {{ version = "0.8", default-features = false }}
classic = {{ path = "{root}/examples/classic" }}
oauth2-runtime = {{ path = "{root}/oauth2-runtime" }}
quickstart = {{ path = "{root}/examples/quickstart" }}

[workspace]
"#
    )
}
