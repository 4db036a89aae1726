//! From a grant's yes to a token: the policy is asked, then the store keeps what is sent.

use super::rotate::rotate;
use crate::error::{ErrorCode, OAuthError};
use crate::grant::{Approved, HangsOn};
use crate::hook::{HasPolicy, HasTokenFormat, Policy as _};
use crate::model::{AccessToken, Approval, GrantId, Issued, Proposed, SubjectId};
use crate::request::check_told;
use crate::secret::TokenHash;
use crate::store::{GrantRecord, HasStore, Inserted, NewAccess, RefreshStart, Store as _};
use crate::token::{FirstRefresh, Issuing};

/// A minted access token with its hash.
pub(super) type Minted = (AccessToken, TokenHash);

/// Asks the policy and mints; `None` is the policy's no. Scopes can only become fewer.
pub(super) async fn approve<M>(
    issuing: &Issuing<'_, M>,
    grant: &'static str,
    subject: Option<&SubjectId>,
    asked: Approval,
) -> Result<Option<(Approval, Minted)>, OAuthError>
where
    M: HasPolicy + HasTokenFormat + Send + Sync + 'static,
{
    let me = issuing.me;
    let proposed = Proposed {
        grant,
        client: issuing.client,
        subject,
        approval: &asked,
    };
    let Some(approval) = me.policy().approve(&proposed).await? else {
        return Ok(None);
    };
    let approval = approval.narrowed_to(asked.scopes());
    check_told(asked.scopes(), approval.scopes())?;
    let minted = issuing
        .mint(&Proposed {
            approval: &approval,
            ..proposed
        })
        .await?;
    Ok(Some((approval, minted)))
}

/// Issues at the token endpoint; `refresh` says whether this client gets refresh tokens.
pub(super) async fn issue<M>(
    issuing: &Issuing<'_, M>,
    grant: &'static str,
    approved: Approved,
    refresh: bool,
) -> Result<Issued, OAuthError>
where
    M: HasStore + HasPolicy + HasTokenFormat + Send + Sync + 'static,
{
    let Approved {
        subject,
        approval,
        hangs_on,
    } = approved;
    let answer = approve(issuing, grant, subject.as_ref(), approval).await?;
    let Some((approval, minted)) = answer else {
        if let HangsOn::Family(family) = &hangs_on {
            issuing
                .me
                .store()
                .revoke_grant(family.record.grant, issuing.now)
                .await?;
        }
        return Err(OAuthError::new(
            ErrorCode::InvalidGrant,
            "the application's policy says no",
        ));
    };
    let (hangs, refresh) = match (hangs_on, subject) {
        (HangsOn::Family(family), _) => return rotate(issuing, *family, approval, minted).await,
        (HangsOn::NewGrant, Some(subject)) => {
            return creates_grant(issuing, &subject, approval, minted, refresh).await;
        }
        (HangsOn::Grant(id), subject) => (
            Hangs {
                grant: Some(id),
                subject,
                creates: None,
            },
            refresh,
        ),
        (HangsOn::Client | HangsOn::NewGrant, subject) => (
            Hangs {
                grant: None,
                subject,
                creates: None,
            },
            false,
        ),
    };
    keep(issuing, hangs, approval, minted, refresh).await
}

/// Issues on a grant that comes into being with the token.
pub(super) async fn creates_grant<M>(
    issuing: &Issuing<'_, M>,
    subject: &SubjectId,
    approval: Approval,
    minted: Minted,
    refresh: bool,
) -> Result<Issued, OAuthError>
where
    M: HasStore + HasTokenFormat + Send + Sync + 'static,
{
    let ends = issuing.now.after(issuing.settings.access_token_ttl);
    let created = issuing.grant_record(subject.clone(), approval.scopes(), ends);
    let hangs = Hangs {
        grant: Some(created.id),
        subject: Some(subject.clone()),
        creates: Some(created),
    };
    keep(issuing, hangs, approval, minted, refresh).await
}

/// What a token hangs on, as the store is told.
struct Hangs {
    grant: Option<GrantId>,
    subject: Option<SubjectId>,
    creates: Option<GrantRecord>,
}

async fn keep<M>(
    issuing: &Issuing<'_, M>,
    hangs: Hangs,
    approval: Approval,
    (access, hash): Minted,
    refresh: bool,
) -> Result<Issued, OAuthError>
where
    M: HasStore + HasTokenFormat + Send + Sync + 'static,
{
    let first = refresh.then(|| FirstRefresh::random(issuing.hasher));
    let start = first.as_ref().map(|first| RefreshStart {
        family: first.family,
        current: first.secret,
        // A policy that narrowed the first token has narrowed what a refresh may ask for.
        scopes: approval.scopes().clone(),
        expires_at: issuing.now.after(issuing.settings.refresh_token_ttl),
    });
    let existing = hangs.grant.is_some() && hangs.creates.is_none();
    let record = issuing.access_record(hash, hangs.grant, hangs.subject, approval.scopes());
    let new = NewAccess {
        access: record,
        creates: hangs.creates,
        refresh: start,
    };
    let me = issuing.me;
    // A grant that was there is a spent code's. Who revoked it since then came after the exchange,
    // which succeeds: its tokens are dead, as if the replay had come a moment later.
    if me.store().insert_access(new).await? == Inserted::Revoked && !existing {
        let why = "the person or the client has been revoked";
        return Err(OAuthError::new(ErrorCode::InvalidGrant, why));
    }
    Ok(issuing.issued(access, approval, first.map(|first| first.token)))
}
