//! The scopes of a provider, asked of the trait and not of the type that the attribute names.

use crate::model::{ScopeEntry, Scopes};
use crate::provider::Provider;

/// The declared scopes. Naming the type here in place of the provider would state the demand
/// `Scopes` a second time, and a wrong type would be two errors.
#[must_use]
pub const fn scope_table<P: Provider>() -> &'static [ScopeEntry] {
    <P::Scope as Scopes>::TABLE
}

/// Asks for `Copy` where the enum is declared, and nowhere else: as a supertrait of `Scopes` it
/// would be asked for at each provider again.
pub const fn is_copy<T: Copy>() {}
