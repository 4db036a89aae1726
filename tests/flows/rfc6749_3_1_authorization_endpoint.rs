//! The authorization endpoint's request (RFC 6749 §3.1, §4.1.1): what is refused as a page, what is
//! told to the client, and what is let through.

use oauth2_runtime::prelude::*;
use oauth2_runtime::{MemoryStore, grants};
use std::sync::Arc;
use support::{
    AppScope, Browser, CAUSE, CHALLENGE, Desk, ISSUER, Reply, SECRET, code_request, photos,
    photos_with, query_of,
};

const GOOD: [(&str, &str); 6] = [
    ("response_type", "code"),
    ("client_id", "web"),
    ("redirect_uri", "https://web.example/cb"),
    ("state", "xyz"),
    ("code_challenge", CHALLENGE),
    ("code_challenge_method", "S256"),
];

async fn signed_in() -> Browser {
    let (router, ..) = photos();
    let mut browser = Browser::new(&router);
    browser.sign_in().await;
    browser
}

/// rfc6749-3.1-1, rfc6749-3.1-4, rfc6749-4.1.1-3
#[tokio::test]
async fn without_a_login_the_answer_is_the_login_and_with_one_a_question() {
    let (router, ..) = photos();
    let mut browser = Browser::new(&router);
    let reply = browser.ask_code(&[]).await;
    assert_eq!(reply.status, 303);
    let back = reply.query("return_to").expect("a place to return to");
    assert!(reply.header("location").starts_with("/login?"), "{reply:?}");
    assert!(back.starts_with("/oauth/authorize?response_type=code&client_id=web&"));
    browser.sign_in().await;
    let page = browser.get(&back).await;
    page.is_page(200);
    assert!(page.field("transaction_id").is_some());
}

/// rfc6749-4.1.1-1, rfc6749-4.1.2.1-1, rfc6749-A.1-1
#[tokio::test]
async fn a_client_that_is_missing_malformed_or_unknown_gets_a_page() {
    let mut browser = signed_in().await;
    let long = "w".repeat(256);
    let absent = GOOD.iter().filter(|(name, _)| *name != "client_id");
    let absent: Vec<_> = absent.copied().collect();
    browser.authorize(&absent).await.is_page(400);
    for id in ["", "WEB", "web ", "web\0", "nobody", "wäb", "\u{7f}", &long] {
        let mut pairs = absent.clone();
        pairs.push(("client_id", id));
        let reply = browser.authorize(&pairs).await;
        reply.is_page(400);
        assert!(reply.body.contains("invalid_request"), "{id}: {reply:?}");
    }
    // What cannot be an identifier is not looked up.
    let store = Arc::new(MemoryStore::new().allow_any_issuer());
    let (router, failure, ..) = Desk::on(store);
    failure.of("find_client");
    let mut browser = Browser::new(&router);
    for (id, status) in [("web\0", 400), ("wäb", 400), (&*long, 400), ("web", 500)] {
        let reply = browser.ask_code(&[("client_id", id)]).await;
        reply.is_page(status);
    }
}

/// rfc6749-3.1.1-2, rfc6749-3.1.1-3, rfc6749-4.1.2.1-3, rfc6749-A.3-1
#[tokio::test]
async fn a_response_type_that_is_missing_unknown_or_not_allowed_is_told_to_the_client() {
    let mut browser = signed_in().await;
    let missing = browser.ask_code(&[("response_type", "")]).await;
    missing.is_error_redirect("invalid_request");
    assert_eq!(missing.query("state").as_deref(), Some("xyz"));
    for unknown in [
        "CODE",
        "code ",
        "code token",
        "id_token",
        "none",
        "<b>",
        "ä",
    ] {
        let reply = browser.ask_code(&[("response_type", unknown)]).await;
        reply.is_error_redirect("unsupported_response_type");
        assert_eq!(reply.query("state").as_deref(), Some("xyz"));
    }
    let page = [
        ("client_id", "page"),
        ("redirect_uri", "https://page.example/cb?tab=2"),
    ];
    let reply = browser.ask_code(&page).await;
    reply.is_error_redirect("unauthorized_client");
    assert_eq!(reply.query("tab").as_deref(), Some("2"));
    for mode in ["fragment", "jwt", "web_message"] {
        let reply = browser.ask_code(&[("response_mode", mode)]).await;
        reply.is_error_redirect("invalid_request");
    }
    let usual = browser.ask_code(&[("response_mode", "query")]).await;
    usual.is_page(200);
}

/// rfc6749-3.1-6, rfc6749-3.1-7, rfc6749-4.1.2-8
#[tokio::test]
async fn an_empty_parameter_is_as_none_and_an_unknown_one_is_ignored() {
    let mut browser = signed_in().await;
    let mut pairs: Vec<_> = GOOD.to_vec();
    pairs.retain(|(name, _)| *name != "state" && *name != "redirect_uri");
    let empty = ["state", "redirect_uri", "scope", "response_mode", "unknown"];
    pairs.extend(empty.map(|name| (name, "")));
    pairs.extend([("__proto__", "1"), ("prompt", "none"), ("x[]", "1")]);
    let page = browser.authorize(&pairs).await;
    page.is_page(200);
    assert!(page.body.contains("See your photos"), "the default scope");
    let answer = browser.decide(&page, "allow").await;
    assert!(answer.query("code").is_some());
    assert!(
        !answer.header("location").contains("state"),
        "no state: {answer:?}"
    );
    let refused = [&pairs[..], &[("scope", "x"), ("nonce", "1")]].concat();
    let refused = refused.into_iter().filter(|pair| *pair != ("scope", ""));
    let refused = browser.authorize(&refused.collect::<Vec<_>>()).await;
    refused.is_error_redirect("invalid_scope");
    assert_eq!(refused.query("state"), None);
}

/// rfc6749-3.1-8, oauth-v2-1-draft-3.1-1
#[tokio::test]
async fn a_parameter_that_is_given_twice_is_refused() {
    let mut browser = signed_in().await;
    let (challenge, method) = (GOOD[4], GOOD[5]);
    for pair in [GOOD[0], challenge, method, ("scope", "read")] {
        for second in [pair, (pair.0, "other"), (pair.0, "")] {
            let pairs = [&GOOD[..], &[("scope", "read")], &[second]].concat();
            let reply = browser.authorize(&pairs).await;
            reply.is_error_redirect("invalid_request");
            assert_eq!(reply.query("state").as_deref(), Some("xyz"));
        }
    }
    let reply = browser
        .authorize(&[&GOOD[..], &[("state", "abc")]].concat())
        .await;
    reply.is_error_redirect("invalid_request");
    assert_eq!(reply.query("state"), None, "none of two");
    let unknown = [&GOOD[..], &[("x", "1"), ("x", "1")]].concat();
    let reply = browser.authorize(&unknown).await;
    reply.is_error_redirect("invalid_request");
    let resource = ("resource", "https://photos.example/a");
    let several = [&GOOD[..], &[resource, resource]].concat();
    browser.authorize(&several).await.is_page(200);
    // Where the redirect URI is left out, the client is told at its only one.
    let mut bare: Vec<_> = GOOD.to_vec();
    bare.retain(|(name, _)| *name != "redirect_uri");
    bare.extend([("scope", "read"), ("scope", "read")]);
    let reply = browser.authorize(&bare).await;
    reply.is_error_redirect("invalid_request");
    assert!(
        reply
            .header("location")
            .starts_with("https://web.example/cb?")
    );
    for pair in [GOOD[1], GOOD[2]] {
        for second in [pair, (pair.0, "https://evil.example/"), (pair.0, "")] {
            let after = [&GOOD[..], &[second]].concat();
            browser.authorize(&after).await.is_page(400);
            let before = [&[second], &GOOD[..]].concat();
            browser.authorize(&before).await.is_page(400);
        }
    }
}

/// rfc6749-4.1.2-7, rfc6749-4.1.2.1-11, rfc6749-A.5-1
#[tokio::test]
async fn a_state_comes_back_as_it_was_sent_up_to_4096_bytes() {
    let mut browser = signed_in().await;
    let long = "s".repeat(4096);
    let states = [
        " a+b &c=d%25/?# ",
        "Zürich 漢字 💣",
        "\"><script>alert(1)</script>",
        "line\r\nSet-Cookie: x=y",
        "\0\u{1b}[2J",
        &long,
    ];
    let holds = |reply: &Reply, state: &str| {
        assert_eq!(reply.query("state").as_deref(), Some(state));
        assert!(!reply.headers.contains_key("set-cookie"), "{reply:?}");
    };
    for state in states {
        let refused = browser
            .ask_code(&[("state", state), ("scope", "nonsense")])
            .await;
        refused.is_error_redirect("invalid_scope");
        holds(&refused, state);
        let page = browser.ask_code(&[("state", state)]).await;
        let denied = browser.decide(&page, "deny").await;
        denied.is_error_redirect("access_denied");
        holds(&denied, state);
    }
    browser.code().await;
    for state in states {
        let given = browser.ask_code(&[("state", state)]).await;
        assert!(given.query("code").is_some(), "{given:?}");
        holds(&given, state);
    }
    let longer = "s".repeat(4097);
    let refused = browser.ask_code(&[("state", &longer)]).await;
    refused.is_error_redirect("invalid_request");
    assert_eq!(refused.query("state"), None);
}

/// rfc6749-4.1.2.1-2
#[tokio::test]
async fn broken_encodings_and_too_many_parameters_are_refused_where_they_stand() {
    let mut browser = signed_in().await;
    let good = query_of(&GOOD);
    for broken in [
        "x=%ff",
        "x=%",
        "x=%4",
        "%zz=1",
        "scope=%C3",
        "state2=%ED%A0%80",
    ] {
        let reply = browser
            .get(&format!("/oauth/authorize?{good}&{broken}"))
            .await;
        reply.is_error_redirect("invalid_request");
        assert_eq!(reply.query("state").as_deref(), Some("xyz"), "{broken}");
    }
    for broken in ["client_id=%ff", "client_id=web%", "redirect_uri=%ff"] {
        let name = broken.split('=').next().unwrap_or_default();
        let rest: Vec<_> = GOOD.into_iter().filter(|(one, _)| *one != name).collect();
        let uri = format!("/oauth/authorize?{broken}&{}", query_of(&rest));
        browser.get(&uri).await.is_page(400);
    }
    // Among too many, another redirect URI may stand unread: none is proven.
    let many = "x=1&".repeat(65);
    for query in [format!("{good}&{many}"), format!("{many}{good}")] {
        let reply = browser.get(&format!("/oauth/authorize?{query}")).await;
        reply.is_page(400);
    }
}

/// rfc6749-3.1-5, web-head-1
#[tokio::test]
async fn other_methods_give_nothing_even_where_consent_is_remembered() {
    let mut browser = signed_in().await;
    let page = browser.ask_code(&[]).await;
    browser.decide(&page, "allow").await;
    let uri = code_request(&[]);
    for method in ["HEAD", "POST", "OPTIONS", "PUT"] {
        let reply = browser
            .method(method.parse().expect("a method"), &uri)
            .await;
        assert_eq!(reply.status, 405, "{method}: {reply:?}");
        assert_eq!(reply.header("allow"), "GET");
        assert!(!reply.headers.contains_key("location"), "{method}");
    }
    let foreign = [("origin", "https://evil.example")];
    let reply = browser.get_with(&uri, &foreign).await;
    let shared = |name: &&http::HeaderName| name.as_str().starts_with("access-control-");
    assert_eq!(reply.headers.keys().find(shared), None);
    assert!(
        reply.query("code").is_some(),
        "a GET is answered: {reply:?}"
    );
}

/// rfc6749-3.3-1, rfc6749-4.1.2.1-5, rfc6749-A.4-1
#[tokio::test]
async fn a_scope_that_is_malformed_unknown_or_beyond_the_client_is_invalid() {
    let mut browser = signed_in().await;
    for scope in [
        " ",
        " read",
        "read ",
        "read  photos:write",
        "read\tphotos:write",
        "read\"",
        "re\\ad",
        "réad",
        "READ",
        "read,photos:write",
        "nonsense",
        "read nonsense",
        "admin",
        "read admin",
    ] {
        let reply = browser.ask_code(&[("scope", scope)]).await;
        reply.is_error_redirect("invalid_scope");
    }
    let both = "photos:write read photos:write";
    let page = browser.ask_code(&[("scope", both)]).await;
    assert_eq!(page.body.matches("Add and delete photos").count(), 1);
    let code = browser.decide(&page, "allow").await.query("code");
    let reply = browser.redeem(&code.expect("a code")).await;
    let mut granted: Vec<_> = reply.text("scope").split(' ').map(str::to_owned).collect();
    granted.sort();
    assert_eq!(granted, ["photos:write", "read"]);
}

/// rfc6749-3.3-4, mcp-2026-07-28-noscope-1
#[tokio::test]
async fn without_a_scope_the_default_is_asked_for_and_a_client_without_one_is_refused() {
    let secret = ClientSecret::given(SECRET);
    let writer = Client::confidential("writer", &secret)
        .redirect_uri("https://writer.example/cb")
        .grants(grants::code)
        .scopes([AppScope::Write]);
    let writer = writer.build().expect("a client");
    let store = Arc::new(MemoryStore::new().allow_any_issuer());
    let (router, ..) = photos_with(store, Settings::new(ISSUER), [writer]);
    let mut browser = Browser::new(&router);
    let code = browser.code().await;
    assert_eq!(browser.redeem(&code).await.text("scope"), "read");
    let writer = [("client_id", "writer"), ("redirect_uri", "")];
    let reply = browser.ask_code(&writer).await;
    reply.is_error_redirect("invalid_scope");
}

/// rfc6749-4.1.2.1-6
#[tokio::test]
async fn a_failure_after_the_client_is_proven_is_told_to_it_without_its_cause() {
    let store = Arc::new(MemoryStore::new().allow_any_issuer());
    let (router, failure, ..) = Desk::on(store);
    let mut browser = Browser::new(&router);
    for hook in ["current_user", "auto_approve"] {
        failure.of(hook);
        let uri = code_request(&[]);
        let reply = browser.get_with(&uri, &[("x-user", "alice")]).await;
        reply.is_error_redirect("server_error");
        let told = reply.query("error_description").unwrap_or_default();
        assert!(!told.contains(CAUSE), "{told}");
        assert_eq!(reply.query("state").as_deref(), Some("xyz"));
    }
    failure.of("find_client");
    browser.authorize(&GOOD).await.is_page(500);
}

/// The page carries the request, so a request has an end; no page is shown that cannot be answered.
#[tokio::test]
async fn a_request_is_shown_as_long_as_its_ticket_fits_and_refused_beyond() {
    const LONGEST: usize = 16 * 1024;
    let mut browser = signed_in().await;
    let page = browser.ask_code(&[("unknown", "x")]).await;
    let short = page.field("transaction_id").expect("a ticket").len();
    // Base64 writes three bytes in four characters. One text of one character was there, whose
    // length takes a byte more when it is long.
    let most = LONGEST / 4 * 3 - short * 3 / 4;
    let asked = |length: usize| code_request(&[("unknown", &"x".repeat(length))]);
    let page = browser.get(&asked(most)).await;
    assert_eq!(
        page.field("transaction_id").map(|one| one.len()),
        Some(LONGEST)
    );
    let answer = browser.decide(&page, "deny").await;
    answer.is_error_redirect("access_denied");
    for length in [most + 1, most + 2, most * 2] {
        let refused = browser.get(&asked(length)).await;
        refused.is_error_redirect("invalid_request");
    }
}
