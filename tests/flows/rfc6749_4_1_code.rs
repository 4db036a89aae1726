//! The authorization code grant (RFC 6749 §4.1).

use support::{Browser, VERIFIER, photos};

/// rfc6749-4.1.2-1, rfc6749-4.1.4-1, rfc6749-5.1-1, rfc6749-5.1-3, rfc9207-2-1
#[tokio::test]
async fn a_person_signs_in_consents_and_the_client_gets_tokens_that_open_a_route() {
    let (router, ..) = photos();
    let mut browser = Browser::new(&router);
    let to_login = browser.ask_code(&[("scope", "read")]).await;
    assert_eq!(to_login.status, 303);
    let form = browser.get(to_login.header("location")).await;
    let ticket = form.field("ticket").expect("a ticket");
    let pairs = [
        ("username", "alice"),
        ("password", "wonderland"),
        ("ticket", ticket.as_str()),
    ];
    let back = browser.post("/login", &pairs).await;
    assert_eq!(back.status, 303);
    let page = browser.get(back.header("location")).await;
    page.is_page(200);
    assert!(
        page.body
            .contains("Web &#38; Sons wants to access your account"),
        "{}",
        page.body
    );
    assert!(page.body.contains("See your photos") && page.body.contains("Alice"));
    let answer = browser.decide(&page, "allow").await;
    assert_eq!(answer.status, 303);
    assert!(
        answer
            .header("location")
            .starts_with("https://web.example/cb?code=oac_")
    );
    assert_eq!(answer.query("state").as_deref(), Some("xyz"));
    assert_eq!(
        answer.query("iss").as_deref(),
        Some("https://photos.example")
    );
    let reply = browser.redeem(&answer.query("code").expect("a code")).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    assert_eq!(reply.header("content-type"), "application/json");
    assert_eq!(reply.json()["expires_in"], 900);
    assert_eq!(reply.text("token_type"), "Bearer");
    assert_eq!(reply.text("scope"), "read");
    assert!(reply.text("refresh_token").starts_with("ort_"));
    let me = browser
        .with_token("/api/me", &reply.text("access_token"))
        .await;
    assert_eq!(me.body, "person user-1 scopes read");
}

/// rfc6749-4.1.2-4, rfc6749-4.1.2-5, rfc9700-4.3.1-1
#[tokio::test]
async fn a_code_is_refused_the_second_time_and_what_it_gave_is_revoked() {
    let (router, ..) = photos();
    let mut browser = Browser::new(&router);
    let code = browser.code().await;
    let first = browser.redeem(&code).await;
    browser.redeem(&code).await.is_error(400, "invalid_grant");
    let me = browser
        .with_token("/api/me", &first.text("access_token"))
        .await;
    assert_eq!(me.status, 401);
    browser
        .refresh(&first.text("refresh_token"))
        .await
        .is_error(400, "invalid_grant");
}

/// rfc6749-6-9, rfc9700-4.14-2
#[tokio::test]
async fn a_refresh_token_rotates_and_an_older_one_ends_the_grant() {
    let (router, ..) = photos();
    let mut browser = Browser::new(&router);
    let code = browser.code().await;
    let first = browser.redeem(&code).await.text("refresh_token");
    let second = browser.refresh(&first).await.text("refresh_token");
    assert_eq!(
        browser.refresh(&first).await.text("refresh_token"),
        second,
        "a retry"
    );
    let third = browser.refresh(&second).await.text("refresh_token");
    browser.refresh(&first).await.is_error(400, "invalid_grant");
    browser.refresh(&third).await.is_error(400, "invalid_grant");
}

/// rfc7636-4.6-1, rfc7636-4.6-3
#[tokio::test]
async fn a_wrong_verifier_spends_the_code() {
    let (router, ..) = photos();
    let mut browser = Browser::new(&router);
    let code = browser.code().await;
    let pairs = |verifier| {
        [
            ("grant_type", "authorization_code"),
            ("code", code.as_str()),
            ("redirect_uri", "https://web.example/cb"),
            ("code_verifier", verifier),
        ]
    };
    let wrong = "a".repeat(43);
    browser
        .token("web", &pairs(&wrong))
        .await
        .is_error(400, "invalid_grant");
    browser
        .token("web", &pairs(VERIFIER))
        .await
        .is_error(400, "invalid_grant");
}
