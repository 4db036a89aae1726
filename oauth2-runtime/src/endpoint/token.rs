//! The token endpoint (RFC 6749 §3.2): limits, parameters, client, grant, and only then the code.

use super::issue::Issuance;
use crate::client_auth::Credential;
use crate::error::{ErrorCode, OAuthError};
use crate::grant::{Context, GrantList, unsupported_grant_type};
use crate::model::Issued;
use crate::provider::{AuthorizationServer, Provider, Shared};
use crate::request::{Params, RequestedScope, token_body};
use crate::response::{self, Refused};
use axum::extract::{Request, State};
use axum::response::Response;

/// Every failure is an OAuth error body.
pub(super) async fn token<P: Provider + 'static>(
    State(server): State<AuthorizationServer<P>>,
    request: Request,
) -> Response {
    let shared = server.shared();
    let (parts, body) = request.into_parts();
    let json_allowed = shared.settings.json_body;
    let params = match token_body(&parts.headers, body, json_allowed).await {
        Ok(params) => params,
        Err(error) => return refuse(shared, &error, None),
    };
    let credential = match Credential::parse(&parts.headers, &params) {
        Ok(credential) => credential,
        Err(error) => return refuse(shared, &error, None),
    };
    match exchange(shared, &params, &credential).await {
        Ok(issued) => response::token_reply(&issued),
        Err(error) => refuse(shared, &error, Some(credential.client_id().as_str())),
    }
}

async fn exchange<P: Provider + 'static>(
    shared: &Shared<P>,
    params: &Params,
    credential: &Credential,
) -> Result<Issued, OAuthError> {
    let grant_type = params.required("grant_type", "grant_type is missing")?;
    let client = credential
        .authenticate(&shared.me, shared.issuer.is_loopback())
        .await?;
    let word = P::Grants::grant_word(grant_type).ok_or(unsupported_grant_type())?;
    if !client.may_use(word) {
        let why = "this client may not use this grant";
        return Err(OAuthError::new(ErrorCode::UnauthorizedClient, why));
    }
    let scopes = RequestedScope::parse::<P::Scope>(params)?;
    let context = Context {
        me: &shared.me,
        client: &client,
        params,
        scopes: &scopes,
        settings: &shared.settings,
        hasher: &shared.hasher,
        now: shared.now(),
    };
    let issuance = Issuance::<P> {
        issuing: shared.issuing(&client, context.now),
        grant: word,
    };
    P::Grants::exchange(grant_type, &context, issuance).await
}

fn refuse<P: Provider>(
    shared: &Shared<P>,
    error: &OAuthError,
    client_id: Option<&str>,
) -> Response {
    response::json_error(
        error,
        shared.issuer.as_str(),
        Refused {
            endpoint: "token",
            client_id,
        },
    )
}
