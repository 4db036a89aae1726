//! Headers that every reply has, whatever endpoint gives it and whatever it says.

use axum::Router;
use http::Method;
use oauth2_runtime::prelude::*;
use std::sync::Arc;
use support::{Browser, ISSUER, Reply, code_request, photos, photos_with};

const ENDPOINTS: [&str; 9] = [
    "/oauth/authorize",
    "/oauth/authorize/decision",
    "/oauth/token",
    "/oauth/revoke",
    "/oauth/introspect",
    "/.well-known/oauth-authorization-server",
    "/login",
    "/logout",
    "/oauth/apps",
];
const HSTS: &str = "strict-transport-security";

/// Good and bad requests to every endpoint, by each method.
async fn every_reply(router: &Router, issuer: &str) -> Vec<(String, Reply)> {
    let mut replies = Vec::new();
    let mut browser = Browser::new(router);
    let own = [("origin", issuer)];
    for signed_in in [false, true] {
        if signed_in {
            let ticket = browser.get("/login").await.field("ticket");
            let ticket = ticket.expect("a ticket");
            let form = [
                ("username", "alice"),
                ("password", "wonderland"),
                ("ticket", ticket.as_str()),
            ];
            let reply = browser.post_with("/login", &own, &form).await;
            assert_eq!(reply.status, 303, "{reply:?}");
            replies.push(("a login".to_owned(), reply));
        }
        for uri in ENDPOINTS {
            for method in ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"] {
                let what = format!("{method} {uri}, signed in: {signed_in}");
                let method: Method = method.parse().expect("a method");
                let reply = browser.method(method, uri).await;
                replies.push((what, reply));
            }
        }
        replies.push((
            "a request".to_owned(),
            browser.get(&code_request(&[])).await,
        ));
    }
    let (_, page) = replies.last().expect("a page").clone();
    page.is_page(200);
    let ticket = page.field("transaction_id").expect("a ticket");
    let pairs = [("transaction_id", ticket.as_str()), ("decision", "allow")];
    let answer = browser
        .post_with("/oauth/authorize/decision", &own, &pairs)
        .await;
    let given = browser.redeem(&answer.query("code").expect("a code")).await;
    assert_eq!(given.status, 200, "{given:?}");
    for uri in ["/oauth/introspect", "/oauth/revoke"] {
        let token = given.text("access_token");
        let reply = browser.post_as("web", uri, &[("token", &token)]).await;
        assert_eq!(reply.status, 200, "{reply:?}");
        replies.push((uri.to_owned(), reply));
    }
    replies.extend([("a code".to_owned(), answer), ("a token".to_owned(), given)]);
    replies
}

/// web-nosniff-1, web-referrer-1, web-cache-1
#[tokio::test]
async fn no_reply_is_kept_or_sniffed_and_no_page_or_redirect_tells_where_one_was() {
    let (router, ..) = photos();
    let (mut pages, mut redirects) = (0, 0);
    for (what, reply) in every_reply(&router, ISSUER).await {
        assert_eq!(reply.header("x-content-type-options"), "nosniff", "{what}");
        assert_eq!(reply.header("cache-control"), "no-store", "{what}");
        let is_page = reply.header("content-type").starts_with("text/html");
        let is_redirect = reply.headers.contains_key("location");
        if is_page || is_redirect {
            assert_eq!(reply.header("referrer-policy"), "no-referrer", "{what}");
        }
        if is_page {
            assert_eq!(reply.header("content-type"), "text/html; charset=utf-8");
        }
        pages += usize::from(is_page);
        redirects += usize::from(is_redirect);
    }
    assert!(pages > 8 && redirects > 2, "{pages} {redirects}");
}

/// RFC 9110 §8.6: a length that is wrong cuts a reply off, or has its reader wait.
#[tokio::test]
async fn a_reply_is_as_long_as_it_says() {
    let (router, ..) = photos();
    let mut told = 0;
    for (what, reply) in every_reply(&router, ISSUER).await {
        let length = reply.header("content-length");
        // The answer to `HEAD` has the length of what `GET` would say.
        if !length.is_empty() && !what.starts_with("HEAD") {
            assert_eq!(length, reply.body.len().to_string(), "{what}");
            told += 1;
        }
    }
    assert!(told > 70, "{told}");
}

/// web-hsts-1
#[tokio::test]
async fn an_https_issuer_is_reached_by_https_alone_unless_that_is_switched_off() {
    let settings = |issuer: &str| Settings::new(issuer);
    let off = settings(ISSUER).strict_transport_security(false);
    let loopback = "http://127.0.0.1:3000";
    for (settings, issuer, told) in [
        (settings(ISSUER), ISSUER, &["max-age=31536000"][..]),
        (off, ISSUER, &[]),
        (settings(loopback), loopback, &[]),
    ] {
        let store = Arc::new(MemoryStore::new().allow_any_issuer());
        let (router, ..) = photos_with(store, settings, []);
        let replies = every_reply(&router, issuer).await;
        assert!(replies.len() > 90, "{}", replies.len());
        for (what, reply) in replies {
            let sent: Vec<_> = reply.headers.get_all(HSTS).iter().collect();
            assert_eq!(sent, told, "{issuer}: {what}");
        }
    }
}

/// An endpoint that the application mounts alone says it too, and a route of its own does not.
#[tokio::test]
async fn an_endpoint_that_stands_alone_says_so_and_a_route_of_the_application_does_not() {
    let (router, server, _) = photos();
    let alone = Router::new().route("/alone", server.token());
    let reply = Browser::new(&alone).get("/alone").await;
    assert_eq!(reply.header(HSTS), "max-age=31536000");
    let route = Browser::new(&router).get("/api/maybe").await;
    assert!(!route.headers.contains_key(HSTS), "{route:?}");
}
