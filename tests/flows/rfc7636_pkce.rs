//! Proof Key for Code Exchange (RFC 7636): S256, always, for every client.

use oauth2_runtime::prelude::*;
use oauth2_runtime::{MemoryStore, Pkce};
use sha2::{Digest as _, Sha256};
use std::sync::Arc;
use support::{Browser, CHALLENGE, ISSUER, VERIFIER, base64, photos, photos_with, redeeming};

const CLI: [(&str, &str); 2] = [
    ("client_id", "cli"),
    ("redirect_uri", "http://127.0.0.1/callback"),
];

fn challenge_of(verifier: &str) -> String {
    let text = base64(&Sha256::digest(verifier.as_bytes()));
    text.replace('+', "-").replace('/', "_").replace('=', "")
}

async fn signed_in() -> Browser {
    let (router, ..) = photos();
    let mut browser = Browser::new(&router);
    browser.sign_in().await;
    browser
}

/// A code of the client `web` with these parameters.
async fn code(browser: &mut Browser, more: &[(&str, &str)]) -> String {
    let mut reply = browser.ask_code(more).await;
    if reply.status == 200 {
        reply = browser.decide(&reply, "allow").await;
    }
    reply.query("code").unwrap_or_else(|| panic!("{reply:?}"))
}

/// rfc7636-4.2-1, rfc9700-2.1.1-2
#[tokio::test]
async fn the_verifier_of_the_challenge_redeems_the_code_from_43_to_128_characters() {
    let mut browser = signed_in().await;
    assert_eq!(challenge_of(VERIFIER), CHALLENGE, "appendix B");
    let longest = "aZ0-._~9".repeat(16);
    let shortest = "~".repeat(43);
    for verifier in [VERIFIER, &longest, &shortest] {
        let challenge = challenge_of(verifier);
        let code = code(&mut browser, &[("code_challenge", &challenge)]).await;
        let pairs = redeeming(&code, &[("code_verifier", verifier)]);
        let reply = browser.token("web", &pairs).await;
        assert_eq!(reply.status, 200, "{verifier}: {reply:?}");
    }
    // The same for a client without a secret.
    let wrong = "a".repeat(43);
    for (verifier, status) in [(wrong.as_str(), 400), (VERIFIER, 200)] {
        let code = code(&mut browser, &CLI).await;
        let pairs = redeeming(&code, &[CLI[1], ("code_verifier", verifier)]);
        let reply = browser.public_token("cli", &pairs).await;
        assert_eq!(reply.status.as_u16(), status, "{verifier}: {reply:?}");
    }
}

/// rfc7636-4.1-1: a verifier of a wrong shape cannot be that of any code, so it burns none.
#[tokio::test]
async fn a_malformed_verifier_is_refused_and_costs_nothing() {
    let mut browser = signed_in().await;
    let code = browser.code().await;
    let bad = [
        "short".to_owned(),
        "a".repeat(42),
        "a".repeat(129),
        "a".repeat(20_000),
        format!("{}+", "a".repeat(43)),
        format!("{}=", "a".repeat(43)),
        format!("{} ", "a".repeat(43)),
        format!("{}ä", "a".repeat(43)),
        format!("{}\0", "a".repeat(43)),
    ];
    for verifier in &bad {
        let pairs = redeeming(&code, &[("code_verifier", verifier)]);
        let reply = browser.token("web", &pairs).await;
        reply.is_error(400, "invalid_grant");
    }
    assert_eq!(browser.redeem(&code).await.status, 200);
}

/// rfc7636-4.5-1, rfc7636-4.6-1, rfc7636-4.6-3, rfc7636-7.2-1, rfc9700-2.1.1-3
/// attack-3
#[tokio::test]
async fn a_wrong_or_missing_verifier_spends_the_code() {
    let mut browser = signed_in().await;
    let wrong = "a".repeat(43);
    let other_case = VERIFIER.to_ascii_lowercase();
    for verifier in ["", &wrong, &other_case, CHALLENGE] {
        let code = browser.code().await;
        let pairs = redeeming(&code, &[("code_verifier", verifier)]);
        let reply = browser.token("web", &pairs).await;
        reply.is_error(400, "invalid_grant");
        browser.redeem(&code).await.is_error(400, "invalid_grant");
    }
}

/// rfc7636-4.4.1-1, rfc7636-5-1, rfc9700-2.1.1-1
#[tokio::test]
async fn without_a_challenge_every_client_is_refused_by_redirect() {
    let mut browser = signed_in().await;
    let none = [("code_challenge", ""), ("code_challenge_method", "")];
    for client in [vec![], CLI.to_vec()] {
        let reply = browser.ask_code(&[&none[..], &client].concat()).await;
        reply.is_error_redirect("invalid_request");
        let why = reply.query("error_description").unwrap_or_default();
        assert!(why.contains("code_challenge"), "{why}");
        assert_eq!(reply.query("state").as_deref(), Some("xyz"));
    }
}

/// rfc7636-4.3-1, rfc7636-4.3-2, rfc7636-4.4.1-2, rfc7636-7.2-2
/// attack-5
#[tokio::test]
async fn every_method_but_s256_is_refused_by_redirect() {
    let mut browser = signed_in().await;
    for method in ["", "plain", "s256", "S512", "none", "S256 "] {
        let reply = browser.ask_code(&[("code_challenge_method", method)]).await;
        reply.is_error_redirect("invalid_request");
        let why = reply.query("error_description").unwrap_or_default();
        assert!(why.contains("code_challenge_method"), "{why}");
    }
    let reply = browser.ask_code(&[("code_challenge", "")]).await;
    reply.is_error_redirect("invalid_request");
}

/// rfc7636-4.2-2
#[tokio::test]
async fn a_challenge_of_another_shape_is_refused_by_redirect() {
    let mut browser = signed_in().await;
    let bad = [
        CHALLENGE[..42].to_owned(),
        format!("{CHALLENGE}A"),
        format!("{CHALLENGE}="),
        format!("{}=", &CHALLENGE[..42]),
        CHALLENGE.replace('-', "+"),
        CHALLENGE.replace('E', "ä"),
        VERIFIER.repeat(3),
    ];
    for challenge in &bad {
        let reply = browser.ask_code(&[("code_challenge", challenge)]).await;
        reply.is_error_redirect("invalid_request");
    }
}

/// rfc7636-4.4-1, rfc9700-4.5.3-1
/// attack-7
#[tokio::test]
async fn a_code_that_is_carried_into_another_session_fits_no_other_verifier() {
    let mut browser = signed_in().await;
    let own = "b".repeat(64);
    let challenge = challenge_of(&own);
    let stolen = browser.code().await;
    let mut victim = browser.clone();
    let theirs = code(&mut victim, &[("code_challenge", &challenge)]).await;
    let pairs = redeeming(&stolen, &[("code_verifier", &own)]);
    let reply = victim.token("web", &pairs).await;
    reply.is_error(400, "invalid_grant");
    let pairs = redeeming(&theirs, &[("code_verifier", &own)]);
    assert_eq!(victim.token("web", &pairs).await.status, 200);
}

/// rfc7636-4.4-2
#[tokio::test]
async fn the_answer_does_not_tell_the_challenge() {
    let mut browser = signed_in().await;
    let page = browser.ask_code(&[]).await;
    let answer = browser.decide(&page, "allow").await;
    assert!(!answer.header("location").contains(CHALLENGE), "{answer:?}");
    let code = answer.query("code").expect("a code");
    assert_eq!(code.len(), "oac_".len() + 43 + 6, "an opaque value: {code}");
    let reply = browser.redeem(&code).await;
    assert!(!reply.body.contains(CHALLENGE) && !reply.body.contains(VERIFIER));
}

/// rfc9700-2.1.1-4, rfc9700-4.8.2-1, oauth-v2-1-draft-4.1.1-1, oauth-v2-1-draft-4.1.3-2
/// attack-4
#[tokio::test]
async fn where_pkce_is_optional_a_challenge_still_binds_and_its_absence_too() {
    let settings = Settings::new(ISSUER).pkce(Pkce::Optional);
    let store = Arc::new(MemoryStore::new().allow_any_issuer());
    let (router, ..) = photos_with(store, settings, []);
    let mut browser = Browser::new(&router);
    browser.sign_in().await;
    let none = [("code_challenge", ""), ("code_challenge_method", "")];
    let unbound = code(&mut browser, &none).await;
    let plain = redeeming(&unbound, &[("code_verifier", "")]);
    let reply = browser.token("web", &plain).await;
    assert_eq!(reply.status, 200, "{reply:?}");

    let unbound = code(&mut browser, &none).await;
    let injected = browser.redeem(&unbound).await;
    injected.is_error(400, "invalid_grant");

    let bound = browser.code().await;
    let stripped = redeeming(&bound, &[("code_verifier", "")]);
    let reply = browser.token("web", &stripped).await;
    reply.is_error(400, "invalid_grant");

    let (required, ..) = photos();
    let stripped = Browser::new(&required).ask_code(&none).await;
    stripped.is_error_redirect("invalid_request");

    let public = browser.ask_code(&[&none[..], &CLI].concat()).await;
    public.is_error_redirect("invalid_request");
    let method = browser.ask_code(&[("code_challenge", "")]).await;
    method.is_error_redirect("invalid_request");
}
