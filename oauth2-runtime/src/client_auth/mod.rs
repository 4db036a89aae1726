//! Who is calling (RFC 6749 §2.3): one credential, parsed from the whole request, then proven.

mod basic;

use crate::error::{OAuthError, refusal};
use crate::hook::{Clients as _, HasClients};
use crate::later::Later;
use crate::model::{Client, ClientAuthMethod, ClientId, alphabet};
use crate::request::Params;
use crate::secret::{self, Secret};
use crate::throttle::Gate;
use http::HeaderMap;
use http::header::AUTHORIZATION;
use std::pin::pin;

/// What the caller presents.
#[derive(Debug)]
pub(crate) enum Credential {
    /// `Authorization: Basic` (RFC 7617, form-decoded as RFC 6749 §2.3.1 asks).
    Basic(Pair),
    /// `client_id` and `client_secret` in the body.
    Post(Pair),
    /// `client_id` alone.
    None(Pair),
}

/// An identifier and a secret in their alphabets, in one text with a colon between.
#[derive(Debug)]
pub(crate) struct Pair {
    text: Secret<String>,
    colon: usize,
}

impl Pair {
    fn of(id: &str, secret: &str) -> Option<Self> {
        Self::parse(Secret::new([id, ":", secret].concat()), id.len())
    }

    /// Both are of one alphabet, as is the colon (RFC 6749 appendix A.1 and A.2).
    fn parse(text: Secret<String>, colon: usize) -> Option<Self> {
        let good = ClientId::has_length(colon) && alphabet::is_of(text.expose(), alphabet::visible);
        good.then_some(Self { text, colon })
    }

    fn client_id(&self) -> &str {
        self.text.expose().get(..self.colon).unwrap_or_default()
    }

    fn secret(&self) -> &str {
        let secret = self.text.expose().get(self.colon..);
        secret.and_then(|it| it.get(1..)).unwrap_or_default()
    }
}

impl Credential {
    /// Parses the one credential of a request; a second one is `invalid_request`.
    pub(crate) fn parse(headers: &HeaderMap, params: &Params) -> Result<Self, OAuthError> {
        let mut headers = headers.get_all(AUTHORIZATION).iter();
        let (header, second) = (headers.next(), headers.next());
        let in_body = params.get("client_secret").is_some();
        let assertion = params.get("client_assertion").is_some();
        if second.is_some()
            || (header.is_some() && (in_body || assertion))
            || (in_body && assertion)
        {
            return Err(refusal::two_credentials());
        }
        if assertion {
            return Err(refusal::assertion_unsupported());
        }
        let named = params.get("client_id");
        if let Some(header) = header {
            let pair = basic::parse(header.as_bytes()).ok_or(refusal::basic_malformed())?;
            if named.is_some_and(|named| named != pair.client_id()) {
                return Err(refusal::client_id_differs());
            }
            return Ok(Self::Basic(pair));
        }
        let named = named.ok_or(refusal::client_unnamed())?;
        let secret = params.get("client_secret");
        let pair =
            Pair::of(named, secret.unwrap_or_default()).ok_or(refusal::client_id_of_no_client())?;
        Ok(match secret {
            Some(_) => Self::Post(pair),
            None => Self::None(pair),
        })
    }

    pub(crate) fn client_id(&self) -> &str {
        match self {
            Self::Basic(pair) | Self::Post(pair) | Self::None(pair) => pair.client_id(),
        }
    }

    /// Proves the credential. Unknown client, wrong method and wrong secret are one answer, and an
    /// unknown client costs a hash as a known one does.
    pub(crate) async fn authenticate(
        &self,
        clients: &dyn AnyClients,
        gate: &Gate<'_>,
        weak_allowed: bool,
    ) -> Result<Client, OAuthError> {
        let (pair, method) = match self {
            Self::Basic(pair) => (pair, ClientAuthMethod::ClientSecretBasic),
            Self::Post(pair) => (pair, ClientAuthMethod::ClientSecretPost),
            Self::None(pair) => return find_public(clients, pair.client_id()).await,
        };
        let tried = pin!(prove(clients, pair, method, weak_allowed));
        gate.secret(pair.client_id(), tried).await
    }
}

/// The clients of a provider, whichever it is.
pub(crate) trait AnyClients: Sync {
    /// The client of this identifier, and whether the secret is its own.
    fn find<'a>(
        &'a self,
        client_id: &'a str,
        secret: Option<&'a str>,
    ) -> Later<'a, Option<(Client, bool)>>;
}

impl<M: HasClients + Sync> AnyClients for M {
    fn find<'a>(
        &'a self,
        client_id: &'a str,
        secret: Option<&'a str>,
    ) -> Later<'a, Option<(Client, bool)>> {
        Box::pin(async move {
            let found = self.clients().find_client(client_id).await?;
            let Some(client) = found.filter(|client| client.id().as_str() == client_id) else {
                return Ok(None);
            };
            let right = match secret {
                Some(secret) => self.clients().validate_client(&client, secret).await?,
                None => false,
            };
            Ok(Some((client, right)))
        })
    }
}

/// A client that is only named: there is nothing to guess.
async fn find_public(clients: &dyn AnyClients, id: &str) -> Result<Client, OAuthError> {
    let found = clients.find(id, None).await?;
    let (client, _) = found.ok_or(refusal::client_unknown())?;
    if client.is_public() {
        Ok(client)
    } else {
        Err(refusal::client_secret_missing())
    }
}

async fn prove(
    clients: &dyn AnyClients,
    pair: &Pair,
    method: ClientAuthMethod,
    weak_allowed: bool,
) -> Result<Client, OAuthError> {
    let secret = pair.secret();
    let Some((client, right)) = clients.find(pair.client_id(), Some(secret)).await? else {
        std::hint::black_box(secret::equal(&secret::sha256(secret.as_bytes()), &[0; 32]));
        return Err(refusal::client_unknown());
    };
    if !right {
        return Err(refusal::client_secret_wrong());
    }
    let registered = client.auth_method();
    let fits = registered == method || registered == ClientAuthMethod::ClientSecret;
    if client.is_public() || !fits {
        return Err(refusal::client_method_wrong());
    }
    if !weak_allowed && client.fits_weakly(secret) {
        return Err(refusal::client_secret_weak());
    }
    Ok(client)
}
