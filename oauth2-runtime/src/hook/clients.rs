//! The role every grant needs: who is this client (RFC 6749 §2).

use crate::error::HookResult;
use crate::model::Client;
use std::future::Future;

/// Knows the clients. Needed by every grant; mark: `#[oauth2(clients)]`.
///
/// ```
/// use oauth2_runtime::prelude::*;
///
/// struct Table(Vec<Client>);
///
/// impl Clients for Table {
///     async fn find_client(&self, client_id: &str) -> HookResult<Option<Client>> {
///         Ok(self.0.iter().find(|client| client.id().as_str() == client_id).cloned())
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not have the hook `find_client`, which every grant needs",
    label = "every grant needs `Clients::find_client`",
    note = "write the hook:\n\nimpl Clients for {Self} {{\n    async fn find_client(&self, client_id: &str) -> HookResult<Option<Client>> {{\n        todo!()\n    }}\n}}\n\nor put the mark `#[oauth2(clients)]` on a field that has it\n(a type of another crate gets the hook in a struct of your own round it)"
)]
pub trait Clients {
    /// Finds the client of this identifier, or answers `None` when there is none or it is disabled.
    ///
    /// `client_id` has 1 to 255 characters of `%x20-7E`. Unknown clients see an error page at the
    /// authorization endpoint and `invalid_client` at the token endpoint.
    #[doc(alias = "findClient")]
    fn find_client(
        &self,
        client_id: &str,
    ) -> impl Future<Output = HookResult<Option<Client>>> + Send;

    /// Tells whether `secret` proves that the caller is `client`. Provided: a constant-time
    /// comparison with the hashes of the client's live secrets.
    ///
    /// `Ok(false)` answers 401 `invalid_client`.
    #[doc(alias = "validateClient")]
    fn validate_client(
        &self,
        client: &Client,
        secret: &str,
    ) -> impl Future<Output = HookResult<bool>> + Send {
        std::future::ready(Ok(client.has_secret(secret)))
    }

    /// The identifiers of clients whose given secret has fewer than 32 characters. Asked once, when
    /// a provider with an issuer other than loopback is built: each is a `ConfigError`.
    fn weak_clients(&self) -> Vec<String> {
        Vec::new()
    }
}
