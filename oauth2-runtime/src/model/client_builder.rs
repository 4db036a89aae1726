//! The registration of a client, step by step, with every redirect, grant and scope it may use.

use super::client::{Client, ClientAuthMethod, ClientParts};
use super::client_secret::ClientSecret;
use super::grant::{GrantKind, GrantWords};
use super::scope::ScopeSet;
use crate::error::ConfigError;

impl Client {
    /// A client that can keep a secret: a server.
    pub fn confidential(id: impl Into<String>, secret: &ClientSecret) -> ClientBuilder {
        let mut parts = ClientParts::new(id);
        parts.auth_method = ClientAuthMethod::ClientSecret;
        parts.secrets.push(secret.hash());
        ClientBuilder(parts)
    }

    /// A client that cannot keep a secret: an app on a phone, a command-line tool, a page. It has
    /// none, and proves by PKCE that the code is its own.
    pub fn public(id: impl Into<String>) -> ClientBuilder {
        ClientBuilder(ClientParts::new(id))
    }
}

/// Registers a client step by step; [`ClientBuilder::build`] checks all of it.
#[derive(Clone, Debug)]
pub struct ClientBuilder(ClientParts);

impl ClientBuilder {
    /// The name people read on the consent page; the identifier until it is given.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.0.name = name.into();
        self
    }

    /// The one method of authentication it may use. Without it a confidential client may use either
    /// Basic or the form.
    #[must_use]
    pub const fn auth_method(mut self, method: ClientAuthMethod) -> Self {
        self.0.auth_method = method;
        self
    }

    /// Adds a complete redirect URI. It is compared as bytes; the port of `http://127.0.0.1` and
    /// `http://[::1]` is free (RFC 8252 §7.3).
    #[must_use]
    pub fn redirect_uri(mut self, uri: impl Into<String>) -> Self {
        self.0.redirect_uris.push(uri.into());
        self
    }

    /// Adds a redirect URI of plain `http`. It works only on a provider with
    /// `allow(http_redirect)`, and the consent page warns.
    #[must_use]
    pub fn insecure_redirect(mut self, uri: impl Into<String>) -> Self {
        self.0.insecure_redirect_uris.push(uri.into());
        self
    }

    /// The grants it may use: a marker of [`crate::grants`] or a tuple of them.
    #[must_use]
    pub fn grants(mut self, grants: impl GrantKind) -> Self {
        self.0.grants = GrantWords::of(grants);
        self
    }

    /// The scopes it may ask for.
    #[must_use]
    pub fn scopes(mut self, scopes: impl Into<ScopeSet>) -> Self {
        self.0.scopes = scopes.into();
        self
    }

    /// Makes it a resource server: the introspection endpoint tells it about access tokens of other
    /// clients (RFC 7662). It is told of those that share a scope with its own
    /// [`scopes`](Self::scopes), and of the common scopes alone; of those without any scope too. It
    /// needs a secret, and no grant.
    ///
    /// ```
    /// # use oauth2_runtime::{Client, ClientSecret};
    /// # let secret = ClientSecret::random();
    /// let api = Client::confidential("photo-api", &secret).introspects();
    /// ```
    #[must_use]
    pub const fn introspects(mut self) -> Self {
        self.0.introspects = true;
        self
    }

    /// Says that you have checked to whom the client belongs: the consent page shows this host beside
    /// its name. Without it the page says that the client chose its name itself.
    ///
    /// `host` is in lower case, without a port; a name in another script as `xn--`.
    ///
    /// ```
    /// # use oauth2_runtime::{Client, ClientSecret};
    /// # let secret = ClientSecret::random();
    /// let billing = Client::confidential("billing", &secret).verified_host("billing.example");
    /// ```
    #[must_use]
    pub fn verified_host(mut self, host: impl Into<String>) -> Self {
        self.0.verified_host = Some(host.into());
        self
    }

    /// Checks the registration.
    ///
    /// # Errors
    /// Lists every fault: a bad identifier, a redirect URI of a refused shape, none where `code` or
    /// `implicit` needs one, a public client with a secret, with `client_credentials` or with
    /// [`introspects`](Self::introspects).
    pub fn build(self) -> Result<Client, ConfigError> {
        Client::from_parts(self.0)
    }
}
