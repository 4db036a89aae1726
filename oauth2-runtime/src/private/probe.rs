//! Asks, while compiling, whether a type plays a role that nobody calls.
//!
//! An inherent constant hides the trait's constant of the same name, and exists only where the
//! role's trait is implemented. That turns "implements it or not" into one of two types.

use std::marker::PhantomData;

/// A provider with roles that it must not play: the attribute prints the questions.
pub trait Probed {
    /// Never called: what it asks is answered while it compiles.
    fn probe();
}

/// The answer of a type that does not play the role.
#[derive(Debug)]
pub struct Idle;

/// The answer of a type that plays it.
#[derive(Debug)]
pub struct Played;

impl Idle {
    /// No.
    #[must_use]
    pub const fn is_played(self) -> bool {
        false
    }
}

impl Played {
    /// Yes.
    #[must_use]
    pub const fn is_played(self) -> bool {
        true
    }
}

/// Who is not hidden by an inherent constant answers this.
pub trait Ask {
    /// The role is not played.
    const PLAYED: Idle = Idle;
}

/// Stops the compiler with this text when a hook is implemented that nobody calls.
///
/// # Panics
/// While compiling, when the role is played.
#[track_caller]
pub const fn never_called(played: bool, text: &'static str) {
    assert!(!played, "{}", text);
}

macro_rules! probes {
    ($($role:ident in $path:path, $getter:ident, $uncalled:ident: $text:literal;)*) => {$(
        /// Asks for the role of the same name.
        #[derive(Debug)]
        pub struct $role<T>(PhantomData<T>);

        impl<T> Ask for $role<T> {}

        impl<T: $path> $role<T> {
            /// The role is played.
            pub const PLAYED: Played = Played;
        }

        /// Only [`Idle`] has it.
        #[diagnostic::on_unimplemented(
            message = $text,
            label = "nothing that is switched on calls it",
            note = "switch on what calls it, or delete the impl. A role that a marked field plays is \
                    not the struct's; an optional role needs its word in `plays(..)`"
        )]
        pub trait $uncalled<T> {}

        impl<T> $uncalled<T> for Idle {}

        /// Compiles for a type that does not play the role.
        pub fn $getter<T, Answer: $uncalled<T>>(_: Answer) {}
    )*};
}

probes! {
    Store in crate::store::Store, store, UncalledStore:
        "`impl Store for {T}` is never used: a field plays the role `store`";
    Clients in crate::hook::Clients, clients, UncalledClients:
        "the hook `find_client` of `{T}` is never called: a field plays the role `clients`";
    Login in crate::hook::Login, login, UncalledLogin:
        "the hook `current_user` of `{T}` is never called: grant `code` or `implicit` would, without `login(form)`";
    Users in crate::hook::Users, users, UncalledUsers:
        "the hook `validate_user` of `{T}` is never called: grant `password` or `login(form)` would";
    ClientCredentials in crate::hook::ClientCredentials, client_credentials, UncalledClientCredentials:
        "the hook `authorize_client` of `{T}` is never called: grant `client_credentials` would";
    Policy in crate::hook::Policy, policy, UncalledPolicy:
        "`impl Policy for {T}` is never used: `plays(policy)` is not written";
    Pages in crate::page::Pages, pages, UncalledPages:
        "`impl Pages for {T}` is never used: `plays(pages)` is not written";
    TokenFormat in crate::hook::TokenFormat, tokens, UncalledTokenFormat:
        "the hook `mint` of `{T}` is never called: `plays(tokens)` is not written";
}
