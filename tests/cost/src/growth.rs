//! A provider that has much: live tokens, scopes, clients, redirect URIs.

use axum::Router;
use oauth2_runtime::grants::{client_credentials, code};
use oauth2_runtime::prelude::*;
use oauth2_runtime::{ClientBuilder, Paths, ScopeEntry};

/// How much of what a provider has.
#[derive(Clone, Copy, Debug)]
pub struct Much {
    /// Scopes that are declared, and registered for the client: one or ten thousand.
    pub scopes: bool,
    /// Clients beside the one that asks.
    pub clients: usize,
    /// Redirect URIs of the client that asks.
    pub redirects: usize,
}

/// Nothing but what is needed.
pub const LITTLE: Much = Much {
    scopes: false,
    clients: 1,
    redirects: 1,
};

/// The last redirect URI of a list, or the only one.
pub const REDIRECT: &str = "https://bench.example/cb";

const MANY: usize = 10_000;

/// `s0000` to `s9999`: no enum has so many variants.
static NAMES: [[u8; 5]; MANY] = {
    let mut names = [*b"s0000"; MANY];
    let mut at = 0;
    while at < MANY {
        let mut rest = at;
        let mut digit = 4;
        while digit > 0 {
            #[expect(clippy::cast_possible_truncation, reason = "a digit")]
            let value = (rest % 10) as u8;
            names[at][digit] = b'0' + value;
            rest /= 10;
            digit -= 1;
        }
        at += 1;
    }
    names
};

const fn table<const N: usize>() -> [ScopeEntry; N] {
    let mut table = [ScopeEntry::new("s0000", "be measured", false); N];
    let mut at = 0;
    while at < N {
        let Ok(name) = std::str::from_utf8(&NAMES[at]) else {
            panic!("digits are text");
        };
        table[at] = ScopeEntry::new(name, "be measured", at == 0);
        at += 1;
    }
    table
}

macro_rules! scopes {
    ($($(#[$doc:meta])* $name:ident = $count:expr;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub enum $name {}

        impl Scopes for $name {
            const TABLE: &'static [ScopeEntry] = const { &table::<{ $count }>() };

            fn name(self) -> &'static str {
                match self {}
            }
        }
    )*};
}

scopes! {
    /// One scope.
    OneScope = 1;
    /// Ten thousand scopes.
    ManyScopes = MANY;
}

macro_rules! provider {
    ($provider:ident, $scopes:ident) => {
        #[oauth2_provider(grants(code, client_credentials), scopes = $scopes)]
        struct $provider {
            #[oauth2(store)]
            store: MemoryStore,
            #[oauth2(clients, client_credentials)]
            clients: MemoryClients,
            #[oauth2(login)]
            person: Alice,
            #[oauth2(policy)]
            consent: Automatic,
            #[oauth2(settings)]
            settings: Settings,
        }
    };
}

provider!(Small, OneScope);
provider!(Large, ManyScopes);

struct Alice;

impl Login for Alice {
    async fn current_user(&self, _: &Parts) -> HookResult<Option<Subject>> {
        Ok(Some(Subject::new("alice")))
    }
}

struct Automatic;

impl Policy for Automatic {
    async fn auto_approve(&self, _: &ConsentRequest<'_>) -> HookResult<Decision> {
        Ok(Decision::Approve)
    }
}

impl Much {
    /// The server over this store, and the scope that its client asks for.
    ///
    /// # Errors
    /// The configuration has a fault.
    ///
    /// # Panics
    /// The names are no scopes.
    pub fn server(self, store: MemoryStore) -> Result<(Router, &'static str), ConfigError> {
        let names = if self.scopes { &NAMES[..] } else { &NAMES[..1] };
        let names: Vec<_> = names.iter().map(|it| String::from_utf8_lossy(it)).collect();
        let scopes = ScopeSet::parse(&names.join(" ")).expect("words");
        let own = Client::confidential("bench", &ClientSecret::given("bench-secret"))
            .grants((code, client_credentials))
            .scopes(scopes);
        let others = (1..self.redirects).map(|at| format!("https://bench.example/cb{at}"));
        let own = others.fold(own, ClientBuilder::redirect_uri);
        let clients = MemoryClients::new([own.redirect_uri(REDIRECT).build()?])?;
        for at in 1..self.clients {
            let secret = ClientSecret::random();
            let other = Client::confidential(format!("client{at}"), &secret);
            clients.insert(other.grants(client_credentials).build()?)?;
        }
        let paths = Paths::default().token("/token").authorize("/authorize");
        let settings = Settings::default().paths(paths);
        let (person, consent) = (Alice, Automatic);
        let issuer = "http://127.0.0.1";
        Ok(if self.scopes {
            let provider = Large {
                store,
                clients,
                person,
                consent,
                settings,
            };
            (provider.at(issuer)?.router().with_state(()), "s5000")
        } else {
            let provider = Small {
                store,
                clients,
                person,
                consent,
                settings,
            };
            (provider.at(issuer)?.router().with_state(()), "s0000")
        })
    }
}
