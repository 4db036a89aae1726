//! The refresh step (RFC 6749 §6): the store judges the presented secret and keeps the successor.

use super::approve::approve;
use crate::audit::audit;
use crate::error::{OAuthError, refusal};
use crate::grant::Family;
use crate::hook::{HasPolicy, HasTokenFormat};
use crate::model::{Approval, Client, GrantId, Issued, RefreshToken};
use crate::store::{AccessRecord, HasStore, RotateRefresh, RotatedRefresh, Store as _};
use crate::token::{Issuing, Successor};

/// Asks the policy, whose no ends the grant, and issues the next pair of tokens.
pub(super) async fn rotate<M>(
    issuing: &Issuing<'_, M>,
    word: &'static str,
    family: Box<Family>,
    asked: Approval,
) -> Result<Issued, OAuthError>
where
    M: HasStore + HasPolicy + HasTokenFormat + Send + Sync + 'static,
{
    let (grant, subject) = (family.record.grant, family.record.subject.clone());
    let Some((approval, (access, hash))) = approve(issuing, word, Some(&subject), &asked).await?
    else {
        let me = issuing.me;
        me.store().revoke_grant(grant, issuing.now).await?;
        return Err(refusal::policy_refuses());
    };
    let row = issuing.access_record(hash, Some(grant), Some(subject), approval.scopes());
    let refresh = successor(issuing, &family, row).await?;
    Ok(issuing.issued(access, approval, Some(refresh), Some(grant)))
}

async fn successor<M>(
    issuing: &Issuing<'_, M>,
    family: &Family,
    access: AccessRecord,
) -> Result<RefreshToken, OAuthError>
where
    M: HasStore + Send + Sync + 'static,
{
    let (client, settings) = (issuing.client, issuing.settings);
    let next = Successor::random(&family.presented, issuing.hasher);
    let rotation = RotateRefresh {
        client_id: client.id().clone(),
        family: family.presented.family_hash,
        presented: family.presented.secret_hash,
        successor: next.secret,
        salt: next.salt,
        scopes: family.named.clone(),
        retry_window: settings.refresh_retry_of(client.is_public()),
        access,
        now: issuing.now,
    };
    let me = issuing.me;
    match me.store().rotate_refresh(rotation).await? {
        RotatedRefresh::Rotated => Ok(next.token),
        RotatedRefresh::Retried { salt } => {
            log_retried(client);
            Ok(Successor::derive(&family.presented, salt, issuing.hasher).token)
        }
        RotatedRefresh::Reused(grant) => {
            log_reused(client, grant);
            Err(refusal::refresh_token_spent())
        }
        RotatedRefresh::Unknown => Err(refusal::refresh_token_unknown()),
    }
}

fn log_retried(client: &Client) {
    audit!(info, refresh_retried, client_id = %client.id(),
        "a refresh token came again in time and got the same successor");
}

fn log_reused(client: &Client, grant: GrantId) {
    audit!(warn, refresh_reused, %grant, client_id = %client.id(),
        section = "RFC 9700 §4.14.2", "a spent refresh token came again: grant revoked");
}
