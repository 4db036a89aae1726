//! Issuer, paths, lifetimes and policies: declared by the application, checked once.

use crate::brand::Brand;
use crate::clock::{Clock, SystemClock};
use crate::error::ConfigError;
use crate::throttle::{Throttle, Throttling};
use http::request::Parts;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

mod issuer;
mod json_body;
mod paths;

pub use issuer::Issuer;
pub(crate) use json_body::JsonBody;
pub use paths::Paths;

/// No lifetime is longer: past it sums of moments lose their meaning.
const LONGEST: Duration = Duration::from_secs(100 * 366 * 24 * 3600);

/// Whether an authorization code must be bound to a verifier (RFC 7636).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Pkce {
    /// Every request for a code carries an S256 challenge.
    #[default]
    Required,
    /// A confidential client may leave it out. Legacy: RFC 9700 §2.1.1 asks for it.
    Optional,
}

/// What is known only at run time: the issuer, lifetimes, paths and limits.
///
/// It is given by a field marked `#[oauth2(settings)]`; what the attribute states, settings cannot
/// state again.
///
/// ```
/// use oauth2_runtime::Settings;
/// use std::time::Duration;
///
/// let settings = Settings::new("https://photos.example")
///     .access_token_ttl(Duration::from_secs(15 * 60));
/// ```
#[derive(Clone, Debug)]
pub struct Settings {
    pub(crate) issuer: Option<String>,
    pub(crate) access_token_ttl: Duration,
    pub(crate) refresh_token_ttl: Duration,
    pub(crate) refresh_idle_ttl: Duration,
    pub(crate) refresh_retry: Duration,
    pub(crate) refresh_retry_public: Duration,
    pub(crate) code_ttl: Duration,
    pub(crate) session_ttl: Duration,
    pub(crate) session_idle_ttl: Duration,
    pub(crate) sweep_every: Duration,
    pub(crate) paths: Paths,
    pub(crate) pkce: Pkce,
    pub(crate) json_body: Option<JsonBody>,
    pub(crate) http_redirect: bool,
    pub(crate) strict_transport_security: bool,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) client_address: Option<fn(&Parts) -> Option<IpAddr>>,
    pub(crate) throttle: Throttling,
    pub(crate) brand: Brand,
}

impl Default for Settings {
    fn default() -> Self {
        let minutes = |minutes: u64| Duration::from_secs(60 * minutes);
        let days = |days: u64| minutes(60 * 24 * days);
        Self {
            issuer: None,
            access_token_ttl: minutes(15),
            refresh_token_ttl: days(90),
            refresh_idle_ttl: days(30),
            refresh_retry: Duration::from_secs(30),
            refresh_retry_public: Duration::from_secs(10),
            code_ttl: minutes(1),
            session_ttl: days(7),
            session_idle_ttl: minutes(60 * 12),
            sweep_every: minutes(1),
            paths: Paths::default(),
            pkce: Pkce::Required,
            json_body: None,
            http_redirect: false,
            strict_transport_security: true,
            clock: Arc::new(SystemClock),
            client_address: None,
            throttle: Throttling::default(),
            brand: Brand::default(),
        }
    }
}

macro_rules! spans {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[must_use]
        pub const fn $name(mut self, span: Duration) -> Self {
            self.$name = span;
            self
        }
    )*};
}

impl Settings {
    /// Settings for this issuer: `https://`, or `http://` on a loopback address, without query and
    /// fragment. It is declared here and never inferred from a request.
    pub fn new(issuer: impl Into<String>) -> Self {
        Self::default().issuer(issuer)
    }

    /// The issuer, see [`Settings::new`].
    #[must_use]
    pub fn issuer(mut self, issuer: impl Into<String>) -> Self {
        self.issuer = Some(issuer.into());
        self
    }

    spans! {
        /// How long an access token lives; 15 minutes by default. Parts of a second are dropped, in
        /// this span and the next ones.
        access_token_ttl;
        /// How long a refresh family lives at most; 90 days by default.
        refresh_token_ttl;
        /// How long a refresh token may lie unused; 30 days by default.
        refresh_idle_ttl;
        /// How long a code lives; one minute by default. Over ten (RFC 6749 §4.1.2) the log warns.
        code_ttl;
        /// How long a login of the toolkit's page lasts at most; 7 days by default.
        session_ttl;
        /// How long such a login may lie unused; 12 hours by default.
        session_idle_ttl;
        /// How often expired rows are deleted; every minute by default, zero turns it off.
        sweep_every;
    }

    /// How long after a rotation the refresh token before it may be presented again and gets the
    /// identical successor: 30 seconds for confidential clients, 10 for public ones by default.
    /// Zero turns it off.
    #[must_use]
    pub const fn refresh_retry(mut self, confidential: Duration, public: Duration) -> Self {
        self.refresh_retry = confidential;
        self.refresh_retry_public = public;
        self
    }

    /// The paths of the endpoints.
    #[must_use]
    pub fn paths(mut self, paths: Paths) -> Self {
        self.paths = paths;
        self
    }

    /// Whether confidential clients may leave PKCE out.
    #[must_use]
    pub const fn pkce(mut self, pkce: Pkce) -> Self {
        self.pkce = pkce;
        self
    }

    /// Whether the endpoints of an `https` issuer tell browsers to reach this host by `https` alone
    /// for a year (`Strict-Transport-Security: max-age=31536000`); they do by default. Switch it off
    /// where a proxy in front sets the header, or where the host also serves plain `http`. An issuer
    /// on loopback `http` never sends it; routes of the application are the application's.
    #[must_use]
    pub const fn strict_transport_security(mut self, sent: bool) -> Self {
        self.strict_transport_security = sent;
        self
    }

    /// Where the time comes from: a test gives a clock that it moves by hand.
    #[must_use]
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// How the address of a caller is found: wrong passwords and secrets are counted by it, so that
    /// a stranger who fails does not lock anybody else out.
    ///
    /// By default it is that of the connection, where the application is served with
    /// `into_make_service_with_connect_info::<SocketAddr>()`. Behind a proxy that is the proxy's,
    /// for all: there name the header that your proxy sets, and only that. Where no address is
    /// found, one line in the log says so, and failures are counted by account and client alone,
    /// ten times as many.
    ///
    /// ```
    /// use oauth2_runtime::Settings;
    ///
    /// // nginx: `proxy_set_header X-Real-IP $remote_addr;`
    /// let settings = Settings::new("https://photos.example").client_address(|parts| {
    ///     parts.headers.get("x-real-ip")?.to_str().ok()?.parse().ok()
    /// });
    /// ```
    #[must_use]
    pub const fn client_address(mut self, find: fn(&Parts) -> Option<IpAddr>) -> Self {
        self.client_address = Some(find);
        self
    }

    /// What counts failed passwords and secrets: one that several processes share, in the place of
    /// [`MemoryThrottle`](crate::MemoryThrottle).
    #[must_use]
    pub fn throttle(mut self, throttle: Arc<dyn Throttle>) -> Self {
        self.throttle = Throttling::Shared(throttle);
        self
    }

    /// How the toolkit's pages look and speak.
    #[must_use]
    pub fn brand(mut self, brand: Brand) -> Self {
        self.brand = brand;
        self
    }

    /// Accepts `application/json` bodies at the token endpoint: the word `allow(json_body)`.
    #[doc(hidden)]
    #[must_use]
    #[inline]
    pub const fn allow_json_body(mut self) -> Self {
        self.json_body = Some(json_body::members);
        self
    }

    /// Accepts plain `http` redirects: the word `allow(http_redirect)`.
    #[doc(hidden)]
    #[must_use]
    pub const fn allow_http_redirect(mut self) -> Self {
        self.http_redirect = true;
        self
    }

    /// The window of [`Settings::refresh_retry`] for one kind of client.
    pub(crate) const fn refresh_retry_of(&self, public: bool) -> Duration {
        if public {
            self.refresh_retry_public
        } else {
            self.refresh_retry
        }
    }

    /// Checks everything, pushes each fault, and answers the issuer if there is a good one. The path
    /// of the metadata then has the issuer's behind it.
    pub(crate) fn check(&mut self, faults: &mut ConfigError) -> Option<Issuer> {
        let ttls = [
            ("access_token_ttl", self.access_token_ttl),
            ("refresh_token_ttl", self.refresh_token_ttl),
            ("refresh_idle_ttl", self.refresh_idle_ttl),
            ("code_ttl", self.code_ttl),
            ("session_ttl", self.session_ttl),
            ("session_idle_ttl", self.session_idle_ttl),
        ];
        for (name, ttl) in ttls {
            if ttl > LONGEST {
                faults.push(format!("`{name}` is more than a hundred years"));
            }
            if ttl.as_secs() == 0 {
                faults.push(format!(
                    "`{name}` is less than a second; write e.g. 15 minutes"
                ));
            }
        }
        if self.code_ttl > Duration::from_secs(600) {
            tracing::warn!(
                reason = "long_code_ttl",
                section = "RFC 6749 §4.1.2",
                "codes should live ten minutes at most"
            );
        }
        if self.refresh_token_ttl < self.access_token_ttl {
            faults.push("`refresh_token_ttl` is shorter than `access_token_ttl`");
        }
        self.paths.check(faults);
        self.brand.check(faults);
        let issuer = self.check_issuer(faults);
        self.paths.check_distinct(faults);
        issuer
    }

    fn check_issuer(&mut self, faults: &mut ConfigError) -> Option<Issuer> {
        let Some(issuer) = &self.issuer else {
            faults.push("no issuer: write `issuer = \"https://..\"`, or `.at(\"https://..\")`");
            return None;
        };
        let issuer = Issuer::parse(issuer).map_err(|fault| faults.push(fault));
        let issuer = issuer.ok()?;
        // RFC 8414 §3.1: between host and path, so that issuers of one host are told apart.
        self.paths.metadata.push_str(issuer.path());
        Some(issuer)
    }
}
