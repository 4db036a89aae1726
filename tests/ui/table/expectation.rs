//! What a case says it expects: the `//@` lines at its end.

use std::fmt;

/// Every `//@` line of a case.
#[derive(Debug, Default)]
pub(crate) struct Expectations {
    pub(crate) diagnostics: Vec<Expectation>,
    pub(crate) mistakes: Option<usize>,
    pub(crate) because: Option<String>,
}

/// One error or warning.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Expectation {
    /// Level and, where there is one, code: `error E0277`.
    pub(crate) kind: String,
    /// Line and underlined text; none for a diagnostic that points nowhere in the case.
    pub(crate) place: Option<(usize, String)>,
    pub(crate) names: Vec<Name>,
    pub(crate) fixes: Vec<String>,
}

/// A hook or a grant that the mistake is about.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Name {
    pub(crate) role: Role,
    pub(crate) word: String,
    /// False for `no hook ..`: the diagnostic should name it and does not.
    pub(crate) told: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Role {
    Hook,
    Grant,
}

/// The fields that may follow the place.
const KEYS: [&str; 5] = ["hook ", "no hook ", "grant ", "no grant ", "fix "];

impl Expectations {
    /// Reads a case.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let mut found = Self::default();
        let mut begun = false;
        for line in text.lines() {
            let Some(line) = line.strip_prefix("//@ ") else {
                if begun {
                    return Err(format!("`//@` lines stand at the end, not before `{line}`"));
                }
                continue;
            };
            begun = true;
            found.line(line.trim_end())?;
        }
        Ok(found)
    }

    fn line(&mut self, line: &str) -> Result<(), String> {
        if let Some(count) = line.strip_prefix("mistakes ") {
            let count = count.parse().ok().filter(|count| *count > 1);
            let count = count.ok_or_else(|| format!("`{line}`: a number above 1 is wanted"))?;
            return once(&mut self.mistakes, count, line);
        }
        if let Some(reason) = line.strip_prefix("because ") {
            return once(&mut self.because, reason.to_owned(), line);
        }
        self.diagnostics.push(Expectation::parse(line)?);
        Ok(())
    }
}

fn once<T>(place: &mut Option<T>, value: T, line: &str) -> Result<(), String> {
    match place.replace(value) {
        None => Ok(()),
        Some(_) => Err(format!("`{line}` comes twice")),
    }
}

impl Expectation {
    fn parse(line: &str) -> Result<Self, String> {
        let mut fields = fields(line).into_iter();
        let kind = fields.next().unwrap_or_default();
        if !(kind.starts_with("error") || kind.starts_with("warning")) {
            return Err(format!("`{line}` starts with none of {}", KINDS.join(", ")));
        }
        let place = fields
            .next()
            .ok_or_else(|| format!("`{line}` has no place"))?;
        let mut expected = Self {
            kind,
            place: parse_place(&place)?,
            names: Vec::new(),
            fixes: Vec::new(),
        };
        for field in fields {
            expected.field(&field);
        }
        Ok(expected)
    }

    fn field(&mut self, field: &str) {
        let (field, told) = match field.strip_prefix("no ") {
            Some(rest) => (rest, false),
            None => (field, true),
        };
        let (key, word) = field.split_once(' ').unwrap_or((field, ""));
        let word = word.to_owned();
        let role = match key {
            "hook" => Role::Hook,
            "grant" => Role::Grant,
            _ => return self.fixes.push(word),
        };
        self.names.push(Name { role, word, told });
    }
}

const KINDS: [&str; 4] = ["`error`", "`warning`", "`mistakes`", "`because`"];

/// Cuts at ` | `; a piece that is neither head, place nor a known field belongs to the text before.
fn fields(line: &str) -> Vec<String> {
    let mut fields: Vec<String> = Vec::new();
    for piece in line.split(" | ") {
        let begins = fields.len() < 2 || KEYS.iter().any(|key| piece.starts_with(key));
        match fields.last_mut() {
            Some(last) if !begins => *last = format!("{last} | {piece}"),
            _ => fields.push(piece.to_owned()),
        }
    }
    fields
}

fn parse_place(place: &str) -> Result<Option<(usize, String)>, String> {
    if place == "nowhere" {
        return Ok(None);
    }
    let wrong = || format!("`{place}`: a place is `line: text`, or `nowhere`");
    let (line, text) = place.split_once(": ").ok_or_else(wrong)?;
    let line = line.parse().map_err(|_| wrong())?;
    Ok(Some((line, text.to_owned())))
}

impl fmt::Display for Expectation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "//@ {} | ", self.kind)?;
        match &self.place {
            Some((line, text)) => write!(f, "{line}: {text}")?,
            None => f.write_str("nowhere")?,
        }
        for Name { role, word, told } in &self.names {
            let no = if *told { "" } else { "no " };
            let role = match role {
                Role::Hook => "hook",
                Role::Grant => "grant",
            };
            write!(f, " | {no}{role} {word}")?;
        }
        self.fixes
            .iter()
            .try_for_each(|fix| write!(f, " | fix {fix}"))
    }
}

#[cfg(test)]
mod tests {
    use super::{Expectations, Role};

    const LINE: &str =
        "//@ error E0277 | 5: password | hook validate_user | no grant password | fix impl Users";

    fn refused(text: &str) -> String {
        Expectations::parse(text).expect_err(text)
    }

    #[test]
    fn a_line_is_read_and_written() {
        let found = Expectations::parse(&format!("fn main() {{}}\n{LINE}\n")).expect("a line");
        let [one] = &found.diagnostics[..] else {
            panic!("{found:?}");
        };
        assert_eq!(one.kind, "error E0277");
        assert_eq!(one.place, Some((5, "password".into())));
        assert_eq!(one.names[0].role, Role::Hook);
        assert!(one.names[0].told && !one.names[1].told);
        assert_eq!(one.names[1].word, "password");
        assert_eq!(one.fixes, ["impl Users"]);
        assert_eq!(one.to_string(), LINE);
    }

    #[test]
    fn a_text_may_hold_the_mark_between_fields() {
        let line = "//@ warning unused | 7: a | b | fix c | d";
        let found = Expectations::parse(line).expect("a line");
        assert_eq!(found.diagnostics[0].place, Some((7, "a | b".into())));
        assert_eq!(found.diagnostics[0].fixes, ["c | d"]);
        assert_eq!(found.diagnostics[0].to_string(), line);
    }

    #[test]
    fn what_is_said_once_of_a_case_is_read() {
        let text = "//@ error | nowhere\n//@ mistakes 4\n//@ because rustc says so\n";
        let found = Expectations::parse(text).expect("three lines");
        assert_eq!(found.diagnostics[0].place, None);
        assert_eq!(found.mistakes, Some(4));
        assert_eq!(found.because.as_deref(), Some("rustc says so"));
    }

    #[test]
    fn a_line_that_cannot_be_read_is_refused() {
        assert!(refused("//@ eror | 5: x").contains("starts with none"));
        assert!(refused("//@ error").contains("no place"));
        assert!(refused("//@ error | x").contains("a place is"));
        assert!(refused("//@ error | five: x").contains("a place is"));
        assert!(refused("//@ mistakes one").contains("number above 1"));
        assert!(refused("//@ mistakes 1").contains("number above 1"));
        assert!(refused("//@ because a\n//@ because b").contains("twice"));
        assert!(refused("//@ error | 5: x\nfn main() {}").contains("at the end"));
        assert!(refused("//@ error | 5: x\n//@error | 5: x").contains("at the end"));
    }
}
