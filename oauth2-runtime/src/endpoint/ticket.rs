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
use crate::store::{Reader, Writer};
use std::time::Duration;

/// How long a person may think.
pub(super) const LIVES: Duration = Duration::from_secs(600);

/// The longest ticket, in bytes: room for a `state` of 4 KiB.
const LONGEST: usize = 16 * 1024;

/// What a ticket begins with.
const VERSION: u64 = 3;

/// What the ticket says. The parameters stand for the request; the scopes are what was shown.
struct Content {
    expires_at: Timestamp,
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
    let mut content = Writer::default()
        .number(VERSION)
        .bytes(&secret::random::<16>())
        .time(now.after(LIVES))
        .text(visitor.subject.id().as_str())
        .text(scopes.as_str());
    for (name, value) in params.pairs() {
        content = content.text(name).text(value);
    }
    let text = visitor.key.seal(&content.done());
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
    let expires_at = content.expires_at;
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
    let mut ticket = Reader::new(bytes);
    if ticket.number()? != VERSION {
        return None;
    }
    let _nonce = ticket.bytes()?;
    let mut content = Content {
        expires_at: ticket.time()?,
        subject: ticket.text()?.to_owned(),
        scopes: ticket.text()?.to_owned(),
        params: Vec::new(),
    };
    while !ticket.is_empty() {
        let (name, value) = (ticket.text()?, ticket.text()?);
        content.params.push((name.to_owned(), value.to_owned()));
    }
    Some(content)
}

fn is_of(content: &Content, subject: &Subject) -> bool {
    content.subject == subject.id().as_str()
}

fn stale(content: Content) -> Void {
    Void::Stale(Params::from_pairs(content.params))
}
