//! What the compiler says to each case, on every toolchain: level, code, place, names and fix.
//!
//! A case says at its end what it expects; CONTRIBUTING.md tells how. `CATALOGUE.md` is the table, and
//! `docs/errors.md` of the runtime explains each message to users.

#[cfg(test)]
mod catalogue;
#[cfg(test)]
mod comparison;
#[cfg(test)]
mod compiler;
#[cfg(test)]
mod diagnostic;
#[cfg(test)]
mod expectation;
#[cfg(test)]
mod message;
#[cfg(test)]
mod page;
#[cfg(test)]
mod style;

#[cfg(test)]
use std::sync::LazyLock;

#[cfg(test)]
use catalogue::Row;
#[cfg(test)]
use compiler::Outcome;

/// Each case is compiled once, for all the tests here.
#[cfg(test)]
static OUTCOMES: LazyLock<Vec<Outcome>> = LazyLock::new(compiler::outcomes);

/// The fewest mistakes that the catalogue holds.
const LEAST_CASES: usize = 240;

/// How many of a hundred must be perfect.
const LEAST_PERFECT: usize = 95;

/// A row a mistake.
#[cfg(test)]
fn rows() -> Vec<Row> {
    let mistakes = OUTCOMES.iter().filter(|outcome| outcome.case.must_fail);
    mistakes.map(Row::new).collect()
}

#[test]
fn every_case_prints_what_it_expects() {
    let wrong: Vec<_> = OUTCOMES.iter().filter_map(comparison::report).collect();
    assert!(
        wrong.is_empty(),
        "{} cases differ; read, then paste the `//@` lines that are right:\n\n{}",
        wrong.len(),
        wrong.join("\n"),
    );
}

#[test]
fn every_mistake_expects_something() {
    let silent: Vec<_> = OUTCOMES
        .iter()
        .map(|outcome| &outcome.case)
        .filter(|case| case.must_fail && case.expected.diagnostics.is_empty())
        .map(|case| &case.path)
        .collect();
    assert!(silent.is_empty(), "without a `//@` line: {silent:#?}");
}

#[test]
fn the_catalogue_is_fresh() {
    let fresh = catalogue::write(&rows());
    assert_eq!(catalogue::hold(&fresh), Ok(()));
}

#[test]
fn nearly_every_message_is_perfect() {
    let rows = rows();
    assert!(rows.len() >= LEAST_CASES, "only {} cases", rows.len());
    let perfect = rows.iter().filter(|row| row.is_perfect()).count();
    assert!(
        perfect * 100 >= rows.len() * LEAST_PERFECT,
        "only {perfect} of {} are perfect",
        rows.len(),
    );
}

#[test]
fn what_is_not_perfect_says_why() {
    let (perfect, imperfect): (Vec<_>, Vec<_>) = rows().into_iter().partition(Row::is_perfect);
    let mute: Vec<_> = imperfect
        .iter()
        .filter(|row| row.because.is_none())
        .collect();
    assert!(
        mute.is_empty(),
        "not perfect and without a `because`: {mute:#?}"
    );
    let idle: Vec<_> = perfect.iter().filter(|row| row.because.is_some()).collect();
    assert!(
        idle.is_empty(),
        "perfect by now, delete the `because`: {idle:#?}"
    );
}

#[test]
fn the_page_of_errors_lacks_no_message() {
    let (printed, quoted) = (message::printed(), page::quoted());
    let missing = page::missing(&printed, &quoted);
    assert!(
        missing.is_empty(),
        "oauth2-runtime/docs/errors.md lacks {} messages; quote each, say why and what to write:\n{}",
        missing.len(),
        page::list(&missing),
    );
}

#[test]
fn the_page_of_errors_keeps_no_dead_message() {
    let (printed, quoted) = (message::printed(), page::quoted());
    let dead = page::dead(&printed, &quoted);
    assert!(
        dead.is_empty(),
        "oauth2-runtime/docs/errors.md quotes {} messages that no case prints; delete or mend each:\n{}",
        dead.len(),
        page::list(&dead),
    );
}

#[test]
fn every_message_keeps_to_the_style() {
    let printed = message::printed();
    let own = printed.iter().filter(|message| message.is_ours());
    let told = own.map(|message| (message, style::faults(message)));
    let told = told.filter(|(_, faults)| !faults.is_empty());
    let lines: Vec<_> = told
        .map(|(message, faults)| format!("{}\n    {}", message.quoted(), faults.join(", ")))
        .collect();
    assert!(
        lines.is_empty(),
        "see CONTRIBUTING.md:\n{}",
        lines.join("\n")
    );
}
