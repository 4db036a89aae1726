//! Random bytes and changed good requests at every door: the RFC's error or a page, never 5xx,
//! never a secret in the answer, never a way out to a place that was not proven.

use axum::body::Body;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderValue, Request};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use support::hostile::{Change, changed, hold_query, holds, is_token_reply, stays};
use support::{Browser, SECRET, basic, code_request, hostile, photos, query_of, redeeming};

const FORM: &str = "application/x-www-form-urlencoded";
const PASSWORD: &str = "wonderland";

fn byte() -> impl Strategy<Value = u8> {
    prop_oneof![any::<u8>(), select(b"&=%+;,: \"\\/?#.-_~\0\r\n\t".to_vec())]
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let one = prop_oneof![
        4 => (any::<usize>(), byte()).prop_map(|(at, byte)| Change::Set(at, byte)),
        2 => (any::<usize>(), vec(byte(), 1..8)).prop_map(|(at, bytes)| Change::Insert(at, bytes)),
        2 => (any::<usize>(), 1..40_usize).prop_map(|(at, length)| Change::Cut(at, length)),
        1 => (any::<usize>(), 1..40_usize).prop_map(|(at, length)| Change::Repeat(at, length)),
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
        match self {
            Self::Random(bytes) => bytes,
            Self::Changed(changes) => changed(good.as_bytes(), &changes),
        }
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
}

/// Nobody, alice or bob, as the doors read it.
fn person() -> impl Strategy<Value = u8> {
    select(b"012".to_vec())
}

/// The switches of a door and the text behind them.
fn input<const N: usize>(switches: [u8; N], text: Vec<u8>) -> Vec<u8> {
    switches.into_iter().chain(text).collect()
}

fn run(test: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .expect("a runtime")
        .block_on(test);
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
) {
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
    holds(&reply, &[&secret]);
    is_token_reply(&reply);
}

async fn at_the_authorization_endpoint(query: Hostile, signed_in: bool) {
    let (router, ..) = photos();
    let mut browser = Browser::new(&router);
    if signed_in {
        browser.sign_in().await;
    }
    let cookies: Vec<_> = browser.cookies.values().cloned().collect();
    let cookies: Vec<_> = cookies.iter().map(String::as_str).collect();
    let good = code_request(&[]);
    let good = good.split_once('?').expect("a query").1;
    let request = Request::get(hold_query("/oauth/authorize", &query.of(good)))
        .body(Body::empty())
        .expect("a request");
    let reply = browser.send(request).await;
    holds(&reply, &cookies);
    stays(&reply);
}

/// The ticket or the cookie of a person who is about to say yes is changed: there is no code.
async fn at_the_decision(hostile: Hostile, in_the_cookie: bool) {
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
    holds(&reply, &[&cookie]);
    stays(&reply);
    assert!(!changed || reply.query("code").is_none(), "{reply:?}");
}

/// A header that is not the token itself opens nothing.
async fn at_a_protected_route(hostile: Hostile) {
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
    assert!(!told.contains(&token), "{}", told);
    if same {
        assert_eq!(reply.status, 200);
    } else {
        assert!(reply.status == 401 || reply.status == 400, "{reply:?}");
        assert!(
            reply
                .header("www-authenticate")
                .starts_with("Bearer realm=")
        );
    }
}

proptest! {
    #[test]
    fn a_hostile_body_gets_the_rfcs_error(which in 0..5_usize, body in hostile()) {
        run(at_the_token_endpoint(which, Some(body), None, None));
    }

    #[test]
    fn hostile_headers_get_the_rfcs_error(
        which in 0..5_usize,
        authorization in prop::option::of(hostile()),
        content_type in prop::option::of(hostile()),
    ) {
        run(at_the_token_endpoint(which, None, authorization, content_type));
    }

    #[test]
    fn a_hostile_query_goes_nowhere_unproven(query in hostile(), signed_in in any::<bool>()) {
        run(at_the_authorization_endpoint(query, signed_in));
    }

    #[test]
    fn a_changed_ticket_or_cookie_gives_no_code(hostile in hostile(), cookie in any::<bool>()) {
        run(at_the_decision(hostile, cookie));
    }

    /// rfc6749-7.2-1
    #[test]
    fn a_changed_bearer_header_opens_nothing(hostile in hostile()) {
        run(at_a_protected_route(hostile));
    }

    #[test]
    fn a_hostile_json_body_gets_the_rfcs_error(which in 0..3_usize, body in hostile()) {
        let good = [
            r#"{"grant_type":"client_credentials","scope":"read"}"#,
            r#"{"grant_type":"password","username":"alice","password":"wonderland"}"#,
            r#"{"grant_type":"client_credentials","scope":null,"code":""}"#,
        ];
        hostile::json_body(&body.of(good[which]));
    }

    #[test]
    fn a_hostile_login_form_signs_nobody_in(who in person(), body in hostile()) {
        let good = "username=alice&password=wonderland&ticket={login_ticket}";
        hostile::login(&input([b'0', who], body.of(good)));
    }

    #[test]
    fn a_hostile_logout_form_signs_nobody_out(who in person(), body in hostile()) {
        hostile::login(&input([b'1', who], body.of("ticket={logout_ticket}")));
    }

    #[test]
    fn a_hostile_query_of_login_and_logout_leads_nowhere_else(
        page in select(b"23".to_vec()),
        who in person(),
        query in hostile(),
    ) {
        let good = "return_to=/oauth/authorize?client_id%3Dweb";
        hostile::login(&input([page, who], query.of(good)));
    }

    #[test]
    fn a_hostile_verdict_gives_no_code(who in person(), body in hostile()) {
        let good = "transaction_id={ticket}&decision=allow";
        hostile::params(&input([b'4', who], body.of(good)));
    }

    #[test]
    fn a_hostile_ticket_of_ones_own_gives_what_a_page_would(content in hostile()) {
        let good = concat!(
            r#"{"version":1,"expires_at":1800000600,"nonce":"","subject":"user-1","#,
            r#""scopes":"read","params":[["response_type","token"],["client_id","page"]]}"#,
        );
        hostile::ticket(&input(*b"310", content.of(good)));
    }
}
