//! The key of consent tickets and the cookie that it comes from. Both are derived when they are
//! asked for: a request that is answered without a page needs neither.

use crate::model::{Subject, SubjectId};
use crate::secret::{self, Secret};
use crate::session::{Cookies, Name, SealingKey};
use crate::settings::Issuer;
use http::HeaderValue;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

/// The key that a browser's cookie gives.
pub(crate) struct TicketKey {
    cookie: Cookie,
    issuer: Arc<Issuer>,
    /// Where tickets are opened.
    place: String,
    derived: OnceLock<SealingKey>,
}

impl TicketKey {
    pub(super) fn new(cookie: Cookie, issuer: &Arc<Issuer>, place: &str) -> Self {
        Self {
            cookie,
            issuer: Arc::clone(issuer),
            place: place.to_owned(),
            derived: OnceLock::new(),
        }
    }
}

impl Deref for TicketKey {
    type Target = SealingKey;

    fn deref(&self) -> &SealingKey {
        self.derived.get_or_init(|| {
            let issuer = self.issuer.as_str();
            match &self.cookie {
                Cookie::Kept(value) => {
                    SealingKey::new(value.expose(), "ticket/1", issuer, &self.place)
                }
                Cookie::Fresh(fresh) => {
                    SealingKey::new(&fresh.value(), "ticket/1", issuer, &self.place)
                }
            }
        })
    }
}

/// What the key is derived from.
pub(super) enum Cookie {
    /// The value that the browser sent.
    Kept(Secret<String>),
    /// A new one, which the reply must set.
    Fresh(Fresh),
}

/// 256 random bits and a check that ties them to a person: another person gets another cookie.
#[derive(Clone)]
pub(super) struct Fresh {
    random: [u8; 32],
    subject: SubjectId,
}

impl Fresh {
    pub(super) fn new(subject: &Subject) -> Self {
        Self {
            random: secret::random(),
            subject: subject.id().clone(),
        }
    }

    fn value(&self) -> String {
        tied(&secret::base64url(&self.random), &self.subject)
    }
}

fn tied(random: &str, subject: &SubjectId) -> String {
    let check = secret::hmac(
        random.as_bytes(),
        &[b"subject\0", subject.as_str().as_bytes()],
    );
    format!("{random}.{}", secret::base64url(&check))
}

/// Whether a cookie's value was made for this person.
pub(super) fn is_of(value: &str, subject: &Subject) -> bool {
    value.split_once('.').is_some_and(|(random, _)| {
        random.len() == 43 && secret::equal(tied(random, subject.id()).as_bytes(), value.as_bytes())
    })
}

/// The cookie that the reply must set, for the key to come back.
#[derive(Clone)]
pub(crate) struct TicketCookie {
    fresh: Fresh,
    issuer: Arc<Issuer>,
}

impl TicketCookie {
    pub(super) fn new(fresh: Fresh, issuer: &Arc<Issuer>) -> Self {
        Self {
            fresh,
            issuer: Arc::clone(issuer),
        }
    }
}

impl From<TicketCookie> for HeaderValue {
    fn from(cookie: TicketCookie) -> Self {
        Cookies::new(&cookie.issuer).write(Name::Ticket, &cookie.fresh.value(), None)
    }
}
