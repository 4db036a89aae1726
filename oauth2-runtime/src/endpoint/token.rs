//! The token endpoint (RFC 6749 §3.2): limits, parameters, client, grant, and only then the code.

use super::answering::Answering;
use super::any_provider::AnyProvider;
use super::client_post::{Arrived, Posted, refuse};
use crate::error::{OAuthError, refusal};
use crate::model::{Client, Issued};
use crate::request::RequestedScope;
use crate::response::token_object;
use axum::extract::Request;
use axum::response::Response;
use http::StatusCode;
use std::sync::Arc;

/// Every failure is an OAuth error body.
pub(super) fn token(provider: Arc<dyn AnyProvider>, request: Request) -> Answering {
    let mut arrived = Arrived::new(provider.core(), request);
    Box::pin(async move { answer(&*provider, &mut arrived).await })
}

async fn answer(provider: &dyn AnyProvider, arrived: &mut Arrived) -> Response {
    let core = provider.core();
    let head = &core.heads.any_origin;
    let posted = match Posted::read(core, arrived, core.settings.json_body).await {
        Ok(posted) => posted,
        Err(error) => return refuse(head, &error, "token", None),
    };
    match exchange(provider, &posted).await {
        Ok(issued) => head.reply(StatusCode::OK, token_object(&issued)),
        Err(error) => refuse(head, &error, "token", Some(&posted)),
    }
}

async fn exchange(provider: &dyn AnyProvider, posted: &Posted<'_>) -> Result<Issued, OAuthError> {
    let params = &posted.params;
    let grant_type = params.required("grant_type", refusal::grant_type_missing())?;
    let client = posted.client(provider).await?;
    let word = provider
        .grant_word(grant_type)
        .ok_or(refusal::grant_disabled())?;
    if !client.may_use(word) {
        return Err(refusal::grant_not_allowed());
    }
    let asked = Exchange {
        grant_type,
        word,
        client: &client,
        scopes: RequestedScope::parse(params, &client, &provider.core().scopes)?,
        posted,
    };
    provider.exchange(&asked).await
}

/// What an enabled grant is to decide.
pub(super) struct Exchange<'a> {
    pub(super) grant_type: &'a str,
    pub(super) word: &'static str,
    pub(super) client: &'a Client,
    pub(super) scopes: RequestedScope,
    pub(super) posted: &'a Posted<'a>,
}
