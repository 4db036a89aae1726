//! One file an endpoint, each a list of steps. Here: THE table of endpoints, which feeds the
//! router and the metadata.

mod address;
mod answering;
mod any_provider;
mod approve;
mod apps;
mod asked;
mod authorize;
mod browser_post;
mod client_post;
mod decision;
mod introspect;
mod issue;
mod login;
mod logout;
mod metadata;
mod respond;
mod revoke;
mod rotate;
mod shown;
mod ticket;
mod token;
mod transaction;

use crate::grant::{Endpoints, GrantList as _};
use crate::hook::HasFormUsers;
use crate::page::HasPages;
use crate::provider::{AuthorizationServer, LoginKind as _, Provider};
use crate::settings::Paths;
use crate::store::HasStore;
use answering::Methods;
use answering::Steps::{Common, Own};
use axum::routing::MethodRouter;
use std::marker::PhantomData;
use std::sync::atomic::Ordering;

macro_rules! endpoints {
    ($($(#[$doc:meta])* $row:ident $(if $role:ident $(+ $other:ident)*)? = $path:ident
        $(as $name:literal with $tell:expr)?, $methods:expr;)*) => {
        /// The place of each row in the table.
        enum Place {
            $($row),*
        }

        $(
            $(#[$doc])*
            pub(crate) enum $row {}

            impl<P: Provider $(<Me: $role $(+ $other)* + HasStore>)? + 'static> Endpoint<P> for $row {
                const MARK: u32 = 1 << Place::$row as u32;
                $(const TOLD: Option<Told> = Some(($name, $tell));)?

                fn path(paths: &Paths) -> &str {
                    &paths.$path
                }

                fn methods() -> Methods<P> {
                    $methods
                }
            }
        )*
    };
}

endpoints! {
    /// `GET`: the authorization endpoint. `HEAD` is refused, since a GET may give a code.
    Authorization if HasPages = authorize as "authorization_endpoint" with metadata::answers_name_issuer,
        Methods::get_alone(Own(authorize::authorize));
    /// `POST`: the verdict of the consent page.
    Decision if HasPages = decision, Methods::post(Own(decision::decision));
    /// `POST`: the token endpoint.
    Token = token as "token_endpoint" with metadata::clients_that_exchange::<P>,
        Methods::post(Common(token::token)).open();
    /// `POST`: the revocation endpoint.
    Revocation = revoke as "revocation_endpoint" with metadata::clients_with_tokens::<P>,
        Methods::post(Common(revoke::revoke)).open();
    /// `POST`: the introspection endpoint. No page asks there, since every caller has a secret.
    Introspection = introspect as "introspection_endpoint" with metadata::clients_with_a_secret,
        Methods::post(Common(introspect::introspect));
    /// `GET`: the authorization server metadata.
    Metadata = metadata, Methods::get(Common(metadata::metadata)).open();
    /// `GET`, `POST`: the page of connected apps, where a person takes back what they allowed.
    Apps if HasPages = apps, Methods::get_and_post(Own(apps::page), Own(apps::submit));
    /// `GET`, `POST`: the page of `login(form)`.
    Login if HasFormUsers + HasPages = login, Methods::get_and_post(Own(login::page), Own(login::submit));
    /// `GET`, `POST`: signing out of `login(form)`.
    Logout if HasFormUsers + HasPages = logout, Methods::get_and_post(Own(logout::page), Own(logout::submit));
}

/// A row of the table.
pub(crate) trait Endpoint<P: Provider>: 'static {
    /// Its bit among all rows.
    const MARK: u32;
    /// What the metadata tells of it: nothing, where browsers come by themselves.
    const TOLD: Option<Told> = None;

    /// Where it is.
    fn path(paths: &Paths) -> &str;

    /// What it answers.
    fn methods() -> Methods<P>;
}

/// The name of an endpoint in the metadata (RFC 8414 §2), and what is told beside its place.
pub(crate) type Told = (&'static str, fn(&mut metadata::Document, &'static str));

/// The routes of one row, for whoever asks for them; from now on the metadata tells of it.
pub(crate) fn mount<E, P, S>(server: &AuthorizationServer<P>) -> MethodRouter<S>
where
    E: Endpoint<P>,
    P: Provider + 'static,
    S: Clone + Send + Sync + 'static,
{
    routes(server, E::MARK, E::methods())
}

/// Apart, so that it is compiled once for all rows.
fn routes<P, S>(server: &AuthorizationServer<P>, mark: u32, methods: Methods<P>) -> MethodRouter<S>
where
    P: Provider + 'static,
    S: Clone + Send + Sync + 'static,
{
    let shared = server.shared();
    shared.mounted.fetch_or(mark, Ordering::Relaxed);
    methods.routes(server.clone()).with_state(())
}

/// Is shown each row that a provider's grants and login ask for, once.
pub(crate) trait Visit<P: Provider> {
    /// One row.
    fn row<E: Endpoint<P>>(&mut self);
}

/// Shows a provider's rows. A row that nothing asks for is never instantiated.
pub(crate) fn visit<P: Provider + 'static, V: Visit<P>>(visitor: V) -> V {
    let mut rows = Rows {
        visitor,
        shown: 0,
        provider: PhantomData,
    };
    P::Grants::mount(&mut rows);
    P::Login::mount(&mut rows);
    rows.visitor
}

/// From what grants and logins name to rows.
struct Rows<P, V> {
    visitor: V,
    /// The marks of the rows that were shown.
    shown: u32,
    provider: PhantomData<fn() -> P>,
}

impl<P: Provider + 'static, V: Visit<P>> Rows<P, V> {
    /// The rows of every provider that issues a token, be it there or there.
    fn issues(&mut self) {
        self.show::<Revocation>();
        self.show::<Introspection>();
        self.show::<Metadata>();
    }

    fn show<E: Endpoint<P>>(&mut self) {
        if self.shown & E::MARK == 0 {
            self.shown |= E::MARK;
            self.visitor.row::<E>();
        }
    }
}

impl<P: Provider + 'static, V: Visit<P>> Endpoints<P::Me> for Rows<P, V> {
    fn authorization(&mut self)
    where
        P::Me: HasPages + HasStore,
    {
        self.show::<Authorization>();
        self.show::<Decision>();
        self.show::<Apps>();
        self.issues();
    }

    fn token(&mut self) {
        self.show::<Token>();
        self.issues();
    }

    fn login_form(&mut self)
    where
        P::Me: HasFormUsers + HasPages + HasStore,
    {
        self.show::<Login>();
        self.show::<Logout>();
    }
}
