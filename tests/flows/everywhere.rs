//! One hostile text in every place of every request: each parameter of each endpoint, and headers.

use axum::Router;
use axum::body::Body;
use http::header::{CONTENT_TYPE, COOKIE};
use http::{HeaderName, HeaderValue, Request};
use support::{Browser, ISSUER, Reply, SECRET, basic, code_request, query_of, redeeming};

const ASKED: [&str; 14] = [
    "response_type",
    "client_id",
    "redirect_uri",
    "scope",
    "state",
    "code_challenge",
    "code_challenge_method",
    "response_mode",
    "prompt",
    "request",
    "request_uri",
    "resource",
    "error_description",
    "iss",
];
const POSTED: [&str; 11] = [
    "grant_type",
    "code",
    "redirect_uri",
    "code_verifier",
    "refresh_token",
    "username",
    "password",
    "scope",
    "client_id",
    "client_secret",
    "client_assertion",
];
const HEADERS: [&str; 12] = [
    "authorization",
    "cookie",
    "origin",
    "referer",
    "user-agent",
    "host",
    "x-forwarded-host",
    "forwarded",
    "accept",
    "content-type",
    "sec-fetch-site",
    "x-request-id",
];

/// Sends it to every place; answers what came back, each with the place.
pub(crate) async fn everywhere(router: &Router, text: &str) -> Vec<(String, Reply)> {
    let mut browser = Browser::new(router);
    browser.sign_in().await;
    let mut replies = queries(&mut browser, text).await;
    replies.extend(forms_of_clients(&mut browser, text).await);
    replies.extend(forms_of_people(&mut browser, text).await);
    replies.extend(headers(&mut browser, text).await);
    replies
}

async fn queries(browser: &mut Browser, text: &str) -> Vec<(String, Reply)> {
    let mut uris: Vec<String> = ASKED
        .iter()
        .map(|name| code_request(&[(name, text)]))
        .collect();
    uris.push(code_request(&[(text, text)]));
    uris.push(code_request(&[("state", text), ("scope", "nonsense")]));
    let token = [
        ("response_type", "token"),
        ("client_id", "page"),
        ("redirect_uri", "https://page.example/cb?tab=2"),
        ("state", text),
    ];
    uris.push(code_request(&token));
    for (path, name) in [
        ("/login", "return_to"),
        ("/login", text),
        ("/logout", text),
        ("/oauth/apps", text),
        ("/.well-known/oauth-authorization-server", text),
        ("/api/me", "access_token"),
    ] {
        uris.push(format!("{path}?{}", query_of(&[(name, text)])));
    }
    let mut replies = Vec::new();
    for uri in uris {
        let reply = browser.get(&uri).await;
        replies.push((format!("GET {uri}"), reply));
    }
    replies
}

async fn forms_of_clients(browser: &mut Browser, text: &str) -> Vec<(String, Reply)> {
    let bases: [(&str, Vec<(&str, &str)>); 6] = [
        ("/oauth/token", redeeming("none", &[])),
        ("/oauth/token", vec![("grant_type", "client_credentials")]),
        (
            "/oauth/token",
            vec![("grant_type", "refresh_token"), ("refresh_token", "none")],
        ),
        (
            "/oauth/token",
            vec![
                ("grant_type", "password"),
                ("username", "alice"),
                ("password", "none"),
            ],
        ),
        ("/oauth/revoke", vec![("token", "none")]),
        ("/oauth/introspect", vec![("token", "none")]),
    ];
    let mut replies = Vec::new();
    for (path, base) in &bases {
        let more = ["token", "token_type_hint", text];
        for name in POSTED.iter().chain(&more) {
            let mut pairs = base.clone();
            pairs.retain(|(known, _)| known != name);
            pairs.push((name, text));
            let proven = browser.post_as("web", path, &pairs).await;
            replies.push((format!("POST {path} {name}"), proven));
            let unproven = browser.post_with(path, &[], &pairs).await;
            replies.push((format!("POST {path} {name} unproven"), unproven));
        }
        let by_name = basic(text, SECRET);
        let by_secret = basic("web", text);
        for header in [by_name, by_secret] {
            let headers = [("authorization", header.as_str())];
            let reply = browser.post_with(path, &headers, base).await;
            replies.push((format!("POST {path} Basic"), reply));
        }
    }
    replies
}

async fn forms_of_people(browser: &mut Browser, text: &str) -> Vec<(String, Reply)> {
    let mut replies = Vec::new();
    for name in ["transaction_id", "decision", "cancel", text] {
        let page = browser.ask_code(&[("client_id", "other"), OTHER]).await;
        let ticket = page.field("transaction_id").expect("a ticket");
        let mut pairs = vec![("transaction_id", ticket.as_str()), ("decision", "deny")];
        pairs.retain(|(known, _)| *known != name);
        pairs.push((name, text));
        let reply = browser.post("/oauth/authorize/decision", &pairs).await;
        replies.push((format!("the decision's {name}"), reply));
    }
    for name in ["username", "password", "ticket", "return_to", text] {
        let mut stranger = browser.clone();
        stranger.cookies.clear();
        let ticket = stranger.get("/login").await.field("ticket");
        let ticket = ticket.expect("a ticket");
        let mut pairs = vec![
            ("username", "nobody"),
            ("password", "x"),
            ("ticket", &*ticket),
        ];
        pairs.retain(|(known, _)| *known != name);
        pairs.push((name, text));
        let reply = stranger.post("/login", &pairs).await;
        replies.push((format!("the login's {name}"), reply));
        let reply = stranger.post("/logout", &pairs).await;
        replies.push((format!("the logout's {name}"), reply));
    }
    for name in ["ticket", "client_id", text] {
        let mut pairs = vec![("ticket", "none"), ("client_id", "web")];
        pairs.retain(|(known, _)| *known != name);
        pairs.push((name, text));
        let reply = browser.post("/oauth/apps", &pairs).await;
        replies.push((format!("the apps' {name}"), reply));
    }
    replies
}

const OTHER: (&str, &str) = ("redirect_uri", "https://other.example/second");

async fn headers(browser: &mut Browser, text: &str) -> Vec<(String, Reply)> {
    let mut replies = Vec::new();
    let Ok(value) = HeaderValue::from_bytes(text.as_bytes()) else {
        return replies;
    };
    let asked = code_request(&[]);
    let places = [
        ("GET", asked.as_str()),
        ("POST", "/oauth/token"),
        ("POST", "/oauth/revoke"),
        ("POST", "/oauth/introspect"),
        ("POST", "/oauth/authorize/decision"),
        ("GET", "/login"),
        ("POST", "/login"),
        ("GET", "/.well-known/oauth-authorization-server"),
        ("GET", "/api/me"),
    ];
    for (method, uri) in places {
        for name in HEADERS {
            let mut request = Request::builder()
                .method(method)
                .uri(uri)
                .header("host", ISSUER.trim_start_matches("https://"))
                .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(Body::from("grant_type=client_credentials&token=x"))
                .expect("a request");
            let name = HeaderName::from_static(name);
            request.headers_mut().insert(name.clone(), value.clone());
            let mut sender = browser.clone();
            if name == COOKIE {
                sender.cookies.clear();
            }
            let reply = sender.send(request).await;
            replies.push((format!("{method} {uri} with {name}"), reply));
        }
    }
    replies
}
