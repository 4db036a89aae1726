//! Random bytes and changed good requests at every door: the RFC's error or a page, never 5xx,
//! never a secret in the answer, never a way out to a place that was not proven.

use axum::body::Body;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderValue, Request, Uri};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::TestCaseResult;
use support::{Browser, Reply, SECRET, VERIFIER, basic, code_request, photos, query_of, redeeming};

const FORM: &str = "application/x-www-form-urlencoded";
const PASSWORD: &str = "wonderland";
/// What the token endpoint may answer (RFC 6749 §5.2), with its status.
const ERRORS: [(u16, &str); 7] = [
    (400, "invalid_request"),
    (413, "invalid_request"),
    (401, "invalid_client"),
    (400, "invalid_grant"),
    (400, "unauthorized_client"),
    (400, "unsupported_grant_type"),
    (400, "invalid_scope"),
];

/// One change to a good text.
#[derive(Clone, Debug)]
enum Change {
    Set(Index, u8),
    Insert(Index, Vec<u8>),
    Cut(Index, usize),
    Repeat(Index, usize),
}

fn byte() -> impl Strategy<Value = u8> {
    prop_oneof![any::<u8>(), select(b"&=%+;,: \"\\/?#.-_~\0\r\n\t".to_vec())]
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let one = prop_oneof![
        4 => (any::<Index>(), byte()).prop_map(|(at, byte)| Change::Set(at, byte)),
        2 => (any::<Index>(), vec(byte(), 1..8)).prop_map(|(at, bytes)| Change::Insert(at, bytes)),
        2 => (any::<Index>(), 1..40_usize).prop_map(|(at, length)| Change::Cut(at, length)),
        1 => (any::<Index>(), 1..40_usize).prop_map(|(at, length)| Change::Repeat(at, length)),
    ];
    vec(one, 1..4)
}

/// Random bytes, or changes to a good text that is known later.
#[derive(Clone, Debug)]
enum Hostile {
    Random(Vec<u8>),
    Changed(Vec<Change>),
}

fn hostile() -> impl Strategy<Value = Hostile> {
    prop_oneof![
        1 => vec(byte(), 0..300).prop_map(Hostile::Random),
        3 => changes().prop_map(Hostile::Changed),
    ]
}

impl Hostile {
    fn of(self, good: &str) -> Vec<u8> {
        let changes = match self {
            Self::Random(bytes) => return bytes,
            Self::Changed(changes) => changes,
        };
        let mut text = good.as_bytes().to_vec();
        for change in changes.into_iter().take_while(|_| !good.is_empty()) {
            let end = text.len();
            let until = |at: usize, length: usize| (at + length).min(end);
            match change {
                _ if end == 0 => {}
                Change::Set(at, byte) => *at.get_mut(&mut text) = byte,
                Change::Insert(at, bytes) => {
                    let at = at.index(end);
                    text.splice(at..at, bytes);
                }
                Change::Cut(at, length) => {
                    let at = at.index(end);
                    text.drain(at..until(at, length));
                }
                Change::Repeat(at, length) => {
                    let at = at.index(end);
                    text.extend_from_within(at..until(at, length));
                }
            }
        }
        text
    }

    /// As the value of a header, which holds no control characters.
    fn header(self, good: &str) -> HeaderValue {
        let mut bytes = self.of(good);
        bytes
            .iter_mut()
            .filter(|byte| **byte < 32 || **byte == 127)
            .for_each(|byte| *byte = b'?');
        HeaderValue::from_bytes(&bytes).expect("a header")
    }

    /// As a query, which holds only what a request line may.
    fn query(self, good: &str) -> Uri {
        let mut bytes = self.of(good);
        let fits = |byte: u8| matches!(byte, 0x21 | 0x24..=0x3b | 0x3d | 0x3f..=0x7e);
        bytes
            .iter_mut()
            .filter(|byte| !fits(**byte))
            .for_each(|byte| *byte = b'%');
        let text = String::from_utf8(bytes).expect("ASCII");
        format!("/oauth/authorize?{text}").parse().expect("a URI")
    }
}

fn run(test: impl Future<Output = TestCaseResult>) -> TestCaseResult {
    tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .expect("a runtime")
        .block_on(test)
}

/// Not a failure of ours, and nothing in it that must stay secret.
fn holds(reply: &Reply, secrets: &[&str]) -> TestCaseResult {
    prop_assert!(reply.status.as_u16() < 500, "{:?}", reply);
    prop_assert_eq!(reply.header("x-content-type-options"), "nosniff");
    let headers = format!("{:?}", reply.headers);
    for secret in secrets.iter().chain(&[SECRET, PASSWORD, VERIFIER]) {
        prop_assert!(
            !reply.body.contains(secret) && !headers.contains(secret),
            "{:?}",
            reply
        );
    }
    Ok(())
}

/// A redirect goes to our own pages or to the client's proven redirect URI.
fn stays(reply: &Reply) -> TestCaseResult {
    let location = reply.header("location");
    let own = location.starts_with('/') && !location.starts_with("//");
    let proven = location.starts_with("https://web.example/cb?");
    prop_assert!(location.is_empty() || own || proven, "{}", location);
    prop_assert_eq!(reply.status == 303, !location.is_empty(), "{:?}", reply);
    if location.is_empty() {
        prop_assert_eq!(reply.header("content-type"), "text/html; charset=utf-8");
    }
    Ok(())
}

/// An answer of the token endpoint: tokens, or one of the RFC's errors.
fn is_token_reply(reply: &Reply) -> TestCaseResult {
    if reply.status == 200 {
        prop_assert!(reply.text("access_token").starts_with("oat_"));
    } else {
        let (status, error) = (reply.status.as_u16(), reply.text("error"));
        prop_assert!(ERRORS.contains(&(status, &error)), "{:?}", reply);
        reply.is_error(status, &error);
    }
    Ok(())
}

/// The good token requests, each with what must not come back.
async fn good_form(browser: &mut Browser, which: usize) -> (String, String) {
    let code = browser.code().await;
    let refresh = browser.redeem(&code).await.text("refresh_token");
    let fresh = browser.code().await;
    let pairs = match which {
        0 => vec![("grant_type", "client_credentials"), ("scope", "read")],
        1 => vec![
            ("grant_type", "password"),
            ("username", "alice"),
            ("password", PASSWORD),
        ],
        2 => vec![
            ("grant_type", "refresh_token"),
            ("refresh_token", &*refresh),
        ],
        3 => redeeming(&fresh, &[]),
        _ => vec![
            ("grant_type", "client_credentials"),
            ("client_id", "post"),
            ("client_secret", SECRET),
        ],
    };
    let secret = if which == 2 { &refresh } else { &fresh };
    (query_of(&pairs), secret.clone())
}

async fn at_the_token_endpoint(
    which: usize,
    body: Option<Hostile>,
    authorization: Option<Hostile>,
    content_type: Option<Hostile>,
) -> TestCaseResult {
    let (router, ..) = photos();
    let (form, secret) = good_form(&mut Browser::new(&router), which).await;
    let body = body.map_or_else(|| form.clone().into_bytes(), |hostile| hostile.of(&form));
    let good = if which == 4 {
        String::new()
    } else {
        basic("web", SECRET)
    };
    let value = |hostile: Option<Hostile>, good: &str| match hostile {
        Some(hostile) => hostile.header(good),
        None => HeaderValue::try_from(good).expect("a header"),
    };
    let mut request = Request::post("/oauth/token");
    if which != 4 || authorization.is_some() {
        request = request.header(AUTHORIZATION, value(authorization, &good));
    }
    let request = request.header(CONTENT_TYPE, value(content_type, FORM));
    let request = request.body(Body::from(body)).expect("a request");
    let reply = Browser::new(&router).send(request).await;
    holds(&reply, &[&secret])?;
    is_token_reply(&reply)
}

async fn at_the_authorization_endpoint(query: Hostile, signed_in: bool) -> TestCaseResult {
    let (router, ..) = photos();
    let mut browser = Browser::new(&router);
    if signed_in {
        browser.sign_in().await;
    }
    let cookies: Vec<_> = browser.cookies.values().cloned().collect();
    let cookies: Vec<_> = cookies.iter().map(String::as_str).collect();
    let good = code_request(&[]);
    let good = good.split_once('?').expect("a query").1;
    let request = Request::get(query.query(good))
        .body(Body::empty())
        .expect("a request");
    let reply = browser.send(request).await;
    holds(&reply, &cookies)?;
    stays(&reply)
}

/// The ticket or the cookie of a person who is about to say yes is changed: there is no code.
async fn at_the_decision(hostile: Hostile, in_the_cookie: bool) -> TestCaseResult {
    let (router, ..) = photos();
    let mut browser = Browser::new(&router);
    browser.sign_in().await;
    let page = browser.ask_code(&[]).await;
    let ticket = page.field("transaction_id").expect("a ticket");
    let (name, cookie) = browser.cookies.pop_first().expect("a session");
    let (mut sent, mut header) = (
        ticket.clone().into_bytes(),
        format!("{name}={cookie}").into_bytes(),
    );
    if in_the_cookie {
        header = hostile
            .header(&format!("{name}={cookie}"))
            .as_bytes()
            .to_vec();
    } else {
        sent = hostile.of(&ticket);
    }
    let whole = String::from_utf8_lossy(&header).contains(&format!("{name}={cookie}"));
    let changed = sent != ticket.as_bytes() || !whole;
    let encoded: String = form_urlencoded::byte_serialize(&sent).collect();
    let request = Request::post("/oauth/authorize/decision")
        .header(CONTENT_TYPE, FORM)
        .header(
            "cookie",
            HeaderValue::from_bytes(&header).expect("a header"),
        )
        .header("sec-fetch-site", "same-origin")
        .body(Body::from(format!(
            "transaction_id={encoded}&decision=allow"
        )));
    let reply = Browser::new(&router)
        .send(request.expect("a request"))
        .await;
    holds(&reply, &[&cookie])?;
    stays(&reply)?;
    prop_assert!(!changed || reply.query("code").is_none(), "{:?}", reply);
    Ok(())
}

/// A header that is not the token itself opens nothing.
async fn at_a_protected_route(hostile: Hostile) -> TestCaseResult {
    let (router, ..) = photos();
    let mut browser = Browser::new(&router);
    let pairs = [("grant_type", "client_credentials")];
    let token = browser.token("web", &pairs).await.text("access_token");
    let header = hostile.header(&format!("Bearer {token}"));
    let same = header.to_str().is_ok_and(|text| {
        let (scheme, rest) = text.split_once(' ').unwrap_or_default();
        scheme.eq_ignore_ascii_case("bearer") && rest.trim_start() == token
    });
    let request = Request::get("/api/me")
        .header(AUTHORIZATION, header)
        .body(Body::empty());
    let reply = browser.send(request.expect("a request")).await;
    let told = format!("{:?} {}", reply.headers, reply.body);
    prop_assert!(!told.contains(&token), "{}", told);
    if same {
        prop_assert_eq!(reply.status, 200);
    } else {
        prop_assert!(reply.status == 401 || reply.status == 400, "{:?}", reply);
        prop_assert!(
            reply
                .header("www-authenticate")
                .starts_with("Bearer realm=")
        );
    }
    Ok(())
}

proptest! {
    #[test]
    fn a_hostile_body_gets_the_rfcs_error(which in 0..5_usize, body in hostile()) {
        run(at_the_token_endpoint(which, Some(body), None, None))?;
    }

    #[test]
    fn hostile_headers_get_the_rfcs_error(
        which in 0..5_usize,
        authorization in prop::option::of(hostile()),
        content_type in prop::option::of(hostile()),
    ) {
        run(at_the_token_endpoint(which, None, authorization, content_type))?;
    }

    #[test]
    fn a_hostile_query_goes_nowhere_unproven(query in hostile(), signed_in in any::<bool>()) {
        run(at_the_authorization_endpoint(query, signed_in))?;
    }

    #[test]
    fn a_changed_ticket_or_cookie_gives_no_code(hostile in hostile(), cookie in any::<bool>()) {
        run(at_the_decision(hostile, cookie))?;
    }

    /// rfc6749-7.2-1
    #[test]
    fn a_changed_bearer_header_opens_nothing(hostile in hostile()) {
        run(at_a_protected_route(hostile))?;
    }
}
