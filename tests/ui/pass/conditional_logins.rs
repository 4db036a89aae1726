//! Grants that sign people in, under a `#[cfg]`: the login by a field, by the struct, by the form.

use oauth2_runtime::DynLogin;
use oauth2_runtime::prelude::*;

struct Nobody;

impl Login for Nobody {
    async fn current_user(&self, _: &Parts) -> HookResult<Option<Subject>> {
        Ok(None)
    }
}

#[oauth2_provider(grants(client_credentials, #[cfg(all())] code))]
struct FieldOn {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
    #[oauth2(login)]
    login: Nobody,
}

#[oauth2_provider(
    grants(client_credentials, #[cfg(any())] code, #[cfg(any())] implicit),
    allow(implicit)
)]
struct FieldOff {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
    #[cfg(any())]
    #[oauth2(login)]
    login: Missing,
}

#[oauth2_provider(
    grants(#[cfg(any())] code, client_credentials, #[cfg(any())] refresh_token),
    login(form)
)]
struct FormOff {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
    #[oauth2(users)]
    users: MemoryUsers,
}

#[oauth2_provider(
    grants(#[cfg(all())] code, #[cfg(any())] password),
    allow(password),
    login(form)
)]
struct FormByStruct {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients)]
    clients: MemoryClients,
}

impl Users for FormByStruct {
    async fn validate_user(&self, _: &str, _: &str) -> HookResult<Option<Subject>> {
        Ok(None)
    }
}

// No grant is on at all, so nobody asks for hooks.
#[oauth2_provider(grants(#[cfg(any())] code, #[cfg(any())] refresh_token))]
struct NothingOn {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients)]
    clients: MemoryClients,
}

macro_rules! either {
    ($name:ident, $on:meta) => {
        #[oauth2_provider(
            grants(client_credentials, #[cfg($on)] code, #[cfg(not($on))] implicit),
            allow(implicit)
        )]
        struct $name<L: Login + Send + Sync + 'static> {
            #[oauth2(store)]
            store: MemoryStore,
            #[oauth2(clients, client_credentials)]
            clients: MemoryClients,
            #[oauth2(login)]
            login: L,
        }
    };
}

either!(WithCode, all());
either!(WithImplicit, any());

fn main() {
    assert_eq!(FieldOn::MANIFEST.grants(), ["client_credentials", "code"]);
    assert_eq!(FieldOff::MANIFEST.grants(), ["client_credentials"]);
    assert_eq!(FormOff::MANIFEST.grants(), ["client_credentials"]);
    assert_eq!(FormByStruct::MANIFEST.grants(), ["code"]);
    assert!(NothingOn::MANIFEST.grants().is_empty());
    let with = [
        WithCode::<Box<dyn DynLogin>>::MANIFEST.grants(),
        WithImplicit::<Box<dyn DynLogin>>::MANIFEST.grants(),
    ];
    assert_eq!(with.map(|grants| grants[1]), ["code", "implicit"]);
}
