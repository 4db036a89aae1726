//! Bad input at every endpoint: the RFC's error, never 5xx, never a redirect to an unproven place,
//! and nothing is lost by it.

use crate::everywhere::everywhere;
use axum::body::Body;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderValue, Method, Request};
use support::{Browser, Reply, basic, photos, query_of};

const FORM: &str = "application/x-www-form-urlencoded";
const ENDPOINTS: [&str; 8] = [
    "/oauth/authorize",
    "/oauth/authorize/decision",
    "/oauth/token",
    "/oauth/revoke",
    "/oauth/introspect",
    "/login",
    "/logout",
    "/oauth/apps",
];

/// What a query or a form may hold at worst.
fn hostile() -> Vec<Vec<u8>> {
    let long = "a".repeat(20_000);
    let mut all: Vec<Vec<u8>> = [
        "",
        "=",
        "&&&&",
        "%",
        "%4",
        "%zz=%zz",
        "%ff=%fe",
        "client_id=%00",
        "client_id=web&client_id=web",
        "client_id=web&redirect_uri=https://evil.example/",
        "client_id=web&redirect_uri=javascript:alert(1)",
        "client_id=web&redirect_uri=https://web.example/cb&redirect_uri=https://evil.example/",
        "client_id=web&redirect_uri=https://web.example/cb%0d%0aSet-Cookie:x=y",
        "client_id=web&redirect_uri=https://evil.example/&error=x&response_type=nonsense&scope=%22",
        "transaction_id=__proto__&decision=allow",
        "transaction_id=AAAA&decision=perhaps",
        "grant_type=authorization_code&code=%F0%9F%92%A3",
        "grant_type=constructor",
        "username=%00&password=%00&ticket=%00",
        "ticket=x&username=alice&password=wonderland&return_to=//evil.example",
    ]
    .into_iter()
    .map(|text| text.as_bytes().to_vec())
    .collect();
    all.push(format!("state={long}&client_id={long}").into_bytes());
    all.push("x=1&".repeat(5_000).into_bytes());
    all.push(vec![0xff, 0xfe, b'=', 0x80]);
    all
}

/// No failure of ours, no way out to a place that was not proven.
fn holds(reply: &Reply, what: &str) {
    assert!(reply.status.as_u16() < 500, "{what}: {reply:?}");
    let location = reply.header("location");
    let own = location.starts_with('/') && !location.starts_with("//");
    let proven = location.starts_with("https://web.example/cb?");
    assert!(location.is_empty() || own || proven, "{what}: {location}");
    assert!(
        !reply.body.contains("evil.example"),
        "{what}: {}",
        reply.body
    );
    assert_eq!(reply.header("x-content-type-options"), "nosniff", "{what}");
}

#[tokio::test]
async fn hostile_queries_are_refused_at_every_endpoint() {
    let (router, ..) = photos();
    let mut browser = Browser::new(&router);
    browser.sign_in().await;
    for endpoint in ["/oauth/authorize", "/login", "/logout", "/oauth/apps"] {
        for query in hostile() {
            let Ok(query) = String::from_utf8(query) else {
                continue;
            };
            let Ok(uri) = format!("{endpoint}?{query}").parse::<http::Uri>() else {
                continue;
            };
            let what = format!("GET {endpoint}?{query:.80}");
            let reply = browser
                .send(Request::get(uri).body(Body::empty()).unwrap())
                .await;
            holds(&reply, &what);
        }
    }
}

#[tokio::test]
async fn hostile_forms_are_refused_at_every_endpoint() {
    let (router, ..) = photos();
    let mut browser = Browser::new(&router);
    browser.sign_in().await;
    for endpoint in ENDPOINTS.into_iter().skip(1) {
        for body in hostile() {
            let what = format!("POST {endpoint} {:.80}", String::from_utf8_lossy(&body));
            let request = Request::post(endpoint).header(CONTENT_TYPE, FORM);
            let reply = browser.send(request.body(Body::from(body)).unwrap()).await;
            holds(&reply, &what);
            assert!(
                !reply.status.is_success() || endpoint == "/logout",
                "{what}: {reply:?}"
            );
        }
    }
}

#[tokio::test]
async fn other_content_types_are_refused_at_every_endpoint() {
    let (router, ..) = photos();
    let mut browser = Browser::new(&router);
    let types = [
        "",
        "text/plain",
        "application/json",
        "multipart/form-data; boundary=x",
        "a/b, c/d",
    ];
    for endpoint in ENDPOINTS.into_iter().skip(1) {
        for media_type in types {
            let mut request = Request::post(endpoint);
            if !media_type.is_empty() {
                request = request.header(CONTENT_TYPE, media_type);
            }
            let body = Body::from("grant_type=client_credentials");
            let reply = browser.send(request.body(body).unwrap()).await;
            assert_eq!(reply.status, 400, "{endpoint} {media_type}: {reply:?}");
            assert!(!reply.headers.contains_key("location"));
        }
    }
}

#[tokio::test]
async fn a_body_over_64_kib_is_413_at_every_endpoint() {
    let (router, ..) = photos();
    let mut browser = Browser::new(&router);
    for endpoint in ENDPOINTS.into_iter().skip(1) {
        let request = Request::post(endpoint).header(CONTENT_TYPE, FORM);
        let body = format!("x={}", "a".repeat(64 * 1024));
        let reply = browser.send(request.body(Body::from(body)).unwrap()).await;
        assert_eq!(reply.status, 413, "{endpoint}: {reply:?}");
    }
}

/// web-csrf-2
#[tokio::test]
async fn other_methods_are_405_and_do_nothing() {
    let (router, ..) = photos();
    let mut browser = Browser::new(&router);
    let allowed = [
        ("/oauth/authorize", "GET"),
        ("/oauth/authorize/decision", "POST"),
        ("/oauth/token", "POST"),
    ];
    for (endpoint, allow) in allowed {
        for method in [
            Method::GET,
            Method::HEAD,
            Method::POST,
            Method::PUT,
            Method::DELETE,
            Method::PATCH,
        ] {
            if method.as_str() == allow {
                continue;
            }
            let reply = browser.method(method.clone(), endpoint).await;
            assert_eq!(reply.status, 405, "{method} {endpoint}: {reply:?}");
            assert_eq!(reply.header("allow"), allow, "{method} {endpoint}");
        }
    }
}

#[tokio::test]
async fn hostile_authorization_headers_are_refused() {
    let (router, ..) = photos();
    let mut browser = Browser::new(&router);
    let headers: Vec<Vec<u8>> = vec![
        b"Basic".to_vec(),
        b"Basic ".to_vec(),
        b"Basic ====".to_vec(),
        b"Basic\tYTpi".to_vec(),
        b"Basic \xff\xfe".to_vec(),
        b"Bearer abc".to_vec(),
        b"Negotiate abc".to_vec(),
        format!("Basic {}", "A".repeat(100_000)).into_bytes(),
        basic("web", "wrong").into_bytes(),
        basic("nobody", "wrong").into_bytes(),
        basic("", "").into_bytes(),
    ];
    for header in headers {
        let value = HeaderValue::from_bytes(&header).expect("a header");
        let request = Request::post("/oauth/token")
            .header(CONTENT_TYPE, FORM)
            .header(AUTHORIZATION, value)
            .body(Body::from(query_of(&[(
                "grant_type",
                "client_credentials",
            )])));
        let reply = browser.send(request.unwrap()).await;
        reply.is_error(401, "invalid_client");
        assert_eq!(
            reply.header("www-authenticate"),
            "Basic realm=\"https://photos.example\""
        );
    }
}

/// After all of it the server still works.
/// attack-101
#[tokio::test]
async fn a_normal_flow_works_after_hostile_ones() {
    let (router, ..) = photos();
    let mut browser = Browser::new(&router);
    for body in hostile() {
        for endpoint in ENDPOINTS {
            let request = Request::post(endpoint).header(CONTENT_TYPE, FORM);
            browser
                .send(request.body(Body::from(body.clone())).unwrap())
                .await;
        }
    }
    for text in [
        "\u{0}",
        "%",
        "\u{fffd}\u{10ffff}",
        "..;/",
        "{\"a\":[",
        "\r\n\r\n",
    ] {
        for (place, reply) in everywhere(&router, text).await {
            assert!(reply.status.as_u16() < 500, "{place}: {reply:?}");
        }
    }
    let mut fresh = Browser::new(&router);
    let code = fresh.code().await;
    let given = fresh.redeem(&code).await;
    assert_eq!(given.status, 200);
    let token = given.text("access_token");
    assert_eq!(fresh.with_token("/api/me", &token).await.status, 200);
    assert_eq!(
        fresh.refresh(&given.text("refresh_token")).await.status,
        200
    );
}
