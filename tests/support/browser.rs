//! A browser with cookies, over a router and without a socket.

use crate::reply::{Reply, query_of};
use crate::{CHALLENGE, ISSUER, SECRET, VERIFIER};
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, SET_COOKIE};
use http::{HeaderName, HeaderValue, Method, Request};
use http_body_util::BodyExt as _;
use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use tower::ServiceExt as _;

/// Keeps cookies between requests. A clone is a second browser with the same cookies.
#[derive(Clone)]
pub struct Browser {
    router: Router,
    /// The cookies it holds.
    pub cookies: BTreeMap<String, String>,
    /// Where its connection comes from, as `into_make_service_with_connect_info` tells.
    pub address: Option<IpAddr>,
    /// The header `x-user`, by which [`Desk`](crate::Desk) knows a person.
    pub user: Option<&'static str>,
}

impl Browser {
    /// A browser without cookies.
    #[must_use]
    pub fn new(router: &Router) -> Self {
        Self {
            router: router.clone(),
            cookies: BTreeMap::new(),
            address: None,
            user: None,
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
        if let Some(address) = self.address {
            let peer = ConnectInfo(SocketAddr::from((address, 50_000)));
            request.extensions_mut().insert(peer);
        }
        if let Some(user) = self.user {
            let value = HeaderValue::from_static(user);
            request.headers_mut().insert("x-user", value);
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

    /// `GET` with more headers.
    pub async fn get_with(&mut self, uri: &str, headers: &[(&str, &str)]) -> Reply {
        let request = Request::get(uri).body(Body::empty());
        self.send(with_headers(request.expect("a request"), headers))
            .await
    }

    /// `POST` of a form, as a page of the same origin sends it.
    pub async fn post(&mut self, uri: &str, pairs: &[(&str, &str)]) -> Reply {
        let headers = [("origin", ISSUER), ("sec-fetch-site", "same-origin")];
        self.post_with(uri, &headers, pairs).await
    }

    /// `POST` of a form with these headers and no other.
    pub async fn post_with(
        &mut self,
        uri: &str,
        headers: &[(&str, &str)],
        pairs: &[(&str, &str)],
    ) -> Reply {
        let request = Request::post(uri)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(query_of(pairs)));
        self.send(with_headers(request.expect("a request"), headers))
            .await
    }

    /// `POST` of a form as a confidential client, by Basic.
    pub async fn post_as(&mut self, client_id: &str, uri: &str, pairs: &[(&str, &str)]) -> Reply {
        let basic = basic(client_id, SECRET);
        self.post_with(uri, &[("authorization", &basic)], pairs)
            .await
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

    /// `GET` of [`code_request`].
    pub async fn ask_code(&mut self, other: &[(&str, &str)]) -> Reply {
        self.get(&code_request(other)).await
    }

    /// The verdict on a consent page.
    pub async fn decide(&mut self, page: &Reply, verdict: &str) -> Reply {
        let ticket = page
            .field("transaction_id")
            .unwrap_or_else(|| panic!("no ticket: {page:?}"));
        let pairs = [("transaction_id", ticket.as_str()), ("decision", verdict)];
        self.post("/oauth/authorize/decision", &pairs).await
    }

    /// A code for the client `web`, from login to consent; a consent that is remembered is enough.
    pub async fn code(&mut self) -> String {
        self.code_with(&[]).await
    }

    /// A code for the request of [`Browser::ask_code`], with consent where it is asked.
    pub async fn code_with(&mut self, more: &[(&str, &str)]) -> String {
        if self.cookies.is_empty() && self.user.is_none() {
            self.sign_in().await;
        }
        let mut answer = self.ask_code(more).await;
        if answer.status == 200 {
            answer = self.decide(&answer, "allow").await;
        }
        let code = answer.query("code");
        code.unwrap_or_else(|| panic!("no code: {answer:?}"))
    }

    /// Redeems a code of the client `web`.
    pub async fn redeem(&mut self, code: &str) -> Reply {
        self.token("web", &redeeming(code, &[])).await
    }

    /// What a person's consent to the public client `cli` gives.
    pub async fn public_tokens(&mut self) -> Reply {
        let place = ("redirect_uri", "http://127.0.0.1:4000/callback");
        let code = self.code_with(&[("client_id", "cli"), place]).await;
        self.public_token("cli", &redeeming(&code, &[place])).await
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

fn with_headers(mut request: Request<Body>, headers: &[(&str, &str)]) -> Request<Body> {
    for (name, value) in headers {
        let name = HeaderName::try_from(*name).expect("a header name");
        let value = HeaderValue::try_from(*value).expect("a header value");
        request.headers_mut().append(name, value);
    }
    request
}

/// The path and query of a good request for a code by the client `web`, with other values; an empty
/// one leaves its parameter out.
#[must_use]
pub fn code_request(other: &[(&str, &str)]) -> String {
    let good = [
        ("response_type", "code"),
        ("client_id", "web"),
        ("redirect_uri", "https://web.example/cb"),
        ("state", "xyz"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    format!("/oauth/authorize?{}", query_of(&replace(&good, other)))
}

/// The form that redeems a code of the client `web`, with other values in the same way.
#[must_use]
pub fn redeeming<'a>(code: &'a str, other: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let good = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", "https://web.example/cb"),
        ("code_verifier", VERIFIER),
    ];
    replace(&good, other)
}

fn replace<'a>(
    good: &[(&'a str, &'a str)],
    other: &[(&'a str, &'a str)],
) -> Vec<(&'a str, &'a str)> {
    let replaced = |name| other.iter().any(|(known, _)| *known == name);
    let kept = good.iter().filter(|(name, _)| !replaced(*name));
    let given = other.iter().filter(|(_, value)| !value.is_empty());
    kept.chain(given).copied().collect()
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
