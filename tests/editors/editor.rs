//! A person at an editor: opens a page, puts the cursor at its `$0`, asks.

use crate::lsp::{Server, uri};
use crate::subject;
use serde_json::{Value, json};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

/// Where the cursor stands in a page.
const CURSOR: &str = "$0";

/// The one editor; a test has it for itself.
pub(crate) fn editor() -> MutexGuard<'static, Editor> {
    static EDITOR: OnceLock<Mutex<Editor>> = OnceLock::new();
    let editor = EDITOR.get_or_init(|| Mutex::new(Editor::start()));
    editor.lock().unwrap_or_else(PoisonError::into_inner)
}

pub(crate) struct Editor {
    server: Server,
    version: i64,
}

/// A place that a word leads to.
#[derive(Debug)]
pub(crate) struct Target {
    /// The last part of the file's path.
    pub(crate) file: String,
    /// What the line says.
    pub(crate) line: String,
}

/// What is wrong, and the text that is underlined.
#[derive(Debug, PartialEq)]
pub(crate) struct Diagnostic {
    pub(crate) message: String,
    pub(crate) at: String,
}

impl Editor {
    fn start() -> Self {
        subject::write();
        let settings = json!({
            "cachePriming": { "enable": false },
            "cargo": { "buildScripts": { "enable": true } },
            "checkOnSave": false,
            "diagnostics": { "experimental": { "enable": true } },
            "procMacro": { "enable": true },
        });
        let server = Server::start(&subject::folder(), &settings);
        Self { server, version: 0 }
    }

    /// What is offered at the cursor.
    pub(crate) fn offers(&mut self, page: &str) -> Vec<String> {
        let items = self.items(page).into_iter();
        items.map(|item| text(&item["label"])).collect()
    }

    /// The page after this offer was taken.
    pub(crate) fn complete(&mut self, page: &str, label: &str) -> String {
        let items = self.items(page);
        let item = items
            .iter()
            .find(|item| text(&item["label"]).starts_with(label));
        let item = item.unwrap_or_else(|| panic!("no `{label}` in {items:#?}"));
        let page = page.replace(CURSOR, "");
        edited(&page, std::slice::from_ref(&item["textEdit"]))
    }

    fn items(&mut self, page: &str) -> Vec<Value> {
        let mut answer = self.ask("textDocument/completion", page);
        let items = answer.get_mut("items").map(Value::take);
        list(items.unwrap_or(answer))
    }

    /// What the word at the cursor means.
    pub(crate) fn hover(&mut self, page: &str) -> String {
        text(&self.ask("textDocument/hover", page)["contents"]["value"])
    }

    /// Where the word at the cursor leads.
    pub(crate) fn targets(&mut self, page: &str) -> Vec<Target> {
        let places = list(self.ask("textDocument/definition", page));
        let target = |place: Value| {
            let address = text(&place["uri"]);
            let path = address.strip_prefix("file://").expect("a file");
            let read = || std::fs::read_to_string(path).expect("a file");
            // The page is only typed, not saved.
            let source = if Path::new(path) == subject::page() {
                page.replace(CURSOR, "")
            } else {
                read()
            };
            let line = number(&place["range"]["start"]["line"]);
            Target {
                file: path.rsplit('/').next().unwrap_or_default().to_owned(),
                line: source.lines().nth(line).expect("a line").trim().to_owned(),
            }
        };
        places.into_iter().map(target).collect()
    }

    /// The page after the quick fix of this title, if it is offered at the cursor.
    pub(crate) fn fix(&mut self, page: &str, title: &str) -> Option<String> {
        let (place, page) = self.open(page);
        let place_and_context = json!({
            "textDocument": place["textDocument"],
            "range": { "start": place["position"], "end": place["position"] },
            "context": { "diagnostics": [] },
        });
        let actions = self
            .server
            .request("textDocument/codeAction", &place_and_context);
        self.close(&subject::page());
        let actions = list(actions);
        let action = actions.iter().find(|action| action["title"] == title)?;
        let edits = list(action["edit"]["documentChanges"][0]["edits"].clone());
        assert!(!edits.is_empty(), "{action}");
        Some(edited(&page, &edits))
    }

    /// Everything that is wrong in this text of a file, before it is saved or compiled.
    pub(crate) fn diagnostics(&mut self, file: &Path, source: &str) -> Vec<Diagnostic> {
        self.show(file, source);
        let document = json!({ "textDocument": { "uri": uri(file) } });
        let answer = self.server.request("textDocument/diagnostic", &document);
        self.close(file);
        let items = list(answer["items"].clone()).into_iter();
        // Code that a `#[cfg]` takes away is grey, which is right and no fault.
        let faults = items.filter(|item| item["code"] != "inactive-code");
        let diagnostic = |item: Value| Diagnostic {
            message: text(&item["message"]),
            at: between(source, &item["range"]).to_owned(),
        };
        faults.map(diagnostic).collect()
    }

    fn ask(&mut self, method: &str, page: &str) -> Value {
        let (place, _) = self.open(page);
        let answer = self.server.request(method, &place);
        self.close(&subject::page());
        answer
    }

    /// Types the page and answers where its cursor is, and the page without it.
    fn open(&mut self, page: &str) -> (Value, String) {
        let (before, _) = page.split_once(CURSOR).expect("a cursor");
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let position = json!({
            "line": before.matches('\n').count(),
            "character": before.len() - line_start,
        });
        let (file, page) = (subject::page(), page.replace(CURSOR, ""));
        self.show(&file, &page);
        let place = json!({ "textDocument": { "uri": uri(&file) }, "position": position });
        (place, page)
    }

    fn show(&mut self, file: &Path, source: &str) {
        self.version += 1;
        let document = json!({
            "uri": uri(file),
            "languageId": "rust",
            "version": self.version,
            "text": source,
        });
        let opened = json!({ "textDocument": document });
        self.server.notify("textDocument/didOpen", &opened);
    }

    fn close(&mut self, file: &Path) {
        let closed = json!({ "textDocument": { "uri": uri(file) } });
        self.server.notify("textDocument/didClose", &closed);
    }
}

/// The text with these edits made, the last first so that the places before it stay.
fn edited(source: &str, edits: &[Value]) -> String {
    let mut edits: Vec<_> = edits
        .iter()
        .map(|edit| {
            let (start, end) = span(source, &edit["range"]);
            (start, end, text(&edit["newText"]))
        })
        .collect();
    edits.sort();
    let mut result = source.to_owned();
    for (start, end, new) in edits.into_iter().rev() {
        result.replace_range(start..end, &new);
    }
    result
}

fn between<'a>(source: &'a str, range: &Value) -> &'a str {
    let (start, end) = span(source, range);
    &source[start..end]
}

fn span(source: &str, range: &Value) -> (usize, usize) {
    let offset = |place: &Value| {
        let lines = source.split_inclusive('\n').take(number(&place["line"]));
        lines.map(str::len).sum::<usize>() + number(&place["character"])
    };
    (offset(&range["start"]), offset(&range["end"]))
}

fn number(value: &Value) -> usize {
    let number = value.as_u64().and_then(|number| number.try_into().ok());
    number.expect("a number")
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn list(value: Value) -> Vec<Value> {
    match value {
        Value::Array(items) => items,
        _ => Vec::new(),
    }
}
