//! Compiles each case with the compiler alone, beside artifacts that Cargo has made.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{env, fs, thread};

use crate::diagnostic::{self, Diagnostic};
use crate::expectation::Expectations;

/// The crates that a case may name: the dependencies of this package, as trybuild gives them.
const CRATES: [&str; 2] = ["oauth2_runtime", "axum"];

/// One file of `pass/` or `fail/`.
#[derive(Debug)]
pub(crate) struct Case {
    /// Counted from this package: `fail/unknown_grant.rs`.
    pub(crate) path: String,
    pub(crate) must_fail: bool,
    pub(crate) expected: Expectations,
}

/// A case, and what the compiler said to it.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) case: Case,
    pub(crate) failed: bool,
    pub(crate) printed: Vec<Diagnostic>,
}

/// Where this package lies.
pub(crate) fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Compiles every case, as many at once as the machine has cores.
pub(crate) fn outcomes() -> Vec<Outcome> {
    let cases: Vec<_> = ["fail", "pass"].into_iter().flat_map(cases).collect();
    let externs = externs();
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let (failed, printed) = compile(case, &externs);
                    let path = case.path.clone();
                    done.lock().expect("a list").push((path, failed, printed));
                }
            });
        }
    });
    let mut done = done.into_inner().expect("a list");
    done.sort_by(|one, other| one.0.cmp(&other.0));
    let paired = cases.into_iter().zip(done);
    paired
        .map(|(case, (path, failed, printed))| {
            assert_eq!(case.path, path);
            Outcome {
                case,
                failed,
                printed,
            }
        })
        .collect()
}

/// The cases of a folder, by name.
pub(crate) fn cases(folder: &str) -> Vec<Case> {
    let files = fs::read_dir(here().join(folder)).expect("a folder");
    let names = files.filter_map(|file| file.expect("an entry").file_name().into_string().ok());
    let mut paths: Vec<_> = names
        .filter(|name| {
            Path::new(name)
                .extension()
                .is_some_and(|ending| ending == "rs")
        })
        .map(|name| format!("{folder}/{name}"))
        .collect();
    paths.sort();
    let case = |path: String| {
        let text = fs::read_to_string(here().join(&path)).expect("text");
        Case {
            must_fail: folder == "fail",
            expected: Expectations::parse(&text).unwrap_or_else(|error| panic!("{path}: {error}")),
            path,
        }
    };
    paths.into_iter().map(case).collect()
}

fn compile(case: &Case, externs: &[String]) -> (bool, Vec<Diagnostic>) {
    let folder = case.path.split('/').next().expect("a folder");
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join(folder);
    let output = rustc()
        .args(["--edition=2024", "--error-format=json", "--emit=metadata"])
        .arg("--out-dir")
        .arg(out)
        .args(externs)
        .arg(&case.path)
        .current_dir(here())
        .output()
        .expect("a compiler");
    let stderr = String::from_utf8_lossy(&output.stderr);
    let printed = diagnostic::read(&stderr, &case.path);
    (!output.status.success(), printed)
}

/// The compiler that Cargo calls too.
fn rustc() -> Command {
    Command::new(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()))
}

/// The flags that show the compiler the crates, and where theirs lie.
fn externs() -> Vec<String> {
    let files = artifacts();
    let mut flags = Vec::new();
    for name in CRATES {
        let found = files.iter().find(|(one, _)| one == name);
        let (_, file) = found.unwrap_or_else(|| panic!("Cargo has made no crate `{name}`"));
        flags.push(format!("--extern={name}={}", file.display()));
    }
    let mut folders: Vec<_> = files.iter().filter_map(|(_, file)| file.parent()).collect();
    folders.sort();
    folders.dedup();
    flags.extend(
        folders
            .iter()
            .map(|one| format!("-Ldependency={}", one.display())),
    );
    flags
}

/// Every crate of the tree, and the file that a compiler reads of it.
fn artifacts() -> Vec<(String, PathBuf)> {
    let Output {
        status,
        stdout,
        stderr,
    } = Command::new(env!("CARGO"))
        .args(["check", "--package", "ui-tests", "--tests", "--locked"])
        .arg("--message-format=json")
        .current_dir(here())
        .output()
        .expect("Cargo");
    assert!(status.success(), "{}", String::from_utf8_lossy(&stderr));
    String::from_utf8(stdout)
        .expect("text")
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .filter_map(|message: serde_json::Value| {
            let name = message["target"]["name"].as_str()?.replace('-', "_");
            let files = message["filenames"].as_array()?.iter();
            let mut files = files.filter_map(|file| Some(PathBuf::from(file.as_str()?)));
            Some((name, files.find(|file| is_readable(file))?))
        })
        .collect()
}

fn is_readable(file: &Path) -> bool {
    let ending = file.extension().unwrap_or_default();
    ending == "rmeta" || ending == env::consts::DLL_EXTENSION
}
