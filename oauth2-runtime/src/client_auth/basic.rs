//! HTTP Basic for clients: form-decoded halves, split at the first colon (RFC 6749 §2.3.1).

use super::Pair;
use crate::request::{decode, is_escaped};
use crate::secret::Secret;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Longer values are no credentials of ours.
const LONGEST: usize = 4096;

/// Parses the whole header value; any deviation is `None`.
pub(super) fn parse(header: &[u8]) -> Option<Pair> {
    let (scheme, rest) = header.split_at_checked("Basic ".len())?;
    if !scheme.eq_ignore_ascii_case(b"Basic ") || rest.len() > LONGEST {
        return None;
    }
    // `decode` asks for zeroed memory, which glibc (2.36) does not keep at hand for a thread.
    let mut decoded = Vec::with_capacity(rest.len());
    let whole = STANDARD.decode_vec(rest.trim_ascii(), &mut decoded);
    // What is no base64, or no text, is wiped as well.
    if whole.is_err() {
        drop(Secret::new(decoded));
        return None;
    }
    let text = String::from_utf8(decoded).map_err(|error| Secret::new(error.into_bytes()));
    let text = Secret::new(text.ok()?);
    let colon = memchr::memchr(b':', text.expose().as_bytes())?;
    if is_escaped(text.expose()) {
        let (id, secret) = text.expose().split_at_checked(colon)?;
        let secret = Secret::new(decode(secret.get(1..)?)?.into_owned());
        return Pair::of(&decode(id)?, secret.expose());
    }
    Pair::parse(text, colon)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(credentials: &str) -> Option<(String, String)> {
        let header = format!("bAsIc {}", STANDARD.encode(credentials));
        let pair = parse(header.as_bytes())?;
        Some((pair.client_id().to_owned(), pair.secret().to_owned()))
    }

    #[test]
    fn halves_are_form_decoded_and_split_at_the_first_colon() {
        assert_eq!(parsed("a:b:c"), Some(("a".into(), "b:c".into())));
        assert_eq!(parsed("a%3Ab:c+d%25"), Some(("a:b".into(), "c d%".into())));
    }

    #[test]
    fn malformed_headers_are_refused() {
        for header in [
            "",
            "Basic",
            "Basic ",
            "Basic ====",
            "Basic YQ==",
            "Bearer YTpi",
            "Basic\tYTpi",
        ] {
            assert!(parse(header.as_bytes()).is_none(), "{header:?}");
        }
        for credentials in [":secret", "a:\0", "a:%zz", "a:%ff"] {
            assert!(parsed(credentials).is_none(), "{credentials:?}");
        }
    }
}
