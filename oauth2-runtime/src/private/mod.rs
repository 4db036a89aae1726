//! What the attribute and the derive print names from, under one leading `use`. Not public API:
//! any release may change it.

mod fallback;
pub mod legacy;
pub mod probe;
mod scopes;
pub mod words;

pub use crate::grant::{Off, words as grants};
pub use crate::hook::{
    ClientCredentials, Clients, DefaultPolicy, HasClientCredentials, HasClients, HasFormUsers,
    HasLogin, HasPolicy, HasTokenFormat, HasUsers, Login, LoginFormUsers, OpaqueTokens, Policy,
    TokenFormat, Users,
};
pub use crate::model::{AnyScope, NoScopes, RequiredScopes, ScopeEntry, ScopeMarker, Scopes};
pub use crate::page::{BuiltInPages, HasPages, Pages};
pub use crate::provider::{
    DeclaresIssuer, Enabled, FormLogin, Manifest, NoLogin, OwnLogin, Provider, SignsIn,
};
pub use crate::settings::{Paths, Pkce, Settings};
pub use crate::store::{HasStore, Store};
pub use crate::{__unseen as unseen, __words as words};
pub use fallback::nobody;
pub use probe::never_called;
pub use scopes::{is_copy, scope_table};
