//! What a provider's file needs, in one `use`.
//!
//! ```
//! use oauth2_runtime::prelude::*;
//! ```

pub use crate::error::{ConfigError, HookError, HookResult};
pub use crate::guard::Bearer;
pub use crate::hook::{ClientCredentials, Clients, Login, Policy, TokenFormat, Users};
pub use crate::model::{
    Approval, Client, ClientSecret, ConsentRequest, Decision, Principal, Proposed, ScopeSet,
    Subject,
};
pub use crate::page::Pages;
pub use crate::provider::{AuthorizationServer, Provider};
pub use crate::server::BuildServer;
pub use crate::settings::Settings;
#[cfg(feature = "password")]
pub use crate::store::MemoryUsers;
#[cfg(feature = "sqlite")]
pub use crate::store::SqliteStore;
pub use crate::store::{MemoryClients, MemoryStore, Store};
#[doc(no_inline)]
pub use crate::{Scopes, oauth2_provider};
pub use async_trait::async_trait;
pub use http::request::Parts;
