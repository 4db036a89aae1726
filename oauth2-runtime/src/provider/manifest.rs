//! What a provider has switched on, as a constant that prints itself for review.

use crate::model::ScopeEntry;
use std::fmt;

/// What is switched on: made to be snapshot in a test, so that a change which turns a legacy grant
/// on shows up in review. One line does it, beside a file that holds the text:
///
/// ```
/// # use oauth2_runtime::prelude::*;
/// # #[oauth2_provider(grants(client_credentials), issuer = "https://photos.example")]
/// # struct Robots {
/// #     #[oauth2(store)]
/// #     store: MemoryStore,
/// #     #[oauth2(clients, client_credentials)]
/// #     clients: MemoryClients,
/// # }
/// # let expected = "\
/// # provider Robots
/// # grants: client_credentials
/// # hook store: the field `store`
/// # hook find_client: the field `clients`
/// # hook authorize_client: the field `clients`
/// # issuer: https://photos.example
/// # endpoint token: /oauth/token
/// # endpoint revoke: /oauth/revoke
/// # endpoint introspect: /oauth/introspect
/// # endpoint metadata: /.well-known/oauth-authorization-server
/// # ";
/// # macro_rules! include_str { ($file:literal) => { expected } }
/// assert_eq!(Robots::MANIFEST.to_string(), include_str!("robots.manifest"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Manifest {
    name: &'static str,
    grants: &'static [&'static str],
    hooks: &'static [(&'static str, &'static str)],
    options: &'static [(&'static str, &'static str)],
    scopes: &'static [ScopeEntry],
}

impl Manifest {
    /// Printed by the attribute: the struct's name, grants, (hook, who plays it), (option, value)
    /// and the scopes.
    #[doc(hidden)]
    #[must_use]
    pub const fn new(
        name: &'static str,
        grants: &'static [&'static str],
        hooks: &'static [(&'static str, &'static str)],
        options: &'static [(&'static str, &'static str)],
        scopes: &'static [ScopeEntry],
    ) -> Self {
        Self {
            name,
            grants,
            hooks,
            options,
            scopes,
        }
    }

    /// The words of the enabled grants.
    #[must_use]
    pub const fn grants(&self) -> &'static [&'static str] {
        self.grants
    }

    /// Every option and its value, `from settings` where it is known at run time.
    #[must_use]
    pub const fn options(&self) -> &'static [(&'static str, &'static str)] {
        self.options
    }

    /// The declared scopes with their sentences.
    #[must_use]
    pub const fn scopes(&self) -> &'static [ScopeEntry] {
        self.scopes
    }
}

impl fmt::Display for Manifest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "provider {}", self.name)?;
        writeln!(f, "grants: {}", self.grants.join(", "))?;
        for (hook, player) in self.hooks {
            writeln!(f, "hook {hook}: {player}")?;
        }
        for (option, value) in self.options {
            writeln!(f, "{option}: {value}")?;
        }
        for scope in self.scopes {
            let default = if scope.default { " (default)" } else { "" };
            writeln!(f, "scope {}{default}: {}", scope.name, scope.sentence)?;
        }
        Ok(())
    }
}
