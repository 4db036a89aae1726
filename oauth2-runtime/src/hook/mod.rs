//! What the application answers: one role a file, each with one required hook.
//!
//! A role is played by the provider's struct or by a marked field. Hooks are plain `async fn`:
//! they need no attribute. `Ok(None)` is the polite "no"; `Err` is a failure and stays in the log.

mod bridge;
mod client_credentials;
mod clients;
mod login;
mod policy;
mod roles;
mod token_format;
mod users;

pub use bridge::{DynClientCredentials, DynClients, DynLogin, DynPolicy, DynTokenFormat, DynUsers};
pub use client_credentials::ClientCredentials;
pub use clients::Clients;
pub use login::Login;
pub use policy::{DefaultPolicy, Policy};
pub use roles::{
    HasClientCredentials, HasClients, HasFormUsers, HasLogin, HasPolicy, HasTokenFormat, HasUsers,
    LoginFormUsers,
};
pub use token_format::{OpaqueTokens, TokenFormat};
pub use users::Users;
