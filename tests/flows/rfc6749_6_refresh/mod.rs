//! Refreshing an access token (RFC 6749 §6, RFC 9700 §4.14).

use crate::legacy::legacy;
use oauth2_runtime::{Approval, Client, ClientSecret, MemoryStore, grants};
use std::sync::Arc;
use support::{AppScope, Browser, Desk, Reply, SECRET, VERIFIER, basic, photos, query_of};

mod retry;

const DAYS: u64 = 24 * 60 * 60;

/// What a person's consent to `web` gave at first.
async fn start(app: &mut Browser, scope: &str) -> Reply {
    let code = app.code_with(&[("scope", scope)]).await;
    app.redeem(&code).await
}

fn pairs(token: &str) -> [(&'static str, &str); 2] {
    [("grant_type", "refresh_token"), ("refresh_token", token)]
}

async fn refresh_scope(app: &mut Browser, token: &str, scope: &str) -> Reply {
    let [grant, token] = pairs(token);
    app.token("web", &[grant, token, ("scope", scope)]).await
}

async fn opens(app: &mut Browser, reply: &Reply) -> bool {
    let token = reply.text("access_token");
    app.with_token("/api/me", &token).await.status == 200
}

/// rfc6749-6-6
#[tokio::test]
async fn each_refresh_gives_a_new_pair_and_leaves_the_older_access_tokens_alone() {
    let (router, ..) = photos();
    let mut app = Browser::new(&router);
    let mut all = vec![start(&mut app, "read photos:write").await];
    for _ in 0..5 {
        let last = all.last().expect("a reply").text("refresh_token");
        let next = app.refresh(&last).await;
        assert_eq!(next.status, 200, "{next:?}");
        assert_eq!(next.text("scope"), "photos:write read");
        assert!(
            all.iter()
                .all(|one| one.text("refresh_token") != next.text("refresh_token"))
        );
        assert!(
            all.iter()
                .all(|one| one.text("access_token") != next.text("access_token"))
        );
        all.push(next);
    }
    for reply in &all {
        assert!(opens(&mut app, reply).await);
    }
}

/// attack-62
#[tokio::test]
async fn reuse_of_an_older_token_ends_the_grant_with_all_its_access_tokens() {
    let (router, ..) = photos();
    let mut app = Browser::new(&router);
    let bystander = start(&mut app, "photos:write").await;
    let first = start(&mut app, "read").await;
    let second = app.refresh(&first.text("refresh_token")).await;
    let third = app.refresh(&second.text("refresh_token")).await;
    let reused = app.refresh(&first.text("refresh_token")).await;
    reused.is_error(400, "invalid_grant");
    for reply in [&first, &second, &third] {
        assert!(!opens(&mut app, reply).await);
        let dead = app.refresh(&reply.text("refresh_token")).await;
        dead.is_error(400, "invalid_grant");
        assert_eq!(dead.body, reused.body, "one answer for all");
    }
    assert!(
        opens(&mut app, &bystander).await,
        "another grant is not touched"
    );
}

/// rfc6749-6-3, rfc6749-10.4-1
/// attack-61
#[tokio::test]
async fn the_token_of_another_client_is_refused_and_stays_good_for_its_owner() {
    let (router, ..) = photos();
    let mut app = Browser::new(&router);
    let first = start(&mut app, "read").await.text("refresh_token");
    let foreign = app.token("other", &pairs(&first)).await;
    foreign.is_error(400, "invalid_grant");
    app.public_token("cli", &pairs(&first))
        .await
        .is_error(400, "invalid_grant");
    let revoked = [("token", first.as_str())];
    app.post_as("other", "/oauth/revoke", &revoked).await;
    let named = [("token", first.as_str()), ("client_id", "cli")];
    app.post_with("/oauth/revoke", &[], &named).await;
    let second = app.refresh(&first).await;
    assert_eq!(second.status, 200, "{second:?}");
    // Also a spent one does no harm in another client's hands.
    let third = app.refresh(&second.text("refresh_token")).await;
    app.token("other", &pairs(&first))
        .await
        .is_error(400, "invalid_grant");
    assert!(opens(&mut app, &third).await);
}

/// rfc6749-6-5, rfc6749-6-7, rfc6749-6-8, rfc9700-4.14-1, oauth-v2-1-draft-3.2.3-1
/// attack-60
#[tokio::test]
async fn scopes_are_narrowed_for_one_token_and_come_back_later_but_never_grow() {
    let (router, ..) = photos();
    let mut app = Browser::new(&router);
    let first = start(&mut app, "read photos:write")
        .await
        .text("refresh_token");
    for (scope, error) in [
        ("read admin", "invalid_scope"),
        ("unknown", "invalid_scope"),
    ] {
        let beyond = refresh_scope(&mut app, &first, scope).await;
        beyond.is_error(400, error);
    }
    let narrow = refresh_scope(&mut app, &first, "read").await;
    assert_eq!(
        narrow.text("scope"),
        "read",
        "and the refusals did not spend the token"
    );
    let token = narrow.text("access_token");
    assert_eq!(app.with_token("/api/write", &token).await.status, 403);
    let wide = app.refresh(&narrow.text("refresh_token")).await;
    assert_eq!(wide.text("scope"), "photos:write read");
    // What the person did not allow is beyond, though the client is registered for it.
    let code = app.code_with(&[("scope", "read")]).await;
    let wider = support::redeeming(&code, &[("scope", "read photos:write")]);
    let small = app.token("web", &wider).await;
    assert_eq!(
        small.text("scope"),
        "read",
        "nor at the exchange: {small:?}"
    );
    let small = small.text("refresh_token");
    let beyond = refresh_scope(&mut app, &small, "read photos:write").await;
    beyond.is_error(400, "invalid_scope");
    assert_eq!(app.refresh(&small).await.status, 200);
}

/// rfc9700-4.14-5, oauth-v2-1-draft-4.3.3-1
#[tokio::test]
async fn a_token_that_lies_unused_for_thirty_days_dies() {
    let (router, _, clock) = photos();
    let mut app = Browser::new(&router);
    let first = start(&mut app, "read").await.text("refresh_token");
    clock.advance(30 * DAYS - 1);
    let second = app.refresh(&first).await;
    assert_eq!(second.status, 200, "{second:?}");
    clock.advance(30 * DAYS + 1);
    let idle = app.refresh(&second.text("refresh_token")).await;
    idle.is_error(400, "invalid_grant");
}

#[tokio::test]
async fn a_family_dies_ninety_days_after_the_consent_however_busy_it_is() {
    let (router, _, clock) = photos();
    let mut app = Browser::new(&router);
    let mut token = start(&mut app, "read").await.text("refresh_token");
    for step in [20 * DAYS, 20 * DAYS, 20 * DAYS, 20 * DAYS, 10 * DAYS - 1] {
        clock.advance(step);
        let next = app.refresh(&token).await;
        assert_eq!(next.status, 200, "{next:?}");
        token = next.text("refresh_token");
    }
    clock.advance(1);
    app.refresh(&token).await.is_error(400, "invalid_grant");
}

/// The policy is asked at refresh too.
#[tokio::test]
async fn a_policy_that_says_no_at_refresh_ends_the_grant() {
    let (router, _, answer, _) = Desk::on(Arc::new(MemoryStore::new().allow_any_issuer()));
    let mut app = Browser::new(&router);
    app.user = Some("alice");
    let first = start(&mut app, "read").await;
    let refresh = first.text("refresh_token");
    answer.lock().unwrap().approval = Some(None);
    app.refresh(&refresh).await.is_error(400, "invalid_grant");
    answer.lock().unwrap().approval = None;
    app.refresh(&refresh).await.is_error(400, "invalid_grant");
    assert!(!opens(&mut app, &first).await);
    // A policy may also narrow at refresh.
    let other = start(&mut app, "read photos:write").await;
    answer.lock().unwrap().approval = Some(Some(Approval::new([AppScope::Read].into())));
    let narrowed = app.refresh(&other.text("refresh_token")).await;
    assert_eq!(narrowed.text("scope"), "read", "{narrowed:?}");
}

/// rfc6749-10.4-2, rfc9700-2.2.2-1, oauth-v2-1-draft-4.3.1-1
#[tokio::test]
async fn a_public_client_rotates_too_names_itself_and_has_ten_seconds_to_retry() {
    for (wait, status) in [(9, 200), (10, 400)] {
        let (router, _, clock) = photos();
        let mut app = Browser::new(&router);
        let first = app.public_tokens().await.text("refresh_token");
        let nameless = app.token_raw(None, &query_of(&pairs(&first))).await;
        nameless.is_error(401, "invalid_client");
        let second = app.public_token("cli", &pairs(&first)).await;
        assert_eq!(second.status, 200, "{second:?}");
        clock.advance(wait);
        let again = app.public_token("cli", &pairs(&first)).await;
        assert_eq!(again.status.as_u16(), status, "{again:?}");
        assert_eq!(opens(&mut app, &second).await, status == 200);
    }
}

/// rfc6749-6-4
#[tokio::test]
async fn unknown_replaced_revoked_and_expired_tokens_are_one_answer() {
    let (router, _, clock) = photos();
    let mut app = Browser::new(&router);
    let revoked = start(&mut app, "read").await.text("refresh_token");
    let form = [("token", revoked.as_str())];
    app.post_as("web", "/oauth/revoke", &form).await;
    let expired = start(&mut app, "read").await.text("refresh_token");
    let unknown = expired.replace("ort_", "ort_A");
    let mut bodies = Vec::new();
    for token in [&revoked, &unknown, &unknown[..75].to_owned()] {
        let reply = app.refresh(token).await;
        reply.is_error(400, "invalid_grant");
        bodies.push(reply.body);
    }
    clock.advance(31 * DAYS);
    let late = app.refresh(&expired).await;
    late.is_error(400, "invalid_grant");
    bodies.push(late.body);
    bodies.dedup();
    assert_eq!(bodies.len(), 1, "{bodies:?}");
}

/// rfc6749-6-1
#[tokio::test]
async fn what_is_not_a_refresh_token_of_this_client_is_refused_and_harms_nothing() {
    let (router, ..) = photos();
    let mut app = Browser::new(&router);
    let first = start(&mut app, "read").await;
    let token = first.text("refresh_token");
    let missing = app.token("web", &[("grant_type", "refresh_token")]).await;
    missing.is_error(400, "invalid_request");
    let mut typo = token.clone();
    typo.replace_range(30..31, if &token[30..31] == "A" { "B" } else { "A" });
    let longer = format!("{token}A");
    let access = first.text("access_token");
    for wrong in [&typo, &longer, &token[..74], &access, "ort_", "\u{1f600}"] {
        app.refresh(wrong).await.is_error(400, "invalid_grant");
    }
    let body = query_of(&pairs(&token));
    let unproven = app.token_raw(Some(&basic("web", "wrong")), &body).await;
    unproven.is_error(401, "invalid_client");
    assert_eq!(app.refresh(&token).await.status, 200);
}

/// Refresh tokens go to clients that are registered for them.
#[tokio::test]
async fn a_client_that_is_not_registered_for_it_gets_no_refresh_token() {
    let (router, server, _) = photos();
    let once = Client::confidential("once", &ClientSecret::given(SECRET))
        .redirect_uri("https://web.example/cb")
        .grants(grants::code)
        .scopes([AppScope::Read]);
    let once = once.build().expect("a client");
    server
        .provider()
        .clients
        .insert(once)
        .expect("a new client");
    let mut app = Browser::new(&router);
    let code = app.code_with(&[("client_id", "once")]).await;
    let redeem = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", "https://web.example/cb"),
        ("code_verifier", VERIFIER),
    ];
    let reply = app.token("once", &redeem).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    assert!(reply.json().get("refresh_token").is_none(), "{reply:?}");
    let refused = app.token("once", &pairs("x")).await;
    refused.is_error(400, "unauthorized_client");
}

/// What a provider has not enabled it does not give, whatever its clients are registered for.
#[tokio::test]
async fn a_provider_without_the_grant_gives_no_refresh_token_and_takes_none() {
    let (router, _) = legacy();
    let mut app = Browser::new(&router);
    let password = [
        ("grant_type", "password"),
        ("username", "alice"),
        ("password", "wonderland"),
    ];
    let reply = app.token("web", &password).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    assert!(reply.json().get("refresh_token").is_none(), "{reply:?}");
    let refused = app.refresh("x").await;
    refused.is_error(400, "unsupported_grant_type");
}
