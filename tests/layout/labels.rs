//! Which test names which requirement: read from the `///` lines above it.

use crate::sources::Source;
use std::collections::BTreeMap;

/// What the sources say about ids.
#[derive(Debug, Default)]
pub(crate) struct Labels {
    /// The tests that name an id, as `flows::web_login::name`.
    pub(crate) tests: BTreeMap<String, Vec<String>>,
    /// Ids in a comment that is not a `///` line above a test: place and id.
    pub(crate) misplaced: Vec<String>,
}

/// Reads every label of these files.
pub(crate) fn labels(sources: &[Source]) -> Labels {
    let mut labels = Labels::default();
    for source in sources {
        read(source, &mut labels);
    }
    labels
}

fn read(source: &Source, labels: &mut Labels) {
    let mut modules: Vec<(usize, String)> = Vec::new();
    // Ids since the last line of code, each with whether it stands in a `///` line.
    let mut above: Vec<(String, bool)> = Vec::new();
    let mut is_test = false;
    for line in source.text.lines() {
        let (code, indent) = (line.trim_start(), line.len() - line.trim_start().len());
        if code.starts_with("//") {
            let doc = code.starts_with("/// ");
            above.extend(ids(code).map(|id| (id.to_owned(), doc)));
            continue;
        }
        if code.starts_with("#[") {
            is_test |= code.starts_with("#[test]") || code.starts_with("#[tokio::test");
            continue;
        }
        let name = function(code).filter(|_| is_test || is_check(&source.path));
        for (id, doc) in above.drain(..) {
            match name {
                Some(name) if doc => {
                    let test = format!("{}::{name}", path_of(&source.path, &modules));
                    labels.tests.entry(id).or_default().push(test);
                }
                _ => labels.misplaced.push(format!("{}: {id}", source.path)),
            }
        }
        is_test = false;
        if code.starts_with('}') {
            modules.retain(|(outer, _)| *outer < indent);
        } else if let Some(name) = inline_module(code) {
            modules.push((indent, name.to_owned()));
        }
    }
}

/// Checks of the stores' contract become tests in the macro `store_contract!`.
fn is_check(path: &str) -> bool {
    path.starts_with("oauth2-runtime/src/store/contract/")
}

fn function(code: &str) -> Option<&str> {
    let code = code.strip_prefix("pub ").unwrap_or(code);
    let code = code.strip_prefix("async ").unwrap_or(code);
    let rest = code.strip_prefix("fn ")?;
    rest.split(['(', '<']).next()
}

fn inline_module(code: &str) -> Option<&str> {
    code.strip_prefix("mod ")?.strip_suffix(" {")
}

/// `tests/flows/web_login.rs` is `flows::web_login`; a crate's `src` is left out.
fn path_of(path: &str, modules: &[(usize, String)]) -> String {
    let path = path.trim_end_matches(".rs").replace('-', "_");
    let path = path.strip_prefix("tests/").unwrap_or(&path);
    let skipped = ["src", "mod", "main", "lib"];
    let parts = path.split('/').filter(|part| !skipped.contains(part));
    let inner = modules.iter().map(|(_, name)| name.as_str());
    parts.chain(inner).collect::<Vec<_>>().join("::")
}

/// The ids in a line: a known family, and a number at the end.
fn ids(line: &str) -> impl Iterator<Item = &str> {
    let inside = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
    line.split(move |c| !inside(c))
        .map(|word| word.trim_end_matches(['.', '-']))
        .filter(|word| is_id(word))
}

fn is_id(word: &str) -> bool {
    let Some((family, number)) = word.rsplit_once('-') else {
        return false;
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let rfc = family
        .strip_prefix("rfc")
        .and_then(|rest| rest.split('-').next());
    let known = rfc.is_some_and(digits) && family.contains('-')
        || family.starts_with("oauth-v2-1-draft-")
        || family.starts_with("mcp-2")
        || family.starts_with("web-")
        || family == "attack";
    known && digits(number)
}
