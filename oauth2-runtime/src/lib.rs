//! An OAuth 2.0 provider for axum applications: annotate a struct and have one.
//!
//! ```
//! use oauth2_runtime::{grants, prelude::*};
//!
//! #[oauth2_provider(grants(client_credentials))]
//! struct Robots {
//!     #[oauth2(store)]
//!     store: MemoryStore,
//!     #[oauth2(clients, client_credentials)]
//!     clients: MemoryClients,
//! }
//!
//! async fn me(who: Bearer<Robots>) -> String {
//!     format!("hello {}", who.client_id())
//! }
//!
//! # fn main() -> Result<(), ConfigError> {
//! let billing = Client::confidential("billing", &ClientSecret::random())
//!     .grants(grants::client_credentials)
//!     .build()?;
//! let clients = MemoryClients::new([billing])?;
//! let server = Robots { store: MemoryStore::new(), clients }.at("http://127.0.0.1:3000")?;
//! let app: axum::Router = axum::Router::new()
//!     .route("/api/me", axum::routing::get(me))
//!     .merge(server.router())
//!     .with_state(server);
//! # Ok(())
//! # }
//! ```
//!
//! [`macro@oauth2_provider`] has the options and the roles. An application with people and pages is in
//! `examples/quickstart`, one with every hook by hand in `examples/classic`. [`errors`] explains what the
//! compiler says to each mistake, and the fix; [`pages`] shows how the pages get
//! your brand, language and texts; [`sizes`] tells how long tokens, codes and names are.
//!
//! # The journey of one request
//!
//! A token request passes six rooms, left to right, and never goes back:
//! `request` parses the parameters, `client_auth` proves the client, `grant` decides,
//! hooks and the [`Store`] answer, `token` mints, `response` writes. The order stands once, in
//! `endpoint/token.rs`. Hooks decide, stores remember, the runtime speaks the protocol.
//!
//! # Features
//!
//! | feature | default | what it adds |
//! |---|---|---|
//! | `cached` | yes | [`CachedStore`]: remembers live access tokens in front of any store |
//! | `key-value` | yes | [`KeyValueStore`]: a store over any database with a conditional commit |
//! | `pages` | yes | the built-in pages (compiles a template engine); without it whoever signs people in writes each method of [`Pages`] |
//! | `sqlite` | yes | [`SqliteStore`]: one file, the embedded store (compiles SQLite) |
//! | `postgres` | no | [`PostgresStore`]: one database behind many nodes |
//! | `redis` | no | [`RedisStore`], and [`SplitStore`]: what is short-lived in Redis, the rest in a database |
//! | `password` | yes | [`MemoryUsers`], [`PasswordHasher`]: argon2id for people's passwords |
//! | `testing` | no | `AuthorizationServer::issue_for_test`; `store_contract!`: the contract of [`Store`] over a store of yours |

mod audit;
mod brand;
mod client_auth;
mod clock;
mod endpoint;
mod error;
mod grant;
mod guard;
mod hook;
mod later;
mod model;
mod page;
pub mod prelude;
mod private;
mod provider;
mod request;
mod response;
mod secret;
mod server;
mod session;
mod settings;
mod store;
mod throttle;
mod token;

// Pages of the documentation: the crate itself has no such modules.
#[cfg(any(doc, doctest))]
#[doc = include_str!("../docs/errors.md")]
pub mod errors {}

#[cfg(any(doc, doctest))]
#[doc = include_str!("../docs/log.md")]
pub mod log {}

#[cfg(any(doc, doctest))]
#[doc = include_str!("../docs/pages.md")]
pub mod pages {}

#[cfg(any(doc, doctest))]
#[doc = include_str!("../docs/sizes.md")]
pub mod sizes {}

#[cfg(any(doc, doctest))]
#[doc = include_str!("../docs/stores.md")]
pub mod stores {}

/// What the attribute prints paths to; any release may change it.
#[doc(hidden)]
pub mod __private {
    pub use crate::private::*;
    pub use crate::provider::LoginKind;
}

pub use brand::{Brand, Direction, Phrase, Texts};
pub use clock::{Clock, SystemClock, Timestamp};
pub use error::{BoxError, ConfigError, ErrorCode, HookError, HookResult, OAuthError, StoreError};
pub use grant::words as grants;
pub use guard::{Bearer, RequireScopes, RequireScopesService};
pub use hook::{
    ClientCredentials, Clients, DefaultPolicy, DynClientCredentials, DynClients, DynLogin,
    DynPolicy, DynTokenFormat, DynUsers, Login, OpaqueTokens, Policy, TokenFormat, Users,
};
pub use model::{
    AccessToken, Approval, AuthorizationCode, Client, ClientAuthMethod, ClientBuilder, ClientId,
    ClientParts, ClientSecret, CodeChallenge, ConsentRequest, Decision, GrantId, GrantKind,
    GrantSummary, GrantWord, GrantWords, NoScopes, Place, Principal, Proposed, RedirectUri,
    RefreshToken, RequiredScopes, ScopeEntry, ScopeMarker, ScopeSet, Scopes, SecretHash,
    SentRedirect, Subject, SubjectId,
};
#[doc = include_str!("../docs/scopes.md")]
pub use oauth2_macros::Scopes;
#[doc = include_str!("../docs/provider.md")]
pub use oauth2_macros::oauth2_provider;
#[cfg(feature = "pages")]
pub use page::Filled;
pub use page::{
    AppView, AppsView, BuiltInPages, ConsentView, ErrorView, FormPostView, Html, LoginView, Pages,
    ScopeView, SignedInView, SignedOutView, Site,
};
pub use private::legacy;
pub use provider::{AuthorizationServer, DeclaresIssuer, Enabled, Manifest, Provider, Sweep};
pub use secret::{Salt, Secret, TokenHash};
pub use server::BuildServer;
pub use settings::{Issuer, Paths, Pkce, Settings};
pub use store::*;
pub use throttle::{Budget, MemoryThrottle, Throttle};
