//! Who is calling (RFC 6749 §2.3): one credential, parsed from the whole request, then proven.

mod basic;

use crate::error::{OAuthError, refusal};
use crate::hook::{Clients as _, HasClients};
use crate::model::{Client, ClientAuthMethod, ClientId, SecretHash};
use crate::request::Params;
use crate::secret::{self, Secret};
use crate::throttle::Gate;
use http::HeaderMap;
use http::header::AUTHORIZATION;

/// What the caller presents.
#[derive(Debug)]
pub(crate) enum Credential {
    /// `Authorization: Basic` (RFC 7617, form-decoded as RFC 6749 §2.3.1 asks).
    Basic(ClientId, Secret<String>),
    /// `client_id` and `client_secret` in the body.
    Post(ClientId, Secret<String>),
    /// `client_id` alone.
    None(ClientId),
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
            let (id, secret) = basic::parse(header.as_bytes()).ok_or(refusal::basic_malformed())?;
            if named.is_some_and(|named| named != id.as_str()) {
                return Err(refusal::client_id_differs());
            }
            return Ok(Self::Basic(id, secret));
        }
        let named = named.ok_or(refusal::client_unnamed())?;
        let id = ClientId::parse(named).ok_or(refusal::client_id_of_no_client())?;
        match params.get("client_secret") {
            Some(secret) if is_secret_text(secret) => {
                Ok(Self::Post(id, Secret::new(secret.to_owned())))
            }
            Some(_) => Err(refusal::client_id_of_no_client()),
            None => Ok(Self::None(id)),
        }
    }

    pub(crate) const fn client_id(&self) -> &ClientId {
        match self {
            Self::Basic(id, _) | Self::Post(id, _) | Self::None(id) => id,
        }
    }

    /// Proves the credential. Unknown client, wrong method and wrong secret are one answer, and an
    /// unknown client costs a hash as a known one does.
    pub(crate) async fn authenticate<M: HasClients + Sync>(
        &self,
        me: &M,
        gate: &Gate<'_>,
        weak_allowed: bool,
    ) -> Result<Client, OAuthError> {
        let (id, secret, method) = match self {
            Self::Basic(id, secret) => (id, secret, ClientAuthMethod::ClientSecretBasic),
            Self::Post(id, secret) => (id, secret, ClientAuthMethod::ClientSecretPost),
            Self::None(id) => return find_public(me, id).await,
        };
        let tried = prove(me, id, secret.expose(), method, weak_allowed);
        gate.secret(id.as_str(), tried).await
    }
}

async fn find<M: HasClients + Sync>(me: &M, id: &ClientId) -> Result<Option<Client>, OAuthError> {
    let found = me.clients().find_client(id.as_str()).await?;
    Ok(found.filter(|client| client.id() == id))
}

/// A client that is only named: there is nothing to guess.
async fn find_public<M: HasClients + Sync>(me: &M, id: &ClientId) -> Result<Client, OAuthError> {
    let client = find(me, id).await?.ok_or(refusal::client_unknown())?;
    if client.is_public() {
        Ok(client)
    } else {
        Err(refusal::client_secret_missing())
    }
}

async fn prove<M: HasClients + Sync>(
    me: &M,
    id: &ClientId,
    secret: &str,
    method: ClientAuthMethod,
    weak_allowed: bool,
) -> Result<Client, OAuthError> {
    let Some(client) = find(me, id).await? else {
        std::hint::black_box(secret::equal(&secret::sha256(secret.as_bytes()), &[0; 32]));
        return Err(refusal::client_unknown());
    };
    if !me.clients().validate_client(&client, secret).await? {
        return Err(refusal::client_secret_wrong());
    }
    let registered = client.auth_method();
    let fits = registered == method || registered == ClientAuthMethod::ClientSecret;
    if client.is_public() || !fits {
        return Err(refusal::client_method_wrong());
    }
    let weak = || {
        client
            .fitting_secret(secret)
            .is_some_and(SecretHash::is_weak)
    };
    if !weak_allowed && weak() {
        return Err(refusal::client_secret_weak());
    }
    Ok(client)
}

/// RFC 6749 appendix A.2.
fn is_secret_text(text: &str) -> bool {
    text.bytes().all(|byte| (0x20..=0x7e).contains(&byte))
}
