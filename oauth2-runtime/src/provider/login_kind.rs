//! Who signs people in: the application's own login, the toolkit's form, or nobody.

use super::ticket_key::{self, Cookie, Fresh, TicketKey};
use crate::clock::Timestamp;
use crate::error::OAuthError;
use crate::grant::Endpoints;
use crate::hook::{HasFormUsers, HasLogin, Login as _};
use crate::model::Subject;
use crate::page::HasPages;
use crate::secret::{Hasher, Kind, Secret};
use crate::session::{Cookies, Name};
use crate::settings::{Issuer, Settings};
use crate::store::{HasStore, SessionRecord, Store as _};
use http::request::Parts;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

/// How often the use of a session is written down; more often where it may lie unused for less.
const TOUCH_EVERY: Duration = Duration::from_secs(60);

/// A browser's request, and what is needed to tell who sent it.
#[derive(Clone, Copy)]
pub struct Browser<'a> {
    pub(crate) parts: &'a Parts,
    pub(crate) issuer: &'a Arc<Issuer>,
    pub(crate) settings: &'a Settings,
    pub(crate) hasher: &'a Hasher,
    /// Where consent tickets are opened.
    pub(crate) decision: &'a Arc<str>,
    pub(crate) now: Timestamp,
}

impl<'a> Browser<'a> {
    pub(crate) fn cookies(&self) -> Cookies<'a> {
        Cookies::new(self.issuer)
    }

    /// The key of tickets for whoever holds this cookie.
    fn ticket_key(&self, cookie: Cookie) -> TicketKey {
        TicketKey::new(cookie, self.issuer, self.decision)
    }
}

/// A person at a browser.
pub struct Visitor {
    pub(crate) subject: Subject,
    /// Seals consent tickets for this person in this browser.
    pub(crate) key: TicketKey,
}

/// Who signs people in; chosen by the attribute.
#[diagnostic::on_unimplemented(
    message = "this provider has no authorization endpoint",
    note = "enable a grant that uses it: `grants(code)`"
)]
pub trait LoginKind<M>: 'static {
    /// Names the endpoints of its own.
    fn mount(endpoints: &mut impl Endpoints<M>);

    /// Who sent this request.
    fn visitor(
        me: &M,
        browser: Browser<'_>,
    ) -> impl Future<Output = Result<Option<Visitor>, OAuthError>> + Send
    where
        M: Send + Sync + 'static;

    /// Where a browser without a login goes.
    fn login_redirect(me: &M, settings: &Settings, return_to: &str) -> String;

    /// Where somebody else signs in, although somebody is signed in.
    fn switch_account(me: &M, settings: &Settings, return_to: &str) -> Option<String>;
}

/// The application's own login, through the hook `current_user`.
#[derive(Debug)]
pub enum OwnLogin {}

impl<M: HasLogin> LoginKind<M> for OwnLogin {
    fn mount(_: &mut impl Endpoints<M>) {}

    async fn visitor(me: &M, browser: Browser<'_>) -> Result<Option<Visitor>, OAuthError>
    where
        M: Send + Sync + 'static,
    {
        let Some(subject) = me.login().current_user(browser.parts).await? else {
            return Ok(None);
        };
        let cookies = browser.cookies();
        let kept = cookies.read(&browser.parts.headers, Name::Ticket);
        let kept = kept.filter(|value| ticket_key::is_of(value, &subject));
        let cookie = match kept {
            Some(value) => Cookie::Kept(Secret::new(value.to_owned())),
            None => Cookie::Fresh(Fresh::new(&subject)),
        };
        Ok(Some(Visitor {
            key: browser.ticket_key(cookie),
            subject,
        }))
    }

    fn login_redirect(me: &M, _: &Settings, return_to: &str) -> String {
        let encoded: String = form_urlencoded::byte_serialize(return_to.as_bytes()).collect();
        me.login().login_redirect(&encoded)
    }

    fn switch_account(me: &M, _: &Settings, return_to: &str) -> Option<String> {
        let encoded: String = form_urlencoded::byte_serialize(return_to.as_bytes()).collect();
        me.login().switch_account(&encoded)
    }
}

/// The toolkit's login form and session, `login(form)`.
#[derive(Debug)]
pub enum FormLogin {}

impl<M: HasFormUsers + HasPages + HasStore> LoginKind<M> for FormLogin {
    fn mount(endpoints: &mut impl Endpoints<M>) {
        endpoints.login_form();
    }

    async fn visitor(me: &M, browser: Browser<'_>) -> Result<Option<Visitor>, OAuthError>
    where
        M: Send + Sync + 'static,
    {
        let cookies = browser.cookies();
        let Some(value) = cookies.read(&browser.parts.headers, Name::Session) else {
            return Ok(None);
        };
        let hash = browser.hasher.hash(Kind::Session, value.as_bytes());
        let Some(session) = me.store().find_session(&hash).await? else {
            return Ok(None);
        };
        if !is_live(&session, &browser) {
            return Ok(None);
        }
        let touch_every = TOUCH_EVERY.min(browser.settings.session_idle_ttl / 2);
        if browser.now.since(session.seen_at) >= touch_every {
            me.store().touch_session(&hash, browser.now).await?;
        }
        let subject = Subject::from_session(session.subject, session.name);
        Ok(Some(Visitor {
            subject,
            key: browser.ticket_key(Cookie::Kept(Secret::new(value.to_owned()))),
        }))
    }

    fn login_redirect(_: &M, settings: &Settings, return_to: &str) -> String {
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("return_to", return_to)
            .finish();
        format!("{}?{query}", settings.paths.login)
    }

    /// The login page with a place to return to asks whoever comes; a login ends the session before.
    fn switch_account(me: &M, settings: &Settings, return_to: &str) -> Option<String> {
        Some(Self::login_redirect(me, settings, return_to))
    }
}

fn is_live(session: &SessionRecord, browser: &Browser<'_>) -> bool {
    let idle = browser.now.since(session.seen_at);
    session.expires_at > browser.now && idle < browser.settings.session_idle_ttl
}

/// No grant of the provider involves a person.
#[derive(Debug)]
pub enum NoLogin {}

impl<M> LoginKind<M> for NoLogin {
    fn mount(_: &mut impl Endpoints<M>) {}

    async fn visitor(_: &M, _: Browser<'_>) -> Result<Option<Visitor>, OAuthError>
    where
        M: Send + Sync + 'static,
    {
        Ok(None)
    }

    fn login_redirect(_: &M, _: &Settings, _: &str) -> String {
        String::new()
    }

    fn switch_account(_: &M, _: &Settings, _: &str) -> Option<String> {
        None
    }
}
