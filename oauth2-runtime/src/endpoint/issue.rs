//! From a grant's yes to a token: the policy has been asked, the store keeps what is sent.

use super::approve::{Minted, approve};
use super::rotate::rotate;
use crate::error::{OAuthError, refusal};
use crate::grant::{Approved, Family, GrantList as _, Issue};
use crate::model::{Approval, Issued, RefreshToken, ScopeSet, SubjectId};
use crate::provider::Provider;
use crate::store::{
    AccessRecord, GrantRecord, HasStore as _, Inserted, NewAccess, RefreshStart, Store as _,
};
use crate::token::{FirstRefresh, Issuing};

/// A grant's yes at the token endpoint, on its way to a reply.
pub(super) struct Issuance<'a, P: Provider> {
    pub(super) issuing: &'a Issuing<'a, P::Me>,
    /// The word of the grant that said yes.
    pub(super) grant: &'static str,
}

impl<P: Provider + 'static> Issue for Issuance<'_, P> {
    type Issued = Issued;

    async fn issue(&self, approved: Approved) -> Result<Issued, OAuthError> {
        let issuing = self.issuing;
        let (subject, asked) = (approved.subject.as_ref(), &approved.approval);
        let answer = approve(issuing, self.grant, subject, asked).await?;
        let (approval, (access, hash)) = answer.ok_or(refusal::policy_refuses())?;
        let grant = approved.grant;
        let record = issuing.access_record(hash, grant, approved.subject, approval.scopes());
        let (new, refresh) = with_refresh::<P>(issuing, record, None, grant.is_some());
        // A grant that was there is a spent code's. Who revoked it since then came after the
        // exchange, which succeeds: its tokens are dead, as if the replay had come a moment later.
        let kept = issuing.me.store().insert_access(new).await?;
        if kept == Inserted::Revoked && grant.is_none() {
            return Err(refusal::revoked_meanwhile());
        }
        Ok(issuing.issued(access, approval, refresh, grant))
    }

    async fn issue_on_new_grant(
        &self,
        subject: SubjectId,
        approval: Approval,
    ) -> Result<Issued, OAuthError> {
        let answer = approve(self.issuing, self.grant, Some(&subject), &approval).await?;
        let (approval, minted) = answer.ok_or(refusal::policy_refuses())?;
        // On the heap, as the rotation: neither is what every request does.
        Box::pin(creates_grant::<P>(
            self.issuing,
            &subject,
            approval,
            minted,
            true,
        ))
        .await
    }

    async fn rotate(&self, family: Box<Family>, approval: Approval) -> Result<Issued, OAuthError> {
        Box::pin(rotate(self.issuing, self.grant, family, approval)).await
    }
}

/// Issues on a grant that comes into being with the token.
pub(super) async fn creates_grant<P: Provider + 'static>(
    issuing: &Issuing<'_, P::Me>,
    subject: &SubjectId,
    approval: Approval,
    (access, hash): Minted,
    refreshes: bool,
) -> Result<Issued, OAuthError> {
    let ends = issuing.now.after(issuing.settings.access_token_ttl);
    let created = issuing.grant_record(subject.clone(), approval.scopes(), ends);
    let (grant, subject) = (Some(created.id), Some(subject.clone()));
    let record = issuing.access_record(hash, grant, subject, approval.scopes());
    let (new, refresh) = with_refresh::<P>(issuing, record, Some(created), refreshes);
    if issuing.me.store().insert_access(new).await? == Inserted::Revoked {
        return Err(refusal::revoked_meanwhile());
    }
    Ok(issuing.issued(access, approval, refresh, grant))
}

/// The token to keep, with the first refresh token where `refreshes` says that the grant gives one
/// and the client is registered for them.
fn with_refresh<P: Provider + 'static>(
    issuing: &Issuing<'_, P::Me>,
    access: AccessRecord,
    creates: Option<GrantRecord>,
    refreshes: bool,
) -> (NewAccess, Option<RefreshToken>) {
    // The constant comes first: without grant `refresh_token` the rest is no code.
    let first = (P::Grants::REFRESH && refreshes && issuing.client.may_use("refresh_token"))
        .then(|| first_refresh(issuing, &access.scopes));
    let (refresh, token) = first.unzip();
    let new = NewAccess {
        access,
        creates,
        refresh,
    };
    (new, token)
}

fn first_refresh<M>(issuing: &Issuing<'_, M>, granted: &ScopeSet) -> (RefreshStart, RefreshToken) {
    let first = FirstRefresh::random(issuing.hasher);
    let start = RefreshStart {
        family: first.family,
        current: first.secret,
        // A policy that narrowed the first token has narrowed what a refresh may ask for.
        scopes: granted.clone(),
        expires_at: issuing.now.after(issuing.settings.refresh_token_ttl),
    };
    (start, first.token)
}
