//! Guessing: wrong passwords, secrets and tokens are counted, and then somebody waits (RFC 6749
//! §10.10, RFC 6585 §4).

mod address;
mod bursts;
mod of_the_application;

use support::{Browser, FixedClock, Reply, SECRET, basic, photos, query_of};

/// Failures that one name may have from one address, and then one a minute.
const FEW: usize = 10;
/// Ten times as many: of an address for all names, and of a name where no address is known.
const MANY: usize = 100;

/// A fresh provider, a caller at this address, and the clock.
fn at(address: &str) -> (Browser, FixedClock) {
    let (router, _, clock) = photos();
    (placed(&Browser::new(&router), address), clock)
}

/// The same browser at another address; an empty one is none.
fn placed(browser: &Browser, address: &str) -> Browser {
    let mut other = browser.clone();
    other.address = address.parse().ok();
    other
}

async fn password(app: &mut Browser, username: &str, password: &str) -> Reply {
    let pairs = [
        ("grant_type", "password"),
        ("username", username),
        ("password", password),
    ];
    app.token("web", &pairs).await
}

/// A token request of the client with this secret.
async fn secret(app: &mut Browser, client_id: &str, secret: &str) -> Reply {
    let body = query_of(&[
        ("grant_type", "client_credentials"),
        ("scope", "photos:write"),
    ]);
    app.token_raw(Some(&basic(client_id, secret)), &body).await
}

/// RFC 6585 §4: 429 with the seconds to wait.
fn must_wait(reply: &Reply, code: &str) -> u64 {
    reply.is_error(429, code);
    let seconds = reply.header("retry-after").parse().expect("seconds");
    assert!((1..=60).contains(&seconds), "{reply:?}");
    seconds
}

/// rfc6749-4.3.2-4, attack-57
#[tokio::test]
async fn after_ten_wrong_passwords_one_more_may_be_tried_each_minute() {
    let (mut app, clock) = at("203.0.113.7");
    for _ in 0..FEW {
        let wrong = password(&mut app, "alice", "guess").await;
        wrong.is_error(400, "invalid_grant");
    }
    for tried in ["guess", "wonderland"] {
        let reply = password(&mut app, "alice", tried).await;
        assert_eq!(must_wait(&reply, "invalid_grant"), 60);
        assert!(!reply.headers.contains_key("www-authenticate"), "{reply:?}");
    }
    clock.advance(59);
    let early = password(&mut app, "alice", "wonderland").await;
    assert_eq!(must_wait(&early, "invalid_grant"), 1);
    clock.advance(1);
    let wrong = password(&mut app, "alice", "guess").await;
    wrong.is_error(400, "invalid_grant");
    let next = password(&mut app, "alice", "wonderland").await;
    assert_eq!(must_wait(&next, "invalid_grant"), 60);
    clock.advance(60);
    let right = password(&mut app, "alice", "wonderland").await;
    assert_eq!(right.status, 200, "{right:?}");
}

/// rfc6749-10.10-3
#[tokio::test]
async fn only_failures_count_and_only_against_who_fails() {
    let (mut app, clock) = at("203.0.113.7");
    for _ in 0..2 * MANY {
        let right = password(&mut app, "alice", "wonderland").await;
        assert_eq!(right.status, 200, "{right:?}");
        let right = secret(&mut app, "plain", SECRET).await;
        assert_eq!(right.status, 200, "{right:?}");
    }
    for _ in 0..FEW {
        password(&mut app, "alice", "guess").await;
    }
    must_wait(&password(&mut app, "alice", "guess").await, "invalid_grant");
    // Another person here, the same person elsewhere, and an hour later all is as before.
    let bob = password(&mut app, "bob", "builder").await;
    assert_eq!(bob.status, 200, "{bob:?}");
    let elsewhere = password(&mut placed(&app, "198.51.100.9"), "alice", "wonderland").await;
    assert_eq!(elsewhere.status, 200, "{elsewhere:?}");
    clock.advance(3600);
    for _ in 0..FEW {
        let wrong = password(&mut app, "alice", "guess").await;
        wrong.is_error(400, "invalid_grant");
    }
}

#[tokio::test]
async fn the_name_of_an_account_is_the_same_however_it_is_written() {
    for names in [
        ["alice", "ALICE", " Alice ", "aLiCe"],
        ["\u{f6}nder", "\u{d6}NDER", " \u{d6}nder ", "\u{f6}NDER"],
    ] {
        let (mut app, _) = at("203.0.113.7");
        for round in 0..FEW {
            password(&mut app, names[round % 4], "guess").await;
        }
        must_wait(
            &password(&mut app, names[0], "guess").await,
            "invalid_grant",
        );
    }
}

/// rfc6749-2.3.1-6
#[tokio::test]
async fn wrong_secrets_are_counted_together_at_every_endpoint_that_takes_one() {
    let (mut app, clock) = at("203.0.113.7");
    let token = [("token", "any")];
    let wrong = basic("web", "guess");
    let wrong = [("authorization", wrong.as_str())];
    let posted = [
        ("grant_type", "client_credentials"),
        ("client_id", "web"),
        ("client_secret", "guess"),
    ];
    for round in 0..FEW {
        let reply = match round % 4 {
            0 => secret(&mut app, "web", "guess").await,
            1 => app.post_with("/oauth/revoke", &wrong, &token).await,
            2 => app.post_with("/oauth/introspect", &wrong, &token).await,
            _ => app.post_with("/oauth/token", &[], &posted).await,
        };
        reply.is_error(401, "invalid_client");
    }
    let right = basic("web", SECRET);
    let right = [("authorization", right.as_str())];
    for reply in [
        secret(&mut app, "web", SECRET).await,
        app.post_with("/oauth/revoke", &right, &token).await,
        app.post_with("/oauth/introspect", &right, &token).await,
    ] {
        must_wait(&reply, "invalid_client");
        assert!(!reply.headers.contains_key("www-authenticate"), "{reply:?}");
    }
    // Its owner, who is elsewhere, is not locked out.
    let owner = secret(&mut placed(&app, "198.51.100.9"), "web", SECRET).await;
    assert_eq!(owner.status, 200, "{owner:?}");
    clock.advance(60);
    let right = secret(&mut app, "web", SECRET).await;
    assert_eq!(right.status, 200, "{right:?}");
}

#[tokio::test]
async fn one_address_fails_a_hundred_times_for_all_names_together() {
    let (mut app, _) = at("203.0.113.7");
    for round in 0..MANY {
        let reply = if round % 2 == 0 {
            password(&mut app, &format!("person-{round}"), "guess").await
        } else {
            secret(&mut app, &format!("client-{round}"), "guess").await
        };
        assert!(reply.status == 400 || reply.status == 401, "{reply:?}");
    }
    must_wait(
        &password(&mut app, "alice", "guess").await,
        "invalid_client",
    );
    must_wait(&secret(&mut app, "plain", SECRET).await, "invalid_client");
    let elsewhere = secret(&mut placed(&app, "198.51.100.9"), "plain", SECRET).await;
    assert_eq!(elsewhere.status, 200, "{elsewhere:?}");
}

/// The page keeps the name and tells when to come back.
#[tokio::test]
async fn the_login_page_says_how_long_to_wait_and_asks_nobody_meanwhile() {
    let (mut app, clock) = at("203.0.113.7");
    for _ in 0..FEW {
        app.sign_in_as("alice", "guess").await.is_page(403);
    }
    let page = app.sign_in().await;
    page.is_page(429);
    assert_eq!(page.header("retry-after"), "60");
    assert!(
        page.reads()
            .contains("Too many attempts. Try again in 1 minute.")
    );
    assert!(page.body.contains("value=\"alice\""), "{}", page.body);
    assert!(!page.body.contains("is wrong"), "{}", page.body);
    assert_eq!(app.ask_code(&[]).await.status, 303, "nobody is signed in");
    clock.advance(60);
    let right = app.sign_in().await;
    assert_eq!(right.status, 303, "{right:?}");
    assert_eq!(app.ask_code(&[]).await.status, 200);
}

/// The form and the grant try the same passwords.
#[tokio::test]
async fn the_form_and_the_grant_count_together() {
    let (mut app, _) = at("203.0.113.7");
    for _ in 0..FEW / 2 {
        app.sign_in_as("alice", "guess").await.is_page(403);
        let wrong = password(&mut app, "alice", "guess").await;
        wrong.is_error(400, "invalid_grant");
    }
    app.sign_in().await.is_page(429);
    must_wait(
        &password(&mut app, "alice", "wonderland").await,
        "invalid_grant",
    );
}

/// rfc7009-5-1
#[tokio::test]
async fn a_client_that_gives_up_a_hundred_unknown_tokens_waits_and_its_own_do_not_count() {
    let (mut app, clock) = at("203.0.113.7");
    for _ in 0..=MANY {
        let own = secret(&mut app, "web", SECRET).await.text("access_token");
        // A token of another client is known, and its being so is not told.
        for client_id in ["other", "web"] {
            let pairs = [("token", own.as_str())];
            let reply = app.post_as(client_id, "/oauth/revoke", &pairs).await;
            assert_eq!(reply.status, 200, "{reply:?}");
        }
    }
    let guess = [("token", "oat_guess")];
    for _ in 0..MANY {
        let reply = app.post_as("web", "/oauth/revoke", &guess).await;
        assert_eq!(reply.status, 200, "{reply:?}");
    }
    let reply = app.post_as("web", "/oauth/revoke", &guess).await;
    must_wait(&reply, "temporarily_unavailable");
    let other = app.post_as("other", "/oauth/revoke", &guess).await;
    assert_eq!(other.status, 200, "{other:?}");
    let mut elsewhere = placed(&app, "198.51.100.9");
    let elsewhere = elsewhere.post_as("web", "/oauth/revoke", &guess).await;
    assert_eq!(elsewhere.status, 200, "{elsewhere:?}");
    assert_eq!(secret(&mut app, "web", SECRET).await.status, 200);
    clock.advance(1);
    let reply = app.post_as("web", "/oauth/revoke", &guess).await;
    assert_eq!(reply.status, 200, "{reply:?}");
}
