//! The authorization endpoint (RFC 6749 §3.1): who asks, for what, who is there, what they say.

use super::answering::Answering;
use super::asked::Asked;
use super::browser_post::is_navigation;
use super::shown::shown;
use super::ticket;
use super::transaction::{Proven, authorize_again};
use crate::error::OAuthError;
use crate::page::{ConsentView, HasPages, Pages as _, ScopeView};
use crate::provider::{AuthorizationServer, LoginKind as _, Provider, Shared};
use crate::request::Params;
use crate::response::{self, Object, PageWriter, Refused};
use axum::extract::Request;
use axum::response::Response;
use http::header::ACCEPT;
use http::request::Parts;
use http::{HeaderMap, StatusCode};

const AT: Refused<'_> = Refused {
    endpoint: "authorize",
    client_id: None,
};

/// Reads as the list of steps; nothing is stored unless the policy decides without a page.
pub(super) fn authorize<P: Provider<Me: HasPages> + 'static>(
    server: AuthorizationServer<P>,
    request: Request,
) -> Answering {
    // The body is dropped before the future begins, which would carry it through every step.
    let (parts, _) = request.into_parts();
    Box::pin(async move {
        let shared = server.shared();
        let (params, pages) = read(shared, &parts);
        let proven = match Proven::prove(shared, params).await {
            Ok(proven) => proven,
            Err(error) => return pages.error(&error, None, AT),
        };
        match answer(shared, &parts, &proven, &pages).await {
            Ok(response) => response,
            Err(error) => proven.refuse(shared, pages, &error),
        }
    })
}

/// What is asked, and in which language to answer. Apart: a future has room to its end for what was
/// borrowed in it.
fn read<'a, P: Provider<Me: HasPages>>(
    shared: &'a Shared<P>,
    parts: &Parts,
) -> (Params, PageWriter<'a, P::Me>) {
    let params = Params::parse(parts.uri.query().unwrap_or_default().as_bytes());
    let pages = shared.pages(&parts.headers, params.get("ui_locales"));
    (params, pages)
}

/// Every error from here on is told to the client.
async fn answer<P: Provider<Me: HasPages> + 'static>(
    shared: &Shared<P>,
    parts: &Parts,
    proven: &Proven,
    pages: &PageWriter<'_, P::Me>,
) -> Result<Response, OAuthError> {
    let (response_type, request) = proven.request(shared)?;
    let now = shared.now();
    let visitor = P::Login::visitor(&shared.me, shared.browser(parts, now));
    let Some(visitor) = visitor.await? else {
        let return_to = authorize_again(shared, &proven.params);
        let to = P::Login::login_redirect(&shared.me, &shared.settings, &return_to);
        return Ok(response::see_other(&shared.heads, to));
    };
    let asked = Asked {
        shared,
        proven,
        request: &request,
        response_type,
        visitor: &visitor,
        pages,
        now,
    };
    // A prefetch or an embedded frame must not spend what a person has not asked for.
    if asked.is_settled().await? && is_navigation(&parts.headers) {
        return asked.grant(None).await;
    }
    page(&asked, &parts.headers).await
}

/// The question, as a page or as JSON; its ticket carries the request.
async fn page<P: Provider<Me: HasPages> + 'static>(
    asked: &Asked<'_, P>,
    headers: &HeaderMap,
) -> Result<Response, OAuthError> {
    let (shared, proven, pages) = (asked.shared, asked.proven, asked.pages);
    let scopes = &asked.request.scopes;
    let ticket = ticket::issue(asked.visitor, &proven.params, scopes, asked.now)?;
    let held = asked.held().await?;
    let again = authorize_again(shared, &proven.params);
    let switch = P::Login::switch_account(&shared.me, &shared.settings, &again);
    let site = pages.site();
    let view = ConsentView {
        site,
        action: &shared.settings.paths.decision,
        transaction_id: &ticket,
        client_name: proven.client.name(),
        client_id: proven.client.id().as_str(),
        verified_host: proven.client.verified_host(),
        known: held.is_some(),
        place: proven.redirect_uri.place(),
        insecure: proven.redirect_uri.is_insecure(),
        subject_name: asked.visitor.subject.name(),
        switch_account: switch.as_deref(),
        scopes: shown::<P::Scope>(scopes, held.as_ref(), site),
        access_lives: shared.settings.access_token_ttl,
        refresh_lives: asked.refresh_lives(),
    };
    let response = if wants_json(headers) {
        response::object(StatusCode::OK, as_json(&view))
    } else {
        // A page that cannot be written is told to the client, as every failure from here on is.
        let html = pages.pages().consent(&view)?;
        pages.page(StatusCode::OK, Ok(html), proven.refused())
    };
    Ok(response::with_cookies(response, asked.visitor.key.cookie()))
}

/// Whether the caller takes JSON and no page: t-oauth2-provider's tests and native shells.
fn wants_json(headers: &HeaderMap) -> bool {
    let accepts = |media_type: &str| {
        let values = headers
            .get_all(ACCEPT)
            .into_iter()
            .filter_map(|value| value.to_str().ok());
        values.flat_map(|value| value.split(',')).any(|one| {
            one.split(';')
                .next()
                .is_some_and(|one| one.trim().eq_ignore_ascii_case(media_type))
        })
    };
    accepts("application/json") && !accepts("text/html") && !accepts("*/*")
}

/// The consent page's content; `transactionID` is t-oauth2-provider's word.
fn as_json(view: &ConsentView<'_>) -> Object {
    let mut client = Object::new();
    client
        .text("id", view.client_id)
        .text("name", view.client_name);
    match view.verified_host {
        Some(host) => client.text("verified_host", host),
        None => client.json("verified_host", "null"),
    };
    let mut user = Object::new();
    user.text("name", view.subject_name);
    let scopes: Vec<_> = view.scopes.iter().map(scope_as_json).collect();
    let mut page = Object::new();
    page.text("transactionID", view.transaction_id)
        .json("client", &client.finish())
        .json("user", &user.finish())
        .text("redirect", view.place.as_str())
        .json("scopes", &format!("[{}]", scopes.join(",")));
    page
}

fn scope_as_json(scope: &ScopeView) -> String {
    let mut told = Object::new();
    told.text("name", scope.name)
        .text("sentence", scope.sentence)
        .truth("new", scope.new)
        .truth("optional", scope.optional);
    told.finish()
}
