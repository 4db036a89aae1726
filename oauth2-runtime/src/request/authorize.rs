//! The authorization request in two stages (RFC 6749 §4.1.1, RFC 7636 §4.3).
//!
//! Before the redirect URI is proven a fault is a page; after it, a redirect. The stages are two
//! functions, so that none can be mixed up with the other.

use super::params::Params;
use super::scope::RequestedScope;
use crate::error::{OAuthError, refusal};
use crate::model::{Client, ClientId, CodeChallenge, DeclaredScopes, ScopeSet, SentRedirect};
use crate::settings::Pkce;

/// The longest `state` that is returned, in bytes.
const LONGEST_STATE: usize = 4096;

/// The client's `state`, returned as it came.
#[derive(Clone, Debug)]
pub(crate) struct State(Option<String>);

impl State {
    /// Reads it for the reply; one that is repeated or too long is as none.
    pub(crate) fn of(params: &Params) -> Self {
        let state = params
            .get("state")
            .filter(|state| state.len() <= LONGEST_STATE);
        Self(state.map(str::to_owned))
    }

    pub(crate) fn as_deref(&self) -> Option<&str> {
        self.0.as_deref()
    }
}

/// A valid request for a code or a token.
#[derive(Clone, Debug)]
pub(crate) struct AuthorizationRequest {
    pub(crate) scopes: ScopeSet,
    pub(crate) challenge: Option<CodeChallenge>,
}

impl AuthorizationRequest {
    /// Stage one, the client: its identifier, given once and in the right alphabet.
    pub(crate) fn client_id(params: &Params) -> Result<ClientId, OAuthError> {
        params.check_legible()?;
        let text = params.required("client_id", refusal::client_id_missing())?;
        ClientId::parse(text).ok_or(refusal::client_id_malformed())
    }

    /// Stage one, the place: a registered redirect URI.
    pub(crate) fn redirect_uri(
        params: &Params,
        client: &Client,
        http_allowed: bool,
    ) -> Result<SentRedirect, OAuthError> {
        let named = params.pairs().any(|(name, _)| name == "redirect_uri");
        let sent = params.get("redirect_uri");
        if named && sent.is_none() && params.check().is_err() {
            return Err(refusal::redirect_uri_repeated());
        }
        let proven = SentRedirect::prove(client.redirect_uris(), sent)
            .ok_or(refusal::redirect_uri_unregistered())?;
        if proven.is_insecure() && !http_allowed {
            return Err(refusal::redirect_uri_insecure());
        }
        Ok(proven)
    }

    /// Stage two: everything else, once the response type is known to be enabled.
    pub(crate) fn parse(
        params: &Params,
        client: &Client,
        declared: &DeclaredScopes,
    ) -> Result<Self, OAuthError> {
        if params
            .get("state")
            .is_some_and(|state| state.len() > LONGEST_STATE)
        {
            return Err(refusal::state_too_long());
        }
        let scopes = RequestedScope::parse(params, client, declared)?.resolve(client.scopes())?;
        Ok(Self {
            scopes,
            challenge: None,
        })
    }

    /// Stage two, PKCE: the challenge, on a server where a grant carries one. Of a response type
    /// that carries none it is checked and dropped.
    pub(crate) fn with_challenge(
        self,
        params: &Params,
        client: &Client,
        needs_pkce: bool,
        pkce: Pkce,
    ) -> Result<Self, OAuthError> {
        let challenge = parse_challenge(params)?;
        let optional = pkce == Pkce::Optional && !client.is_public();
        if needs_pkce && challenge.is_none() && !optional {
            return Err(refusal::challenge_missing());
        }
        let challenge = challenge.filter(|_| needs_pkce);
        Ok(Self { challenge, ..self })
    }
}

/// S256 alone; a method left out would mean `plain` (RFC 7636 §4.3), which does not exist here.
fn parse_challenge(params: &Params) -> Result<Option<CodeChallenge>, OAuthError> {
    match (
        params.get("code_challenge"),
        params.get("code_challenge_method"),
    ) {
        (None, None) => Ok(None),
        (None, Some(_)) => Err(refusal::challenge_method_alone()),
        (Some(text), Some("S256")) => CodeChallenge::parse(text)
            .map(Some)
            .ok_or(refusal::challenge_malformed()),
        (Some(_), _) => Err(refusal::challenge_method_unsupported()),
    }
}
