//! Holds what a case expects against what the compiler printed.

use crate::compiler::Outcome;
use crate::diagnostic::Diagnostic;
use crate::expectation::Expectation;

/// What is wrong with a case, and the lines that would be right; none if nothing is.
pub(crate) fn report(outcome: &Outcome) -> Option<String> {
    let Outcome {
        case,
        failed,
        printed,
    } = outcome;
    let expected = &case.expected.diagnostics;
    let mut faults = differences(expected, printed);
    if *failed != case.must_fail {
        let verb = if *failed { "fails" } else { "passes" };
        faults.push(format!("it {verb}"));
    }
    if faults.is_empty() {
        return None;
    }
    let lines = printed.iter().enumerate().map(|(at, printed)| {
        let kept = expected.get(at);
        let kept = kept.filter(|one| faults_of(one, printed).is_empty());
        let line = kept.cloned().unwrap_or_else(|| printed.draft());
        format!("\n{line}")
    });
    let in_full = printed.iter().map(in_full);
    Some(format!(
        "{}:\n    {}\n  as lines:{}\n  in full:{}\n",
        case.path,
        faults.join("\n    "),
        lines.collect::<String>(),
        in_full.collect::<String>(),
    ))
}

fn in_full(printed: &Diagnostic) -> String {
    let parts = printed.said.iter().chain(&printed.offered);
    let lines = parts.flat_map(|part| part.lines());
    let lines = lines.map(|line| format!("\n        {line}"));
    format!("\n    {}{}", printed.kind, lines.collect::<String>())
}

/// Every difference, in words.
pub(crate) fn differences(expected: &[Expectation], printed: &[Diagnostic]) -> Vec<String> {
    let paired = expected.iter().zip(printed);
    let mut faults: Vec<_> = paired
        .flat_map(|(one, other)| faults_of(one, other))
        .collect();
    let missing = expected.iter().skip(printed.len());
    faults.extend(missing.map(|one| format!("not printed: {one}")));
    let further = printed.iter().skip(expected.len());
    faults.extend(further.map(|one| format!("not expected: {}", one.kind)));
    faults
}

fn faults_of(expected: &Expectation, printed: &Diagnostic) -> Vec<String> {
    let draft = printed.draft();
    if (&draft.kind, &draft.place) != (&expected.kind, &expected.place) {
        return vec![format!("expected: {expected}\n    printed:  {draft}")];
    }
    let names = expected.names.iter().filter_map(|name| {
        let word = &name.word;
        match (name.told, printed.names(word)) {
            (true, false) => Some(format!("does not name `{word}`: {expected}")),
            (false, true) => Some(format!("names `{word}` by now: {expected}")),
            _ => None,
        }
    });
    let fixes = expected.fixes.iter();
    let fixes = fixes.filter(|fix| fix.is_empty() || !printed.tells(fix));
    let fixes = fixes.map(|fix| format!("does not say \"{fix}\": {expected}"));
    names.chain(fixes).collect()
}

#[cfg(test)]
mod tests {
    use super::{differences, report};
    use crate::compiler::{Case, Outcome};
    use crate::diagnostic::Diagnostic;
    use crate::expectation::Expectations;

    const LINE: &str = "//@ error E0277 | 5: password | hook validate_user | fix impl Users";

    fn printed() -> Diagnostic {
        Diagnostic {
            kind: "error E0277".into(),
            place: Some((5, 26, "password".into())),
            at_home: true,
            said: vec!["no `validate_user`; write `impl Users`".into()],
            ..Diagnostic::default()
        }
    }

    /// The faults, in one text.
    fn faults(lines: &str, printed: &[Diagnostic]) -> String {
        let expected = Expectations::parse(lines).expect("lines").diagnostics;
        differences(&expected, printed).join("\n")
    }

    fn changed(change: impl FnOnce(&mut Diagnostic)) -> Diagnostic {
        let mut printed = printed();
        change(&mut printed);
        printed
    }

    #[test]
    fn what_is_expected_passes() {
        assert_eq!(faults(LINE, &[printed()]), "");
        assert_eq!(faults("", &[]), "");
    }

    #[test]
    fn a_missing_error_is_a_fault() {
        assert!(faults(LINE, &[]).starts_with("not printed: //@ error E0277"));
    }

    #[test]
    fn a_further_warning_is_a_fault() {
        let further = changed(|one| one.kind = "warning unused".into());
        let faults = faults(LINE, &[printed(), further]);
        assert_eq!(faults, "not expected: warning unused");
    }

    #[test]
    fn another_place_level_or_code_is_a_fault() {
        let elsewhere = [
            changed(|one| one.place = Some((6, 26, "password".into()))),
            changed(|one| one.place = Some((5, 20, "grants".into()))),
            changed(|one| one.place = None),
            changed(|one| one.kind = "error E0308".into()),
            changed(|one| one.kind = "error".into()),
            changed(|one| one.kind = "warning E0277".into()),
        ];
        for one in elsewhere {
            assert!(faults(LINE, &[one]).starts_with("expected: "));
        }
    }

    #[test]
    fn two_errors_are_held_in_the_order_of_the_file() {
        let first = changed(|one| one.place = Some((3, 1, "x".into())));
        let lines = format!("//@ error E0277 | 3: x\n{LINE}");
        assert_eq!(faults(&lines, &[first.clone(), printed()]), "");
        assert!(!faults(&lines, &[printed(), first]).is_empty());
    }

    #[test]
    fn a_hook_that_is_not_named_is_a_fault() {
        let bare = changed(|one| one.said = vec!["validate_user, write impl Users".into()]);
        assert!(faults(LINE, std::slice::from_ref(&bare)).starts_with("does not name"));
        let line = LINE.replace("hook", "no hook");
        assert_eq!(faults(&line, &[bare]), "");
        assert!(faults(&line, &[printed()]).starts_with("names `validate_user` by now"));
    }

    #[test]
    fn a_missing_fix_is_a_fault() {
        let mute = changed(|one| one.said = vec!["no `validate_user`".into()]);
        assert!(faults(LINE, &[mute]).starts_with("does not say \"impl Users\""));
        let line = "//@ error E0277 | 5: password | fix  | hook validate_user";
        assert!(faults(line, &[printed()]).starts_with("does not say"));
    }

    fn outcome(lines: &str, failed: bool, printed: Vec<Diagnostic>) -> Outcome {
        let case = Case {
            path: "fail/one.rs".into(),
            must_fail: true,
            expected: Expectations::parse(lines).expect("lines"),
        };
        Outcome {
            case,
            failed,
            printed,
        }
    }

    #[test]
    fn a_mistake_that_compiles_is_a_fault() {
        assert_eq!(report(&outcome(LINE, true, vec![printed()])), None);
        let report = report(&outcome(LINE, false, vec![printed()])).expect("a fault");
        assert!(report.contains("it passes"), "{report}");
    }

    #[test]
    fn a_report_holds_the_lines_to_paste() {
        let further = changed(|one| one.place = Some((9, 1, "x".into())));
        let report = report(&outcome(LINE, true, vec![printed(), further])).expect("a fault");
        let draft = "//@ error E0277 | 9: x | hook validate_user | fix write `impl Users`";
        assert!(report.contains(&format!("\n{LINE}\n{draft}\n")), "{report}");
    }
}
