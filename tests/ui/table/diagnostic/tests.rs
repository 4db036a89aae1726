//! The reader of the compiler's JSON, on lines made by hand.

use serde_json::{Value, json};

use super::{Diagnostic, read};

const FILE: &str = "fail/one.rs";

/// A primary span that underlines `two` in line 5.
fn span() -> Value {
    json!({
        "file_name": FILE, "is_primary": true, "line_start": 5, "column_start": 5,
        "text": [{ "text": "one(two", "highlight_start": 5, "highlight_end": 8 }],
    })
}

/// The span, with some of its fields changed.
fn span_with(fields: &Value) -> Value {
    let mut span = span();
    for (name, value) in fields.as_object().expect("fields") {
        span[name] = value.clone();
    }
    span
}

fn error_at(spans: &[Value]) -> Value {
    json!({ "level": "error", "message": "`a`; write `b`", "code": { "code": "E1" }, "spans": spans })
}

fn read_one(value: &Value) -> Diagnostic {
    let mut found = read(&value.to_string(), FILE);
    assert_eq!(found.len(), 1, "{found:?}");
    found.remove(0)
}

#[test]
fn kind_and_place_are_read() {
    let one = read_one(&error_at(&[span()]));
    assert_eq!(one.kind, "error E1");
    assert_eq!(one.place, Some((5, 5, "two".into())));
    assert!(one.at_home && one.is_error());
    let draft = one.draft().to_string();
    assert_eq!(draft, "//@ error E1 | 5: two | fix write `b`");
}

#[test]
fn only_the_primary_span_counts() {
    let beside = span_with(&json!({ "is_primary": false, "line_start": 2 }));
    let one = read_one(&error_at(&[beside.clone(), span()]));
    assert_eq!(one.place.expect("a place").0, 5);
    let one = read_one(&error_at(&[beside]));
    assert!(one.place.is_none() && !one.at_home);
}

#[test]
fn several_lines_are_told_by_the_first() {
    let second = json!({ "text": "three)", "highlight_start": 1, "highlight_end": 6 });
    let text = json!([span()["text"][0], second]);
    let one = read_one(&error_at(&[span_with(&json!({ "text": text }))]));
    assert_eq!(one.place.expect("a place").2, "two");
}

#[test]
fn a_span_in_a_macro_is_that_of_the_outermost_call() {
    let inner = json!({ "file_name": "core/macros.rs", "expansion": { "span": span() } });
    let outer = span_with(&json!({ "line_start": 1, "expansion": { "span": inner } }));
    let one = read_one(&error_at(&[outer]));
    assert_eq!(one.place, Some((5, 5, "two".into())));
    assert!(one.at_home);
}

#[test]
fn a_span_in_another_file_is_not_at_home() {
    let away = span_with(&json!({ "file_name": "src/lib.rs" }));
    let one = read_one(&error_at(std::slice::from_ref(&away)));
    assert!(one.place.is_none() && !one.at_home);
    let one = read_one(&error_at(&[away, span()]));
    assert!(one.place.is_some() && !one.at_home);
}

#[test]
fn labels_notes_and_suggestions_are_heard() {
    let label = span_with(&json!({ "label": "a label" }));
    let child = span_with(&json!({ "suggested_replacement": "validate_user" }));
    let mut value = error_at(&[label]);
    value["children"] = json!([{ "level": "help", "message": "a note", "spans": [child] }]);
    let one = read_one(&value);
    assert!(one.tells("write `b`") && one.tells("a label") && one.tells("a note"));
    assert!(one.tells("validate_user") && !one.tells("authorize_client"));
}

#[test]
fn a_name_stands_in_backticks_and_is_a_whole_word() {
    let mut value = error_at(&[span()]);
    value["message"] = json!("`Users::validate_user` of the grant password, see `find_clients`");
    let one = read_one(&value);
    assert!(one.names("validate_user"));
    assert!(!one.names("password") && !one.names("find_client"));
}

#[test]
fn lines_that_only_count_are_left_out() {
    let closing = [
        json!({ "level": "error", "message": "aborting due to 1 previous error", "spans": [] }),
        json!({ "level": "warning", "message": "1 warning emitted", "spans": [] }),
        json!({ "level": "failure-note", "message": "Some errors have details", "spans": [] }),
    ];
    for value in closing {
        assert!(read(&value.to_string(), FILE).is_empty(), "{value}");
    }
}

#[test]
fn the_order_is_that_of_the_file() {
    let first = error_at(&[span_with(&json!({ "line_start": 2 }))]);
    let stderr = format!("{}\n{first}", error_at(&[span()]));
    let lines = read(&stderr, FILE).into_iter().map(|one| one.place);
    let lines: Vec<_> = lines.map(|place| place.expect("a place").0).collect();
    assert_eq!(lines, [2, 5]);
}

#[test]
fn a_compiler_that_panics_is_heard() {
    let one = read("thread 'rustc' panicked", FILE).remove(0);
    assert!(one.is_error() && one.tells("panicked"));
}
