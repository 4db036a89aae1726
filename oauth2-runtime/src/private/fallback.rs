//! Every getter for `()`, the stand-in for a provider whose attribute has a mistake.
//!
//! Beside its error the attribute prints a provider with `Me = ()`, so that the rest of the program
//! still type-checks and the mistake is the only message. A program with that error never runs.

use crate::hook::{ClientCredentials, Clients, Login, Policy, TokenFormat, Users};
use crate::hook::{
    DefaultPolicy, DynClientCredentials, DynClients, DynLogin, DynUsers, HasClientCredentials,
    HasClients, HasFormUsers, HasLogin, HasPolicy, HasTokenFormat, HasUsers, LoginFormUsers,
    OpaqueTokens,
};
use crate::page::{HasPages, Pages};
use crate::store::{HasStore, Store};
use std::sync::Arc;

macro_rules! nobody_plays {
    ($($has:ident, $getter:ident -> $role:ident as $stand_in:ty;)*) => {$(
        impl $has for () {
            fn $getter(&self) -> &impl $role {
                nobody::<$stand_in>()
            }
        }
    )*};
}

nobody_plays! {
    HasStore, store -> Store as Arc<dyn Store>;
    HasClients, clients -> Clients as Arc<dyn DynClients>;
    HasLogin, login -> Login as Arc<dyn DynLogin>;
    HasUsers, users -> Users as Arc<dyn DynUsers>;
    HasFormUsers, form_users -> LoginFormUsers as Arc<dyn DynUsers>;
    HasClientCredentials, client_credentials -> ClientCredentials as Arc<dyn DynClientCredentials>;
    HasPolicy, policy -> Policy as DefaultPolicy;
    HasPages, pages -> Pages as Arc<dyn Pages + Send + Sync>;
    HasTokenFormat, tokens -> TokenFormat as OpaqueTokens;
}

/// A player that does not exist: no value is made, for the program around it did not compile.
#[must_use]
pub fn nobody<'a, T>() -> &'a T {
    std::process::abort()
}
