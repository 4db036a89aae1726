//! Opaque strings: made here, hashed here, recognised here.

use crate::model::alphabet::{b64token, is_of};
use crate::model::{AccessToken, AuthorizationCode, opaque};
use crate::secret::{self, Hasher, Kind, TokenHash};

/// A new access token of 256 random bits.
pub(crate) fn new_access(hasher: &Hasher) -> (AccessToken, TokenHash) {
    let text = opaque::ACCESS.write(&secret::random::<32>());
    let hash = hasher.hash(Kind::Access, opaque::ACCESS.body(&text).as_bytes());
    (AccessToken::new(text), hash)
}

/// An access token that the application made: 32 to 2048 characters of RFC 6750's `b64token`.
pub(super) fn own_access(text: String, hasher: &Hasher) -> Option<(AccessToken, TokenHash)> {
    let hash = presented_access(&text, hasher)?;
    let own = !opaque::ACCESS.has_prefix(&text) && text.len() >= 32;
    own.then(|| (AccessToken::new(text), hash))
}

/// The hash of an access token as it was presented; `None` when it cannot be one.
pub(crate) fn presented_access(text: &str, hasher: &Hasher) -> Option<TokenHash> {
    if opaque::ACCESS.has_prefix(text) {
        let body = opaque::ACCESS.read(text)?;
        return Some(hasher.hash(Kind::Access, body.as_bytes()));
    }
    let body = text.trim_end_matches('=');
    let good = !body.is_empty() && text.len() <= 2048 && is_of(body, b64token);
    good.then(|| hasher.hash(Kind::OwnAccess, text.as_bytes()))
}

/// A new code of 256 random bits, for a decision without a page.
pub(crate) fn new_code(hasher: &Hasher) -> (AuthorizationCode, TokenHash) {
    code_of(&secret::random(), hasher)
}

/// The code of these 32 bytes, which only the holder of a ticket's key can derive.
pub(crate) fn code_of(bytes: &[u8; 32], hasher: &Hasher) -> (AuthorizationCode, TokenHash) {
    let text = opaque::CODE.write(bytes);
    let hash = hasher.hash(Kind::Code, opaque::CODE.body(&text).as_bytes());
    (AuthorizationCode::new(text), hash)
}
