//! Attacks on the redirect URI: every way to have an answer sent elsewhere.

use oauth2_runtime::prelude::*;
use std::sync::Arc;
use support::{Browser, CHALLENGE, Desk, code_request, photos, query_of};

const GOOD: &str = "https://web.example/cb";

async fn signed_in() -> Browser {
    let (router, ..) = photos();
    let mut browser = Browser::new(&router);
    browser.sign_in().await;
    // Consent is remembered: a good request is answered without a page.
    browser.code().await;
    browser
}

/// Each gets an error page, by every request that could go wrong later, raw and encoded.
pub(crate) async fn is_refused_each(uris: &[&str]) {
    let mut browser = signed_in().await;
    let (router, ..) = photos();
    let mut stranger = Browser::new(&router);
    for uri in uris {
        for more in [
            &[][..],
            &[("response_type", "token")],
            &[("response_type", "nonsense")],
            &[("scope", "nonsense")],
            &[("code_challenge", "")],
            &[("prompt", "none")],
        ] {
            let pairs = [&[("redirect_uri", *uri)], more].concat();
            let reply = browser.ask_code(&pairs).await;
            reply.is_page(400);
            assert!(!reply.body.contains("evil"), "{uri}: {}", reply.body);
            stranger.ask_code(&pairs).await.is_page(400);
        }
        let raw = format!(
            "{}&redirect_uri={uri}",
            code_request(&[("redirect_uri", "")])
        );
        // Unescaped, it may also end early or decode to the good one: then that is what is answered.
        if raw.parse::<http::Uri>().is_ok() {
            let reply = browser.get(&raw).await;
            let good = reply.header("location");
            let good = good.starts_with("https://web.example/cb?code=") && !good.contains("evil");
            assert!(good || reply.status == 400, "{raw}: {reply:?}");
        }
    }
}

/// attack-14
#[tokio::test]
async fn a_place_that_is_not_registered_gets_nothing() {
    is_refused_each(&[
        "https://evil.example/",
        "https://evil.example/cb",
        "http://evil.example/cb",
        "https://other.example/second",
        "https://page.example/cb?tab=2",
        "http://127.0.0.1/callback",
        "com.example.cli:/callback",
        "//evil.example/cb",
        "evil.example/cb",
        "/cb",
        "cb",
        "?",
        "urn:ietf:wg:oauth:2.0:oob",
        "postmessage",
        "null",
        "about:blank",
    ])
    .await;
}

/// attack-15
#[tokio::test]
async fn a_place_that_only_begins_ends_or_looks_like_the_registered_one_gets_nothing() {
    is_refused_each(&[
        "https://web.example/cb.evil",
        "https://web.example/cbevil",
        "https://web.example/cb/",
        "https://web.example/cb/evil",
        "https://web.example/cb/../x",
        "https://web.example/cb?x=1",
        "https://web.example/cb?",
        "https://web.example/cb&x=1",
        "https://web.example/cb#",
        "https://web.example/cb#https://evil.example",
        "https://web.example/",
        "https://web.example",
        "https://web.example/c",
        "https://web.example.evil/cb",
        "https://evilweb.example/cb",
        "https://evil.web.example/cb",
        "https://webXexample/cb",
        "https://web.exampleX/cb",
        "https://evil.example/https://web.example/cb",
        "https://evil.example/?https://web.example/cb",
        "https://evil.example/#https://web.example/cb",
        "xhttps://web.example/cb",
    ])
    .await;
}

/// attack-17
#[tokio::test]
async fn no_path_is_decoded_or_walked() {
    is_refused_each(&[
        "https://web.example/cb/%2e%2e/x",
        "https://web.example/x/%2e%2e/cb",
        "https://web.example/x/..%2fcb",
        "https://web.example/cb%2f..",
        "https://web.example/cb%2F..%2Fx",
        "https://web.example/cb;x",
        "https://web.example/cb;/../x",
        "https://web.example//cb",
        "https://web.example/./cb",
        "https://web.example/cb/.",
        "https://web.example/cb/..",
        "https://web.example/x/../cb",
        "https://web.example/%63b",
        "https://web.example/c%62",
        "https://web.example/%2563b",
        "https://web.example/cb/%252e%252e/x",
        "https://web.example/cb%00",
        "https://web.example/cb%20",
        "https://web.example/cb%0d%0aSet-Cookie:x=y",
        "https://web.example/cb\\..\\x",
        "https://web.example/..%c0%afcb",
        "https%3A%2F%2Fweb.example%2Fcb%3Fevil",
    ])
    .await;
}

/// attack-18
#[tokio::test]
async fn no_authority_passes_for_another() {
    is_refused_each(&[
        "https://web.example@evil.example/cb",
        "https://web.example:443@evil.example/cb",
        "https://user:pass@web.example/cb",
        "https://@web.example/cb",
        "https://evil.example\\@web.example/cb",
        "https://web.example\\.evil.example/cb",
        "https://web.example\\@evil.example/cb",
        "https://web.example%40evil.example/cb",
        "https://web.example%2f@evil.example/cb",
        "https://web.example%00.evil.example/cb",
        "https://web.example:443/cb",
        "https://web.example:/cb",
        "https://web.example./cb",
        "https://web.example\t/cb",
        "https://web.\nexample/cb",
        "https://web.example\r\n/cb",
        "\thttps://web.example/cb",
        "https:/web.example/cb",
        "https:web.example/cb",
        "https:///web.example/cb",
        "https:\\\\web.example\\cb",
        "https://w\u{435}b.example/cb",
        "https://xn--wb-5ja.example/cb",
        "https://web\u{3002}example/cb",
        "https://web\u{ff0e}example/cb",
        "https://web.ex\u{ad}ample/cb",
        "https://web.ex\u{200b}ample/cb",
        "https://\u{ff57}eb.example/cb",
        "https://[::ffff:127.0.0.1]/cb",
    ])
    .await;
}

/// attack-19
#[tokio::test]
async fn no_letter_is_folded() {
    is_refused_each(&[
        "HTTPS://web.example/cb",
        "Https://web.example/cb",
        "https://WEB.example/cb",
        "https://web.EXAMPLE/cb",
        "https://web.example/CB",
        "https://web.example/cB",
        "https://we\u{212a}.example/cb",
        "https://web.example/\u{ff43}b",
        "HTTPS://WEB.EXAMPLE/CB",
    ])
    .await;
}

/// What other parsers read as the name of the parameter.
const OTHER_NAMES: [&str; 10] = [
    "redirect_uri[]",
    "redirect_uri[0]",
    "redirect_uri.0",
    "redirect_uri ",
    " redirect_uri",
    "redirect_uri\u{0}",
    "Redirect_URI",
    "redirectUri",
    ";redirect_uri",
    "redirect_url",
];

/// Two places in one request, in every way to write them: none, or the registered one.
/// attack-23
#[tokio::test]
async fn of_two_places_neither_gets_an_answer() {
    let evil = "https://evil.example/";
    let mut browser = signed_in().await;
    let base = code_request(&[("redirect_uri", "")]);
    let both = |first: &str, second: &str| {
        let pairs = [("redirect_uri", first), ("redirect_uri", second)];
        format!("{base}&{}", query_of(&pairs))
    };
    for (first, second) in [
        (GOOD, evil),
        (evil, GOOD),
        (GOOD, GOOD),
        (GOOD, ""),
        ("", GOOD),
    ] {
        browser.get(&both(first, second)).await.is_page(400);
        let apart = format!("{}&scope=nonsense", both(first, second));
        browser.get(&apart).await.is_page(400);
    }
    for name in ["redirect%5Furi", "%72edirect_uri", "redirect_ur%69"] {
        let uri = format!("{base}&redirect_uri={GOOD}&{name}={evil}");
        browser.get(&uri).await.is_page(400);
    }
    for (name, value) in [
        ("redirect_uri", format!("{GOOD};redirect_uri={evil}")),
        ("redirect_uri", format!("{GOOD},{evil}")),
        ("redirect_uri", format!("{GOOD} {evil}")),
        ("client_id", format!("web;redirect_uri={evil}")),
    ] {
        browser.ask_code(&[(name, &value)]).await.is_page(400);
    }
    for name in OTHER_NAMES {
        for more in [&[][..], &[("redirect_uri", GOOD)]] {
            let reply = browser
                .get(&format!(
                    "{base}&{}",
                    query_of(&[more, &[(name, evil)]].concat())
                ))
                .await;
            assert!(reply.query("code").is_some(), "{name}: {reply:?}");
            let location = reply.header("location");
            assert!(
                location.starts_with("https://web.example/cb?code="),
                "{location}"
            );
            assert!(!location.contains("evil"), "{location}");
        }
    }
    let posted = browser.post(&base, &[("redirect_uri", evil)]).await;
    assert_eq!(posted.status, 405, "{posted:?}");
}

/// What is told to a client whose place is proven.
const CAUSES: [(&str, &str); 12] = [
    ("scope", "nonsense"),
    ("scope", "\""),
    ("prompt", "none"),
    ("response_type", ""),
    ("response_type", "nonsense"),
    ("response_type", "token"),
    ("response_mode", "web_message"),
    ("code_challenge", ""),
    ("code_challenge_method", "plain"),
    ("request", "e30.e30."),
    ("request_uri", "https://evil.example/request"),
    ("max_age", "-1"),
];

/// Whatever is wrong, the place is looked at first.
/// attack-24
#[tokio::test]
async fn no_error_is_told_to_a_place_that_is_not_registered() {
    let (router, failure, answer, _) = Desk::on(Arc::new(MemoryStore::new().allow_any_issuer()));
    let mut browser = Browser::new(&router);
    browser.user = Some("alice");
    let long = "s".repeat(5000);
    let many = "&x=1".repeat(70);
    for place in [
        "https://evil.example/",
        "https://web.example/cb/",
        "javascript:alert(1)",
    ] {
        let at = ("redirect_uri", place);
        for cause in CAUSES.into_iter().chain([("state", long.as_str())]) {
            browser.ask_code(&[at, cause]).await.is_page(400);
        }
        for more in [
            "&x=%ff",
            "&x=%",
            "&scope=read&scope=read",
            "&state=a&state=b",
            &many,
        ] {
            let uri = format!("{}{more}", code_request(&[at]));
            browser.get(&uri).await.is_page(400);
        }
        answer.lock().unwrap().decision = Some(Decision::Deny);
        browser.ask_code(&[at]).await.is_page(400);
        for hook in ["current_user", "auto_approve", "consent", "approve"] {
            failure.of(hook);
            browser.ask_code(&[at]).await.is_page(400);
        }
        for hook in ["find_client", "error"] {
            failure.of(hook);
            browser.ask_code(&[at]).await.is_page(500);
        }
        failure.of("");
    }
    let ask = [
        ("client_id", "nobody"),
        ("redirect_uri", GOOD),
        ("code_challenge", CHALLENGE),
    ];
    browser.ask_code(&ask).await.is_page(400);
}
