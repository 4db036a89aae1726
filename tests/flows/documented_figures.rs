//! The figures and rules of the documentation's pages are those of the server.

use oauth2_runtime::ClientId;
use oauth2_runtime::prelude::*;
use std::sync::Arc;
use support::{
    AppScope, Browser, CHALLENGE, ISSUER, SECRET, VERIFIER, photos, photos_with, query_of,
};

const SIZES: &str = include_str!("../../oauth2-runtime/docs/sizes.md");
const SCOPES: &str = include_str!("../../oauth2-runtime/docs/scopes.md");

/// The cells behind the first one of the row that begins with this text.
fn row(value: &str) -> Vec<&'static str> {
    let start = format!("| {value} |");
    let line = SIZES.lines().find_map(|line| line.strip_prefix(&start));
    let line = line.unwrap_or_else(|| panic!("no row {value}"));
    let cells = line.trim_end_matches('|').split(" | ");
    cells.map(|cell| cell.trim().trim_matches('`')).collect()
}

/// The numbers in a text.
fn numbers(text: &str) -> Vec<usize> {
    let parts = text.split(|c: char| !c.is_ascii_digit());
    parts.filter_map(|part| part.parse().ok()).collect()
}

/// rfc6749-4.1.2-9, rfc6749-5.1-6
#[tokio::test]
async fn codes_and_tokens_have_the_length_that_is_documented() {
    let (router, _, clock) = photos();
    let mut app = Browser::new(&router);
    let code = app.code().await;
    let given = app.redeem(&code).await;
    for (value, text) in [
        ("authorization code", &code),
        ("access token", &given.text("access_token")),
        ("refresh token", &given.text("refresh_token")),
    ] {
        let cells = row(value);
        let [prefix, characters, bits] = cells[..] else {
            panic!("{cells:?}")
        };
        let random = text.strip_prefix(prefix).expect(prefix);
        assert_eq!(text.len().to_string(), characters, "{value}");
        let alphabet = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
        assert!(random.bytes().all(alphabet), "{text}");
        // Six characters check the others, which have six bits each; some are not used in full.
        let most = 6 * (random.len() - 6);
        let bits: usize = bits.parse().expect("a number");
        assert!((most - 8..=most).contains(&bits), "{value}: {most}");
    }
    assert!(SIZES.contains("within 60 seconds") && SIZES.contains("lives 900 seconds"));
    assert_eq!(given.json()["expires_in"], 900);
    let late = app.code().await;
    clock.advance(60);
    app.redeem(&late).await.is_error(400, "invalid_grant");
}

/// rfc6749-2.2-3
#[tokio::test]
async fn what_is_taken_has_the_length_and_the_alphabet_that_are_documented() {
    let cells = row("`client_id`");
    let [least, most] = numbers(cells[0])[..] else {
        panic!("{cells:?}")
    };
    assert_eq!(cells[1], "from space to `~");
    let id = |length: usize| ClientId::parse(&"a".repeat(length)).is_some();
    assert_eq!((least, id(least), id(least - 1)), (1, true, false));
    assert!(id(most) && !id(most + 1));
    for c in (0..=0x17f_u32).filter_map(char::from_u32) {
        let text = format!("a{c}");
        let fits = (' '..='~').contains(&c);
        assert_eq!(ClientId::parse(&text).is_some(), fits, "{c:?}");
    }
    let (router, ..) = photos();
    let mut browser = Browser::new(&router);
    browser.sign_in().await;
    let state = numbers(row("`state`")[0])[0];
    for (length, status) in [(state, 200), (state + 1, 303)] {
        let reply = browser.ask_code(&[("state", &"s".repeat(length))]).await;
        assert_eq!(reply.status.as_u16(), status, "{reply:?}");
    }
    assert_eq!(numbers(row("`code_challenge`")[0]), [CHALLENGE.len()]);
    let verifier = numbers(row("`code_verifier`")[0]);
    assert!(verifier[0] == VERIFIER.len() && verifier[1] == 128);
    assert_eq!(numbers(row("`client_secret`")[0]), [32]);
    assert_eq!(ClientSecret::random().expose().len(), 43);
    assert!(SIZES.contains("has 43 characters") && SIZES.contains("65536\nbytes"));
    assert!(SIZES.contains("64 parameters") && SECRET.len() >= 32);
    let form = |size: usize| {
        let ask = query_of(&[("grant_type", "client_credentials"), ("x", "")]);
        format!("{ask}{}", "a".repeat(size - ask.len()))
    };
    let basic = support::basic("web", SECRET);
    for (size, status) in [(65536, 200), (65537, 413)] {
        let reply = browser.token_raw(Some(&basic), &form(size)).await;
        assert_eq!(reply.status.as_u16(), status);
    }
}

/// rfc6749-3.3-5
#[tokio::test]
async fn requests_without_a_scope_or_with_a_foreign_one_are_answered_as_documented() {
    let text = SCOPES.replace('\n', " ");
    let says = |sentence: &str| assert!(text.contains(sentence), "{sentence}");
    let narrow = |id: &str, scopes: ScopeSet| {
        let client = Client::confidential(id, &ClientSecret::given(SECRET))
            .grants(oauth2_runtime::grants::client_credentials)
            .scopes(scopes);
        client.build().expect("a client")
    };
    let more = [
        narrow("both", [AppScope::Read, AppScope::Admin].into()),
        narrow("none", [AppScope::Admin].into()),
    ];
    let store = Arc::new(MemoryStore::new().allow_any_issuer());
    let (router, ..) = photos_with(store, Settings::new(ISSUER), more);
    let mut app = Browser::new(&router);
    let own = ("grant_type", "client_credentials");

    says("marks what is granted when a request names no scope, cut to what the client may have");
    says("Every reply with a token says in `scope` what was granted.");
    let both = app.token("both", &[own]).await;
    assert_eq!(both.text("scope"), "read");
    says(
        "where nothing is left of it, also because none is marked, such a request is answered `invalid_scope`",
    );
    app.token("none", &[own])
        .await
        .is_error(400, "invalid_scope");
    says("names a scope that is not declared, or that the client is not registered for");
    for scope in [
        "undeclared",
        "read undeclared",
        "photos:write",
        "read photos:write",
    ] {
        let reply = app.token("both", &[own, ("scope", scope)]).await;
        reply.is_error(400, "invalid_scope");
    }
    let named = app.token("both", &[own, ("scope", "admin read")]).await;
    let mut granted: Vec<_> = named.text("scope").split(' ').map(str::to_owned).collect();
    granted.sort();
    assert_eq!(granted, ["admin", "read"]);
}
