//! The page of `login(form)`: a ticket in the form, a new session on success, 303 to where the
//! person came from.

use super::address::gate;
use super::answering::Answering;
use super::browser_post::posted;
use crate::audit::audit;
use crate::clock::Timestamp;
use crate::error::{OAuthError, refusal};
use crate::hook::{Clients as _, HasClients, HasFormUsers, Users as _};
use crate::model::{Client, Subject};
use crate::page::{HasPages, LoginView, Pages as _};
use crate::provider::{AuthorizationServer, Core, LoginKind as _, Provider, Shared};
use crate::request::Params;
use crate::response::{self, PageWriter, Refused};
use crate::secret::{self, Kind};
use crate::session::{Cookies, Name, SealingKey};
use crate::store::{HasStore, Inserted, Reader, SessionRecord, Store as _, Writer};
use axum::extract::Request;
use axum::response::Response;
use http::request::Parts;
use http::{HeaderMap, StatusCode};
use std::pin::pin;
use std::time::Duration;

/// How long a login page may lie open.
const LIVES: Duration = Duration::from_secs(3600);

const AT: Refused<'_> = Refused {
    endpoint: "login",
    client_id: None,
};

/// `GET`: the form, or who is signed in.
pub(super) fn page<P: Provider<Me: HasFormUsers + HasPages + HasStore> + 'static>(
    server: AuthorizationServer<P>,
    request: Request,
) -> Answering {
    Box::pin(async move {
        let (parts, _) = request.into_parts();
        let shared = server.shared();
        let params = Params::parse(parts.uri.query().unwrap_or_default().as_bytes());
        let return_to = params
            .get("return_to")
            .filter(|to| is_own_request(shared, to));
        let next = Next::new(shared, &parts.headers, return_to);
        next.pages.or_error(show(shared, &parts, &next).await, AT)
    })
}

/// Where the person goes on to, and the pages until then.
struct Next<'a, M> {
    pages: PageWriter<'a, M>,
    return_to: Option<&'a str>,
    request: Params,
}

impl<'a, M: HasPages + HasClients> Next<'a, M> {
    fn new<P: Provider<Me = M>>(
        shared: &'a Shared<P>,
        headers: &HeaderMap,
        return_to: Option<&'a str>,
    ) -> Self {
        let query = return_to.and_then(|to| to.split_once('?'));
        let request = Params::parse(query.map_or("", |(_, query)| query).as_bytes());
        Self {
            pages: shared.pages(headers, request.get("ui_locales")),
            return_to,
            request,
        }
    }

    /// The client that asked for the login. A failing hook is told where the name is needed.
    async fn client(&self, me: &M) -> Result<Option<Client>, OAuthError> {
        Ok(match self.request.get("client_id") {
            Some(client_id) => me.clients().find_client(client_id).await?,
            None => None,
        })
    }
}

async fn show<P: Provider<Me: HasFormUsers + HasPages + HasStore> + 'static>(
    shared: &Shared<P>,
    parts: &Parts,
    next: &Next<'_, P::Me>,
) -> Result<Response, OAuthError> {
    if next.return_to.is_some() {
        return login_form(shared, &parts.headers, next, None).await;
    }
    let visitor = P::Login::visitor(&shared.me, shared.browser(parts, shared.now())).await?;
    match visitor {
        Some(visitor) => Ok(super::logout::signed_in(shared, next.pages, &visitor)),
        None => login_form(shared, &parts.headers, next, None).await,
    }
}

/// A try that was refused, and the name as it was typed.
struct Failed<'a> {
    username: &'a str,
    error: OAuthError,
}

/// The form, also after a try.
async fn login_form<P: Provider<Me: HasPages>>(
    shared: &Shared<P>,
    headers: &HeaderMap,
    next: &Next<'_, P::Me>,
    failed: Option<&Failed<'_>>,
) -> Result<Response, OAuthError> {
    let client = next.client(&shared.me).await?;
    let cookies = Cookies::new(&shared.issuer);
    let kept = cookies
        .read(headers, Name::Login)
        .filter(|value| value.len() == 43);
    let fresh = secret::base64url(&secret::random::<32>());
    let key = login_key(shared, kept.unwrap_or(&fresh));
    let expires_at = shared.now().after(LIVES);
    let content = Writer::default()
        .time(expires_at)
        .optional(next.return_to.map(str::as_bytes));
    let wait = failed.and_then(|failed| failed.error.wait());
    if let Some(failed) = failed {
        response::refusal(&failed.error, AT);
    }
    let view = LoginView {
        site: next.pages.site(),
        action: &shared.settings.paths.login,
        ticket: &key.seal(&content.done()),
        client_name: client.as_ref().map(Client::name),
        username: failed.map_or("", |failed| failed.username),
        failed: failed.is_some(),
        wait,
    };
    let status = match (failed, wait) {
        (None, _) => StatusCode::OK,
        (Some(_), None) => StatusCode::FORBIDDEN,
        (Some(failed), Some(_)) => failed.error.status(),
    };
    let mut response = next.pages.page(status, next.pages.pages().login(&view), AT);
    response::retry_after(&mut response, wait);
    let cookie = kept
        .is_none()
        .then(|| cookies.write(Name::Login, &fresh, Some(LIVES)));
    Ok(response::with_cookies(response, cookie))
}

/// `POST`: the name and the password.
pub(super) fn submit<P: Provider<Me: HasFormUsers + HasPages + HasStore> + 'static>(
    server: AuthorizationServer<P>,
    request: Request,
) -> Answering {
    Box::pin(async move {
        let shared = server.shared();
        let pages = shared.pages(request.headers(), None);
        pages.or_error(sign_in(shared, request).await, AT)
    })
}

async fn sign_in<P: Provider<Me: HasFormUsers + HasPages + HasStore> + 'static>(
    shared: &Shared<P>,
    request: Request,
) -> Result<Response, OAuthError> {
    let (parts, params) = posted(&shared.issuer, request).await?;
    let (username, password) = params.credentials()?;
    let ticket = params.required("ticket", refusal::ticket_missing())?;
    let now = shared.now();
    let return_to = match open(shared, &parts.headers, ticket, now) {
        Ok(return_to) => return_to,
        Err(peeked) => return Ok(login_again(shared, peeked)),
    };
    let return_to = return_to.filter(|to| is_own_request(shared, to));
    let next = Next::new(shared, &parts.headers, return_to.as_deref());
    let tried = pin!(async {
        let users = shared.me.form_users();
        let subject = users.validate_user(username, password).await?;
        subject.ok_or(refusal::wrong_password())
    });
    match gate(shared, &parts, now).password(username, tried).await {
        Ok(subject) => start_session(shared, &parts.headers, subject, now, &next).await,
        Err(error) if error.refusal().is_some() => {
            let failed = Failed { username, error };
            login_form(shared, &parts.headers, &next, Some(&failed)).await
        }
        Err(error) => Err(error),
    }
}

/// A new session, so that an identifier planted before the login is worth nothing.
async fn start_session<P: Provider<Me: HasPages + HasStore>>(
    shared: &Shared<P>,
    headers: &HeaderMap,
    subject: Subject,
    now: Timestamp,
    next: &Next<'_, P::Me>,
) -> Result<Response, OAuthError> {
    let cookies = Cookies::new(&shared.issuer);
    super::logout::end_session(shared, headers).await?;
    let value = secret::base64url(&secret::random::<32>());
    let session = SessionRecord {
        hash: shared.hasher.hash(Kind::Session, value.as_bytes()),
        subject: subject.id().clone(),
        name: subject.name().into(),
        created_at: now,
        seen_at: now,
        expires_at: now.after(shared.settings.session_ttl),
    };
    if shared.me.store().insert_session(session).await? == Inserted::Revoked {
        // The person was revoked while the password was checked: the answer is as to a wrong one.
        let failed = Failed {
            username: subject.name(),
            error: refusal::revoked_meanwhile(),
        };
        return login_form(shared, headers, next, Some(&failed)).await;
    }
    audit!(info, signed_in, subject = ?subject.id(), "a person signed in");
    let to = next.return_to.unwrap_or(&shared.settings.paths.login);
    let lives = Some(shared.settings.session_ttl);
    let set = [
        cookies.write(Name::Session, &value, lives),
        cookies.clear(Name::Login),
    ];
    Ok(response::with_cookies(
        response::see_other(&shared.heads, to),
        set,
    ))
}

fn login_key(core: &Core, cookie: &str) -> SealingKey {
    let (issuer, path) = (core.issuer.as_str(), &core.settings.paths.login);
    SealingKey::new(cookie, "login/1", issuer, path)
}

/// Where the person goes on to; a ticket of another browser or hour still tells where to begin again.
fn open(
    core: &Core,
    headers: &HeaderMap,
    ticket: &str,
    now: Timestamp,
) -> Result<Option<String>, Option<String>> {
    let cookie = Cookies::new(&core.issuer).read(headers, Name::Login);
    let own = cookie.and_then(|cookie| parse(&login_key(core, cookie).open(ticket)?));
    match own {
        Some((expires_at, return_to)) if expires_at > now => Ok(return_to),
        _ => Err(SealingKey::peek(ticket)
            .as_deref()
            .and_then(parse)
            .and_then(|(_, return_to)| return_to)),
    }
}

/// When a ticket ends, and where the person goes on to.
fn parse(bytes: &[u8]) -> Option<(Timestamp, Option<String>)> {
    let mut ticket = Reader::new(bytes);
    let expires_at = ticket.time()?;
    let return_to = ticket.optional(|to| String::from_utf8(to.to_vec()).ok())?;
    Some((expires_at, return_to.0))
}

fn login_again(core: &Core, return_to: Option<String>) -> Response {
    let own = return_to.filter(|to| is_own_request(core, to));
    response::see_other(
        &core.heads,
        own.as_deref().unwrap_or(&core.settings.paths.login),
    )
}

/// Only a request to our own authorization endpoint and the page of connected apps are places to
/// return to.
fn is_own_request(core: &Core, to: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_graphic() && byte != b'\\' && byte != b'#';
    let paths = &core.settings.paths;
    let query = to.strip_prefix(&*paths.authorize);
    let request = query.is_some_and(|query| query.starts_with('?')) && to.bytes().all(plain);
    request || to == paths.apps
}
