//! Macros that write the runtime's path, bounds, fields, marks and scopes.

use oauth2_runtime::prelude::*;

pub mod kit {
    pub use oauth2_runtime as oauth2;
    pub use oauth2_runtime::oauth2_provider;

    #[macro_export]
    macro_rules! kit_provider {
        ($name:ident) => {
            #[$crate::kit::oauth2_provider(grants(client_credentials), crate = $crate::kit::oauth2)]
            struct $name {
                #[oauth2(store)]
                store: $crate::kit::oauth2::MemoryStore,
                #[oauth2(clients, client_credentials)]
                clients: $crate::kit::oauth2::MemoryClients,
            }
        };
    }
}

kit_provider!(ByCrate);

macro_rules! at_path {
    ($name:ident, $path:path) => {
        #[oauth2_provider(grants(client_credentials), crate = $path)]
        struct $name {
            #[oauth2(store)]
            store: MemoryStore,
            #[oauth2(clients, client_credentials)]
            clients: MemoryClients,
        }
    };
}

at_path!(ByPath, crate::kit::oauth2);
at_path!(ByName, ::oauth2_runtime);

macro_rules! generic {
    ($name:ident<$s:ident: $b:path, $c:ident> where $w:ty: $wb:path) => {
        #[oauth2_provider(grants(client_credentials))]
        struct $name<$s: $b, $c>
        where
            $w: $wb + ClientCredentials + Send + Sync + 'static,
        {
            #[oauth2(store)]
            store: $s,
            #[oauth2(clients, client_credentials)]
            clients: $c,
        }
    };
}

generic!(Generic<S: Store, C> where C: Clients);

macro_rules! tuple {
    ($name:ident($($(#[$m:meta])* $vis:vis $t:ty),*)) => {
        #[oauth2_provider(grants(client_credentials))]
        struct $name($($(#[$m])* $vis $t),*);
    };
}

tuple!(Tuple(
    #[oauth2(store)]
    MemoryStore,
    #[oauth2(clients, client_credentials)]
    MemoryClients
));

macro_rules! grants_in_a_string {
    ($name:ident, $grants:expr) => {
        #[oauth2_provider(grants = $grants)]
        struct $name {
            #[oauth2(store)]
            store: MemoryStore,
            #[oauth2(clients, client_credentials)]
            clients: MemoryClients,
        }
    };
}

grants_in_a_string!(ByString, "client_credentials");

macro_rules! scopes {
    ($vis:vis $name:ident { $($(#[$m:meta])* $variant:ident = $word:literal, $doc:literal;)* }) => {
        #[derive(Clone, Copy, Scopes)]
        $vis enum $name { $($(#[$m])* #[doc = $doc] #[scope($word)] $variant,)* }
    };
}

scopes!(pub(crate) AppScope {
    Read = "photos:read", "See your photos";
    #[scope(default)] Write = "photos:write", "Add photos";
});

fn main() -> Result<(), ConfigError> {
    let all = [
        ByCrate::MANIFEST,
        ByPath::MANIFEST,
        ByName::MANIFEST,
        Tuple::MANIFEST,
        ByString::MANIFEST,
    ];
    assert!(all.iter().all(|one| one.grants() == ["client_credentials"]));
    let generic = Generic {
        store: MemoryStore::new(),
        clients: MemoryClients::default(),
    };
    generic.at("http://localhost")?;
    assert_eq!(AppScope::SENTENCES[1], ("photos:write", "Add photos"));
    let _ = app_scope::Read;
    Ok(())
}
