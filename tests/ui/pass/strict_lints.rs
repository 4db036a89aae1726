//! The expansion passes what a strict crate denies.

#![forbid(unsafe_code)]
#![deny(
    missing_docs,
    unreachable_pub,
    unused_qualifications,
    unused_results,
    non_local_definitions,
    unnameable_types,
    missing_debug_implementations,
    single_use_lifetimes,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    trivial_casts,
    unused_crate_dependencies,
    warnings
)]
#![allow(unused_crate_dependencies)]

pub mod scopes {
    //! A public module.

    use oauth2_runtime::prelude::*;

    /// What clients may do.
    #[derive(Clone, Copy, Debug, Scopes)]
    pub enum AppScope {
        /// See your photos
        Read,
    }
}

mod hidden {
    //! A private module whose items are not exported.

    use oauth2_runtime::prelude::*;

    #[derive(Clone, Copy, Debug, Scopes)]
    pub(super) enum InnerScope {
        /// See your photos
        Read,
        /// Delete your photos
        Delete,
    }

    #[oauth2_provider(grants(client_credentials), scopes = InnerScope, issuer = "https://a.example")]
    pub(super) struct Inner {
        #[oauth2(store)]
        store: MemoryStore,
        #[oauth2(clients, client_credentials)]
        clients: MemoryClients,
    }
}

use oauth2_runtime::prelude::*;

/// A public provider.
#[oauth2_provider(
    grants(code, implicit, password, client_credentials, refresh_token, ),
    allow(implicit, password, json_body, http_redirect),
    scopes = scopes::AppScope,
    paths(login = "/in"),
    pkce = "optional",
    access_token_ttl = "15m"
)]
#[expect(missing_debug_implementations, reason = "a store has none")]
pub struct Public {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

impl Login for Public {
    async fn current_user(&self, _: &Parts) -> HookResult<Option<Subject>> {
        Ok(None)
    }
}

impl Users for Public {
    async fn validate_user(&self, _: &str, _: &str) -> HookResult<Option<Subject>> {
        Ok(None)
    }
}

fn main() {
    assert_eq!(hidden::Inner::MANIFEST.scopes().len(), 2);
}
