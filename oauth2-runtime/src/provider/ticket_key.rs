//! The key of consent tickets and the cookie that it comes from: made when they are asked for, since
//! a request that is answered without a page needs neither.

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
    place: Arc<str>,
    derived: OnceLock<SealingKey>,
}

impl TicketKey {
    pub(super) fn new(cookie: Cookie, issuer: &Arc<Issuer>, place: &Arc<str>) -> Self {
        Self {
            cookie,
            issuer: Arc::clone(issuer),
            place: Arc::clone(place),
            derived: OnceLock::new(),
        }
    }

    /// The cookie that the reply must set, for the key to come back; `None` where the browser has it.
    pub(crate) fn cookie(&self) -> Option<HeaderValue> {
        let Cookie::Fresh(fresh) = &self.cookie else {
            return None;
        };
        Some(Cookies::new(&self.issuer).write(Name::Ticket, fresh.value(), None))
    }
}

impl Deref for TicketKey {
    type Target = SealingKey;

    fn deref(&self) -> &SealingKey {
        let value = || match &self.cookie {
            Cookie::Kept(value) => value.expose(),
            Cookie::Fresh(fresh) => fresh.value(),
        };
        self.derived
            .get_or_init(|| SealingKey::new(value(), "ticket/1", self.issuer.as_str(), &self.place))
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
pub(super) struct Fresh {
    subject: SubjectId,
    value: OnceLock<Secret<String>>,
}

impl Fresh {
    pub(super) fn new(subject: &Subject) -> Self {
        Self {
            subject: subject.id().clone(),
            value: OnceLock::new(),
        }
    }

    fn value(&self) -> &str {
        let made = || tied(&secret::base64url(&secret::random::<32>()), &self.subject);
        self.value.get_or_init(|| Secret::new(made())).expose()
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
