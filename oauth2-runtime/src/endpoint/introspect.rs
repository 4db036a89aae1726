//! The introspection endpoint (RFC 7662): what a token is good for, told to who may know.
//!
//! The client that holds a token may know all of it. A resource server, a client registered with
//! `introspects()`, is told of the access tokens that share a scope with it, and of those scopes
//! alone. To everybody else every token is as one that does not exist.

use super::answering::Answering;
use super::any_provider::AnyProvider;
use super::client_post::{Arrived, Posted, refuse};
use crate::audit::audit;
use crate::clock::Timestamp;
use crate::error::{OAuthError, refusal};
use crate::grant::{Family, OnRefresh, refresh_ends_at};
use crate::model::{Client, ScopeSet};
use crate::provider::Core;
use crate::response::Object;
use crate::store::AccessRecord;
use crate::token::{live, presented_access};
use axum::extract::Request;
use axum::response::Response;
use http::StatusCode;
use std::sync::Arc;

/// Every failure is an OAuth error body; a token that is not live is none.
pub(super) fn introspect(provider: Arc<dyn AnyProvider>, request: Request) -> Answering {
    let mut arrived = Arrived::new(provider.core(), request);
    Box::pin(async move { answer(&*provider, &mut arrived).await })
}

async fn answer(provider: &dyn AnyProvider, arrived: &mut Arrived) -> Response {
    let core = provider.core();
    let head = &core.heads.own_origin;
    let posted = match Posted::read(core, arrived, None).await {
        Ok(posted) => posted,
        Err(error) => return refuse(head, &error, "introspect", None),
    };
    match tell(provider, &posted).await {
        Ok(told) => head.reply(StatusCode::OK, told),
        Err(error) => refuse(head, &error, "introspect", Some(&posted)),
    }
}

/// `token_type_hint` is not read: every kind is looked for, whatever it says (RFC 7662 §2.1).
async fn tell(provider: &dyn AnyProvider, posted: &Posted<'_>) -> Result<Object, OAuthError> {
    let text = posted.params.required("token", refusal::token_missing())?;
    let caller = posted.client(provider).await?;
    if caller.is_public() {
        // RFC 7662 §2.1, §4: whoever is only named could scan for tokens.
        return Err(refusal::introspection_needs_secret());
    }
    let (core, now) = (provider.core(), posted.now);
    if let Some(refresh) = provider.tell_refresh(&caller, text, now)
        && let Some(told) = refresh.await?
    {
        return Ok(told);
    }
    let Some(hash) = presented_access(text, &core.hasher) else {
        return Ok(inactive());
    };
    let found = provider.accesses().find(&hash).await?;
    let Some(record) = live(found, now) else {
        return Ok(inactive());
    };
    let Some(scopes) = scopes_for(&caller, &record) else {
        log_foreign(&caller);
        return Ok(inactive());
    };
    Ok(tell_access(core, &record, &scopes))
}

fn log_foreign(caller: &Client) {
    audit!(warn, foreign_token, client_id = %caller.id(),
        section = "RFC 7662 §2.2", "a client asked about a token that is not for it");
}

/// The scopes that the caller may know of; `None` where it may not know that there is a token.
fn scopes_for(caller: &Client, record: &AccessRecord) -> Option<ScopeSet> {
    if record.client_id == *caller.id() {
        return Some(record.scopes.clone());
    }
    let common = record.scopes.narrow(caller.scopes());
    let concerns = record.scopes.is_empty() || !common.is_empty();
    (caller.introspects() && concerns).then_some(common)
}

/// RFC 7662 §2.2: nothing else, so that dead, foreign and made-up tokens are told alike.
fn inactive() -> Object {
    let mut told = Object::new();
    told.truth("active", false);
    told
}

fn tell_access(core: &Core, record: &AccessRecord, scopes: &ScopeSet) -> Object {
    let mut told = Object::new();
    told.truth("active", true)
        .text("iss", core.issuer.as_str())
        .text("client_id", record.client_id.as_str())
        .plain("token_type", "Bearer")
        .number("iat", record.issued_at.seconds())
        .number("exp", record.expires_at.seconds());
    // A client that acts for itself has no `sub`: a person may have the same name (RFC 9700 §4.15).
    if let Some(subject) = &record.subject {
        told.text("sub", subject.as_str());
    }
    add_scopes(&mut told, scopes);
    told
}

/// The grammar of RFC 6749 §3.3 cannot write an empty scope.
fn add_scopes(told: &mut Object, scopes: &ScopeSet) {
    if !scopes.is_empty() {
        told.text("scope", scopes.as_str());
    }
}

/// A refresh token is told to the client that holds it, which is who it was looked up for
/// (RFC 7662 §4), and while it is the current one.
pub(super) struct TellRefresh<'a> {
    pub(super) core: &'a Core,
    pub(super) now: Timestamp,
}

impl OnRefresh for TellRefresh<'_> {
    type Answer = Object;

    async fn refresh(&self, family: Family, client: &Client) -> Result<Object, OAuthError> {
        let Family {
            record, presented, ..
        } = family;
        let ends_at = refresh_ends_at(&record, &self.core.settings);
        if record.current != presented.secret_hash || ends_at <= self.now {
            return Ok(inactive());
        }
        let mut told = Object::new();
        told.truth("active", true)
            .text("iss", self.core.issuer.as_str())
            .text("client_id", client.id().as_str())
            .text("sub", record.subject.as_str())
            .number("iat", record.rotated_at.seconds())
            .number("exp", ends_at.seconds());
        add_scopes(&mut told, &record.scopes);
        Ok(told)
    }
}
