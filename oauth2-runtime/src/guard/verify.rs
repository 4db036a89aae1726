//! Whether a request carries a live token: the header is read whole, the store is asked.

use super::challenge::Refusal;
use crate::clock::Timestamp;
use crate::error::StoreError;
use crate::model::{ClientId, GrantId, Principal, ScopeSet};
use crate::provider::{Core, Provider, Shared};
use crate::secret::TokenHash;
use crate::store::{AccessRecord, HasStore as _, Store as _};
use crate::token::{live, presented_access};
use http::HeaderMap;
use http::header::AUTHORIZATION;
use http::request::Parts;
use std::sync::Arc;

/// A live token, without its string.
#[derive(Clone, Debug)]
pub(super) struct Verified {
    pub(super) principal: Principal,
    pub(super) client_id: ClientId,
    pub(super) scopes: ScopeSet,
    pub(super) grant: Option<GrantId>,
    pub(super) expires_at: u64,
}

/// What a layer in front has verified, tied to its issuer: another provider's guard ignores it.
#[derive(Clone)]
pub(super) struct Remembered {
    issuer: Arc<str>,
    verified: Verified,
}

impl Remembered {
    pub(super) fn new(core: &Core, verified: Verified) -> Self {
        Self {
            issuer: core.issuer.as_str().into(),
            verified,
        }
    }
}

/// Verifies the request's token and that it holds every one of `names`. Only the look-up is compiled
/// for each provider.
pub(super) async fn verify<P: Provider>(
    shared: &Shared<P>,
    parts: &Parts,
    names: &'static [&'static str],
) -> Result<Verified, Refusal> {
    let token = match shown(shared, parts)? {
        Shown::Verified(verified) => return holding(verified, names),
        Shown::Token(token) => token,
    };
    let found = shared.me.store().find_access(&token).await;
    holding(verified(found, shared.now())?, names)
}

/// What a request shows.
enum Shown {
    /// What a layer in front has verified.
    Verified(Verified),
    Token(TokenHash),
}

fn shown(core: &Core, parts: &Parts) -> Result<Shown, Refusal> {
    let remembered = parts.extensions.get::<Remembered>();
    if let Some(known) = remembered.filter(|known| *known.issuer == *core.issuer.as_str()) {
        return Ok(Shown::Verified(known.verified.clone()));
    }
    let text = bearer_text(&parts.headers)?;
    if parts.uri.query().is_some_and(has_query_token) {
        // RFC 6750 §2: one method only.
        return Err(Refusal::InvalidRequest);
    }
    let token = presented_access(text, &core.hasher).ok_or(Refusal::InvalidToken)?;
    Ok(Shown::Token(token))
}

fn verified(
    found: Result<Option<AccessRecord>, StoreError>,
    now: Timestamp,
) -> Result<Verified, Refusal> {
    let found = found.map_err(Refusal::Failed)?;
    let record = live(found, now).ok_or(Refusal::InvalidToken)?;
    let principal = match record.subject {
        Some(subject) => Principal::Person(subject),
        None => Principal::Client(record.client_id.clone()),
    };
    Ok(Verified {
        principal,
        client_id: record.client_id,
        scopes: record.scopes,
        grant: record.grant,
        expires_at: record.expires_at.seconds(),
    })
}

fn holding(verified: Verified, names: &[&str]) -> Result<Verified, Refusal> {
    if names.iter().all(|name| verified.scopes.contains_name(name)) {
        Ok(verified)
    } else {
        Err(Refusal::InsufficientScope)
    }
}

/// The token of the one `Authorization: Bearer` header; a token elsewhere is as none.
fn bearer_text(headers: &HeaderMap) -> Result<&str, Refusal> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let value = values.next().ok_or(Refusal::NoToken)?;
    if values.next().is_some() {
        return Err(Refusal::InvalidRequest);
    }
    let (scheme, rest) = value
        .as_bytes()
        .split_at_checked("Bearer ".len())
        .ok_or(Refusal::NoToken)?;
    if !scheme.eq_ignore_ascii_case(b"Bearer ") {
        return Err(Refusal::NoToken);
    }
    // RFC 6750 §2.1 allows several spaces in front, none within: the shape check sees to that.
    std::str::from_utf8(rest.trim_ascii_start()).map_err(|_| Refusal::InvalidToken)
}

fn has_query_token(query: &str) -> bool {
    form_urlencoded::parse(query.as_bytes()).any(|(name, _)| name == "access_token")
}
