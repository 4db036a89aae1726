//! Plain values of the protocol: parsed once, then passed on; no I/O and no axum.

pub(crate) mod alphabet;
mod approval;
mod client;
mod client_builder;
mod client_id;
mod client_secret;
mod grant;
mod issued;
pub(crate) mod opaque;
mod pkce;
mod redirect_uri;
mod refresh;
mod reserved;
mod response_mode;
mod scope;
mod subject;
mod token;
mod uri;
mod words;

pub use approval::{Approval, ConsentRequest, Decision, Proposed};
pub use client::{Client, ClientAuthMethod, ClientParts};
pub use client_builder::ClientBuilder;
pub use client_id::ClientId;
pub use client_secret::{ClientSecret, SecretHash};
pub use grant::{GrantId, GrantKind, GrantSummary, GrantWord, GrantWords};
pub(crate) use issued::Issued;
pub use pkce::CodeChallenge;
pub(crate) use pkce::CodeVerifier;
pub use redirect_uri::{Place, RedirectUri, SentRedirect};
pub(crate) use refresh::PresentedRefresh;
pub(crate) use reserved::{is_parameter_name, is_reserved};
pub(crate) use response_mode::ResponseMode;
pub use scope::{AnyScope, NoScopes, RequiredScopes, ScopeEntry, ScopeMarker, ScopeSet, Scopes};
pub use subject::{Principal, Subject, SubjectId};
pub use token::{AccessToken, AuthorizationCode, RefreshToken};
pub(crate) use uri::{is_port, is_uri_text};
