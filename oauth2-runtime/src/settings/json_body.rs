//! Token requests in JSON, as the word `allow(json_body)` accepts them: one flat object of texts.

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use std::fmt;

/// Reads the members of such an object. A pointer, which the word puts into the settings: a program
/// without the word has no reader of JSON.
pub(crate) type JsonBody = fn(&[u8]) -> serde_json::Result<Vec<(String, String)>>;

/// Texts and `null`; numbers, lists and objects are refused. Inlined, so that it is compiled where the
/// word is, and nowhere else.
#[inline]
pub(super) fn members(bytes: &[u8]) -> serde_json::Result<Vec<(String, String)>> {
    let members: Members = serde_json::from_slice(bytes)?;
    Ok(members.0)
}

/// Keeps repeated members, which a map would merge.
struct Members(Vec<(String, String)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Flat;
        impl<'de> Visitor<'de> for Flat {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of texts")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some((name, value)) = map.next_entry::<String, Option<String>>()? {
                    members.push((name, value.unwrap_or_default()));
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Flat)
    }
}
