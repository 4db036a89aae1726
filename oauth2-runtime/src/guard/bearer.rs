//! The extractor that a protected handler takes.

use super::challenge::{Refusal, refuse};
use super::verify::{Verified, verify};
use crate::clock::Timestamp;
use crate::model::{ClientId, GrantId, Principal, RequiredScopes, ScopeSet};
use crate::provider::{AuthorizationServer, Provider};
use axum::extract::{FromRef, FromRequestParts, OptionalFromRequestParts};
use axum::response::Response;
use http::request::Parts;
use std::fmt;
use std::marker::PhantomData;

/// A live bearer token of the provider `P` that holds every scope of `S` (RFC 6750).
///
/// `S` is a marker type that `#[derive(Scopes)]` prints, a tuple of them (all are needed), or
/// nothing. It works on any state that is or holds the provider's [`AuthorizationServer`]. With
/// `Option<Bearer<..>>` a request without a token passes as `None`.
///
/// A request that may not pass is answered before the handler runs: 401 without a token, 401
/// `invalid_token`, 403 `insufficient_scope`, 400 `invalid_request` for a token in two places, 503
/// when the store fails.
///
/// ```
/// use oauth2_runtime::prelude::*;
///
/// #[derive(Clone, Copy, Scopes)]
/// enum AppScope {
///     /// See your photos
///     Read,
/// }
///
/// #[oauth2_provider(grants(client_credentials), scopes = AppScope)]
/// struct Photos {
///     #[oauth2(store)]
///     store: MemoryStore,
///     #[oauth2(clients, client_credentials)]
///     clients: MemoryClients,
/// }
///
/// async fn me(who: Bearer<Photos, app_scope::Read>) -> String {
///     match who.principal() {
///         Principal::Person(subject) => format!("person {subject}"),
///         Principal::Client(id) => format!("client {id}"),
///     }
/// }
/// ```
#[doc(alias = "validateToken")]
pub struct Bearer<P, S = ()> {
    verified: Verified,
    provider: PhantomData<fn() -> (P, S)>,
}

impl<P, S> Bearer<P, S> {
    const fn of(verified: Verified) -> Self {
        Self {
            verified,
            provider: PhantomData,
        }
    }

    /// Who the token speaks for: a person or a client.
    #[must_use]
    pub const fn principal(&self) -> &Principal {
        &self.verified.principal
    }

    /// Who holds the token.
    #[must_use]
    pub const fn client_id(&self) -> &ClientId {
        &self.verified.client_id
    }

    /// What it allows.
    #[must_use]
    pub const fn scopes(&self) -> &ScopeSet {
        &self.verified.scopes
    }

    /// The grant it hangs on; none for `client_credentials`.
    #[must_use]
    pub const fn grant(&self) -> Option<GrantId> {
        self.verified.grant
    }

    /// When it dies.
    #[must_use]
    pub const fn expires_at(&self) -> Timestamp {
        Timestamp::from_seconds(self.verified.expires_at)
    }
}

impl<P, S> fmt::Debug for Bearer<P, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.verified, f)
    }
}

impl<P, S, State> FromRequestParts<State> for Bearer<P, S>
where
    P: Provider + 'static,
    S: RequiredScopes<P::Scope>,
    AuthorizationServer<P>: FromRef<State>,
    State: Send + Sync,
{
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Response> {
        let server = AuthorizationServer::<P>::from_ref(state);
        let shared = server.shared();
        match verify(shared, parts, S::NAMES).await {
            Ok(verified) => Ok(Self::of(verified)),
            Err(refusal) => Err(refuse(shared, refusal, S::NAMES)),
        }
    }
}

impl<P, S, State> OptionalFromRequestParts<State> for Bearer<P, S>
where
    P: Provider + 'static,
    S: RequiredScopes<P::Scope>,
    AuthorizationServer<P>: FromRef<State>,
    State: Send + Sync,
{
    type Rejection = Response;

    async fn from_request_parts(
        parts: &mut Parts,
        state: &State,
    ) -> Result<Option<Self>, Response> {
        let server = AuthorizationServer::<P>::from_ref(state);
        let shared = server.shared();
        match verify(shared, parts, S::NAMES).await {
            Ok(verified) => Ok(Some(Self::of(verified))),
            Err(Refusal::NoToken) => Ok(None),
            Err(refusal) => Err(refuse(shared, refusal, S::NAMES)),
        }
    }
}
