//! The house holds its own rules: floors, sizes, heads, requirements and no orphan file.

#[cfg(test)]
mod floors;
#[cfg(test)]
mod labels;
#[cfg(test)]
mod requirements;
#[cfg(test)]
mod secrets;
#[cfg(test)]
mod sources;

#[cfg(test)]
use sources::{Source, production, sources};

/// The reason of every event in the runtime stands in the page of the log, and the page invents
/// none. What the table of refusals says there is held beside the table.
#[test]
fn the_page_of_the_log_has_every_event() {
    let page = sources::read("oauth2-runtime/docs/log.md");
    let mut written = Vec::new();
    for source in production("oauth2-runtime") {
        for (_, rest) in after(&source.text, "audit!(") {
            written.extend(
                rest.split(',')
                    .nth(1)
                    .map(|reason| reason.trim().to_owned()),
            );
        }
        for (_, rest) in after(&source.text, "reason = \"") {
            written.extend(rest.split('"').next().map(str::to_owned));
        }
    }
    written.retain(|reason| reason.chars().all(|c| c == '_' || c.is_ascii_lowercase()));
    assert!(written.len() > 15, "{written:?}");
    let (_, events) = page.split_once("## Audit events").expect("its part");
    let listed: Vec<_> = after(events, "\n| `")
        .filter_map(|(_, row)| row.split('`').next())
        .collect();
    for reason in &written {
        assert!(
            listed.contains(&reason.as_str()),
            "`{reason}` is not in log.md"
        );
    }
    for reason in listed {
        assert!(
            written.iter().any(|known| known == reason),
            "nothing tells `{reason}`"
        );
    }
}

/// Each place of `what`, with the text behind it.
fn after<'a>(text: &'a str, what: &'a str) -> impl Iterator<Item = (usize, &'a str)> {
    let places = text.match_indices(what);
    places.map(|(at, _)| (at, &text[at + what.len()..]))
}

/// The longest file, with its tests.
const MOST_LINES: usize = 400;

#[test]
fn a_room_imports_only_lower_rooms() {
    let broken: Vec<String> = production("oauth2-runtime")
        .iter()
        .flat_map(floors::broken)
        .collect();
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn the_floor_test_sees_a_broken_floor() {
    let file = |path: &str, text: &str| Source {
        path: path.into(),
        text: text.into(),
    };
    let up = file(
        "oauth2-runtime/src/model/client.rs",
        "use crate::store::Store;\n",
    );
    let peer = file(
        "oauth2-runtime/src/token/mod.rs",
        "fn f() { crate::session::g() }\n",
    );
    let sideways = file(
        "oauth2-runtime/src/grant/code.rs",
        "use super::super::token::new_code;\n",
    );
    let never = file(
        "oauth2-runtime/src/grant/code.rs",
        "use crate::token::{new_code};\n",
    );
    let list = file(
        "oauth2-runtime/src/hook/users.rs",
        "use crate::{model::Subject, store::Store};\n",
    );
    let foreign = file("oauth2-runtime/src/store/memory.rs", "use axum::Router;\n");
    let page = file(
        "oauth2-runtime/src/grant/code.rs",
        "use crate::page::HasPages;\nuse crate::page::Html;\n",
    );
    for source in [up, peer, sideways, never, list, foreign, page] {
        assert!(!floors::broken(&source).is_empty(), "{source:?}");
    }
    let down = file(
        "oauth2-runtime/src/grant/code.rs",
        "use crate::store::Store; // crate::server\n",
    );
    let demand = file(
        "oauth2-runtime/src/grant/code.rs",
        "use crate::page::HasPages;\n",
    );
    for source in [down, demand] {
        assert!(floors::broken(&source).is_empty(), "{source:?}");
    }
}

#[test]
fn the_macro_crate_depends_on_the_parser_and_its_printer_alone() {
    let manifest = sources::read("oauth2-macros/Cargo.toml");
    let section = manifest
        .split("[dependencies]\n")
        .nth(1)
        .expect("dependencies");
    let lines = section.lines().take_while(|line| !line.starts_with('['));
    let names: Vec<_> = lines.filter(|line| !line.is_empty()).collect();
    let wanted = [
        "proc-macro2.workspace = true",
        "quote.workspace = true",
        "syn.workspace = true",
    ];
    assert_eq!(names, wanted);
    let workspace = sources::read("Cargo.toml");
    let syn = workspace
        .lines()
        .find(|line| line.starts_with("syn = "))
        .expect("syn");
    assert!(!syn.contains("full") && !syn.contains("visit") && !syn.contains("extra-traits"));
}

#[test]
fn the_attribute_and_the_runtime_know_the_same_paths() {
    let paths = sources::read("oauth2-runtime/src/settings/paths.rs");
    let vocabulary = sources::read("oauth2-macros/src/vocabulary.rs");
    let rows: Vec<_> = paths
        .lines()
        .filter_map(|line| line.trim().strip_suffix("\";")?.split_once(" = \""))
        .collect();
    assert!(rows.len() >= 5, "{rows:?}");
    for (name, path) in rows {
        let row = format!("\"{name}\" = \"{path}\"");
        assert!(vocabulary.contains(&row), "the attribute has no row {row}");
    }
}

#[test]
fn an_editor_knows_every_word_of_the_attribute() {
    let words = sources::read("oauth2-runtime/src/private/words.rs");
    let vocabulary = sources::read("oauth2-macros/src/vocabulary.rs");
    let known = |word: &str| {
        let (defined, renamed) = (format!(" {word}: \""), format!(" as {word}"));
        words.contains(&defined) || words.contains(&renamed)
    };
    for table in [" OPTIONS:", " ALLOWANCES:", "\nendpoints! {", "\nroles! {"] {
        let (_, rows) = vocabulary.split_once(table).expect("a table");
        let (rows, _) = rows.split_once("\n\n").expect("its end");
        let first = rows.lines().filter_map(|row| row.split('"').nth(1));
        let listed: Vec<_> = first.filter(|word| *word == word.to_lowercase()).collect();
        assert!(listed.len() > 1, "{table} {listed:?}");
        // `crate` is a keyword: no path may end in it.
        for word in listed.into_iter().filter(|word| *word != "crate") {
            assert!(known(word), "{table} `{word}` is unknown to editors");
        }
    }
}

#[test]
fn no_file_is_longer_than_400_lines() {
    let long: Vec<_> = sources()
        .into_iter()
        .map(|source| (source.text.lines().count(), source.path))
        .filter(|(lines, _)| *lines > MOST_LINES)
        .collect();
    assert!(long.is_empty(), "{long:#?}");
}

#[test]
fn every_file_opens_with_a_sentence() {
    let headless: Vec<_> = sources()
        .into_iter()
        .filter(|source| !source.path.contains("tests/ui/"))
        .filter(|source| !source.text.starts_with("//! "))
        .map(|source| source.path)
        .collect();
    assert!(headless.is_empty(), "{headless:#?}");
}

#[test]
fn every_file_is_compiled() {
    let all = sources();
    let orphans: Vec<_> = all
        .iter()
        .filter(|source| !source.path.contains("tests/ui/"))
        .filter(|source| !sources::is_declared(source, &all))
        .map(|source| &source.path)
        .collect();
    assert!(orphans.is_empty(), "{orphans:#?}");
}

#[test]
fn a_library_holds_rust_alone() {
    let strangers = sources::strangers();
    let left: Vec<_> = strangers.iter().map(|source| &source.path).collect();
    assert!(left.is_empty(), "{left:#?}");
}

#[test]
fn no_room_is_named_after_nothing() {
    let banned = [
        "util",
        "helper",
        "common",
        "manager",
        "service",
        "processor",
        "data",
        "info",
        "misc",
        "base",
    ];
    let bad: Vec<_> = sources()
        .into_iter()
        .filter(|source| {
            source
                .path
                .split(['/', '.'])
                .any(|part| banned.contains(&part))
        })
        .map(|source| source.path)
        .collect();
    assert!(bad.is_empty(), "{bad:#?}");
}

#[test]
fn every_scenario_of_the_browser_is_run_and_short() {
    let runs = sources::read("tests/browser/scenarios.rs");
    let files = sources::scripts("tests/browser");
    let scenarios: Vec<_> = files
        .iter()
        .filter_map(|file| file.path.strip_prefix("tests/browser/scenarios/"))
        .collect();
    let called = after(&runs, "run(\"").count();
    assert_eq!(scenarios.len(), called, "{scenarios:?}");
    for name in scenarios {
        let call = format!("run(\"{}\")", name.trim_end_matches(".mjs"));
        assert!(runs.contains(&call), "no test runs {name}");
    }
    for file in files {
        assert!(file.text.starts_with("// "), "{} has no head", file.path);
        let lines = file.text.lines().count();
        assert!(lines <= MOST_LINES, "{}: {lines} lines", file.path);
    }
}
