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
    ($($role:ident in $path:path;)*) => {$(
        /// Asks for the role of the same name.
        #[derive(Debug)]
        pub struct $role<T>(PhantomData<T>);

        impl<T> Ask for $role<T> {}

        impl<T: $path> $role<T> {
            /// The role is played.
            pub const PLAYED: Played = Played;
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

// Below, written out because the compiler shows the user where a demand stands: what a type with
// parameters is told. Only `Idle` has each trait, and each function asks for it.

/// The struct does not play `store`.
#[diagnostic::on_unimplemented(
    message = "`impl Store for {T}` is never used: a field plays the role `store`",
    label = "nothing calls it",
    note = "delete the impl"
)]
pub trait UncalledStore<T> {}
#[diagnostic::do_not_recommend]
impl<T> UncalledStore<T> for Idle {}
/// Compiles for a type that does not play `store`.
pub fn store<T, Answer: UncalledStore<T>>(_: Answer) {}

/// The struct does not play `clients`.
#[diagnostic::on_unimplemented(
    message = "the hook `find_client` of `{T}` is never called: the marked field plays `clients`",
    label = "nothing calls it",
    note = "delete the impl, or the mark"
)]
pub trait UncalledClients<T> {}
#[diagnostic::do_not_recommend]
impl<T> UncalledClients<T> for Idle {}
/// Compiles for a type that does not play `clients`.
pub fn clients<T, Answer: UncalledClients<T>>(_: Answer) {}

/// The struct does not play `login`.
#[diagnostic::on_unimplemented(
    message = "the hook `current_user` of `{T}` is never called: only grants `code` and `implicit` call it, without `login(form)`",
    label = "nothing calls it",
    note = "add one of them, or delete the impl; where a field is marked `login`, that one plays the role"
)]
pub trait UncalledLogin<T> {}
#[diagnostic::do_not_recommend]
impl<T> UncalledLogin<T> for Idle {}
/// Compiles for a type that does not play `login`.
pub fn login<T, Answer: UncalledLogin<T>>(_: Answer) {}

/// The struct does not play `users`.
#[diagnostic::on_unimplemented(
    message = "the hook `validate_user` of `{T}` is never called: only grant `password` and `login(form)` call it",
    label = "nothing calls it",
    note = "add one of them, or delete the impl; where a field is marked `users`, that one plays the role"
)]
pub trait UncalledUsers<T> {}
#[diagnostic::do_not_recommend]
impl<T> UncalledUsers<T> for Idle {}
/// Compiles for a type that does not play `users`.
pub fn users<T, Answer: UncalledUsers<T>>(_: Answer) {}

/// The struct does not play `client_credentials`.
#[diagnostic::on_unimplemented(
    message = "the hook `authorize_client` of `{T}` is never called: only grant `client_credentials` calls it",
    label = "nothing calls it",
    note = "add it, or delete the impl; where a field is marked `client_credentials`, that one plays the role"
)]
pub trait UncalledClientCredentials<T> {}
#[diagnostic::do_not_recommend]
impl<T> UncalledClientCredentials<T> for Idle {}
/// Compiles for a type that does not play `client_credentials`.
pub fn client_credentials<T, Answer: UncalledClientCredentials<T>>(_: Answer) {}

/// The struct does not play `policy`.
#[diagnostic::on_unimplemented(
    message = "`impl Policy for {T}` is never used: nothing says that `{T}` plays this role",
    label = "nothing calls it",
    note = "write `plays(policy)` in the attribute, or delete the impl"
)]
pub trait UncalledPolicy<T> {}
#[diagnostic::do_not_recommend]
impl<T> UncalledPolicy<T> for Idle {}
/// Compiles for a type that does not play `policy`.
pub fn policy<T, Answer: UncalledPolicy<T>>(_: Answer) {}

/// The struct does not play `pages`.
#[diagnostic::on_unimplemented(
    message = "`impl Pages for {T}` is never used: nothing says that `{T}` plays this role",
    label = "nothing calls it",
    note = "write `plays(pages)` in the attribute of a provider with grant `code` or `implicit`, or delete the impl"
)]
pub trait UncalledPages<T> {}
#[diagnostic::do_not_recommend]
impl<T> UncalledPages<T> for Idle {}
/// Compiles for a type that does not play `pages`.
pub fn pages<T, Answer: UncalledPages<T>>(_: Answer) {}

/// The struct does not play `tokens`.
#[diagnostic::on_unimplemented(
    message = "the hook `mint` of `{T}` is never called: nothing says that `{T}` plays this role",
    label = "nothing calls it",
    note = "write `plays(tokens)` in the attribute, or delete the impl"
)]
pub trait UncalledTokenFormat<T> {}
#[diagnostic::do_not_recommend]
impl<T> UncalledTokenFormat<T> for Idle {}
/// Compiles for a type that does not play `tokens`.
pub fn tokens<T, Answer: UncalledTokenFormat<T>>(_: Answer) {}
