//! A browser with cookies, over a router and without a socket.

use crate::reply::{Reply, query_of};
use crate::{CHALLENGE, ISSUER, SECRET, VERIFIER};
use axum::Router;
use axum::body::Body;
use http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, ORIGIN, SET_COOKIE};
use http::{HeaderValue, Method, Request};
use http_body_util::BodyExt as _;
use std::collections::BTreeMap;
use tower::ServiceExt as _;

/// Keeps cookies between requests. A clone is a second browser with the same cookies.
#[derive(Clone)]
pub struct Browser {
    router: Router,
    /// The cookies it holds.
    pub cookies: BTreeMap<String, String>,
}

impl Browser {
    /// A browser without cookies.
    #[must_use]
    pub fn new(router: &Router) -> Self {
        Self {
            router: router.clone(),
            cookies: BTreeMap::new(),
        }
    }

    /// Sends a request as it is, with the cookies.
    pub async fn send(&mut self, mut request: Request<Body>) -> Reply {
        if !self.cookies.is_empty() {
            let pairs: Vec<_> = self
                .cookies
                .iter()
                .map(|(k, v)| format!("{k}={v}"))
                .collect();
            let value = HeaderValue::try_from(pairs.join("; ")).expect("cookie text");
            request.headers_mut().insert(COOKIE, value);
        }
        let response = self
            .router
            .clone()
            .oneshot(request)
            .await
            .expect("infallible");
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all(SET_COOKIE) {
            let text = cookie.to_str().expect("text");
            let (pair, attributes) = text.split_once(';').expect("attributes");
            let (name, value) = pair.split_once('=').expect("a pair");
            if attributes.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let body = body.collect().await.expect("a body").to_bytes();
        let body = String::from_utf8(body.to_vec()).expect("UTF-8");
        Reply {
            status: parts.status,
            headers: parts.headers,
            body,
        }
    }

    /// `GET`.
    pub async fn get(&mut self, uri: &str) -> Reply {
        self.send(Request::get(uri).body(Body::empty()).expect("a request"))
            .await
    }

    /// Any method without a body.
    pub async fn method(&mut self, method: Method, uri: &str) -> Reply {
        let request = Request::builder()
            .method(method)
            .uri(uri)
            .body(Body::empty());
        self.send(request.expect("a request")).await
    }

    /// `POST` of a form, as a page of the same origin sends it.
    pub async fn post(&mut self, uri: &str, pairs: &[(&str, &str)]) -> Reply {
        let request = Request::post(uri)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(ORIGIN, ISSUER)
            .header("sec-fetch-site", "same-origin")
            .body(Body::from(query_of(pairs)));
        self.send(request.expect("a request")).await
    }

    /// `POST` to the token endpoint with a raw body and, if given, an Authorization header.
    pub async fn token_raw(&mut self, authorization: Option<&str>, body: &str) -> Reply {
        let mut request =
            Request::post("/oauth/token").header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        if let Some(authorization) = authorization {
            request = request.header(AUTHORIZATION, authorization);
        }
        self.send(
            request
                .body(Body::from(body.to_owned()))
                .expect("a request"),
        )
        .await
    }

    /// `POST` to the token endpoint as a confidential client, by Basic.
    pub async fn token(&mut self, client_id: &str, pairs: &[(&str, &str)]) -> Reply {
        self.token_raw(Some(&basic(client_id, SECRET)), &query_of(pairs))
            .await
    }

    /// `POST` to the token endpoint as a public client, named in the form.
    pub async fn public_token(&mut self, client_id: &str, pairs: &[(&str, &str)]) -> Reply {
        let mut all = vec![("client_id", client_id)];
        all.extend_from_slice(pairs);
        self.token_raw(None, &query_of(&all)).await
    }

    /// `GET` with a bearer token.
    pub async fn with_token(&mut self, uri: &str, token: &str) -> Reply {
        let request = Request::get(uri).header(AUTHORIZATION, format!("Bearer {token}"));
        self.send(request.body(Body::empty()).expect("a request"))
            .await
    }

    /// Signs in at the toolkit's form as alice.
    pub async fn sign_in(&mut self) -> Reply {
        self.sign_in_as("alice", "wonderland").await
    }

    /// Signs in at the toolkit's form.
    pub async fn sign_in_as(&mut self, username: &str, password: &str) -> Reply {
        let page = self.get("/login").await;
        let ticket = page.field("ticket").expect("a ticket");
        self.post(
            "/login",
            &[
                ("username", username),
                ("password", password),
                ("ticket", &ticket),
            ],
        )
        .await
    }

    /// `GET` of the authorization endpoint with exactly these parameters.
    pub async fn authorize(&mut self, pairs: &[(&str, &str)]) -> Reply {
        self.get(&format!("/oauth/authorize?{}", query_of(pairs)))
            .await
    }

    /// A good request for a code by the client `web`, with more parameters.
    pub async fn ask_code(&mut self, more: &[(&str, &str)]) -> Reply {
        let mut pairs = vec![
            ("response_type", "code"),
            ("client_id", "web"),
            ("redirect_uri", "https://web.example/cb"),
            ("state", "xyz"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ];
        pairs.retain(|(name, _)| !more.iter().any(|(other, _)| other == name));
        pairs.extend(more.iter().filter(|(_, value)| !value.is_empty()));
        self.authorize(&pairs).await
    }

    /// The verdict on a consent page.
    pub async fn decide(&mut self, page: &Reply, verdict: &str) -> Reply {
        let ticket = page
            .field("transaction_id")
            .unwrap_or_else(|| panic!("no ticket: {page:?}"));
        let pairs = [("transaction_id", ticket.as_str()), ("decision", verdict)];
        self.post("/oauth/authorize/decision", &pairs).await
    }

    /// A code for the client `web`, from login to consent.
    pub async fn code(&mut self) -> String {
        if self.cookies.is_empty() {
            self.sign_in().await;
        }
        let page = self.ask_code(&[]).await;
        self.decide(&page, "allow")
            .await
            .query("code")
            .expect("a code")
    }

    /// Redeems a code of the client `web`.
    pub async fn redeem(&mut self, code: &str) -> Reply {
        let pairs = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", "https://web.example/cb"),
            ("code_verifier", VERIFIER),
        ];
        self.token("web", &pairs).await
    }

    /// Refreshes as the client `web`.
    pub async fn refresh(&mut self, token: &str) -> Reply {
        self.token(
            "web",
            &[("grant_type", "refresh_token"), ("refresh_token", token)],
        )
        .await
    }
}

/// An `Authorization: Basic` value, its halves form-encoded.
#[must_use]
pub fn basic(id: &str, secret: &str) -> String {
    let encode = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    format!(
        "Basic {}",
        base64(format!("{}:{}", encode(id), encode(secret)).as_bytes())
    )
}

/// Standard base64 with padding.
#[must_use]
pub fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}
