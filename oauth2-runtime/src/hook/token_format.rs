//! The optional role that writes access tokens itself.

use crate::error::HookResult;
use crate::model::Proposed;
use std::future::{Future, ready};

/// Writes access tokens in a format of its own. Optional; mark a field `#[oauth2(tokens)]`, or
/// write `plays(tokens)` in the attribute when the struct itself plays it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not have the hook `mint`, which the role `tokens` needs",
    label = "this role needs `TokenFormat::mint`",
    note = "write the hook:\n\nimpl TokenFormat for {Self} {{\n    async fn mint(&self, proposed: &Proposed<'_>) -> HookResult<Option<String>> {{\n        Ok(None)\n    }}\n}}\n\nor delete `tokens` here"
)]
pub trait TokenFormat {
    /// The token string: 32 to 2048 characters of RFC 6750's `b64token`, hard to guess and never
    /// used twice, otherwise the client gets `server_error`. `None` is an opaque random token.
    fn mint(
        &self,
        proposed: &Proposed<'_>,
    ) -> impl Future<Output = HookResult<Option<String>>> + Send;
}

/// Opaque random tokens, the default.
#[derive(Clone, Copy, Debug, Default)]
pub struct OpaqueTokens;

impl TokenFormat for OpaqueTokens {
    fn mint(&self, _: &Proposed<'_>) -> impl Future<Output = HookResult<Option<String>>> + Send {
        ready(Ok(None))
    }
}
