//! The consent ticket: the whole transaction in the form's hidden field, sealed for one browser.
//!
//! Nothing is stored when the page is shown, so abandoned requests cost nothing and any node can
//! take the answer.

use crate::clock::Timestamp;
use crate::error::{OAuthError, refusal};
use crate::model::{ScopeSet, Subject};
use crate::provider::Visitor;
use crate::request::Params;
use crate::secret;
use crate::session::SealingKey;
use std::time::Duration;

/// How long a person may think.
pub(super) const LIVES: Duration = Duration::from_secs(600);

/// The longest ticket, in bytes: room for a `state` of 4 KiB.
const LONGEST: usize = 16 * 1024;

/// The first entry of the list that a ticket is.
const VERSION: u8 = 2;

/// What the ticket says. The parameters stand for the request; the scopes are what was shown.
struct Content {
    expires_at: u64,
    subject: String,
    scopes: String,
    params: Vec<(String, String)>,
}

/// A ticket that this person's browser brought back in time.
pub(super) struct Ticket {
    pub(super) params: Params,
    pub(super) scopes: ScopeSet,
    pub(super) expires_at: Timestamp,
    /// The sealed bytes: what is claimed, and what the code is derived from.
    pub(super) bytes: Vec<u8>,
}

/// Why a ticket does not count.
pub(super) enum Void {
    /// It never was one.
    Malformed,
    /// It was for another person or browser, or is too old: the request may be asked again.
    Stale(Params),
}

/// Seals a request for the consent page.
pub(super) fn issue(
    visitor: &Visitor,
    params: &Params,
    scopes: &ScopeSet,
    now: Timestamp,
) -> Result<String, OAuthError> {
    let content = (
        VERSION,
        secret::base64url(&secret::random::<16>()),
        now.after(LIVES).seconds(),
        visitor.subject.id().as_str(),
        scopes.as_str(),
        params.pairs().collect::<Vec<_>>(),
    );
    let bytes = serde_json::to_vec(&content).unwrap_or_default();
    let text = visitor.key.seal(&bytes);
    if text.len() > LONGEST {
        return Err(refusal::request_too_long());
    }
    Ok(text)
}

/// Opens what the form brought back.
pub(super) fn open(text: &str, visitor: Option<&Visitor>, now: Timestamp) -> Result<Ticket, Void> {
    if text.len() > LONGEST {
        return Err(Void::Malformed);
    }
    let own = visitor.and_then(|visitor| Some((visitor.key.open(text)?, &visitor.subject)));
    let Some((bytes, subject)) = own else {
        let content = SealingKey::peek(text).as_deref().and_then(parse);
        return Err(content.map_or(Void::Malformed, stale));
    };
    let content = parse(&bytes).ok_or(Void::Malformed)?;
    let expires_at = Timestamp::from_seconds(content.expires_at);
    if !is_of(&content, subject) || expires_at <= now || expires_at > now.after(LIVES) {
        return Err(stale(content));
    }
    let scopes = ScopeSet::from_stored(&content.scopes);
    Ok(Ticket {
        params: Params::from_pairs(content.params),
        scopes,
        expires_at,
        bytes,
    })
}

fn parse(bytes: &[u8]) -> Option<Content> {
    type Written = (u8, String, u64, String, String, Vec<(String, String)>);
    let (version, _nonce, expires_at, subject, scopes, params) =
        serde_json::from_slice::<Written>(bytes).ok()?;
    (version == VERSION).then_some(Content {
        expires_at,
        subject,
        scopes,
        params,
    })
}

fn is_of(content: &Content, subject: &Subject) -> bool {
    content.subject == subject.id().as_str()
}

fn stale(content: Content) -> Void {
    Void::Stale(Params::from_pairs(content.params))
}
