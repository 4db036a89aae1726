//! The next access token without the person (RFC 6749 §6, RFC 9700 §4.14).
//!
//! ```text
//! POST /oauth/token                                HTTP/1.1 200 OK
//! grant_type=refresh_token&refresh_token=ort_...   {"access_token":"oat_...",
//!                                                   "refresh_token":"ort_...", ...}
//! ```

use super::{Context, Endpoints, Family, Grant, Issue, OnRefresh, ShownToken};
use crate::clock::Timestamp;
use crate::error::{OAuthError, refusal};
use crate::model::{Approval, GrantWord, PresentedRefresh, ScopeSet};
use crate::request::check_told;
use crate::settings::Settings;
use crate::store::{HasStore, RefreshRecord, Store as _};

/// Grant `refresh_token`: `code` and `password` give refresh tokens to clients registered for it,
/// and each use replaces the token. It needs no hook.
///
#[doc = include_str!("../../docs/refresh.md")]
#[expect(
    non_camel_case_types,
    reason = "the attribute's word, and `{G}` in messages"
)]
#[derive(Clone, Copy, Debug)]
pub struct refresh_token;

impl GrantWord for refresh_token {
    const WORD: &'static str = "refresh_token";
}

impl<M: HasStore> Grant<M> for refresh_token {
    const GRANT_TYPE: Option<&'static str> = Some("refresh_token");
    const REFRESH: bool = true;

    fn mount(endpoints: &mut impl Endpoints<M>) {
        endpoints.token();
    }

    async fn exchange<I: Issue>(
        context: &Context<'_, M>,
        issue: &I,
    ) -> Result<I::Issued, OAuthError>
    where
        M: Send + Sync + 'static,
    {
        let text = context
            .params
            .required("refresh_token", refusal::refresh_token_missing())?;
        let presented = PresentedRefresh::parse(text, context.hasher)
            .ok_or(refusal::refresh_token_malformed())?;
        let (me, client) = (context.me, context.client);
        let family = me
            .store()
            .find_refresh(client.id(), &presented.family_hash)
            .await?;
        let record = family.ok_or(refusal::refresh_token_unknown())?;
        if refresh_ends_at(&record, context.settings) <= context.now {
            return Err(refusal::refresh_token_expired());
        }
        // The client's registration may have shrunk since the consent.
        let most = record.scopes.narrow(client.scopes());
        let named = context
            .scopes
            .named()
            .cloned()
            .unwrap_or_else(ScopeSet::empty);
        if !named.is_subset(&most) {
            return Err(refusal::scope_beyond_grant());
        }
        check_told(&record.scopes, &most)?;
        let scopes = if named.is_empty() {
            most
        } else {
            named.clone()
        };
        // On the heap, since it would make the future of every token request larger.
        let family = Box::new(Family {
            record,
            presented,
            named,
        });
        issue.rotate(family, Approval::new(scopes)).await
    }

    async fn shown<A: OnRefresh>(
        token: &ShownToken<'_, M>,
        endpoint: &A,
    ) -> Result<Option<A::Answer>, OAuthError>
    where
        M: Send + Sync + 'static,
    {
        let Some(presented) = PresentedRefresh::parse(token.text, token.hasher) else {
            return Ok(None);
        };
        let (me, client_id) = (token.me, token.client.id());
        let found = me.store().find_refresh(client_id, &presented.family_hash);
        let Some(record) = found.await? else {
            return Ok(None);
        };
        let family = Family {
            record,
            presented,
            named: ScopeSet::empty(),
        };
        endpoint.refresh(family, token.client).await.map(Some)
    }
}

/// When a family ends by itself: at its end for good, or unused before that.
pub(crate) fn refresh_ends_at(record: &RefreshRecord, settings: &Settings) -> Timestamp {
    let idle = record.rotated_at.after(settings.refresh_idle_ttl);
    record.expires_at.min(idle)
}
