//! The page of connected apps: what a person gave to which client, and a POST that takes it back.
//!
//! RFC 6749 §10.3 and RFC 6819 §5.1.5.2 leave the way of revoking to the server.

use super::answering::Answering;
use super::browser_post::posted;
use super::shown::shown;
use crate::audit::audit;
use crate::clock::Timestamp;
use crate::error::{OAuthError, refusal};
use crate::hook::{Clients as _, HasClients as _};
use crate::model::{Client, ClientId, GrantSummary, ScopeSet, Scopes, SubjectId};
use crate::page::{AppView, AppsView, HasPages, Pages as _, Site};
use crate::provider::{AuthorizationServer, LoginKind as _, Provider, Shared, Visitor};
use crate::response::{self, PageWriter, Refused};
use crate::store::{HasStore as _, Store as _};
use axum::extract::Request;
use axum::response::Response;
use http::StatusCode;
use http::request::Parts;
use std::cmp::Reverse;

/// What the ticket of the page's forms says.
const TICKET: &[u8] = b"connected apps";

const AT: Refused<'_> = Refused {
    endpoint: "apps",
    client_id: None,
};

/// `GET`: the list; it changes nothing.
pub(super) fn page<P: Provider<Me: HasPages> + 'static>(
    server: AuthorizationServer<P>,
    request: Request,
) -> Answering {
    Box::pin(async move {
        let (parts, _) = request.into_parts();
        let shared = server.shared();
        let pages = shared.pages(&parts.headers, None);
        pages.or_error(show(shared, pages, &parts).await, AT)
    })
}

async fn show<P: Provider<Me: HasPages> + 'static>(
    shared: &Shared<P>,
    pages: PageWriter<'_, P::Me>,
    parts: &Parts,
) -> Result<Response, OAuthError> {
    let now = shared.now();
    let visitor = P::Login::visitor(&shared.me, shared.browser(parts, now)).await?;
    let Some(visitor) = visitor else {
        return Ok(sign_in(shared));
    };
    let subject = &visitor.subject;
    let apps = by_client(shared.me.store().grants_of(subject.id(), now).await?);
    let clients = registered(shared, &apps).await?;
    let site = pages.site();
    let view = AppsView {
        site,
        action: &shared.settings.paths.apps,
        ticket: &visitor.key.seal(TICKET),
        subject_name: subject.name(),
        apps: apps
            .iter()
            .zip(&clients)
            .map(|(app, client)| app.view::<P::Scope>(client.as_ref(), site))
            .collect(),
    };
    let page = pages.page(StatusCode::OK, pages.pages().apps(&view), AT);
    Ok(response::with_cookies(page, visitor.key.cookie()))
}

/// Nobody is signed in: to the login, and from there to the list.
fn sign_in<P: Provider>(shared: &Shared<P>) -> Response {
    let settings = &shared.settings;
    let to = P::Login::login_redirect(&shared.me, settings, &settings.paths.apps);
    response::see_other(&shared.heads, to)
}

/// All that one client holds of a person.
struct App {
    client_id: ClientId,
    scopes: ScopeSet,
    since: Timestamp,
    used_at: Timestamp,
}

/// One entry a client, the one that was used last at the top.
fn by_client(grants: Vec<GrantSummary>) -> Vec<App> {
    let mut apps: Vec<App> = Vec::new();
    for grant in grants {
        match apps.iter_mut().find(|app| app.client_id == grant.client_id) {
            Some(app) => {
                app.scopes = ScopeSet::from_names(app.scopes.iter().chain(grant.scopes.iter()));
                app.since = app.since.min(grant.created_at);
                app.used_at = app.used_at.max(grant.used_at);
            }
            None => apps.push(App {
                client_id: grant.client_id,
                scopes: grant.scopes,
                since: grant.created_at,
                used_at: grant.used_at,
            }),
        }
    }
    apps.sort_by_key(|app| Reverse(app.used_at));
    apps
}

/// The client of each app; none that is no longer registered, whose tokens live on all the same.
async fn registered<P: Provider>(
    shared: &Shared<P>,
    apps: &[App],
) -> Result<Vec<Option<Client>>, OAuthError> {
    let mut clients = Vec::with_capacity(apps.len());
    for app in apps {
        let found = shared.me.clients().find_client(app.client_id.as_str());
        let found = found.await?;
        clients.push(found.filter(|client| *client.id() == app.client_id));
    }
    Ok(clients)
}

impl App {
    fn view<'a, S: Scopes>(&'a self, client: Option<&'a Client>, site: Site<'_>) -> AppView<'a> {
        let client_id = self.client_id.as_str();
        let undeclared = |name: &&str| S::TABLE.iter().all(|entry| entry.name != *name);
        AppView {
            client_id,
            client_name: client.map_or(client_id, Client::name),
            registered: client.is_some(),
            scopes: shown::<S>(&self.scopes, None, site),
            undeclared: self.scopes.iter().filter(undeclared).collect(),
            since: self.since,
            used_at: self.used_at,
        }
    }
}

/// `POST`: ends what the named client holds, if the ticket is of this browser and person; to the
/// list in any case.
pub(super) fn submit<P: Provider<Me: HasPages> + 'static>(
    server: AuthorizationServer<P>,
    request: Request,
) -> Answering {
    Box::pin(async move {
        let shared = server.shared();
        let pages = shared.pages(request.headers(), None);
        pages.or_error(disconnect(shared, request).await, AT)
    })
}

async fn disconnect<P: Provider + 'static>(
    shared: &Shared<P>,
    request: Request,
) -> Result<Response, OAuthError> {
    let (parts, params) = posted(&shared.issuer, request).await?;
    let ticket = params.required("ticket", refusal::ticket_missing())?;
    let client_id = params.required("client_id", refusal::client_id_missing())?;
    let now = shared.now();
    let visitor = P::Login::visitor(&shared.me, shared.browser(&parts, now)).await?;
    let Some(Visitor { subject, key }) = visitor else {
        return Ok(sign_in(shared));
    };
    if key.open(ticket).as_deref() == Some(TICKET) {
        revoke(shared, subject.id(), client_id, now).await?;
    }
    let list = response::see_other(&shared.heads, &shared.settings.paths.apps);
    Ok(response::with_cookies(list, key.cookie()))
}

/// With a grant goes what the person allowed its client, so that the client must ask anew.
async fn revoke<P: Provider>(
    shared: &Shared<P>,
    subject: &SubjectId,
    client_id: &str,
    now: Timestamp,
) -> Result<(), OAuthError> {
    let store = shared.me.store();
    let mut grants = store.grants_of(subject, now).await?;
    grants.retain(|grant| grant.client_id.as_str() == client_id);
    for grant in &grants {
        store.revoke_grant(grant.id, now).await?;
    }
    if let Some(GrantSummary { client_id, .. }) = grants.first() {
        audit!(info, app_disconnected, %client_id, ?subject, grants = grants.len(),
            "a person took back what an app could do");
    }
    Ok(())
}
