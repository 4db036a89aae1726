//! The introspection endpoint (RFC 7662): what a token is good for, told to who may know.
//!
//! The client that holds a token may know all of it. A resource server, a client registered with
//! `introspects()`, is told of the access tokens that share a scope with it, and of those scopes
//! alone. To everybody else every token is as one that does not exist.

use super::answering::Answering;
use super::client_post::{Arrived, Posted, refuse};
use crate::audit::audit;
use crate::clock::Timestamp;
use crate::error::{OAuthError, refusal};
use crate::grant::{Family, GrantList as _, OnRefresh, ShownToken, refresh_ends_at};
use crate::model::{Client, ScopeSet};
use crate::provider::{AuthorizationServer, Core, Provider, Shared};
use crate::response::{self, Object};
use crate::store::AccessRecord;
use crate::token::live_access;
use axum::extract::Request;
use axum::response::Response;
use http::StatusCode;

/// Every failure is an OAuth error body; a token that is not live is none.
pub(super) fn introspect<P: Provider + 'static>(
    server: AuthorizationServer<P>,
    request: Request,
) -> Answering {
    let mut arrived = Arrived::new(server.shared(), request);
    Box::pin(async move { answer(server.shared(), &mut arrived).await })
}

async fn answer<P: Provider + 'static>(shared: &Shared<P>, arrived: &mut Arrived) -> Response {
    let posted = match Posted::read(shared, arrived, false).await {
        Ok(posted) => posted,
        Err(error) => return refuse(shared, &error, "introspect", None),
    };
    match tell(shared, &posted).await {
        Ok(told) => response::object(StatusCode::OK, told),
        Err(error) => refuse(shared, &error, "introspect", Some(&posted)),
    }
}

/// `token_type_hint` is not read: every kind is looked for, whatever it says (RFC 7662 §2.1).
async fn tell<P: Provider + 'static>(
    shared: &Shared<P>,
    posted: &Posted<'_>,
) -> Result<Object, OAuthError> {
    let text = posted.params.required("token", refusal::token_missing())?;
    let caller = posted.client(shared, &shared.me).await?;
    if caller.is_public() {
        // RFC 7662 §2.1, §4: whoever is only named could scan for tokens.
        return Err(refusal::introspection_needs_secret());
    }
    let shown = ShownToken {
        me: &shared.me,
        client: &caller,
        text,
        hasher: &shared.hasher,
    };
    let now = posted.now;
    if let Some(told) = P::Grants::shown(&shown, &TellRefresh { core: shared, now }).await? {
        return Ok(told);
    }
    let found = live_access(&shared.me, &shared.hasher, text, now).await?;
    let Some(record) = found else {
        return Ok(inactive());
    };
    let Some(scopes) = scopes_for(&caller, &record) else {
        log_foreign(&caller);
        return Ok(inactive());
    };
    Ok(tell_access(shared, &record, &scopes))
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
struct TellRefresh<'a> {
    core: &'a Core,
    now: Timestamp,
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
