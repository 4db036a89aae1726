//! Redirect URIs (RFC 6749 §3.1.2): whole at registration, equal as bytes at use.

use oauth2_runtime::grants;
use oauth2_runtime::prelude::*;
use support::{Browser, SECRET, photos};

async fn signed_in() -> Browser {
    let (router, ..) = photos();
    let mut browser = Browser::new(&router);
    browser.sign_in().await;
    browser
}

/// rfc6749-3.1.2-1, rfc6749-3.1.2-3, rfc6749-3.1.2.2-3, rfc9700-2.6-3, rfc9700-4.1.3-1,
/// oauth-v2-1-draft-2.3.1-2
#[test]
fn a_redirect_uri_that_is_not_whole_and_safe_cannot_be_registered() {
    let secret = ClientSecret::given(SECRET);
    let web = |uri: &str| {
        let client = Client::confidential("web", &secret).grants(grants::code);
        client.redirect_uri(uri).build()
    };
    for uri in [
        "https://web.example/cb",
        "com.example.web:/cb/a@b",
        "com.example.web://web/a@b",
    ] {
        assert!(web(uri).is_ok(), "{uri}");
    }
    for uri in [
        "",
        "/cb",
        "//web.example/cb",
        "web.example/cb",
        "https:",
        "https://",
        "https://web.example/cb#x",
        "https://web.example/cb#",
        "https://*.web.example/cb",
        "https://web.example/*",
        "https://user@web.example/cb",
        "com.example.web://user@web/cb",
        "com.example.web://user:word@web?x=1",
        "https://web.example/x/../cb",
        "https://web.example/%2e%2E/cb",
        "https://web.example/cb?code=1",
        "https://web.example/cb?state=1",
        "https://web.example/c b",
        "https://web.example/%zz",
        "https://web.example/%4z",
        "https://web.example/%z4",
        "https://web.example/%4",
        "https://web.example\\cb",
        "https://web.example/cb\n",
        "https://wéb.example/cb",
        "http://web.example/cb",
        "http://127.0.0.1.evil.example/cb",
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "myapp:/cb",
    ] {
        let refused = web(uri).expect_err(uri);
        assert_eq!(refused.faults().len(), 1, "{uri}: {refused}");
    }
}

/// A browser would cut what is much longer.
#[test]
fn a_redirect_uri_has_2048_bytes_at_most() {
    let start = "https://web.example/";
    for length in [2048, 2049, 2050] {
        let uri = format!("{start}{}", "x".repeat(length - start.len()));
        let client = Client::public("web").grants(grants::code).redirect_uri(uri);
        assert_eq!(client.build().is_ok(), length == 2048, "{length}");
    }
}

/// What an application lists is what was registered, byte for byte.
#[test]
fn a_registered_redirect_uri_is_told_as_it_was_written() {
    let client = Client::confidential("web", &ClientSecret::given(SECRET))
        .redirect_uri("https://web.example/%7Ecb")
        .insecure_redirect("http://web.example/cb")
        .grants(grants::code);
    let client = client.build().expect("a client");
    let mut told = Vec::new();
    for uri in client.redirect_uris() {
        assert_eq!(uri.to_string(), uri.as_str());
        told.push((uri.as_str(), uri.is_insecure()));
    }
    let wanted = [
        ("https://web.example/%7Ecb", false),
        ("http://web.example/cb", true),
    ];
    assert_eq!(told, wanted);
}

/// rfc6749-3.1.2.2-1, rfc6749-3.1.2.2-2
#[tokio::test]
async fn without_a_registered_redirect_uri_nobody_uses_the_authorization_endpoint() {
    let secret = ClientSecret::given(SECRET);
    let code = Client::confidential("bare", &secret).grants(grants::code);
    assert!(code.build().is_err());
    let code = Client::public("bare").grants(grants::code);
    assert!(code.build().is_err());
    let implicit = Client::confidential("bare", &secret).grants(grants::implicit);
    assert!(implicit.build().is_err());
    let mut browser = signed_in().await;
    for uri in ["", "https://web.example/cb", "https://plain.example/"] {
        let plain = [("client_id", "plain"), ("redirect_uri", uri)];
        browser.ask_code(&plain).await.is_page(400);
    }
}

/// rfc6749-3.1.2.3-2, rfc6749-3.1.2.4-1, rfc6749-3.1.2.4-2, rfc6749-A.6-1
#[tokio::test]
async fn a_redirect_uri_that_differs_in_one_byte_gets_a_page_whatever_else_is_wrong() {
    let mut browser = signed_in().await;
    let others = [
        "https://evil.example/",
        "https://web.example/cb/",
        "https://web.example/cb?x=1",
        "https://web.example/cb#x",
        "https://web.example/CB",
        "https://web.example/c%62",
        "https://web.example/cb.evil",
        "https://web.example/cb/../x",
        "https://web.example/x/../cb",
        "https://web.example//cb",
        "https://web.example:443/cb",
        "HTTPS://web.example/cb",
        "https://WEB.example/cb",
        "http://web.example/cb",
        "https://web.example.evil/cb",
        "https://web.example@evil.example/cb",
        "https://evil.example\\@web.example/cb",
        " https://web.example/cb",
        "https://web.example/cb\n",
        "https://web.example/c b",
        "https://wéb.example/cb",
        "//web.example/cb",
        "/cb",
        "javascript:alert(1)",
        "data:text/html,x",
    ];
    for uri in others {
        for more in [
            vec![],
            vec![("scope", "nonsense")],
            vec![("response_type", "nonsense")],
            vec![("response_type", "token")],
            vec![("code_challenge", "x"), ("error", "access_denied")],
        ] {
            let pairs = [vec![("redirect_uri", uri)], more].concat();
            let reply = browser.ask_code(&pairs).await;
            reply.is_page(400);
            assert!(!reply.body.contains("http-equiv"), "{uri}: {reply:?}");
            let why = "the redirect URI is not registered for this client";
            assert!(reply.body.contains(why), "{uri}: {reply:?}");
        }
    }
}

/// rfc6749-3.1.2-2, rfc6749-3.1.2.2-4, rfc6749-3.1.2.3-1, rfc6749-4.1.1-2, oauth-v2-1-draft-2.3.2-1
#[tokio::test]
async fn a_redirect_uri_may_be_left_out_only_where_one_is_registered() {
    let mut browser = signed_in().await;
    let page = browser.ask_code(&[("redirect_uri", "")]).await;
    let answer = browser.decide(&page, "allow").await;
    let location = answer.header("location");
    assert!(location.starts_with("https://web.example/cb?code="));

    let other = ("client_id", "other");
    let reply = browser.ask_code(&[other, ("redirect_uri", "")]).await;
    reply.is_page(400);
    for (uri, start) in [
        (
            "https://other.example/cb?tenant=1",
            "https://other.example/cb?tenant=1&code=",
        ),
        (
            "https://other.example/second",
            "https://other.example/second?code=",
        ),
    ] {
        let page = browser.ask_code(&[other, ("redirect_uri", uri)]).await;
        let answer = browser.decide(&page, "allow").await;
        assert!(answer.header("location").starts_with(start), "{answer:?}");
        for name in ["code", "state", "iss"] {
            assert!(answer.query(name).is_some(), "{name} once: {answer:?}");
        }
    }
}
