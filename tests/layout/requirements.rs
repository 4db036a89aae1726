//! The list of requirements: each id has one test that names it, or a reason why it has none.
//!
//! `tests/requirements.toml` is the list. A person writes `id`, `section`, `level` and `reason`; the
//! `test` lines are made from the `///` lines above the tests.

use crate::labels::{Labels, labels};
use crate::sources::{self, Source, sources};
use std::fmt::Write as _;

const LIST: &str = "tests/requirements.toml";
const LEVELS: [&str; 6] = ["MUST", "MUST NOT", "SHOULD", "SHOULD NOT", "MAY", "attack"];
/// What attackers try, by number: a row of its own is written as soon as a test names it.
const ATTACKS: std::ops::RangeInclusive<u32> = 1..=104;
const HOW: &str = "`REQUIREMENTS=overwrite cargo test -p tests --test layout` writes it";

/// One row of the list.
#[derive(Clone, Debug, Default, PartialEq)]
struct Row {
    id: String,
    section: String,
    level: String,
    test: String,
    reason: String,
}

#[test]
fn every_requirement_has_one_test_or_a_reason() {
    let committed = sources::read(LIST);
    let labels = labels(&sources());
    let (head, mut rows) = parse(&committed);
    add_attacks(&mut rows, &labels);
    for row in &mut rows {
        let tests = labels.tests.get(&row.id);
        row.test = tests
            .and_then(|tests| tests.first().cloned())
            .unwrap_or_default();
    }
    let written = write(&head, &rows);
    if std::env::var_os("REQUIREMENTS").is_some_and(|word| word == "overwrite") {
        sources::write(LIST, &written);
    } else {
        let stale = difference(&committed, &written);
        assert!(stale.is_empty(), "{LIST} is stale; {HOW}:\n{stale}");
    }
    let faults = faults(&rows, &labels);
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn the_list_test_sees_each_fault() {
    let text =
        "//! x\n\n/// attack-7, rfc6749-2.1-1: so it is.\n#[tokio::test]\nasync fn it_is() {}\n";
    let file = |text: &str| Source {
        path: "tests/flows/web_login.rs".into(),
        text: text.into(),
    };
    let row = |test: &str, reason: &str| Row {
        id: "rfc6749-2.1-1".into(),
        section: "RFC 6749 §2.1".into(),
        level: "MUST".into(),
        test: test.into(),
        reason: reason.into(),
    };
    let path = "flows::web_login::it_is";
    let good = labels(&[file(text)]);
    let found = good.tests.get("rfc6749-2.1-1").expect("a label");
    assert_eq!(
        (found.as_slice(), good.misplaced.len()),
        (&[path.to_owned()][..], 0)
    );
    let mut rows = vec![row(path, "")];
    add_attacks(&mut rows, &good);
    rows[1].test = path.into();
    assert_eq!(faults(&rows, &good), [""; 0]);

    let none = labels(&[]);
    let twice = labels(&[file(text), file(text)]);
    let beside = labels(&[file("// rfc6749-2.1-1\n#[test]\nfn it_is() {}\n")]);
    let nowhere = labels(&[file("/// rfc6749-2.1-1\nfn no_test() {}\n")]);
    let unknown = labels(&[file(&text.replace("2.1-1", "2.1-9"))]);
    let beyond = labels(&[file(&text.replace("attack-7", "attack-105"))]);
    let odd = Row {
        level: "PERHAPS".into(),
        ..row("", "so")
    };
    for (rows, labels) in [
        (vec![row("", "")], &none),
        (vec![row(path, "It cannot be.")], &none),
        (vec![row("", "so"), row("", "so")], &none),
        (vec![odd], &none),
        (rows.clone(), &twice),
        (vec![row("", "so")], &beside),
        (vec![row("", "so")], &nowhere),
        (rows.clone(), &unknown),
        (rows.clone(), &beyond),
    ] {
        assert!(!faults(&rows, labels).is_empty(), "{rows:?} {labels:?}");
    }
    let list = write("# head\n\n", &rows);
    assert_eq!(parse(&list), ("# head\n\n".to_owned(), rows));
    assert!(!difference(&list, &list.replace("it_is", "it_was")).is_empty());
}

fn faults(rows: &[Row], labels: &Labels) -> Vec<String> {
    let mut faults = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let id = &row.id;
        match (row.test.is_empty(), row.reason.is_empty()) {
            (true, true) => faults.push(format!("{id} has neither a test nor a reason")),
            (false, false) => {
                faults.push(format!("{id} has a test, {}: delete its reason", row.test));
            }
            _ => {}
        }
        if !LEVELS.contains(&row.level.as_str()) || row.section.is_empty() {
            faults.push(format!("{id} has no level or no section that is known"));
        }
        if rows.iter().take(at).any(|other| other.id == *id) {
            faults.push(format!("{id} is listed twice"));
        }
    }
    for (id, tests) in &labels.tests {
        if !rows.iter().any(|row| row.id == *id) {
            faults.push(format!("{id}, named above {tests:?}, is not in {LIST}"));
        }
        if tests.len() > 1 {
            faults.push(format!("{id} is named above more than one test: {tests:?}"));
        }
    }
    let misplaced = labels.misplaced.iter();
    faults.extend(misplaced.map(|place| format!("{place} stands in no `///` line above a test")));
    faults
}

/// A row for each attack that a test names and the list has not.
fn add_attacks(rows: &mut Vec<Row>, labels: &Labels) {
    let known = |id: &str| rows.iter().any(|row| row.id == id);
    let named = labels.tests.keys();
    let new: Vec<_> = named
        .filter(|id| attack(id).is_some() && !known(id))
        .map(|id| Row {
            id: id.clone(),
            section: "attack".into(),
            level: "attack".into(),
            ..Row::default()
        })
        .collect();
    rows.extend(new);
    rows.sort_by_key(|row| attack(&row.id));
}

fn attack(id: &str) -> Option<u32> {
    let number = id.strip_prefix("attack-")?.parse().ok()?;
    ATTACKS.contains(&number).then_some(number)
}

/// The text before the first row, and the rows.
fn parse(list: &str) -> (String, Vec<Row>) {
    let (head, rest) = list.split_once("[[requirement]]\n").expect("a row");
    let rows = rest.split("[[requirement]]\n").map(|text| {
        let mut row = Row::default();
        for line in text.lines().filter(|line| !line.is_empty()) {
            let (name, value) = line.split_once(" = ").expect("a name and a value");
            let value = value
                .strip_prefix('"')
                .and_then(|rest| rest.strip_suffix('"'));
            let value = value.unwrap_or_else(|| panic!("{line}: no text in quotes"));
            assert!(
                !value.contains(['"', '\\']),
                "{line}: write it without these"
            );
            let place = match name {
                "id" => &mut row.id,
                "section" => &mut row.section,
                "level" => &mut row.level,
                "test" => &mut row.test,
                "reason" => &mut row.reason,
                _ => panic!("{line}: no such member"),
            };
            value.clone_into(place);
        }
        row
    });
    (head.to_owned(), rows.collect())
}

fn write(head: &str, rows: &[Row]) -> String {
    let mut list = head.to_owned();
    for (at, row) in rows.iter().enumerate() {
        let gap = if at == 0 { "" } else { "\n" };
        let _ = writeln!(list, "{gap}[[requirement]]");
        let members = [
            ("id", &row.id),
            ("section", &row.section),
            ("level", &row.level),
            ("test", &row.test),
            ("reason", &row.reason),
        ];
        for (name, value) in members.iter().filter(|(_, value)| !value.is_empty()) {
            let _ = writeln!(list, "{name} = \"{value}\"");
        }
    }
    list
}

/// The lines that only one of the two has.
fn difference(old: &str, new: &str) -> String {
    if old == new {
        return String::new();
    }
    let only = |mark: char, here: &str, there: &str| -> String {
        let there: std::collections::BTreeSet<_> = there.lines().collect();
        let lines = here.lines().filter(|line| !there.contains(line));
        lines.fold(String::new(), |all, line| format!("{all}{mark} {line}\n"))
    };
    let lines = format!("{}{}", only('-', old, new), only('+', new, old));
    if lines.is_empty() {
        "its order or its blank lines".to_owned()
    } else {
        lines
    }
}
