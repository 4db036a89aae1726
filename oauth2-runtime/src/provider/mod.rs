//! The provider: what the attribute prints of a struct, and the server that is made of it.

mod handle;
mod login_kind;
mod manifest;
mod sweep;
mod ticket_key;

pub use handle::AuthorizationServer;
pub(crate) use handle::{Core, Shared};
pub(crate) use login_kind::Visitor;
pub use login_kind::{FormLogin, LoginKind, NoLogin, OwnLogin};
pub use manifest::Manifest;
pub use sweep::Sweep;
pub(crate) use sweep::Swept;

use crate::grant::GrantList;
use crate::hook::{HasClients, HasPolicy, HasTokenFormat};
use crate::model::Scopes;
use crate::page::HasPages;
use crate::settings::Settings;
use crate::store::HasStore;

/// An OAuth 2.0 provider, implemented by `#[oauth2_provider(..)]` and by nothing else.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an OAuth provider",
    note = "a struct becomes one by `#[oauth2_provider(grants(code))]`; with it, its type parameters need the bounds that the struct asks for, and `Send + Sync + 'static`",
    note = "of a `Result`, take the server out first: `let server = provider.build()?;`"
)]
pub trait Provider: Sized {
    /// What is switched on, for review: made to be snapshot in a test.
    const MANIFEST: Manifest;
    /// The declared scopes.
    type Scope: Scopes;
    /// The struct itself: where every hook is found.
    type Me: HasStore + HasClients + HasPolicy + HasTokenFormat + Send + Sync + 'static;
    /// Who signs people in.
    type Login: LoginKind<Self::Me>;
    /// The enabled grants.
    type Grants: GrantList<Self::Me>;

    /// The struct itself. No method: one of the application's may have the name.
    fn me(this: Self) -> Self::Me;

    /// The struct itself, under its own name.
    fn lend(me: &Self::Me) -> &Self;

    /// What the attribute or the `settings` field says.
    fn settings(&self) -> Settings;
}

/// A provider that enables the grant `G`, a marker of [`crate::grants`].
#[diagnostic::on_unimplemented(
    message = "grant `{G}` is not enabled on provider `{Self}`",
    label = "this grant is off",
    note = "add `{G}` to `#[oauth2_provider(grants(...))]` on `{Self}`, or delete this code"
)]
pub trait Enabled<G> {}

/// A provider with a grant that sends people to the authorization endpoint.
#[diagnostic::on_unimplemented(
    message = "provider `{Self}` has no authorization endpoint",
    label = "no enabled grant uses it",
    note = "enable a grant that does: `grants(code)` in `#[oauth2_provider(..)]` on `{Self}`"
)]
pub trait SignsIn: Provider<Me: HasPages> {}

/// A provider whose issuer stands in the attribute or in a `settings` field.
#[diagnostic::on_unimplemented(
    message = "provider `{Self}` has no issuer",
    label = "the issuer is not known here",
    note = "write `issuer = \"https://photos.example\"` in `#[oauth2_provider(..)]`,\nor mark a field: `#[oauth2(settings)] settings: Settings`,\nor give it at run time: `.at(\"https://photos.example\")` in place of this call"
)]
pub trait DeclaresIssuer {}
