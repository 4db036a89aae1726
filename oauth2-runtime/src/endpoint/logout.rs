//! Signing out of `login(form)`: a page that asks, and a POST with its ticket.

use super::answering::Answering;
use super::browser_post::posted;
use crate::audit::audit;
use crate::error::{OAuthError, refusal};
use crate::hook::HasFormUsers;
use crate::page::{HasPages, Pages as _, SignedInView, SignedOutView};
use crate::provider::{AuthorizationServer, LoginKind as _, Provider, Shared, Visitor};
use crate::response::{self, PageWriter, Refused};
use crate::secret::Kind;
use crate::session::{Cookies, Name};
use crate::store::{HasStore, Store as _};
use axum::extract::Request;
use axum::response::Response;
use http::request::Parts;
use http::{HeaderMap, StatusCode};

/// What the sign-out form's ticket says.
const TICKET: &[u8] = b"sign out";

const AT: Refused<'_> = Refused {
    endpoint: "logout",
    client_id: None,
};

/// `GET`: asks; it changes nothing.
pub(super) fn page<P: Provider<Me: HasFormUsers + HasPages + HasStore> + 'static>(
    server: AuthorizationServer<P>,
    request: Request,
) -> Answering {
    Box::pin(async move {
        let (parts, _) = request.into_parts();
        let shared = server.shared();
        let pages = shared.pages(&parts.headers, None);
        pages.or_error(ask(shared, pages, &parts).await, AT)
    })
}

async fn ask<P: Provider<Me: HasPages> + 'static>(
    shared: &Shared<P>,
    pages: PageWriter<'_, P::Me>,
    parts: &Parts,
) -> Result<Response, OAuthError> {
    let browser = shared.browser(parts, shared.now());
    let Some(visitor) = P::Login::visitor(&shared.me, browser).await? else {
        return Ok(signed_out(shared, pages));
    };
    Ok(signed_in(shared, pages, &visitor))
}

/// The page of a person who is signed in, with the way out.
pub(super) fn signed_in<P: Provider<Me: HasPages>>(
    shared: &Shared<P>,
    pages: PageWriter<'_, P::Me>,
    visitor: &Visitor,
) -> Response {
    let view = SignedInView {
        site: pages.site(),
        action: &shared.settings.paths.logout,
        ticket: &visitor.key.seal(TICKET),
        name: visitor.subject.name(),
    };
    pages.page(StatusCode::OK, pages.pages().signed_in(&view), AT)
}

/// The page of a person who is not.
fn signed_out<P: Provider<Me: HasPages>>(
    shared: &Shared<P>,
    pages: PageWriter<'_, P::Me>,
) -> Response {
    let view = SignedOutView {
        site: pages.site(),
        login: &shared.settings.paths.login,
    };
    pages.page(StatusCode::OK, pages.pages().signed_out(&view), AT)
}

/// `POST`: ends the session whose ticket it brings.
pub(super) fn submit<P: Provider<Me: HasFormUsers + HasPages + HasStore> + 'static>(
    server: AuthorizationServer<P>,
    request: Request,
) -> Answering {
    Box::pin(async move {
        let shared = server.shared();
        let pages = shared.pages(request.headers(), None);
        pages.or_error(sign_out(shared, pages, request).await, AT)
    })
}

async fn sign_out<P: Provider<Me: HasFormUsers + HasPages + HasStore> + 'static>(
    shared: &Shared<P>,
    pages: PageWriter<'_, P::Me>,
    request: Request,
) -> Result<Response, OAuthError> {
    let (parts, params) = posted(&shared.issuer, request).await?;
    let ticket = params.required("ticket", refusal::ticket_missing())?;
    let browser = shared.browser(&parts, shared.now());
    let visitor = P::Login::visitor(&shared.me, browser).await?;
    let opens = |key: &crate::session::SealingKey| key.open(ticket).as_deref() == Some(TICKET);
    let Some(visitor) = visitor.filter(|visitor| opens(&visitor.key)) else {
        return ask(shared, pages, &parts).await;
    };
    end_session(shared, &parts.headers).await?;
    audit!(info, signed_out, subject = ?visitor.subject.id(), "a person signed out");
    Ok(response::with_cookies(
        signed_out(shared, pages),
        [Cookies::new(&shared.issuer).clear(Name::Session)],
    ))
}

/// Ends the session that the browser's cookie names, if it names one.
pub(super) async fn end_session<P: Provider<Me: HasStore>>(
    shared: &Shared<P>,
    headers: &HeaderMap,
) -> Result<(), OAuthError> {
    if let Some(value) = Cookies::new(&shared.issuer).read(headers, Name::Session) {
        let hash = shared.hasher.hash(Kind::Session, value.as_bytes());
        shared.me.store().end_session(&hash).await?;
    }
    Ok(())
}
