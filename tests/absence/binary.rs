//! The subject, built in release with some grants, and what is in its binary.

use object::{Object as _, ObjectSection as _, ObjectSegment as _, ObjectSymbol as _, SymbolKind};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Mutex, PoisonError};
use std::{env, fs};

/// One build of the subject.
pub(crate) struct Binary {
    /// The grants that are on, beside `client_credentials`.
    pub(crate) on: &'static [&'static str],
    pub(crate) path: PathBuf,
    /// Every symbol, demangled, a line each.
    pub(crate) symbols: String,
    /// What is loaded: code and data without symbols and debug information.
    loaded: Vec<Vec<u8>>,
    /// The size of its loaded sections: what `strip` leaves.
    pub(crate) bytes: u64,
}

impl Binary {
    /// Builds it with the built-in pages, which are linked where a grant shows one.
    pub(crate) fn build(on: &'static [&'static str]) -> Self {
        Self::compiled(on, &[on, &["pages"]].concat())
    }

    /// Builds it with the runtime's feature `pages` off.
    pub(crate) fn build_without_pages(on: &'static [&'static str]) -> Self {
        Self::compiled(on, on)
    }

    fn compiled(on: &'static [&'static str], features: &[&str]) -> Self {
        // What is built has one name until it is copied.
        static BUILDING: Mutex<()> = Mutex::new(());
        let building = BUILDING.lock().unwrap_or_else(PoisonError::into_inner);
        let output = cargo_build(features);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{errors}");
        let exe = env::consts::EXE_SUFFIX;
        let path = folder().join(format!("with-{}{exe}", features.join("-")));
        fs::copy(folder().join(format!("release/subject{exe}")), &path).expect("a copy");
        drop(building);
        Self::read(on, path)
    }

    fn read(on: &'static [&'static str], path: PathBuf) -> Self {
        let content = fs::read(&path).expect("the binary");
        let file = object::File::parse(&*content).expect("an object file");
        // The name of an object file tells what was compiled, not what was linked.
        let symbols = file.symbols().filter(|one| one.kind() != SymbolKind::File);
        let names = symbols.map(|one| one.name().expect("a name"));
        let names = names.map(|name| format!("{:#}\n", rustc_demangle::demangle(name)));
        // What is not loaded has no address. Segments would be rounded up to pages, as is the end of
        // what is read-only once it is linked.
        let padding = |name: &str| name == ".relro_padding";
        let sections = file.sections().filter(|section| section.address() != 0);
        let sections = sections.filter(|section| !section.name().is_ok_and(padding));
        let data = file.segments().map(|segment| segment.data());
        Self {
            on,
            symbols: names.collect(),
            loaded: data.map(|data| data.expect("data").to_owned()).collect(),
            bytes: sections.map(|section| section.size()).sum(),
            path,
        }
    }

    /// Whether this text is loaded with the program.
    pub(crate) fn has_text(&self, text: &str) -> bool {
        let text = text.as_bytes();
        let mut segments = self.loaded.iter();
        segments.any(|data| data.windows(text.len()).any(|window| window == text))
    }
}

/// Runs cargo in a folder of its own, so that no other build waits.
pub(crate) fn cargo_build(features: &[&str]) -> Output {
    let output = cargo("build")
        .args(["--release", "--quiet", "--bin", "subject", "--features"])
        .arg(features.join(","))
        .arg("--target-dir")
        .arg(folder())
        .output();
    output.expect("cargo")
}

/// A command of cargo over this package.
pub(crate) fn cargo(command: &str) -> Command {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo
        .args([command, "--locked", "--package", "absence"])
        .current_dir(env!("CARGO_MANIFEST_DIR"));
    cargo
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("absence")
}
