//! JSON objects, written member by member: a reply of a few texts needs no tree of values.

use crate::model::alphabet::is_of;

/// An object; the caller names each member once.
pub(crate) struct Object {
    text: String,
}

impl Object {
    /// Without a member.
    pub(crate) fn new() -> Self {
        Self::of(&[], 254)
    }

    /// With members that are written as these pieces, and room for so many bytes more: a body that
    /// fills its room is sent as it is, another one takes an allocation more.
    pub(crate) fn of(members: &[&str], more: usize) -> Self {
        let bytes = members.iter().map(|piece| piece.len()).sum::<usize>();
        let mut text = String::with_capacity("{}".len() + bytes + more);
        text.push('{');
        for piece in members {
            text.push_str(piece);
        }
        Self { text }
    }

    /// A text.
    pub(crate) fn text(&mut self, name: &str, value: &str) -> &mut Self {
        self.name(name);
        write_text(&mut self.text, value);
        self
    }

    /// A token or another text of an alphabet without quotes, backslashes and controls.
    pub(crate) fn plain(&mut self, name: &str, value: &str) -> &mut Self {
        self.name(name);
        self.text.push('"');
        self.text.push_str(value);
        self.text.push('"');
        self
    }

    /// A number.
    pub(crate) fn number(&mut self, name: &str, value: u64) -> &mut Self {
        self.name(name);
        self.text.push_str(itoa::Buffer::new().format(value));
        self
    }

    /// `true` or `false`.
    pub(crate) fn truth(&mut self, name: &str, value: bool) -> &mut Self {
        self.name(name);
        self.text.push_str(if value { "true" } else { "false" });
        self
    }

    /// A list of texts.
    pub(crate) fn list(&mut self, name: &str, values: &[String]) -> &mut Self {
        self.name(name);
        self.text.push('[');
        for (at, value) in values.iter().enumerate() {
            if at > 0 {
                self.text.push(',');
            }
            write_text(&mut self.text, value);
        }
        self.text.push(']');
        self
    }

    /// What is JSON already: another object, or what an application adds.
    pub(crate) fn json(&mut self, name: &str, value: &str) -> &mut Self {
        self.name(name);
        self.text.push_str(value);
        self
    }

    /// A name of the protocol, or one of letters, digits and `-._`: nothing is to be escaped.
    fn name(&mut self, name: &str) {
        self.text
            .push_str(if self.text.len() > 1 { ",\"" } else { "\"" });
        self.text.push_str(name);
        self.text.push_str("\":");
    }

    /// The object's text.
    pub(crate) fn finish(mut self) -> String {
        self.text.push('}');
        self.text
    }
}

/// Most texts need no escape, and those that do are the library's.
fn write_text(onto: &mut String, text: &str) {
    if is_of(text, |byte| byte >= 0x20 && byte != b'"' && byte != b'\\') {
        onto.push('"');
        onto.push_str(text);
        onto.push('"');
    } else {
        let escaped = serde_json::to_string(text);
        onto.push_str(escaped.as_deref().unwrap_or("\"\""));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    #[test]
    fn every_text_is_read_back_as_it_was() {
        let texts = [
            "",
            "plain",
            "\"",
            "\\",
            "\n",
            "\0",
            "\u{1f}",
            "\u{7f}",
            "\u{2028}\u{e4}",
        ];
        let mut object = Object::new();
        for (at, text) in texts.iter().enumerate() {
            object.text(&at.to_string(), text);
        }
        object
            .number("none", 0)
            .number("most", u64::MAX)
            .truth("yes", true);
        let lists = [&["a\"b".to_owned(), "c".to_owned()][..], &[]];
        object.list("two", lists[0]).list("empty", lists[1]);
        object.json("own", &json!({ "a": [1, null] }).to_string());
        let read: Value = serde_json::from_str(&object.finish()).unwrap();
        for (at, text) in texts.iter().enumerate() {
            assert_eq!(read[at.to_string()], **text);
        }
        assert_eq!(
            (&read["none"], &read["most"]),
            (&json!(0), &json!(u64::MAX))
        );
        assert_eq!(
            (&read["two"], &read["empty"]),
            (&json!(["a\"b", "c"]), &json!([]))
        );
        assert_eq!(
            (&read["yes"], &read["own"]["a"]),
            (&json!(true), &json!([1, null]))
        );
    }

    #[test]
    fn nothing_is_an_object_too() {
        assert_eq!(Object::new().finish(), "{}");
    }
}
