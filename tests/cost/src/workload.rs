//! The requests that are counted, without a socket: a router is called as hyper would call it.

use crate::counting::{Allocations, Counted};
use axum::Router;
use axum::body::Body;
use axum::http::Request;
use axum::http::header::{
    AUTHORIZATION, CONTENT_TYPE, COOKIE, HOST, HeaderName, LOCATION, SET_COOKIE,
};
use axum::response::Response;
use http_body_util::BodyExt as _;
use std::hint::black_box;
use tower::ServiceExt as _;

/// What a request, or a flow of requests, is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Workload {
    /// A request is built and dropped: what the driver itself costs.
    Nothing,
    /// `POST /token`, grant `client_credentials`, HTTP Basic.
    ClientCredentials,
    /// `GET /protected` with a live token.
    Bearer,
    /// `GET /authorize` of a person who is signed in, consent without a page, then `POST /token`
    /// with the code and its PKCE verifier.
    Code,
    /// `POST /introspect` of a live token.
    Introspect,
    /// `POST /token`, grant `refresh_token`, each with the token of the reply before.
    Refresh,
    /// `POST /token` with a wrong secret.
    WrongSecret,
}

impl Workload {
    /// Each, with its name.
    pub const ALL: [(&'static str, Self); 7] = [
        ("nothing", Self::Nothing),
        ("client_credentials", Self::ClientCredentials),
        ("bearer", Self::Bearer),
        ("code", Self::Code),
        ("introspect", Self::Introspect),
        ("refresh", Self::Refresh),
        ("wrong_secret", Self::WrongSecret),
    ];

    /// The one of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let found = Self::ALL.into_iter().find(|(known, _)| *known == name);
        found.map(|(_, workload)| workload)
    }
}

/// `bench:bench-secret`.
pub const RIGHT: &str = "Basic YmVuY2g6YmVuY2gtc2VjcmV0";
/// `bench:wrong-secret`.
pub const WRONG: &str = "Basic YmVuY2g6d3Jvbmctc2VjcmV0";
/// The body of a request for a client's own token.
pub const OWN_TOKEN: &str = "grant_type=client_credentials&scope=default";
/// An authorization request, with the challenge of RFC 7636, appendix B.
pub const AUTHORIZE: &str = "/authorize?response_type=code&client_id=bench\
    &redirect_uri=http%3A%2F%2F127.0.0.1%3A9%2Fcb&scope=default&state=xyz\
    &code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256";

/// The body that redeems a code.
#[must_use]
pub fn redeem(code: &str) -> String {
    let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    format!(
        "grant_type=authorization_code&code={code}\
         &redirect_uri=http%3A%2F%2F127.0.0.1%3A9%2Fcb&code_verifier={verifier}"
    )
}

/// The value of a text member of a flat JSON object.
#[must_use]
pub fn member<'a>(json: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = json.split_once(&format!("\"{name}\":\""))?;
    rest.split('"').next()
}

/// The code in the `Location` of an authorization response.
#[must_use]
pub fn code_in(location: &str) -> Option<&str> {
    let mut parts = location.split(['?', '&']);
    parts.find_map(|part| part.strip_prefix("code="))
}

/// Answers `rounds` requests, and tells how many allocations each took.
///
/// # Panics
/// An answer is not the one that was to come.
pub async fn run(router: &Router, workload: Workload, rounds: u32) -> Allocations {
    let mut driver = Driver::ready(router, workload).await;
    let before = Counted::now();
    for _ in 0..rounds {
        driver.round(workload).await;
    }
    before.for_each(rounds)
}

struct Driver<'a> {
    router: &'a Router,
    bearer: String,
    cookie: String,
    refresh: String,
}

impl<'a> Driver<'a> {
    /// Signed in, with a token of each kind, as far as the workload needs one.
    async fn ready(router: &'a Router, workload: Workload) -> Self {
        let mut driver = Self {
            router,
            bearer: String::new(),
            cookie: String::new(),
            refresh: String::new(),
        };
        let reply = driver.text(post("/token", RIGHT, OWN_TOKEN.into())).await;
        let token = member(&reply, "access_token").expect("a token");
        driver.bearer = format!("Bearer {token}");
        if matches!(workload, Workload::Code | Workload::Refresh) {
            driver.cookie = driver.sign_in().await;
            let reply = driver.flow().await;
            driver.refresh = String::from(member(&reply, "refresh_token").expect("a token"));
        }
        driver
    }

    async fn round(&mut self, workload: Workload) {
        match workload {
            Workload::Nothing => drop(black_box(post("/token", RIGHT, OWN_TOKEN.into()))),
            Workload::ClientCredentials => {
                self.body(post("/token", RIGHT, OWN_TOKEN.into()), 200)
                    .await;
            }
            Workload::Bearer => {
                self.body(get("/protected", AUTHORIZATION, &self.bearer), 200)
                    .await;
            }
            Workload::Code => drop(self.flow().await),
            Workload::Introspect => {
                let token = self.bearer.trim_start_matches("Bearer ");
                self.body(post("/introspect", RIGHT, format!("token={token}")), 200)
                    .await;
            }
            Workload::Refresh => {
                let body = format!("grant_type=refresh_token&refresh_token={}", self.refresh);
                let reply = self.text(post("/token", RIGHT, body)).await;
                self.refresh = String::from(member(&reply, "refresh_token").expect("a token"));
            }
            Workload::WrongSecret => {
                self.body(post("/token", WRONG, OWN_TOKEN.into()), 401)
                    .await;
            }
        }
    }

    /// The cookie of a new session.
    async fn sign_in(&self) -> String {
        let away = self.answer(get(AUTHORIZE, COOKIE, "none=here")).await;
        let login = header(&away, &LOCATION);
        let back = self.answer(get(&login, COOKIE, "none=here")).await;
        let cookie = header(&back, &SET_COOKIE);
        cookie.split(';').next().expect("a cookie").to_owned()
    }

    /// From the authorization request to the token reply.
    async fn flow(&self) -> String {
        let response = self.answer(get(AUTHORIZE, COOKIE, &self.cookie)).await;
        let location = header(&response, &LOCATION);
        let code = code_in(&location).expect("a code");
        self.text(post("/token", RIGHT, redeem(code))).await
    }

    async fn answer(&self, request: Request<Body>) -> Response {
        match self.router.clone().oneshot(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        }
    }

    async fn body(&self, request: Request<Body>, status: u16) {
        let response = self.answer(request).await;
        assert_eq!(response.status(), status);
        let body = response.into_body().collect().await.expect("a body");
        black_box(body.to_bytes());
    }

    async fn text(&self, request: Request<Body>) -> String {
        let response = self.answer(request).await;
        assert_eq!(response.status(), 200);
        let body = response.into_body().collect().await.expect("a body");
        String::from_utf8(body.to_bytes().to_vec()).expect("text")
    }
}

fn post(path: &str, credential: &str, body: String) -> Request<Body> {
    Request::post(path)
        .header(HOST, "127.0.0.1")
        .header(AUTHORIZATION, credential)
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(body))
        .expect("a request")
}

fn get(path: &str, name: HeaderName, value: &str) -> Request<Body> {
    let request = Request::get(path).header(HOST, "127.0.0.1");
    request
        .header(name, value)
        .body(Body::empty())
        .expect("a request")
}

fn header(response: &Response, name: &HeaderName) -> String {
    let value = response.headers().get(name).expect("the header");
    value.to_str().expect("text").to_owned()
}
