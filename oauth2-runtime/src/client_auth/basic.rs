//! HTTP Basic for clients: form-decoded halves, split at the first colon (RFC 6749 §2.3.1).

use super::is_secret_text;
use crate::model::ClientId;
use crate::request::decode;
use crate::secret::Secret;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Longer values are no credentials of ours.
const LONGEST: usize = 4096;

/// Parses the whole header value; any deviation is `None`.
pub(super) fn parse(header: &[u8]) -> Option<(ClientId, Secret<String>)> {
    let (scheme, rest) = header.split_at_checked("Basic ".len())?;
    if !scheme.eq_ignore_ascii_case(b"Basic ") || rest.len() > LONGEST {
        return None;
    }
    let decoded = Secret::new(STANDARD.decode(rest.trim_ascii()).ok()?);
    let mut halves = decoded.expose().splitn(2, |byte| *byte == b':');
    let id = halves.next().and_then(decode)?;
    let secret = halves
        .next()
        .and_then(decode)
        .filter(|secret| is_secret_text(secret))?;
    Some((ClientId::parse(&id)?, Secret::new(secret)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(credentials: &str) -> Option<(String, String)> {
        let header = format!("bAsIc {}", STANDARD.encode(credentials));
        let (id, secret) = parse(header.as_bytes())?;
        Some((id.as_str().to_owned(), secret.expose().clone()))
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
