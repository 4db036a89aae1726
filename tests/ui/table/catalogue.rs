//! CATALOGUE.md: a row a case, from what the compiler really printed.

use std::fs;

use crate::compiler::{self, Outcome};
use crate::diagnostic::Diagnostic;
use crate::expectation::{Expectation, Role};

const FILE: &str = "CATALOGUE.md";

const HEAD: &str = "\
# What the compiler says to each mistake

Made by `cargo test -p ui-tests --test table` from what the compiler prints to `fail/*.rs`; not written by hand.

One row a file of `fail/`. **Errors**: how many the compiler prints, and for how many mistakes if the file holds
more than one. **At**: line and underlined text of each. **Names the hook**, **names the grant**: every message
has the word in backticks; – where none comes into it. **Tells the fix**: every error says what to write, to use
or to take away. A case is perfect when it prints one error a mistake, underlines the user's own words only, and
no answer in its row is no.

| mistake | errors | at | names the hook | names the grant | tells the fix |
|---|---|---|---|---|---|
";

/// What one row says.
#[derive(Debug)]
pub(crate) struct Row {
    mistake: String,
    errors: usize,
    mistakes: usize,
    at: String,
    at_home: bool,
    hook: Option<bool>,
    grant: Option<bool>,
    fix: bool,
    pub(crate) because: Option<String>,
}

impl Row {
    pub(crate) fn new(outcome: &Outcome) -> Self {
        let Outcome { case, printed, .. } = outcome;
        let expected = &case.expected.diagnostics;
        let errors = printed.iter().filter(|one| one.is_error()).count();
        let stem = case
            .path
            .trim_start_matches("fail/")
            .trim_end_matches(".rs");
        Self {
            mistake: stem.replace('_', " "),
            errors,
            mistakes: case.expected.mistakes.unwrap_or(1),
            at: printed.iter().map(at).collect::<Vec<_>>().join(", "),
            at_home: printed.iter().all(|one| one.at_home),
            hook: names(Role::Hook, expected, printed),
            grant: names(Role::Grant, expected, printed),
            fix: tell_the_fix(expected, printed),
            because: case.expected.because.clone(),
        }
    }

    pub(crate) fn is_perfect(&self) -> bool {
        let named = self.hook != Some(false) && self.grant != Some(false);
        self.errors == self.mistakes && self.at_home && named && self.fix
    }

    fn reason(&self) -> String {
        let because = self.because.as_deref().unwrap_or("no reason is given");
        format!("- {}: {because}\n", self.mistake)
    }

    fn line(&self) -> String {
        let errors = match (self.errors, self.mistakes) {
            (errors, 1) => errors.to_string(),
            (errors, mistakes) => format!("{errors} for {mistakes}"),
        };
        let answer = |yes: Option<bool>| yes.map_or("–", |yes| if yes { "yes" } else { "no" });
        let (hook, grant, fix) = (
            answer(self.hook),
            answer(self.grant),
            answer(Some(self.fix)),
        );
        let (mistake, at) = (&self.mistake, &self.at);
        format!("| {mistake} | {errors} | {at} | {hook} | {grant} | {fix} |\n")
    }
}

fn at(printed: &Diagnostic) -> String {
    match &printed.place {
        Some((line, _, text)) => format!("{line}: `{}`", text.replace('|', "\\|")),
        None => "nowhere".into(),
    }
}

/// Whether each name that comes into it was printed; none if none comes into it.
fn names(role: Role, expected: &[Expectation], printed: &[Diagnostic]) -> Option<bool> {
    let mut answer = None;
    for (at, one) in expected.iter().enumerate() {
        for name in one.names.iter().filter(|name| name.role == role) {
            let named = printed.get(at).is_some_and(|one| one.names(&name.word));
            answer = Some(named && answer.unwrap_or(true));
        }
    }
    answer
}

fn tell_the_fix(expected: &[Expectation], printed: &[Diagnostic]) -> bool {
    let errors = printed.iter().enumerate().filter(|(_, one)| one.is_error());
    let mut told = errors.map(|(at, one)| {
        let fixes = expected.get(at).map_or(&[][..], |one| &one.fixes);
        !fixes.is_empty() && fixes.iter().all(|fix| one.tells(fix))
    });
    told.all(|told| told)
}

/// The whole file.
pub(crate) fn write(rows: &[Row]) -> String {
    let imperfect: Vec<_> = rows.iter().filter(|row| !row.is_perfect()).collect();
    let mut text = HEAD.to_owned();
    text.extend(rows.iter().map(Row::line));
    if !imperfect.is_empty() {
        text.push_str("\nNot perfect:\n\n");
    }
    text.extend(imperfect.iter().map(|row| row.reason()));
    let perfect = rows.len() - imperfect.len();
    format!("{text}\n{} mistakes, {perfect} perfect\n", rows.len())
}

/// Compares with the file; leaves the fresh one in `wip/` if it is stale.
pub(crate) fn hold(fresh: &str) -> Result<(), String> {
    let kept = fs::read_to_string(compiler::here().join(FILE)).unwrap_or_default();
    if kept == fresh {
        return Ok(());
    }
    let wip = compiler::here().join("wip");
    fs::create_dir_all(&wip).map_err(|error| error.to_string())?;
    fs::write(wip.join(FILE), fresh).map_err(|error| error.to_string())?;
    Err(format!(
        "{FILE} is stale; read the difference, then\n    mv tests/ui/wip/{FILE} tests/ui/{FILE}"
    ))
}

#[cfg(test)]
mod tests {
    use super::{Row, write};
    use crate::compiler::{Case, Outcome};
    use crate::diagnostic::Diagnostic;
    use crate::expectation::Expectations;

    const LINE: &str =
        "//@ error | 5: password | hook validate_user | grant password | fix write `it`";

    fn row(lines: &str, printed: Vec<Diagnostic>) -> Row {
        Row::new(&Outcome {
            case: Case {
                path: "fail/two_words.rs".into(),
                must_fail: true,
                expected: Expectations::parse(lines).expect("lines"),
            },
            failed: true,
            printed,
        })
    }

    fn printed(said: &str) -> Diagnostic {
        Diagnostic {
            kind: "error".into(),
            place: Some((5, 1, "password".into())),
            at_home: true,
            said: vec![said.into()],
            ..Diagnostic::default()
        }
    }

    fn good() -> Diagnostic {
        printed("`validate_user` of `password`; write `it`")
    }

    #[test]
    fn a_perfect_case_is_told_as_one() {
        let row = row(LINE, vec![good()]);
        assert!(row.is_perfect());
        let text = write(&[row]);
        assert!(text.contains("| two words | 1 | 5: `password` | yes | yes | yes |\n"));
        assert!(text.ends_with("\n\n1 mistakes, 1 perfect\n") && !text.contains("Not perfect"));
    }

    #[test]
    fn what_does_not_come_into_it_is_no_fault() {
        let row = row("//@ error | 5: password | fix write `it`", vec![good()]);
        assert!(row.is_perfect() && row.line().contains("| – | – | yes |"));
    }

    #[test]
    fn the_row_follows_what_was_printed() {
        let mute = |said| row(LINE, vec![printed(said)]);
        let hook = mute("`password`; write `it`");
        assert!(!hook.is_perfect() && hook.line().contains("| no | yes | yes |"));
        let grant = mute("`validate_user`; write `it`");
        assert!(!grant.is_perfect() && grant.line().contains("| yes | no | yes |"));
        let fix = mute("`validate_user` of `password`");
        assert!(!fix.is_perfect() && fix.line().contains("| yes | yes | no |"));
        let none = row("//@ error | 5: password", vec![good()]);
        assert!(!none.is_perfect() && none.line().contains("| – | – | no |"));
    }

    #[test]
    fn one_error_a_mistake() {
        let two = row(LINE, vec![good(), good()]);
        assert!(!two.is_perfect() && two.line().contains("| 2 |"));
        let lines = format!("{LINE}\n{LINE}\n//@ mistakes 2");
        let each = row(&lines, vec![good(), good()]);
        assert!(each.is_perfect() && each.line().contains("| 2 for 2 |"));
        assert!(!row(&lines, vec![good()]).is_perfect());
    }

    #[test]
    fn a_place_outside_the_case_is_told() {
        let away = Diagnostic {
            at_home: false,
            place: None,
            ..good()
        };
        let row = row(&format!("{LINE}\n//@ because of rustc"), vec![away]);
        assert!(!row.is_perfect() && row.line().contains("| nowhere |"));
        assert!(write(&[row]).contains("Not perfect:\n\n- two words: of rustc\n\n1 mistakes, 0"));
    }
}
