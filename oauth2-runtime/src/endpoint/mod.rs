//! One file an endpoint, each a list of steps. Here: which methods each answers, and with what.

mod approve;
mod asked;
mod authorize;
mod browser_post;
mod decision;
mod issue;
mod login;
mod logout;
mod respond;
mod rotate;
mod ticket;
mod token;
mod transaction;

use crate::hook::HasFormUsers;
use crate::provider::{AuthorizationServer, Provider};
use crate::response::method_not_allowed;
use crate::store::HasStore;
use axum::routing::{MethodRouter, get, post};

/// `GET`: the authorization endpoint. `HEAD` is refused, since a GET may give a code.
pub(crate) fn authorization<P, S>(server: &AuthorizationServer<P>) -> MethodRouter<S>
where
    P: Provider + 'static,
{
    get(authorize::authorize::<P>)
        .head(async || method_not_allowed("GET"))
        .fallback(async || method_not_allowed("GET"))
        .with_state(server.clone())
}

/// `POST`: the verdict of the consent page.
pub(crate) fn decision<P, S>(server: &AuthorizationServer<P>) -> MethodRouter<S>
where
    P: Provider + 'static,
{
    post(decision::decision::<P>)
        .fallback(async || method_not_allowed("POST"))
        .with_state(server.clone())
}

/// `POST`: the token endpoint.
pub(crate) fn token<P, S>(server: &AuthorizationServer<P>) -> MethodRouter<S>
where
    P: Provider + 'static,
{
    post(token::token::<P>)
        .fallback(async || method_not_allowed("POST"))
        .with_state(server.clone())
}

/// `GET`, `POST`: the page of `login(form)`.
pub(crate) fn login<P, S>(server: &AuthorizationServer<P>) -> MethodRouter<S>
where
    P: Provider<Me: HasFormUsers + HasStore> + 'static,
{
    get(login::page::<P>)
        .post(login::submit::<P>)
        .fallback(async || method_not_allowed("GET, HEAD, POST"))
        .with_state(server.clone())
}

/// `GET`, `POST`: signing out of `login(form)`.
pub(crate) fn logout<P, S>(server: &AuthorizationServer<P>) -> MethodRouter<S>
where
    P: Provider<Me: HasFormUsers + HasStore> + 'static,
{
    get(logout::page::<P>)
        .post(logout::submit::<P>)
        .fallback(async || method_not_allowed("GET, HEAD, POST"))
        .with_state(server.clone())
}
