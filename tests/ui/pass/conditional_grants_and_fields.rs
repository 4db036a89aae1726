//! `#[cfg]` on a grant, on a marked field, on a settings field, and `cfg_attr` round the attribute.

use oauth2_runtime::prelude::*;

// The hook of a grant that is switched off may stand as it is.
#[oauth2_provider(
    grants(client_credentials, #[cfg(any())] password, #[cfg(all())] code, #[cfg(any())] #[cfg(all())] implicit),
    allow(password, implicit)
)]
struct Gated {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
    #[cfg(any())]
    #[oauth2(pages)]
    pages: Missing,
}

impl Login for Gated {
    async fn current_user(&self, _: &Parts) -> HookResult<Option<Subject>> {
        Ok(None)
    }
}

#[oauth2_provider(
    grants(code, #[cfg(any())] password, #[cfg(any())] client_credentials),
    allow(password),
    login(form)
)]
struct FormAndGatedPassword {
    #[cfg(all())]
    #[oauth2(store)]
    store: MemoryStore,
    #[cfg(any())]
    #[oauth2(store)]
    store: Missing,
    #[oauth2(clients, users)]
    people: People,
    #[cfg(any())]
    #[oauth2(settings)]
    settings: Missing,
}

#[oauth2_provider(grants(#[cfg(any())] code, client_credentials))]
struct LoginGated {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

#[cfg_attr(all(), oauth2_provider(grants(client_credentials)))]
struct Around {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

struct People;

impl Clients for People {
    async fn find_client(&self, _: &str) -> HookResult<Option<Client>> {
        Ok(None)
    }
}

impl Users for People {
    async fn validate_user(&self, _: &str, _: &str) -> HookResult<Option<Subject>> {
        Ok(None)
    }
}

fn main() {
    assert_eq!(Gated::MANIFEST.grants(), ["client_credentials", "code"]);
    assert_eq!(LoginGated::MANIFEST.grants(), ["client_credentials"]);
    assert_eq!(Around::MANIFEST.grants(), ["client_credentials"]);
    assert!(!Gated::MANIFEST.to_string().contains("allow"));
    assert!(!LoginGated::MANIFEST.to_string().contains("endpoint authorize"));
    assert!(Gated::MANIFEST.to_string().contains("endpoint authorize"));
    assert_eq!(FormAndGatedPassword::MANIFEST.grants(), ["code"]);
    assert!(!FormAndGatedPassword::MANIFEST.to_string().contains("authorize_client"));
}
