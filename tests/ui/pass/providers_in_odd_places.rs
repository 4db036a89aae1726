//! Inside a function, several in one crate, written by `macro_rules!`.

use oauth2_runtime::ScopeMarker as _;
use oauth2_runtime::prelude::*;

macro_rules! provider {
    ($name:ident, $grant:ident, allow($($legacy:ident)?), $hook:item) => {
        #[oauth2_provider(grants(client_credentials, $grant) $(, allow($legacy))?)]
        struct $name {
            #[oauth2(store)]
            store: MemoryStore,
            #[oauth2(clients, client_credentials)]
            clients: MemoryClients,
        }

        $hook
    };
}

provider!(WithCode, code, allow(), impl Login for WithCode {
    async fn current_user(&self, _: &Parts) -> HookResult<Option<Subject>> {
        Ok(None)
    }
});

provider!(WithPassword, password, allow(password), impl Users for WithPassword {
    async fn validate_user(&self, _: &str, _: &str) -> HookResult<Option<Subject>> {
        Ok(None)
    }
});

macro_rules! whole {
    ($scopes:ty, $ttl:literal) => {
        #[oauth2_provider(grants = "client_credentials", scopes = $scopes, access_token_ttl = $ttl)]
        struct Whole {
            #[oauth2(store)]
            store: MemoryStore,
            #[oauth2(clients, client_credentials)]
            clients: MemoryClients,
        }
    };
}

macro_rules! by_hand {
    ($name:ident) => {
        #[oauth2_provider(grants(client_credentials))]
        struct $name {
            #[oauth2(store)]
            store: MemoryStore,
        }

        impl Clients for $name {
            async fn find_client(&self, _: &str) -> HookResult<Option<Client>> {
                Ok(None)
            }
        }

        impl ClientCredentials for $name {
            async fn authorize_client(&self, _: &Client, _: &ScopeSet) -> HookResult<Option<Approval>> {
                Ok(None)
            }
        }
    };
}

by_hand!(ByHand);

#[derive(Clone, Copy, Scopes)]
enum WholeScope {
    /// See your photos
    Read,
}

whole!(WholeScope, "15m");

fn main() {
    assert_eq!(Whole::MANIFEST.scopes().len(), 1);

    #[derive(Clone, Copy, Scopes)]
    enum LocalScope {
        /// See your photos
        Read,
    }

    #[oauth2_provider(grants(client_credentials), scopes = LocalScope)]
    struct Local {
        #[oauth2(store)]
        store: MemoryStore,
        #[oauth2(clients, client_credentials)]
        clients: MemoryClients,
    }

    assert_eq!(local_scope::Read::NAME, "read");
    assert_eq!(Local::MANIFEST.scopes().len(), 1);
    assert_eq!(WithCode::MANIFEST.grants(), ["client_credentials", "code"]);
    assert_eq!(WithPassword::MANIFEST.grants(), ["client_credentials", "password"]);
    assert_eq!(ByHand::MANIFEST.grants(), ["client_credentials"]);
}
