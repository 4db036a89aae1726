//! Who is calling (RFC 6749 §2.3): one credential, parsed from the whole request, then proven.

mod basic;

use crate::error::{ErrorCode, OAuthError};
use crate::hook::{Clients as _, HasClients};
use crate::model::{Client, ClientAuthMethod, ClientId, SecretHash};
use crate::request::Params;
use crate::secret::{self, Secret};
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
            let why = "the client authenticates in more than one way";
            return Err(OAuthError::new(ErrorCode::InvalidRequest, why));
        }
        if assertion {
            return Err(invalid_client("client assertions are not supported"));
        }
        let named = params.get("client_id");
        if let Some(header) = header {
            let (id, secret) = basic::parse(header.as_bytes()).ok_or(invalid_client(
                "the Authorization header is not well-formed Basic",
            ))?;
            if named.is_some_and(|named| named != id.as_str()) {
                let why = "client_id is not that of the Authorization header";
                return Err(OAuthError::new(ErrorCode::InvalidRequest, why));
            }
            return Ok(Self::Basic(id, secret));
        }
        let named = named.ok_or(invalid_client("the client does not say who it is"))?;
        let id = ClientId::parse(named).ok_or(unknown())?;
        match params.get("client_secret") {
            Some(secret) if is_secret_text(secret) => {
                Ok(Self::Post(id, Secret::new(secret.to_owned())))
            }
            Some(_) => Err(unknown()),
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
        weak_allowed: bool,
    ) -> Result<Client, OAuthError> {
        let id = self.client_id();
        let found = me.clients().find_client(id.as_str()).await?;
        let found = found.filter(|client| client.id() == id);
        let (secret, method) = match self {
            Self::Basic(_, secret) => (secret.expose(), ClientAuthMethod::ClientSecretBasic),
            Self::Post(_, secret) => (secret.expose(), ClientAuthMethod::ClientSecretPost),
            Self::None(_) => return found.filter(Client::is_public).ok_or(unknown()),
        };
        let Some(client) = found else {
            std::hint::black_box(secret::equal(&secret::sha256(secret.as_bytes()), &[0; 32]));
            return Err(unknown());
        };
        let registered = client.auth_method();
        let fits = registered == method || registered == ClientAuthMethod::ClientSecret;
        if !me.clients().validate_client(&client, secret).await? || client.is_public() || !fits {
            return Err(unknown());
        }
        if !weak_allowed
            && client
                .fitting_secret(secret)
                .is_some_and(SecretHash::is_weak)
        {
            tracing::error!(reason = "weak_client_secret", client_id = %client.id(),
                "a secret under 32 characters works on a loopback issuer alone");
            return Err(unknown());
        }
        Ok(client)
    }
}

/// RFC 6749 appendix A.2.
fn is_secret_text(text: &str) -> bool {
    text.bytes().all(|byte| (0x20..=0x7e).contains(&byte))
}

const fn unknown() -> OAuthError {
    invalid_client("the client is unknown or did not prove who it is")
}

const fn invalid_client(description: &'static str) -> OAuthError {
    OAuthError::new(ErrorCode::InvalidClient, description)
}
