//! What a page of another origin may read: tokens and metadata without cookies, and no page.

use http::Method;
use support::{Browser, Reply, SECRET, basic, photos};

const EVIL: &str = "https://evil.example";
const PLACE: &str = "/.well-known/oauth-authorization-server";
const OPEN: [(&str, &str); 3] = [
    (PLACE, "GET, HEAD"),
    ("/oauth/token", "POST"),
    ("/oauth/revoke", "POST"),
];
const CLOSED: [&str; 6] = [
    "/oauth/authorize",
    "/oauth/authorize/decision",
    "/login",
    "/logout",
    "/api/me",
    "/oauth/introspect",
];

fn is_open(reply: &Reply) {
    let origins: Vec<_> = reply
        .headers
        .get_all("access-control-allow-origin")
        .iter()
        .collect();
    assert_eq!(origins, ["*"], "{reply:?}");
    assert!(
        !reply
            .headers
            .contains_key("access-control-allow-credentials")
    );
    assert_eq!(reply.header("cache-control"), "no-store");
}

fn is_closed(reply: &Reply) {
    let names = reply.headers.keys().map(http::HeaderName::as_str);
    for name in names {
        assert!(!name.starts_with("access-control-"), "{reply:?}");
    }
}

/// A preflight as a browser sends it before a request with a credential in a header.
async fn preflight(browser: &mut Browser, uri: &str, method: &str) -> Reply {
    let request = http::Request::builder()
        .method(Method::OPTIONS)
        .uri(uri)
        .header("origin", EVIL)
        .header("access-control-request-method", method)
        .header(
            "access-control-request-headers",
            "authorization,content-type",
        )
        .body(axum::body::Body::empty());
    browser.send(request.unwrap()).await
}

/// rfc9700-2.6-5
#[tokio::test]
async fn a_preflight_allows_the_method_and_a_credential_in_a_header_and_no_cookie() {
    let (router, ..) = photos();
    let mut browser = Browser::new(&router);
    for (uri, method) in OPEN {
        let asked = method.split(',').next().expect("a method");
        let reply = preflight(&mut browser, uri, asked).await;
        assert_eq!((reply.status.as_u16(), reply.body.as_str()), (204, ""));
        is_open(&reply);
        assert_eq!(reply.header("access-control-allow-methods"), method);
        assert_eq!(
            reply.header("access-control-allow-headers"),
            "authorization, content-type"
        );
    }
}

/// A refusal is as readable as a token.
#[tokio::test]
async fn every_reply_of_an_open_endpoint_can_be_read() {
    let (router, ..) = photos();
    let mut browser = Browser::new(&router);
    browser.sign_in().await;
    let basic = basic("web", SECRET);
    let good = [("origin", EVIL), ("authorization", basic.as_str())];
    let bad = [("origin", EVIL), ("authorization", "Basic x")];
    for (headers, status) in [(good, 200), (bad, 401)] {
        let pairs = [("grant_type", "client_credentials"), ("token", "x")];
        for uri in ["/oauth/token", "/oauth/revoke"] {
            let reply = browser.post_with(uri, &headers, &pairs).await;
            assert_eq!(reply.status.as_u16(), status, "{reply:?}");
            is_open(&reply);
        }
    }
    for (uri, allow) in OPEN {
        let missing = browser.post_with(uri, &[("origin", EVIL)], &[]).await;
        assert!(missing.status.is_client_error(), "{missing:?}");
        is_open(&missing);
        let wrong = browser.method(Method::DELETE, uri).await;
        assert_eq!((wrong.status.as_u16(), wrong.header("allow")), (405, allow));
        is_open(&wrong);
    }
    is_open(&browser.get_with(PLACE, &[("origin", EVIL)]).await);
    is_open(&browser.get(PLACE).await);
}

/// rfc9700-2.6-4: also where an own page is shown, a redirect is answered or a request is refused.
/// attack-97
#[tokio::test]
async fn no_other_endpoint_answers_a_page_of_another_origin() {
    let (router, ..) = photos();
    let mut browser = Browser::new(&router);
    browser.sign_in().await;
    let evil = [("origin", EVIL)];
    for uri in CLOSED {
        for method in ["GET", "POST", "DELETE"] {
            let refused = preflight(&mut browser, uri, method).await;
            assert!(refused.status.is_client_error(), "{uri}: {refused:?}");
            is_closed(&refused);
        }
        is_closed(&browser.get_with(uri, &evil).await);
        is_closed(&browser.post_with(uri, &evil, &[]).await);
    }
    for (uri, _) in OPEN {
        is_open(&browser.post_with(uri, &evil, &[]).await);
        is_open(&preflight(&mut browser, uri, "POST").await);
    }
    let page = browser.ask_code(&[]).await;
    page.is_page(200);
    is_closed(&page);
    is_closed(&browser.ask_code(&[("scope", "nonsense")]).await);
    let answer = browser.decide(&page, "allow").await;
    assert!(answer.query("code").is_some());
    is_closed(&answer);
}
