//! The source files of the workspace, read as text.

use std::fs;
use std::path::{Path, PathBuf};

/// One file, its path counted from the workspace.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    pub(crate) path: String,
    pub(crate) text: String,
}

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("a workspace")
        .to_owned()
}

/// A file of the workspace.
pub(crate) fn read(path: &str) -> String {
    fs::read_to_string(workspace().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Puts a file of the workspace in place of the one that is there.
pub(crate) fn write(path: &str, text: &str) {
    fs::write(workspace().join(path), text).unwrap_or_else(|error| panic!("{path}: {error}"));
}

/// Every Rust file of the workspace.
pub(crate) fn sources() -> Vec<Source> {
    let mut found = Vec::new();
    for top in ["oauth2-macros", "oauth2-runtime", "examples", "tests"] {
        collect(&workspace().join(top), "rs", &mut found);
    }
    assert!(found.len() > 60, "only {} files were found", found.len());
    found
}

/// Every script for node in a folder.
pub(crate) fn scripts(folder: &str) -> Vec<Source> {
    let mut found = Vec::new();
    collect(&workspace().join(folder), "mjs", &mut found);
    found
}

/// Every file of the libraries that is no Rust.
pub(crate) fn strangers() -> Vec<Source> {
    let mut found = Vec::new();
    for library in ["oauth2-macros/src", "oauth2-runtime/src"] {
        collect_where(
            &workspace().join(library),
            &|ending| ending != "rs",
            &mut found,
        );
    }
    found
}

/// The library files of one crate.
pub(crate) fn production(name: &str) -> Vec<Source> {
    let inside = format!("{name}/src/");
    sources()
        .into_iter()
        .filter(|source| source.path.starts_with(&inside))
        .collect()
}

/// Folders that hold what others wrote, or what a tool made.
const NOT_OURS: [&str; 3] = ["target", "wip", "node_modules"];

fn collect(folder: &Path, ending: &str, found: &mut Vec<Source>) {
    collect_where(folder, &|its| its == ending, found);
}

/// Files by what their names end with.
fn collect_where(folder: &Path, fits: &dyn Fn(&str) -> bool, found: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() && !NOT_OURS.iter().any(|name| path.ends_with(name)) {
            collect_where(&path, fits, found);
        } else if fits(&path.extension().unwrap_or_default().to_string_lossy()) && !path.is_dir() {
            let inside = path
                .strip_prefix(workspace())
                .expect("inside")
                .to_string_lossy();
            let text = fs::read_to_string(&path).expect("text");
            found.push(Source {
                path: inside.replace('\\', "/"),
                text,
            });
        }
    }
}

/// Whether a `mod` line, a target of Cargo or Cargo's own rule compiles this file.
pub(crate) fn is_declared(source: &Source, all: &[Source]) -> bool {
    let path = Path::new(&source.path);
    let stem = path.file_stem().expect("a name").to_string_lossy();
    let folder = path.parent().expect("a folder");
    let of = |path: &Path| {
        let text = path.to_string_lossy();
        all.iter()
            .find(|source| source.path == text)
            .map(|source| source.text.as_str())
    };
    let declares = |parent: PathBuf, name: &str| {
        of(&parent).is_some_and(|text| {
            let line = format!("mod {name};");
            text.lines()
                .any(|one| one.trim_end().ends_with(&line) && !one.trim().starts_with("//"))
        })
    };
    match &*stem {
        "lib" | "main" => true,
        "mod" => {
            let name = folder
                .file_name()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            let outer = folder.parent().expect("a folder");
            ["mod.rs", "lib.rs", "main.rs"]
                .iter()
                .any(|file| declares(outer.join(file), &name))
        }
        stem => {
            let beside = ["mod.rs", "lib.rs", "main.rs"].map(|file| folder.join(file));
            let above = folder.with_extension("rs");
            let mut parents = beside.into_iter().chain([above]);
            parents.any(|parent| declares(parent, stem)) || is_target(path)
        }
    }
}

/// Whether the manifest of a folder above names this file as a target.
fn is_target(path: &Path) -> bool {
    path.ancestors().skip(1).any(|folder| {
        let manifest = fs::read_to_string(workspace().join(folder).join("Cargo.toml"));
        let inside = path.strip_prefix(folder).expect("inside").display();
        let row = format!("path = \"{inside}\"");
        manifest.is_ok_and(|manifest| manifest.lines().any(|line| line == row))
    })
}
