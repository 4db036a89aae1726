//! The role that says what a client may do on its own behalf (RFC 6749 §4.4).

use crate::error::HookResult;
use crate::model::{Approval, Client, ScopeSet};
use std::future::Future;

/// Lets a client act for itself. Needed by `client_credentials`; mark:
/// `#[oauth2(client_credentials)]`.
///
/// ```
/// use oauth2_runtime::prelude::*;
///
/// struct Robots;
///
/// impl ClientCredentials for Robots {
///     async fn authorize_client(&self, _: &Client, requested: &ScopeSet) -> HookResult<Option<Approval>> {
///         Ok(Some(Approval::new(requested.clone())))
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not have the hook `authorize_client`, which the grant `client_credentials` needs",
    label = "this grant needs `ClientCredentials::authorize_client`",
    note = "write the hook:\n\nimpl ClientCredentials for {Self} {{\n    async fn authorize_client(&self, client: &Client, requested: &ScopeSet) -> HookResult<Option<Approval>> {{\n        Ok(Some(Approval::new(requested.clone())))\n    }}\n}}\n\nor put the mark `#[oauth2(client_credentials)]` on a field that has it\n(a type of another crate gets the hook in a struct of your own round it)"
)]
pub trait ClientCredentials {
    /// What this client may have, or `None`, which answers `unauthorized_client`.
    ///
    /// The client has authenticated, is confidential and is registered for the grant; `requested`
    /// holds no scope beyond its registration.
    #[doc(alias = "exchangeClientCredentialsForToken")]
    fn authorize_client(
        &self,
        client: &Client,
        requested: &ScopeSet,
    ) -> impl Future<Output = HookResult<Option<Approval>>> + Send;
}
