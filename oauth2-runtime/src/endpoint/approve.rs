//! The policy's say before any token, and the token that is minted when it agrees.

use crate::error::OAuthError;
use crate::hook::{HasPolicy, HasTokenFormat, Policy as _};
use crate::model::{AccessToken, Approval, Proposed, SubjectId};
use crate::request::check_told;
use crate::secret::TokenHash;
use crate::token::Issuing;

/// A minted access token with its hash.
pub(super) type Minted = (AccessToken, TokenHash);

/// Asks the policy and mints; `None` is the policy's no. Scopes can only become fewer.
pub(super) async fn approve<M>(
    issuing: &Issuing<'_, M>,
    grant: &'static str,
    subject: Option<&SubjectId>,
    asked: &Approval,
) -> Result<Option<(Approval, Minted)>, OAuthError>
where
    M: HasPolicy + HasTokenFormat + Send + Sync + 'static,
{
    let me = issuing.me;
    let mut proposed = Proposed {
        grant,
        client: issuing.client,
        subject,
        approval: asked,
    };
    let Some(approval) = me.policy().approve(&proposed).await? else {
        return Ok(None);
    };
    let approval = approval.narrowed_to(asked.scopes());
    check_told(asked.scopes(), approval.scopes())?;
    proposed.approval = &approval;
    let minted = issuing.mint(&proposed).await?;
    Ok(Some((approval, minted)))
}
