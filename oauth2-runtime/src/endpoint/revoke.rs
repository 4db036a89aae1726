//! The revocation endpoint (RFC 7009): a client gives up a token of its own.
//!
//! A refresh token ends its grant with every access token, an access token ends itself alone.

use super::answering::Answering;
use super::any_provider::AnyProvider;
use super::client_post::{Arrived, Posted, refuse};
use crate::audit::audit;
use crate::error::{OAuthError, refusal};
use crate::grant::{Family, OnRefresh};
use crate::model::{Client, GrantId};
use crate::provider::{Provider, Shared};
use crate::response::Object;
use crate::store::{HasStore as _, Store as _};
use crate::token::presented_access;
use axum::extract::Request;
use axum::response::Response;
use http::StatusCode;
use std::pin::pin;
use std::sync::Arc;

/// The answer is the same whether there was something to revoke or not.
pub(super) fn revoke(provider: Arc<dyn AnyProvider>, request: Request) -> Answering {
    let mut arrived = Arrived::new(provider.core(), request);
    Box::pin(async move { answer(&*provider, &mut arrived).await })
}

async fn answer(provider: &dyn AnyProvider, arrived: &mut Arrived) -> Response {
    let core = provider.core();
    let head = &core.heads.any_origin;
    let posted = match Posted::read(core, arrived, None).await {
        Ok(posted) => posted,
        Err(error) => return refuse(head, &error, "revoke", None),
    };
    match end(provider, &posted).await {
        // RFC 7009 §2.2: the body means nothing; clients that parse every reply get an object.
        Ok(()) => head.reply(StatusCode::OK, Object::new()),
        Err(error) => refuse(head, &error, "revoke", Some(&posted)),
    }
}

/// `token_type_hint` is not read: every kind is looked for, whatever it says (RFC 7009 §2.1).
async fn end(provider: &dyn AnyProvider, posted: &Posted<'_>) -> Result<(), OAuthError> {
    let text = posted.params.required("token", refusal::token_missing())?;
    let client = posted.client(provider).await?;
    let named = pin!(find_and_end(provider, &client, text));
    // RFC 7009 §5: whoever names many that are none is guessing.
    posted.gate.token(client.id().as_str(), named).await?;
    Ok(())
}

/// Whether there was such a token, be it another client's.
async fn find_and_end(
    provider: &dyn AnyProvider,
    client: &Client,
    text: &str,
) -> Result<bool, OAuthError> {
    if let Some(refresh) = provider.end_refresh(client, text)
        && let Some(()) = refresh.await?
    {
        return Ok(true);
    }
    end_access(provider, client, text).await
}

/// Another client's token stays as it is, and the answer does not tell that there is one.
async fn end_access(
    provider: &dyn AnyProvider,
    client: &Client,
    text: &str,
) -> Result<bool, OAuthError> {
    let Some(hash) = presented_access(text, &provider.core().hasher) else {
        return Ok(false);
    };
    let found = provider.accesses().find(&hash).await?;
    let own = found.map(|record| record.client_id == *client.id());
    match own {
        Some(true) => {
            provider.accesses().revoke(&hash).await?;
            log_given_up(client);
        }
        Some(false) => log_foreign(client),
        None => {}
    }
    Ok(own.is_some())
}

fn log_foreign(client: &Client) {
    audit!(warn, foreign_token, client_id = %client.id(),
        section = "RFC 7009 §2.1", "a client asked to revoke a token of another");
}

fn log_given_up(client: &Client) {
    audit!(info, token_revoked, client_id = %client.id(),
        "a client gave up an access token");
}

fn log_grant_given_up(client: &Client, grant: GrantId) {
    audit!(info, grant_revoked, %grant, client_id = %client.id(),
        "a client gave up a refresh token");
}

/// Any generation ends the grant: whoever knows the family's secret holds one of its tokens, and a
/// client whose last refresh got lost holds the one before.
pub(super) struct EndGrant<'a, P: Provider> {
    pub(super) shared: &'a Shared<P>,
}

impl<P: Provider> OnRefresh for EndGrant<'_, P> {
    type Answer = ();

    async fn refresh(&self, family: Family, client: &Client) -> Result<(), OAuthError> {
        let (shared, grant) = (self.shared, family.record.grant);
        shared.me.store().revoke_grant(grant, shared.now()).await?;
        log_grant_given_up(client, grant);
        Ok(())
    }
}
