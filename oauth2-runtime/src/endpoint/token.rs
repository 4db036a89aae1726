//! The token endpoint (RFC 6749 §3.2): limits, parameters, client, grant, and only then the code.

use super::answering::Answering;
use super::client_post::{Arrived, Posted, refuse};
use super::issue::Issuance;
use crate::error::{OAuthError, refusal};
use crate::grant::{Context, GrantList};
use crate::model::Issued;
use crate::provider::{AuthorizationServer, Provider, Shared};
use crate::request::RequestedScope;
use crate::response;
use axum::extract::Request;
use axum::response::Response;

/// Every failure is an OAuth error body.
pub(super) fn token<P: Provider + 'static>(
    server: AuthorizationServer<P>,
    request: Request,
) -> Answering {
    let mut arrived = Arrived::new(server.shared(), request);
    Box::pin(async move { response::to_any_origin(answer(server.shared(), &mut arrived).await) })
}

async fn answer<P: Provider + 'static>(shared: &Shared<P>, arrived: &mut Arrived) -> Response {
    let posted = match Posted::read(shared, arrived, shared.settings.json_body).await {
        Ok(posted) => posted,
        Err(error) => return refuse(shared, &error, "token", None),
    };
    match exchange(shared, &posted).await {
        Ok(issued) => response::token_reply(&issued),
        Err(error) => refuse(shared, &error, "token", Some(&posted)),
    }
}

async fn exchange<P: Provider + 'static>(
    shared: &Shared<P>,
    posted: &Posted<'_>,
) -> Result<Issued, OAuthError> {
    let params = &posted.params;
    let grant_type = params.required("grant_type", refusal::grant_type_missing())?;
    let client = posted.client(shared, &shared.me).await?;
    let word = P::Grants::grant_word(grant_type).ok_or(refusal::grant_disabled())?;
    if !client.may_use(word) {
        return Err(refusal::grant_not_allowed());
    }
    let scopes = RequestedScope::parse(params, &client, &shared.scopes)?;
    let issuing = &shared.issuing(&client, posted.now);
    let context = Context {
        grant_type,
        issuing,
        params,
        scopes: &scopes,
        gate: &posted.gate,
    };
    let issuance = Issuance::<P> {
        issuing,
        grant: word,
    };
    P::Grants::exchange(&context, &issuance).await
}
