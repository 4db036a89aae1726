//! Attacks by doing the same thing twice at once, at one server and at two on one file.

use http::StatusCode;
use oauth2_runtime::MemoryStore;
use oauth2_runtime::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;
use support::{Browser, ISSUER, Reply, photos_on, photos_with};
use tempfile::TempDir;

fn memory() -> Arc<dyn Store> {
    Arc::new(MemoryStore::new().allow_any_issuer())
}

fn sqlite(folder: &TempDir) -> Arc<dyn Store> {
    let store = SqliteStore::open(folder.path().join("oauth2.db")).expect("a store");
    Arc::new(store.without_waiting_for_the_disk())
}

/// Twenty codes in turn, each redeemed by 64 at once: half of them at one server, half at another on
/// the same store. Exactly one succeeds; answers what its token then opens.
async fn race(store: Arc<dyn Store>) -> Vec<StatusCode> {
    let routers = [photos_on(store.clone()).0, photos_on(store).0];
    let mut browser = Browser::new(&routers[0]);
    let mut opens = Vec::new();
    for _ in 0..20 {
        let code = browser.code().await;
        let redemptions: Vec<_> = (0..64)
            .map(|number| {
                let mut client = Browser::new(&routers[number % 2]);
                let code = code.clone();
                tokio::spawn(async move { client.redeem(&code).await })
            })
            .collect();
        let mut winners = Vec::new();
        for redemption in redemptions {
            let reply = redemption.await.expect("no panic");
            if reply.status == 200 {
                winners.push(reply.text("access_token"));
            } else {
                reply.is_error(400, "invalid_grant");
            }
        }
        assert_eq!(winners.len(), 1, "exactly one success");
        opens.push(browser.with_token("/api/me", &winners[0]).await.status);
    }
    opens
}

/// rfc6749-10.5-1, web-multi-1
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_64_parallel_redemptions_exactly_one_succeeds() {
    race(memory()).await;
    race(sqlite(&tempfile::tempdir().expect("a folder"))).await;
}

/// 63 replays revoke what the one has won, whenever they come.
/// attack-2
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_loses_the_race_for_a_code_revokes_what_was_won() {
    let folder = tempfile::tempdir().expect("a folder");
    for store in [memory(), sqlite(&folder)] {
        assert_eq!(race(store).await, [StatusCode::UNAUTHORIZED; 20]);
    }
}

/// attack-43
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_64_parallel_submits_none_gives_a_second_code() {
    let mut browser = Browser::new(&photos_on(memory()).0);
    browser.sign_in().await;
    let page = browser.ask_code(&[]).await;
    let submits: Vec<_> = (0..64)
        .map(|_| {
            let (mut browser, page) = (browser.clone(), page.clone());
            tokio::spawn(async move { browser.decide(&page, "allow").await })
        })
        .collect();
    let mut codes = Vec::new();
    for submit in submits {
        let reply = submit.await.expect("no panic");
        codes.push(reply.query("code").expect("a code"));
    }
    codes.dedup();
    assert_eq!(codes.len(), 1, "{codes:?}");
}

/// Sixteen refreshes at once with one token.
async fn at_once(browsers: &[Browser], token: &str) -> Vec<Reply> {
    let sent: Vec<_> = (0..16)
        .map(|at| {
            let (mut app, token) = (browsers[at % browsers.len()].clone(), token.to_owned());
            tokio::spawn(async move { app.refresh(&token).await })
        })
        .collect();
    let mut replies = Vec::new();
    for reply in sent {
        replies.push(reply.await.expect("no panic"));
    }
    replies
}

/// The refresh tokens that were given, each once.
fn successors(replies: &[Reply]) -> BTreeSet<String> {
    let given = replies.iter().filter(|reply| reply.status == 200);
    given.map(|reply| reply.text("refresh_token")).collect()
}

/// Inside the retry window all get one successor; without a window one wins, and then nobody.
/// attack-63
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_sixteen_parallel_refreshes_there_is_one_successor() {
    for round in 0..20 {
        let (router, ..) = photos_on(memory());
        let mut app = Browser::new(&router);
        let code = app.code().await;
        let first = app.redeem(&code).await.text("refresh_token");
        let replies = at_once(&[app.clone()], &first).await;
        assert!(replies.iter().all(|reply| reply.status == 200), "{round}");
        let given = successors(&replies);
        assert_eq!(given.len(), 1, "{round}: {given:?}");
        for token in &given {
            assert_eq!(app.refresh(token).await.status, 200);
        }

        let strict = Settings::new(ISSUER).refresh_retry(Duration::ZERO, Duration::ZERO);
        let (router, ..) = photos_with(memory(), strict, []);
        let mut app = Browser::new(&router);
        let code = app.code().await;
        let first = app.redeem(&code).await.text("refresh_token");
        let replies = at_once(&[app.clone()], &first).await;
        let given = successors(&replies);
        assert_eq!(given.len(), 1, "{round}: {given:?}");
        for reply in &replies {
            assert!(reply.status == 200 || reply.text("error") == "invalid_grant");
        }
        for token in given.iter().chain([&first]) {
            app.refresh(token).await.is_error(400, "invalid_grant");
        }
    }
}

/// Two servers with a store of their own each, on one file.
/// attack-103
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_servers_on_one_file_keep_every_promise_of_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let routers = [photos_on(sqlite(&folder)).0, photos_on(sqlite(&folder)).0];
    let mut here = Browser::new(&routers[0]);
    here.sign_in().await;
    let mut there = Browser::new(&routers[1]);
    there.cookies = here.cookies.clone();
    let page = here.ask_code(&[]).await;
    for _ in 0..10 {
        a_question_is_answered_once(&here, &there).await;
        a_code_is_redeemed_once(&mut here, &there).await;
        a_token_has_one_successor(&mut here, &mut there).await;
    }
    let code = here.decide(&page, "allow").await.query("code");
    let code = code.expect("a code");
    assert_eq!(
        there.decide(&page, "allow").await.query("code"),
        Some(code.clone())
    );
    there.decide(&page, "deny").await.is_page(409);
    let given = there.redeem(&code).await;
    let token = given.text("refresh_token");
    there
        .post_as("web", "/oauth/revoke", &[("token", &token)])
        .await;
    let me = here
        .with_token("/api/me", &given.text("access_token"))
        .await;
    assert_eq!(me.status, 401, "revoked there, dead here");
    let out = there
        .get("/logout")
        .await
        .field("ticket")
        .expect("a ticket");
    there
        .post("/logout", &[("ticket", &out)])
        .await
        .is_page(200);
    let asked = here.ask_code(&[]).await;
    assert!(asked.header("location").starts_with("/login"), "{asked:?}");
}

async fn a_question_is_answered_once(here: &Browser, there: &Browser) {
    let page = here
        .clone()
        .ask_code(&[("scope", "read photos:write")])
        .await;
    if page.status != 200 {
        return;
    }
    let submits: Vec<_> = (0..16)
        .map(|at| {
            let mut browser = if at % 2 == 0 {
                here.clone()
            } else {
                there.clone()
            };
            let page = page.clone();
            tokio::spawn(async move { browser.decide(&page, "allow").await })
        })
        .collect();
    let mut codes = BTreeSet::new();
    for submit in submits {
        codes.extend(submit.await.expect("no panic").query("code"));
    }
    assert_eq!(codes.len(), 1, "{codes:?}");
}

async fn a_code_is_redeemed_once(here: &mut Browser, there: &Browser) {
    let code = here.code_with(&[("scope", "photos:write")]).await;
    let redemptions: Vec<_> = (0..32)
        .map(|at| {
            let mut app = if at % 2 == 0 {
                here.clone()
            } else {
                there.clone()
            };
            let code = code.clone();
            tokio::spawn(async move { app.redeem(&code).await })
        })
        .collect();
    let mut won = Vec::new();
    for redemption in redemptions {
        let reply = redemption.await.expect("no panic");
        if reply.status == 200 {
            won.push(reply);
        } else {
            reply.is_error(400, "invalid_grant");
        }
    }
    assert_eq!(won.len(), 1, "exactly one success");
    let me = here
        .with_token("/api/me", &won[0].text("access_token"))
        .await;
    assert_eq!(me.status, 401, "and a replay has ended it");
}

async fn a_token_has_one_successor(here: &mut Browser, there: &mut Browser) {
    let code = here.code_with(&[("scope", "photos:write")]).await;
    let first = here.redeem(&code).await.text("refresh_token");
    let replies = at_once(&[here.clone(), there.clone()], &first).await;
    let given = successors(&replies);
    assert_eq!(given.len(), 1, "{given:?}");
    let second = given.first().expect("a token");
    assert_eq!(there.refresh(second).await.status, 200);
    here.refresh(&first).await.is_error(400, "invalid_grant");
    there.refresh(second).await.is_error(400, "invalid_grant");
}

/// A yes and a no at once, at two servers: one of them counts, for everybody.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_a_yes_and_a_no_at_once_one_stands() {
    let folder = tempfile::tempdir().expect("a folder");
    let routers = [
        photos_on(sqlite(&folder)).0,
        photos_on(sqlite(&folder)).0,
        photos_on(memory()).0,
    ];
    for (first, second) in [(0, 1), (2, 2)] {
        let mut here = Browser::new(&routers[first]);
        here.sign_in().await;
        let mut there = Browser::new(&routers[second]);
        there.cookies = here.cookies.clone();
        for _ in 0..10 {
            let page = here.ask_code(&[("client_id", "cli"), LOOPBACK]).await;
            let submits: Vec<_> = (0..16)
                .map(|at| {
                    let mut browser = [here.clone(), there.clone()][at % 2].clone();
                    let (page, verdict) = (page.clone(), ["allow", "deny"][at / 2 % 2]);
                    tokio::spawn(async move { browser.decide(&page, verdict).await })
                })
                .collect();
            let (mut yes, mut no) = (BTreeSet::new(), 0);
            for submit in submits {
                let reply = submit.await.expect("no panic");
                match reply.query("code") {
                    Some(code) => drop(yes.insert(code)),
                    None if reply.status == 303 => no += 1,
                    None => reply.is_page(409),
                }
            }
            assert_eq!(
                (yes.len().min(1), no),
                if yes.is_empty() { (0, 8) } else { (1, 0) }
            );
            assert!(yes.len() <= 1, "{yes:?}");
        }
    }
}

const LOOPBACK: (&str, &str) = ("redirect_uri", "http://127.0.0.1:4000/callback");

/// Whatever was given while a revocation ran is dead when it has been answered.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nothing_given_during_a_revocation_outlives_it() {
    let folder = tempfile::tempdir().expect("a folder");
    for store in [memory(), sqlite(&folder)] {
        let (router, ..) = photos_on(store);
        let mut app = Browser::new(&router);
        for _ in 0..20 {
            let code = app.code().await;
            let first = app.redeem(&code).await.text("refresh_token");
            let refreshes: Vec<_> = (0..8)
                .map(|_| {
                    let (mut app, mut token) = (app.clone(), first.clone());
                    tokio::spawn(async move {
                        let mut given = Vec::new();
                        for _ in 0..4 {
                            let reply = app.refresh(&token).await;
                            if reply.status == 200 {
                                token = reply.text("refresh_token");
                                given.push(reply);
                            }
                        }
                        given
                    })
                })
                .collect();
            let revoked = app
                .post_as("web", "/oauth/revoke", &[("token", &first)])
                .await;
            assert_eq!(revoked.status, 200, "{revoked:?}");
            app.refresh(&first).await.is_error(400, "invalid_grant");
            for refresh in refreshes {
                for reply in refresh.await.expect("no panic") {
                    let me = app.with_token("/api/me", &reply.text("access_token")).await;
                    assert_eq!(me.status, 401, "{reply:?}");
                    let next = app.refresh(&reply.text("refresh_token")).await;
                    next.is_error(400, "invalid_grant");
                }
            }
        }
    }
}
