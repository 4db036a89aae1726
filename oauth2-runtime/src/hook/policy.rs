//! The optional role with a say in consent and before each token.

use crate::error::HookResult;
use crate::model::{Approval, ConsentRequest, Decision, Proposed};
use std::future::{Future, ready};

/// Has a say where the toolkit would decide alone. Optional; mark a field `#[oauth2(policy)]`, or
/// write `plays(policy)` in the attribute when the struct itself plays it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not play the role `policy`",
    label = "this role needs `impl Policy`",
    note = "write `impl Policy for {Self} {{ }}` with the methods you want to override, or delete `policy` here"
)]
pub trait Policy {
    /// Decides before the consent page is shown; nothing is stored yet. Provided:
    /// [`Decision::AskOnce`].
    #[doc(alias = "autoApprove")]
    fn auto_approve(
        &self,
        request: &ConsentRequest<'_>,
    ) -> impl Future<Output = HookResult<Decision>> + Send {
        let _ = request;
        ready(Ok(Decision::AskOnce))
    }

    /// Decides before any token is issued, also at refresh. Provided: as proposed.
    ///
    /// It may narrow scopes, add parameters and set the token string. `None` refuses: the client
    /// gets `access_denied` at the authorization endpoint and `invalid_grant` at the token
    /// endpoint; at refresh it ends the grant. An approval of nothing, where something was asked, is
    /// `invalid_scope`.
    #[doc(alias("issueGrantCode", "issueImplicitToken", "exchangeCodeForToken"))]
    fn approve(
        &self,
        proposed: &Proposed<'_>,
    ) -> impl Future<Output = HookResult<Option<Approval>>> + Send {
        ready(Ok(Some(proposed.unchanged())))
    }
}

/// The policy of a provider that names none: every method as provided.
#[derive(Clone, Copy, Debug, Default)]
pub struct DefaultPolicy;

impl Policy for DefaultPolicy {}
