//! The handle that every endpoint and guard shares: the provider with its checked settings.

use super::login_kind::Browser;
use super::{Provider, Sweep, Swept};
use crate::clock::Timestamp;
use crate::model::{Client, DeclaredScopes};
use crate::page::{HasPages, Site};
use crate::response::{Heads, PageWriter};
use crate::secret::Hasher;
use crate::settings::{Issuer, Settings};
use crate::token::Issuing;
use http::HeaderMap;
use http::header::ACCEPT_LANGUAGE;
use http::request::Parts;
use std::fmt;
use std::ops::Deref;
use std::sync::atomic::{AtomicBool, AtomicU32};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// An OAuth 2.0 authorization server over the provider `P`. Cheap to clone; axum keeps it as state.
///
/// It comes from `.build()?` or `.at(issuer)?` on a struct with `#[oauth2_provider(..)]`.
pub struct AuthorizationServer<P: Provider> {
    shared: Arc<dyn Share<P>>,
}

/// [`Shared`] behind a pointer that is `Send` and `Sync` whatever the compiler thinks of the
/// provider: a field that is not is told once, at the struct, and not at each use of the server.
pub(crate) trait Share<P: Provider>: Swept {
    /// The one thing there is.
    fn shared(&self) -> &Shared<P>;
}

impl<P: Provider> Share<P> for Shared<P> {
    fn shared(&self) -> &Shared<P> {
        self
    }
}

/// What all clones of a server share: the provider's struct, and beside it what is the same type
/// whatever the provider is.
pub(crate) struct Shared<P: Provider> {
    pub(crate) me: P::Me,
    core: Core,
}

/// The checked settings and the state of one server. What needs no more than this is compiled once,
/// here, and not again for each provider in its crate.
pub(crate) struct Core {
    pub(crate) settings: Settings,
    pub(crate) issuer: Arc<Issuer>,
    pub(crate) hasher: Hasher,
    pub(crate) scopes: DeclaredScopes,
    pub(crate) heads: Heads,
    /// Whether browsers are told to come by https alone.
    pub(crate) tells_https: bool,
    /// The path of the decision endpoint, for the keys of tickets.
    decision: Arc<str>,
    /// The marks of the endpoints that were mounted.
    pub(crate) mounted: AtomicU32,
    /// Whether the log says that callers have no address.
    pub(crate) told_no_address: AtomicBool,
    /// Set by `shutdown`: nothing is to be swept any more.
    pub(crate) stopped: AtomicBool,
    sweep: Mutex<Sweep>,
}

impl<P: Provider> AuthorizationServer<P> {
    pub(crate) fn assemble(me: P::Me, settings: Settings, issuer: Issuer) -> Self
    where
        P: 'static,
    {
        Self {
            shared: Arc::new(Shared::<P> {
                me,
                core: Core::new(settings, issuer, DeclaredScopes::of::<P::Scope>()),
            }),
        }
    }

    /// The struct that was annotated, with its fields.
    #[must_use]
    pub fn provider(&self) -> &P {
        P::lend(&self.shared().me)
    }

    /// The issuer as declared.
    #[must_use]
    pub fn issuer(&self) -> &str {
        self.shared().issuer.as_str()
    }

    /// The same, as the sweeper sees it.
    pub(crate) fn swept(&self) -> Arc<dyn Swept>
    where
        P: 'static,
    {
        self.shared.clone()
    }

    pub(crate) fn shared(&self) -> &Shared<P> {
        self.shared.shared()
    }
}

impl<P: Provider> Deref for Shared<P> {
    type Target = Core;

    fn deref(&self) -> &Core {
        &self.core
    }
}

impl Core {
    fn new(settings: Settings, issuer: Issuer, scopes: DeclaredScopes) -> Self {
        let tells_https = issuer.is_https() && settings.strict_transport_security;
        Self {
            heads: Heads::new(issuer.basic_challenge(), tells_https),
            tells_https,
            decision: settings.paths.decision.as_str().into(),
            settings,
            hasher: Hasher::new(issuer.as_str()),
            issuer: Arc::new(issuer),
            scopes,
            mounted: AtomicU32::new(0),
            told_no_address: AtomicBool::new(false),
            stopped: AtomicBool::new(false),
            sweep: Mutex::default(),
        }
    }

    /// Written field by field, so a poisoned lock guards a whole value.
    pub(crate) fn sweep(&self) -> MutexGuard<'_, Sweep> {
        self.sweep.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.settings.clock.now()
    }

    /// Whose page it is, in the language of a browser; `ui_locales` is what a client wants it to be.
    fn site(&self, headers: &HeaderMap, ui_locales: Option<&str>) -> Site<'_> {
        let Settings { brand, paths, .. } = &self.settings;
        let accepted = headers
            .get(ACCEPT_LANGUAGE)
            .and_then(|value| value.to_str().ok());
        let texts = brand.texts(ui_locales, accepted);
        Site::new(brand, texts, self.issuer.host(), &paths.apps)
    }

    /// A browser's request at this server.
    pub(crate) fn browser<'a>(&'a self, parts: &'a Parts, now: Timestamp) -> Browser<'a> {
        Browser {
            parts,
            issuer: &self.issuer,
            settings: &self.settings,
            hasher: &self.hasher,
            decision: &self.decision,
            now,
        }
    }
}

impl<P: Provider> Shared<P> {
    /// What a token for this client is issued under.
    pub(crate) fn issuing<'a>(&'a self, client: &'a Client, now: Timestamp) -> Issuing<'a, P::Me> {
        Issuing {
            me: &self.me,
            client,
            settings: &self.settings,
            hasher: &self.hasher,
            now,
        }
    }
}

impl<P: Provider<Me: HasPages>> Shared<P> {
    /// Writes pages in the language of a browser; `ui_locales` is what a client wants it to be.
    pub(crate) fn pages(
        &self,
        headers: &HeaderMap,
        ui_locales: Option<&str>,
    ) -> PageWriter<'_, P::Me> {
        PageWriter::new(&self.me, self.site(headers, ui_locales))
    }
}

impl<P: Provider> Clone for AuthorizationServer<P> {
    fn clone(&self) -> Self {
        Self {
            shared: Arc::clone(&self.shared),
        }
    }
}

impl<P: Provider> fmt::Debug for AuthorizationServer<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthorizationServer")
            .field("issuer", &self.issuer())
            .finish_non_exhaustive()
    }
}
