//! Who signs people in: the application's own login, the toolkit's form, or nobody.

use crate::clock::Timestamp;
use crate::error::OAuthError;
use crate::grant::Endpoints;
use crate::hook::{HasFormUsers, HasLogin, Login as _};
use crate::model::Subject;
use crate::secret::{self, Hasher, Kind};
use crate::session::{Cookies, Name, SealingKey};
use crate::settings::{Issuer, Settings};
use crate::store::{HasStore, SessionRecord, Store as _};
use http::HeaderValue;
use http::request::Parts;
use std::future::Future;
use std::time::Duration;

/// How often the use of a session is written down; more often where it may lie unused for less.
const TOUCH_EVERY: Duration = Duration::from_secs(60);

/// A browser's request, and what is needed to tell who sent it.
#[derive(Clone, Copy)]
pub struct Browser<'a> {
    pub(crate) parts: &'a Parts,
    pub(crate) issuer: &'a Issuer,
    pub(crate) settings: &'a Settings,
    pub(crate) hasher: &'a Hasher,
    pub(crate) now: Timestamp,
}

impl<'a> Browser<'a> {
    pub(crate) const fn cookies(&self) -> Cookies<'a> {
        Cookies::new(self.issuer)
    }

    /// The key of tickets for whoever holds this cookie.
    fn ticket_key(&self, cookie: &str) -> SealingKey {
        SealingKey::new(
            cookie,
            "ticket/1",
            self.issuer.as_str(),
            &self.settings.paths.decision,
        )
    }
}

/// A person at a browser.
pub struct Visitor {
    pub(crate) subject: Subject,
    /// Seals consent tickets for this person in this browser.
    pub(crate) key: SealingKey,
    /// A cookie the reply must set, for the key to come back.
    pub(crate) cookie: Option<HeaderValue>,
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
        if let Some(value) = kept.filter(|value| is_ticket_cookie_of(value, &subject)) {
            return Ok(Some(Visitor {
                key: browser.ticket_key(value),
                subject,
                cookie: None,
            }));
        }
        let value = ticket_cookie(&secret::base64url(&secret::random::<32>()), &subject);
        let cookie = Some(cookies.write(Name::Ticket, &value, None));
        Ok(Some(Visitor {
            key: browser.ticket_key(&value),
            subject,
            cookie,
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

/// 43 random characters and a check that ties them to a person: another person gets another cookie.
fn ticket_cookie(random: &str, subject: &Subject) -> String {
    let check = secret::hmac(
        random.as_bytes(),
        &[b"subject\0", subject.id().as_str().as_bytes()],
    );
    format!("{random}.{}", secret::base64url(&check))
}

fn is_ticket_cookie_of(value: &str, subject: &Subject) -> bool {
    value.split_once('.').is_some_and(|(random, _)| {
        random.len() == 43
            && secret::equal(ticket_cookie(random, subject).as_bytes(), value.as_bytes())
    })
}

/// The toolkit's login form and session, `login(form)`.
#[derive(Debug)]
pub enum FormLogin {}

impl<M: HasFormUsers + HasStore> LoginKind<M> for FormLogin {
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
            key: browser.ticket_key(value),
            cookie: None,
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
