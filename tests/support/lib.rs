//! A browser, a clock and two providers, for tests that speak HTTP and nothing else.

#![expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "a test that cannot set itself up must fail there"
)]

mod browser;
mod clock;
mod desk;
mod each_verb;
mod family;
pub mod hostile;
mod photos;
mod proxy;
mod reply;
pub mod servers;
mod unthrottled;

pub use browser::{Browser, base64, basic, code_request, redeeming};
pub use clock::FixedClock;
pub use desk::{Answer, CAUSE, Desk, Failure};
pub use family::{Family, Fate};
pub use photos::{
    AppScope, People, Photos, app_scope, clients, photos, photos_at, photos_on, photos_with, routes,
};
pub use proxy::Proxy;
pub use reply::{Reply, query_of};
pub use unthrottled::Unthrottled;

/// The verifier of RFC 7636, appendix B.
pub const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
/// The challenge of [`VERIFIER`].
pub const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
/// The issuer of every test server.
pub const ISSUER: &str = "https://photos.example";
/// The secret of every confidential test client: 43 characters.
pub const SECRET: &str = "a-secret-for-tests-only-0123456789-abcdefgh";
