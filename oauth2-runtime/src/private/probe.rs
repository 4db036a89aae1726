//! Asks, while compiling, whether a type plays a role that nobody calls.
//!
//! An inherent constant hides the trait's constant of the same name, and exists only where the
//! role's trait is implemented. That turns "implements it or not" into a `bool`.

use std::marker::PhantomData;

/// The answer of a type that does not play the role.
pub trait Idle {
    /// Whether the role is played.
    const PLAYED: bool = false;
}

macro_rules! probes {
    ($($role:ident in $path:path;)*) => {$(
        /// Asks for the role of the same name.
        #[derive(Debug)]
        pub struct $role<T>(PhantomData<T>);

        impl<T> Idle for $role<T> {}

        impl<T: $path> $role<T> {
            /// The role is played.
            pub const PLAYED: bool = true;
        }
    )*};
}

probes! {
    Store in crate::store::Store;
    Clients in crate::hook::Clients;
    Login in crate::hook::Login;
    Users in crate::hook::Users;
    ClientCredentials in crate::hook::ClientCredentials;
    Policy in crate::hook::Policy;
    Pages in crate::page::Pages;
    TokenFormat in crate::hook::TokenFormat;
}

/// Stops the compiler with this text when a hook is implemented that nobody calls.
///
/// # Panics
/// While compiling, when the role is played.
#[track_caller]
pub const fn never_called(played: bool, text: &'static str) {
    assert!(!played, "{}", text);
}
