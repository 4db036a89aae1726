//! Forms that clients post: the parameters and one credential, refused as JSON (RFC 6749 §5.2).

use super::address::address;
use super::any_provider::AnyProvider;
use crate::client_auth::Credential;
use crate::clock::Timestamp;
use crate::error::OAuthError;
use crate::model::Client;
use crate::provider::Core;
use crate::request::{Params, token_body};
use crate::response::{Head, Refused};
use crate::settings::JsonBody;
use crate::throttle::Gate;
use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use http::HeaderMap;
use std::future::Future;
use std::net::IpAddr;

/// A request as it comes: what of it is looked at when its body is there. The rest is dropped before
/// the future begins, which would carry it through every step.
pub(super) struct Arrived {
    headers: HeaderMap,
    address: Option<IpAddr>,
    body: Body,
}

impl Arrived {
    pub(super) fn new(core: &Core, request: Request) -> Self {
        let (parts, body) = request.into_parts();
        Self {
            address: address(core, &parts),
            headers: parts.headers,
            body,
        }
    }
}

/// What a client posted; the credential is not proven yet.
pub(super) struct Posted<'a> {
    pub(super) params: Params,
    pub(super) gate: Gate<'a>,
    /// When it came.
    pub(super) now: Timestamp,
    credential: Credential,
}

impl<'a> Posted<'a> {
    /// Reads a form, or JSON where that is allowed.
    pub(super) async fn read(
        core: &'a Core,
        arrived: &mut Arrived,
        json: Option<JsonBody>,
    ) -> Result<Self, OAuthError> {
        let body = std::mem::take(&mut arrived.body);
        let params = token_body(&arrived.headers, body, json).await?;
        Self::parse(core, arrived, params)
    }

    fn parse(core: &'a Core, arrived: &Arrived, params: Params) -> Result<Self, OAuthError> {
        let credential = Credential::parse(&arrived.headers, &params)?;
        let now = core.now();
        Ok(Self {
            params,
            gate: Gate::new(&core.settings.throttle, arrived.address, now),
            now,
            credential,
        })
    }

    /// The client, proven.
    pub(super) fn client(
        &self,
        provider: &dyn AnyProvider,
    ) -> impl Future<Output = Result<Client, OAuthError>> + Send {
        let weak_allowed = provider.core().issuer.is_loopback();
        let clients = provider.clients();
        self.credential
            .authenticate(clients, &self.gate, weak_allowed)
    }
}

/// The refusal; the client is named in the log as soon as it named itself.
pub(super) fn refuse(
    head: &Head,
    error: &OAuthError,
    endpoint: &'static str,
    posted: Option<&Posted<'_>>,
) -> Response {
    let at = Refused {
        endpoint,
        client_id: posted.map(|posted| posted.credential.client_id()),
    };
    head.refuse(error, at)
}
