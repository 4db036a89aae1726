//! From a grant's yes to a token: the policy has been asked, the store keeps what is sent.

use super::approve::{Minted, approve};
use super::rotate::rotate;
use crate::error::{OAuthError, refusal};
use crate::grant::{Approved, Family, GrantList as _, Issue};
use crate::model::{Approval, GrantId, Issued, RefreshToken, SubjectId};
use crate::provider::Provider;
use crate::store::{GrantRecord, HasStore as _, Inserted, NewAccess, RefreshStart, Store as _};
use crate::token::{FirstRefresh, Issuing};

/// A grant's yes at the token endpoint, on its way to a reply.
pub(super) struct Issuance<'a, P: Provider> {
    pub(super) issuing: Issuing<'a, P::Me>,
    /// The word of the grant that said yes.
    pub(super) grant: &'static str,
}

impl<P: Provider + 'static> Issue for Issuance<'_, P> {
    type Issued = Issued;

    async fn issue(self, approved: Approved) -> Result<Issued, OAuthError> {
        let Approved {
            subject,
            approval,
            grant,
        } = approved;
        let (approval, minted) = self.approve(subject.as_ref(), approval).await?;
        let hangs = Hangs {
            grant,
            subject,
            creates: None,
        };
        keep::<P>(&self.issuing, hangs, approval, minted, grant.is_some()).await
    }

    async fn issue_on_new_grant(
        self,
        subject: SubjectId,
        approval: Approval,
    ) -> Result<Issued, OAuthError> {
        let (approval, minted) = self.approve(Some(&subject), approval).await?;
        creates_grant::<P>(&self.issuing, &subject, approval, minted, true).await
    }

    async fn rotate(self, family: Box<Family>, approval: Approval) -> Result<Issued, OAuthError> {
        rotate(&self.issuing, self.grant, family, approval).await
    }
}

impl<P: Provider + 'static> Issuance<'_, P> {
    async fn approve(
        &self,
        subject: Option<&SubjectId>,
        asked: Approval,
    ) -> Result<(Approval, Minted), OAuthError> {
        let answer = approve(&self.issuing, self.grant, subject, asked).await?;
        answer.ok_or(refusal::policy_refuses())
    }
}

/// Issues on a grant that comes into being with the token.
pub(super) async fn creates_grant<P: Provider + 'static>(
    issuing: &Issuing<'_, P::Me>,
    subject: &SubjectId,
    approval: Approval,
    minted: Minted,
    refreshes: bool,
) -> Result<Issued, OAuthError> {
    let ends = issuing.now.after(issuing.settings.access_token_ttl);
    let created = issuing.grant_record(subject.clone(), approval.scopes(), ends);
    let hangs = Hangs {
        grant: Some(created.id),
        subject: Some(subject.clone()),
        creates: Some(created),
    };
    keep::<P>(issuing, hangs, approval, minted, refreshes).await
}

/// What a token hangs on, as the store is told.
struct Hangs {
    grant: Option<GrantId>,
    subject: Option<SubjectId>,
    creates: Option<GrantRecord>,
}

/// `refreshes` says whether the grant gives refresh tokens; the client must be registered for them.
async fn keep<P: Provider + 'static>(
    issuing: &Issuing<'_, P::Me>,
    hangs: Hangs,
    approval: Approval,
    (access, hash): Minted,
    refreshes: bool,
) -> Result<Issued, OAuthError> {
    // The constant comes first: without grant `refresh_token` the rest is no code.
    let (start, refresh) =
        if P::Grants::REFRESH && refreshes && issuing.client.may_use("refresh_token") {
            let (start, token) = first_refresh(issuing, &approval);
            (Some(start), Some(token))
        } else {
            (None, None)
        };
    let grant = hangs.grant;
    let existing = grant.is_some() && hangs.creates.is_none();
    let record = issuing.access_record(hash, grant, hangs.subject, approval.scopes());
    let new = NewAccess {
        access: record,
        creates: hangs.creates,
        refresh: start,
    };
    let me = issuing.me;
    // A grant that was there is a spent code's. Who revoked it since then came after the exchange,
    // which succeeds: its tokens are dead, as if the replay had come a moment later.
    if me.store().insert_access(new).await? == Inserted::Revoked && !existing {
        return Err(refusal::revoked_meanwhile());
    }
    Ok(issuing.issued(access, approval, refresh, grant))
}

fn first_refresh<M>(issuing: &Issuing<'_, M>, approval: &Approval) -> (RefreshStart, RefreshToken) {
    let first = FirstRefresh::random(issuing.hasher);
    let start = RefreshStart {
        family: first.family,
        current: first.secret,
        // A policy that narrowed the first token has narrowed what a refresh may ask for.
        scopes: approval.scopes().clone(),
        expires_at: issuing.now.after(issuing.settings.refresh_token_ttl),
    };
    (start, first.token)
}
