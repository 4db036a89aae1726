//! Parameters of a query or a form body, decoded strictly (RFC 6749 §3.1, §3.2 and appendix B).
//!
//! A repeated or malformed parameter is kept in mind and refused by [`Params::check`], so that the
//! authorization endpoint can first prove where to send the refusal.

use crate::error::{OAuthError, refusal};
use percent_encoding::{AsciiSet, percent_encode};
use std::borrow::Cow;

/// More parameters than any request of the protocol has.
const MOST: usize = 64;

/// The parameters of one request: every name and value behind each other in one text, decoded, with
/// one byte between two of them.
#[derive(Default)]
pub(crate) struct Params {
    text: String,
    pairs: Vec<Pair>,
    fault: Option<Fault>,
}

/// Where a pair stands in the text: its value begins behind the byte at which its name ends.
#[derive(Clone, Copy)]
struct Pair {
    name_at: usize,
    name_end: usize,
    end: usize,
    /// The name came more than once; so says the first pair of it.
    repeated: bool,
}

/// What is wrong with the parameters as a whole; a later fault of a worse kind stays.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fault {
    Repeated,
    Malformed,
    TooMany,
    /// Malformed where the client or the redirect URI stands.
    Illegible,
}

impl Params {
    /// Parses `application/x-www-form-urlencoded` text.
    pub(crate) fn parse(text: &[u8]) -> Self {
        match std::str::from_utf8(text) {
            Ok(text) => Self::parse_text(text),
            // A stray byte is a fault of its own parameter: in its encoded form it is one too.
            Err(_) => Self::parse_text(&percent_encode(text, &AsciiSet::EMPTY).to_string()),
        }
    }

    fn parse_text(text: &str) -> Self {
        let mut params = Self {
            // What is decoded is never longer, but for what stands between name and value.
            text: String::with_capacity(text.len() + 1),
            pairs: Vec::with_capacity(8),
            fault: None,
        };
        let mut rest = Some(text);
        // Looked for once, and again behind each piece that holds one.
        let mut escape = next_escape(text);
        while let Some(text) = rest {
            let (piece, behind) = cut(text, memchr::memchr(b'&', text.as_bytes()));
            rest = behind;
            let is_escaped = escape.is_some_and(|at| at < piece.len());
            escape = match (escape, behind) {
                (Some(_), Some(behind)) if is_escaped => next_escape(behind),
                (at, _) => at.and_then(|at| at.checked_sub(piece.len() + 1)),
            };
            if piece.is_empty() {
                continue;
            }
            if params.pairs.len() == MOST {
                params.note(Fault::TooMany);
                break;
            }
            params.parse_pair(piece, is_escaped);
        }
        params
    }

    fn parse_pair(&mut self, piece: &str, is_escaped: bool) {
        // Names are short.
        let (name, value) = cut(piece, piece.bytes().position(|byte| byte == b'='));
        let name_at = self.text.len();
        if !is_escaped {
            self.text.push_str(piece);
            return self.keep(name_at, name_at + name.len());
        }
        let good_name = decode_onto(name, &mut self.text);
        let name_end = self.text.len();
        self.text.push('=');
        let good = good_name.and_then(|()| decode_onto(value.unwrap_or_default(), &mut self.text));
        if good.is_some() {
            return self.keep(name_at, name_end);
        }
        let name = self.text.get(name_at..name_end);
        let proves = good_name.is_some() && matches!(name, Some("client_id" | "redirect_uri"));
        self.note(if proves {
            Fault::Illegible
        } else {
            Fault::Malformed
        });
        self.text.truncate(name_at);
    }

    /// Takes parameters that were parsed before.
    pub(crate) fn from_pairs(pairs: Vec<(String, String)>) -> Self {
        let mut params = Self::default();
        for (name, value) in pairs {
            let name_at = params.text.len();
            params.text.push_str(&name);
            let name_end = params.text.len();
            params.text.push('=');
            params.text.push_str(&value);
            params.keep(name_at, name_end);
        }
        params
    }

    /// Keeps the pair at the end of the text. Only `resource` and `audience` may be repeated
    /// (RFC 8707 §2, RFC 8693 §2.1).
    fn keep(&mut self, name_at: usize, name_end: usize) {
        if self.pairs.len() == MOST {
            return self.note(Fault::TooMany);
        }
        let pair = Pair {
            name_at,
            name_end,
            end: self.text.len(),
            repeated: false,
        };
        let name = self.name(&pair);
        if let Some(first) = self.pairs.iter().position(|it| self.is_named(it, name)) {
            let may_repeat = name == "resource" || name == "audience";
            if let Some(first) = self.pairs.get_mut(first) {
                first.repeated = true;
            }
            if !may_repeat {
                self.note(Fault::Repeated);
            }
        }
        self.pairs.push(pair);
    }

    fn note(&mut self, fault: Fault) {
        self.fault = self.fault.max(Some(fault));
    }

    /// Refuses what [`Params::parse`] kept in mind.
    pub(crate) fn check(&self) -> Result<(), OAuthError> {
        Err(match self.fault {
            None => return Ok(()),
            Some(Fault::Repeated) => refusal::parameter_repeated(),
            Some(Fault::TooMany) => refusal::too_many_parameters(),
            Some(Fault::Malformed | Fault::Illegible) => refusal::parameter_malformed(),
        })
    }

    /// Refuses what leaves open which client or redirect URI was sent: then none can be proven.
    pub(crate) fn check_legible(&self) -> Result<(), OAuthError> {
        if self.fault > Some(Fault::Malformed) {
            self.check()
        } else {
            Ok(())
        }
    }

    /// The value of a parameter that is given once; an empty value is an absent one.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let mut pairs = self.pairs.iter();
        let first = pairs.find(|pair| self.is_named(pair, name))?;
        let value = self.value(first);
        (!first.repeated && !value.is_empty()).then_some(value)
    }

    fn is_named(&self, pair: &Pair, name: &str) -> bool {
        // Most names differ in their length already.
        pair.name_end - pair.name_at == name.len()
            && self.text.as_bytes().get(pair.name_at..pair.name_end) == Some(name.as_bytes())
    }

    fn name(&self, pair: &Pair) -> &str {
        self.text
            .get(pair.name_at..pair.name_end)
            .unwrap_or_default()
    }

    /// None stands behind a name alone, and is empty.
    fn value(&self, pair: &Pair) -> &str {
        self.text
            .get(pair.name_end + 1..pair.end)
            .unwrap_or_default()
    }

    /// The value of a parameter that must be there; `missing` is the refusal otherwise.
    pub(crate) fn required(&self, name: &str, missing: OAuthError) -> Result<&str, OAuthError> {
        self.get(name).ok_or(missing)
    }

    /// A person's name and password, passed on exactly: any character but controls (RFC 6749
    /// appendix A.15, A.16).
    pub(crate) fn credentials(&self) -> Result<(&str, &str), OAuthError> {
        let name = self.required("username", refusal::username_missing())?;
        let password = self.required("password", refusal::password_missing())?;
        if name.chars().chain(password.chars()).any(char::is_control) {
            return Err(refusal::control_character());
        }
        Ok((name, password))
    }

    /// Every parameter, in order.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.pairs
            .iter()
            .map(|pair| (self.name(pair), self.value(pair)))
    }
}

/// Names only: values may be secrets.
impl std::fmt::Debug for Params {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set()
            .entries(self.pairs().map(|(name, _)| name))
            .finish()
    }
}

/// What stands before the byte that was found, and what behind it.
fn cut(text: &str, found: Option<usize>) -> (&str, Option<&str>) {
    match found.and_then(|found| text.split_at_checked(found)) {
        Some((before, behind)) => (before, behind.get(1..)),
        None => (text, None),
    }
}

/// `+` is a space, `%XX` a byte; anything but whole triplets and UTF-8 is `None`.
pub(crate) fn decode(piece: &str) -> Option<Cow<'_, str>> {
    if !is_escaped(piece) {
        return Some(Cow::Borrowed(piece));
    }
    let mut decoded = String::with_capacity(piece.len());
    decode_onto(piece, &mut decoded)?;
    Some(Cow::Owned(decoded))
}

/// The same behind a text, which keeps what came before a fault.
fn decode_onto(piece: &str, text: &mut String) -> Option<()> {
    let mut rest = piece;
    // Byte by byte: one escape is seldom far from another.
    while let Some(at) = rest.bytes().position(|byte| byte == b'%' || byte == b'+') {
        let (plain, escaped) = rest.split_at_checked(at)?;
        text.push_str(plain);
        rest = match escaped.strip_prefix('+') {
            Some(rest) => {
                text.push(' ');
                rest
            }
            None => decode_char(escaped, text)?,
        };
    }
    text.push_str(rest);
    Some(())
}

/// Whether something is to be decoded.
pub(crate) fn is_escaped(piece: &str) -> bool {
    next_escape(piece).is_some()
}

fn next_escape(text: &str) -> Option<usize> {
    memchr::memchr2(b'%', b'+', text.as_bytes())
}

/// One character of one to four triplets; answers what follows.
fn decode_char<'a>(escaped: &'a str, text: &mut String) -> Option<&'a str> {
    let (mut bytes, mut rest) = ([0; 4], escaped);
    for at in 0..bytes.len() {
        let [b'%', high, low, ..] = rest.as_bytes() else {
            return None;
        };
        let byte = digit(*high)? << 4 | digit(*low)?;
        rest = rest.get(3..)?;
        if at == 0 && byte.is_ascii() {
            text.push(char::from(byte));
            return Some(rest);
        }
        *bytes.get_mut(at)? = byte;
        if let Ok(whole) = std::str::from_utf8(bytes.get(..=at)?) {
            text.push_str(whole);
            return Some(rest);
        }
    }
    None
}

/// A hexadecimal digit.
fn digit(byte: u8) -> Option<u8> {
    let digit = char::from(byte).to_digit(16)?;
    u8::try_from(digit).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_decoded_and_empty_ones_are_absent() {
        let params = Params::parse(b"a=x+%C3%A4%2b&b=&c");
        assert_eq!(params.get("a"), Some("x ä+"));
        assert_eq!((params.get("b"), params.get("c")), (None, None));
        assert!(params.check().is_ok());
    }

    #[test]
    fn repetition_is_refused_and_read_as_absent() {
        let params = Params::parse(b"a=1&a=1&b=2");
        assert_eq!((params.get("a"), params.get("b")), (None, Some("2")));
        assert!(params.check().is_err());
        assert!(Params::parse(b"resource=1&resource=2").check().is_ok());
    }

    #[test]
    fn broken_encodings_are_refused() {
        for text in ["a=%", "a=%4", "a=%zz", "a=%4z", "a=%z4", "a=%ff", "%ff=a"] {
            assert!(Params::parse(text.as_bytes()).check().is_err(), "{text}");
        }
        assert!(Params::parse("a=1&".repeat(65).as_bytes()).check().is_err());
    }
}
