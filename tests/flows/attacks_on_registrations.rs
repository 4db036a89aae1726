//! Attacks on what a client registers: patterns, schemes that do something, smuggled parameters.

use crate::attacks_on_redirects::is_refused_each;
use oauth2_runtime::grants;
use oauth2_runtime::prelude::*;
use support::SECRET;

/// Client registrations are exact: there is no pattern to be matched.
/// attack-16
#[tokio::test]
async fn a_pattern_cannot_be_registered() {
    for uri in [
        "https://*.app.example/*",
        "https://*.app.example/cb",
        "https://app.example/*",
        "https://app.example/cb*",
        "https://*/cb",
        "*",
        "https://app.example/cb?x=*",
        "https://app.example:*/cb",
        "http://127.0.0.1:*/cb",
        "com.example.*:/cb",
        "https://app.example/cb\\d+",
        "https://app.example/{tenant}/cb",
        "https://app.example/cb|https://evil.example/",
        "https://app.example/cb https://evil.example/",
        "^https://.*$",
    ] {
        let web = || Client::confidential("app", &ClientSecret::given(SECRET)).grants(grants::code);
        assert!(web().redirect_uri(uri).build().is_err(), "{uri}");
        assert!(web().insecure_redirect(uri).build().is_err(), "{uri}");
    }
    // What other matchers read as a pattern is text here.
    let table = MemoryClients::new([]).expect("no client");
    let dots = Client::public("dots").redirect_uri("https://a.b.example/.+/cb");
    assert!(table.insert(dots.build().expect("a client")).is_ok());
    is_refused_each(&["https://*.example/cb", "https://web.example/*", "*"]).await;
}

/// Schemes that run or show what they carry, and those that leave the browser.
/// attack-21
#[tokio::test]
async fn no_scheme_that_does_something_is_registered_or_answered() {
    let uris = [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "java\nscript:alert(1)",
        "java\tscript:alert(1)",
        " javascript:alert(1)",
        "\u{1}javascript:alert(1)",
        "javascript://web.example/%0aalert(1)",
        "javascript&colon;alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "DATA:text/html;base64,PHN2Zz4=",
        "vbscript:msgbox(1)",
        "VBScript:msgbox(1)",
        "blob:https://web.example/1",
        "filesystem:https://web.example/1",
        "file:///etc/passwd",
        "view-source:https://web.example/cb",
        "about:srcdoc",
        "mailto:x@evil.example",
        "tel:1",
        "ftp://web.example/cb",
        "ws://web.example/cb",
        "intent://evil#Intent;end",
        "ms-msdt:/id",
        "app:/cb",
        "web+app:/cb",
        ".app:/cb",
        "1.app:/cb",
        "com.example.app:alert(1)",
    ];
    for uri in uris {
        let secret = ClientSecret::given(SECRET);
        for client in [Client::public("x"), Client::confidential("x", &secret)] {
            let client = client.grants(grants::code);
            let safe = client.clone().redirect_uri(uri).build();
            assert!(safe.is_err(), "{uri:?}");
            assert!(client.insecure_redirect(uri).build().is_err(), "{uri:?}");
        }
    }
    is_refused_each(&uris).await;
}

/// attack-22
#[test]
fn no_fragment_and_no_parameter_of_a_response_is_registered() {
    let faulty = |uri: &str| {
        let client = Client::public("app").grants(grants::code);
        assert!(client.redirect_uri(uri).build().is_err(), "{uri}");
    };
    faulty("https://a.example/cb#x");
    faulty("https://a.example/cb#");
    faulty("https://a.example/cb?code=1&state=2");
    faulty("http://127.0.0.1/cb?code=1");
    faulty("com.example.app:/cb?state=1");
    for name in [
        "code",
        "state",
        "iss",
        "error",
        "error_description",
        "error_uri",
        "access_token",
        "refresh_token",
        "id_token",
        "token_type",
        "expires_in",
        "scope",
        "response",
    ] {
        for query in [
            name.to_owned(),
            format!("{name}="),
            format!("a=1&{name}=1"),
            format!("{name}=1&a=1"),
            format!("&&{name}=1"),
            format!("%{:02x}{}=1", name.as_bytes()[0], &name[1..]),
        ] {
            faulty(&format!("https://a.example/cb?{query}"));
        }
    }
    let good = Client::public("app").redirect_uri("https://a.example/cb?tenant=1&codes=2");
    assert!(good.build().is_ok());
}
