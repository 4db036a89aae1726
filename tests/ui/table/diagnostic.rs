//! What the compiler said: one error or warning, read from its JSON.

use serde_json::Value;

use crate::expectation::{Expectation, Name, Role};

/// One error or warning.
#[derive(Clone, Debug, Default)]
pub(crate) struct Diagnostic {
    /// Level and, where there is one, code: `error E0277`.
    pub(crate) kind: String,
    /// Line, column and first underlined text in the case.
    pub(crate) place: Option<(usize, usize, String)>,
    /// Whether every primary span lies in the case.
    pub(crate) at_home: bool,
    /// Message, labels and notes.
    pub(crate) said: Vec<String>,
    /// Suggested code.
    pub(crate) offered: Vec<String>,
}

/// The hooks and grants that a draft looks for.
const HOOKS: [&str; 8] = [
    "find_client",
    "current_user",
    "validate_user",
    "authorize_client",
    "validate_client",
    "auto_approve",
    "approve",
    "mint",
];
const GRANTS: [&str; 5] = [
    "code",
    "implicit",
    "password",
    "client_credentials",
    "refresh_token",
];

/// Every diagnostic of one compilation of `file`, in the order of the file.
pub(crate) fn read(stderr: &str, file: &str) -> Vec<Diagnostic> {
    let mut found: Vec<_> = stderr
        .lines()
        .map(|line| match serde_json::from_str(line) {
            Ok(value) => value,
            // A compiler that panics speaks plainly.
            Err(_) => serde_json::json!({ "level": "error", "message": line }),
        })
        .filter(|value| !is_closing(value))
        .map(|value| Diagnostic::read(&value, file))
        .collect();
    found.sort_by(|one, other| one.order().cmp(&other.order()));
    found
}

/// Whether the line only counts what stands above it.
fn is_closing(value: &Value) -> bool {
    let message = text(&value["message"]);
    let counts = message.starts_with("aborting due to ") || message.ends_with(" emitted");
    text(&value["level"]) == "failure-note" || (list(&value["spans"]).is_empty() && counts)
}

impl Diagnostic {
    fn read(value: &Value, file: &str) -> Self {
        let kind = format!("{} {}", text(&value["level"]), text(&value["code"]["code"]));
        let primary = list(&value["spans"])
            .iter()
            .filter(|span| span["is_primary"] == true);
        let places: Vec<_> = primary.map(|span| place(span, file)).collect();
        let mut read = Self {
            kind: kind.trim_end().to_owned(),
            at_home: !places.is_empty() && places.iter().all(Option::is_some),
            place: places.into_iter().flatten().min(),
            ..Self::default()
        };
        read.listen(value);
        read
    }

    /// Collects the words of a message and of what hangs on it.
    fn listen(&mut self, value: &Value) {
        self.said.push(text(&value["message"]));
        for span in list(&value["spans"]) {
            self.said.push(text(&span["label"]));
            self.offered.push(text(&span["suggested_replacement"]));
        }
        for child in list(&value["children"]) {
            self.listen(child);
        }
        self.said.retain(|said| !said.is_empty());
        self.offered.retain(|offered| !offered.trim().is_empty());
    }

    /// Position first; the compiler's own order is not the same everywhere.
    fn order(&self) -> impl Ord + '_ {
        (&self.place, &self.kind, &self.said)
    }

    pub(crate) fn is_error(&self) -> bool {
        self.kind.starts_with("error")
    }

    /// Whether the word stands in backticks, or in suggested code.
    pub(crate) fn names(&self, word: &str) -> bool {
        self.words().any(|one| one == word)
    }

    /// Every word in backticks, then those of suggested code.
    fn words(&self) -> impl Iterator<Item = &str> {
        let said = self.said.iter();
        let quoted = said.flat_map(|said| said.split('`').skip(1).step_by(2));
        let offered = self.offered.iter().map(String::as_str);
        let apart = |c: char| c != '_' && !c.is_alphanumeric();
        quoted
            .chain(offered)
            .flat_map(move |code| code.split(apart))
    }

    /// Whether the words stand anywhere in it.
    pub(crate) fn tells(&self, words: &str) -> bool {
        self.said
            .iter()
            .chain(&self.offered)
            .any(|part| part.contains(words))
    }

    /// The `//@` line that would expect it. Whoever pastes it reads it first.
    pub(crate) fn draft(&self) -> Expectation {
        let named = |role, words: &[&str]| {
            let word = self.words().find(|word| words.contains(word));
            word.map(|word| Name {
                role,
                word: word.to_owned(),
                told: true,
            })
        };
        let place = self.place.clone();
        Expectation {
            kind: self.kind.clone(),
            place: place.map(|(line, _, text)| (line, text)),
            names: named(Role::Hook, &HOOKS)
                .into_iter()
                .chain(named(Role::Grant, &GRANTS))
                .collect(),
            fixes: self.draft_fix().into_iter().collect(),
        }
    }

    /// What seems to tell the fix: suggested code, a stub, or what follows the fault.
    fn draft_fix(&self) -> Option<String> {
        let message = self.said.first()?;
        let offered = self.offered.first().map(String::as_str);
        let mut lines = self.said.iter().flat_map(|said| said.lines());
        let stub = lines.find(|line| line.starts_with("impl "));
        let mut notes = self.said.iter().map(String::as_str).skip(1);
        let advice = ["write ", "use ", "put ", "add ", "consider "];
        let note = notes.find(|note| advice.iter().any(|verb| note.starts_with(verb)));
        let after = message
            .rsplit_once("; ")
            .or_else(|| message.rsplit_once(". "));
        let after = after.map(|(_, fix)| fix);
        let fix = offered.or(stub).or(note).or(after)?.trim();
        fix.lines().next().map(str::to_owned)
    }
}

/// Where a span is underlined in the case: at the call of the outermost macro.
fn place(span: &Value, file: &str) -> Option<(usize, usize, String)> {
    let mut span = span;
    while span["expansion"].is_object() {
        span = &span["expansion"]["span"];
    }
    if span["file_name"] != file {
        return None;
    }
    let number = |value: &Value| usize::try_from(value.as_u64().unwrap_or_default()).ok();
    let first = list(&span["text"]).first()?;
    let (from, to) = (
        number(&first["highlight_start"])?,
        number(&first["highlight_end"])?,
    );
    let underlined = text(&first["text"])
        .chars()
        .skip(from.saturating_sub(1))
        .take(to.saturating_sub(from))
        .collect::<String>();
    Some((
        number(&span["line_start"])?,
        number(&span["column_start"])?,
        underlined.trim().to_owned(),
    ))
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests;
