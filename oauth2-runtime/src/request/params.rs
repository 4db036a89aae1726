//! Parameters of a query or a form body, decoded strictly (RFC 6749 §3.1, §3.2 and appendix B).
//!
//! A repeated or malformed parameter is kept in mind and refused by [`Params::check`], so that the
//! authorization endpoint can first prove where to send the refusal.

use crate::error::{OAuthError, refusal};
use percent_encoding::percent_decode;

/// More parameters than any request of the protocol has.
const MOST: usize = 64;

/// The parameters of one request.
#[derive(Default)]
pub(crate) struct Params {
    pairs: Vec<(String, String)>,
    fault: Option<Fault>,
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
        let mut params = Self::default();
        for piece in text
            .split(|byte| *byte == b'&')
            .filter(|piece| !piece.is_empty())
        {
            if params.pairs.len() == MOST {
                params.note(Fault::TooMany);
                break;
            }
            let mut halves = piece.splitn(2, |byte| *byte == b'=');
            let name = halves.next().and_then(decode);
            let value = halves.next().map_or_else(|| Some(String::new()), decode);
            match (name, value) {
                (Some(name), Some(value)) => params.push(name, value),
                (Some(name), None) if name == "client_id" || name == "redirect_uri" => {
                    params.note(Fault::Illegible);
                }
                _ => params.note(Fault::Malformed),
            }
        }
        params
    }

    /// Takes parameters that were parsed before.
    pub(crate) fn from_pairs(pairs: Vec<(String, String)>) -> Self {
        let mut params = Self::default();
        for (name, value) in pairs {
            params.push(name, value);
        }
        params
    }

    /// Adds one. Only `resource` and `audience` may be repeated (RFC 8707 §2, RFC 8693 §2.1).
    fn push(&mut self, name: String, value: String) {
        if self.pairs.len() == MOST {
            return self.note(Fault::TooMany);
        }
        let known = self.pairs.iter().any(|(known, _)| *known == name);
        if known && name != "resource" && name != "audience" {
            self.note(Fault::Repeated);
        }
        self.pairs.push((name, value));
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
        let mut found = self.pairs.iter().filter(|(known, _)| known == name);
        match (found.next(), found.next()) {
            (Some((_, value)), None) if !value.is_empty() => Some(value),
            _ => None,
        }
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
    pub(crate) fn pairs(&self) -> &[(String, String)] {
        &self.pairs
    }
}

/// Names only: values may be secrets.
impl std::fmt::Debug for Params {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set()
            .entries(self.pairs.iter().map(|(name, _)| name))
            .finish()
    }
}

/// `+` is a space, `%XX` a byte; anything but whole triplets and UTF-8 is `None`.
pub(crate) fn decode(piece: &[u8]) -> Option<String> {
    let mut rest = piece;
    while let Some(at) = rest.iter().position(|byte| *byte == b'%') {
        let [high, low, tail @ ..] = rest.get(at + 1..)? else {
            return None;
        };
        if !(high.is_ascii_hexdigit() && low.is_ascii_hexdigit()) {
            return None;
        }
        rest = tail;
    }
    let spaced: Vec<u8> = piece
        .iter()
        .map(|byte| if *byte == b'+' { b' ' } else { *byte })
        .collect();
    percent_decode(&spaced)
        .decode_utf8()
        .ok()
        .map(std::borrow::Cow::into_owned)
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
