//! Attacks on codes and what they give: guessed, cut up, raced for, and used after their end.

use oauth2_runtime::prelude::*;
use oauth2_runtime::{ClientId, SubjectId};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeSet;
use std::sync::Arc;
use support::{Browser, Desk, Reply, VERIFIER, base64, photos};

fn memory() -> Arc<dyn Store> {
    Arc::new(MemoryStore::new().allow_any_issuer())
}

fn base64url(bytes: &[u8]) -> String {
    let text = base64(bytes).replace('+', "-").replace('/', "_");
    text.trim_end_matches('=').to_owned()
}

async fn redeem_with(browser: &mut Browser, code: &str, verifier: &str) -> Reply {
    let pairs = support::redeeming(code, &[("code_verifier", verifier)]);
    browser.token("web", &pairs).await
}

/// A guess costs the code, so there is no second one.
/// attack-6
#[tokio::test]
async fn a_code_has_one_try_and_none_for_a_verifier_that_can_be_guessed() {
    let (router, ..) = photos();
    let mut browser = Browser::new(&router);
    let short = base64url(&Sha256::digest("a"));
    let code = browser.code_with(&[("code_challenge", &short)]).await;
    let every = (b' '..=b'~').map(char::from).map(String::from);
    for guess in ["a".to_owned()].into_iter().chain(every) {
        let reply = redeem_with(&mut browser, &code, &guess).await;
        assert!(reply.text("error").starts_with("invalid_"), "{reply:?}");
    }
    let code = browser.code().await;
    for at in 0..1000 {
        let guess = format!("{at:043}");
        let reply = redeem_with(&mut browser, &code, &guess).await;
        reply.is_error(400, "invalid_grant");
        if at == 0 {
            let right = redeem_with(&mut browser, &code, VERIFIER).await;
            right.is_error(400, "invalid_grant");
        }
    }
    let right = redeem_with(&mut browser, &code, VERIFIER).await;
    right.is_error(400, "invalid_grant");
}

/// The text with right check characters (CRC-32 as base64url), so that nothing but the store can
/// tell it from a good one.
fn checked(head: &str) -> String {
    let step = |crc: u32, byte: u8| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| {
            (crc >> 1) ^ (0xedb8_8320 * (crc & 1))
        })
    };
    let crc = !head.bytes().fold(!0, step);
    format!("{head}{}", base64url(&crc.to_be_bytes()))
}

/// The value with another tail after `keep` characters.
fn with_another_tail(value: &str, keep: usize) -> String {
    let body = &value[..value.len() - 6];
    let tail = body[keep..].bytes().map(|byte| match byte {
        b'A' => 'B',
        _ => 'A',
    });
    checked(&format!("{}{}", &body[..keep], tail.collect::<String>()))
}

/// No part of a value is a name by which anything is found.
/// attack-10
#[tokio::test]
async fn the_head_of_a_value_with_another_tail_is_nothing_and_harms_nothing() {
    let (router, ..) = photos();
    let mut browser = Browser::new(&router);
    let code = browser.code().await;
    let given = browser.redeem(&code).await;
    let (access, refresh) = (given.text("access_token"), given.text("refresh_token"));
    let fresh = browser.code().await;
    for value in [&fresh, &access, &refresh] {
        assert_eq!(checked(&value[..value.len() - 6]), *value, "the check");
    }
    for keep in 4..47 {
        let wrong = with_another_tail(&fresh, keep);
        browser.redeem(&wrong).await.is_error(400, "invalid_grant");
        let wrong = with_another_tail(&access, keep);
        let reply = browser.with_token("/api/me", &wrong).await;
        assert_eq!(reply.status, 401, "{keep}: {reply:?}");
        let revoked = [("token", wrong.as_str())];
        browser.post_as("web", "/oauth/revoke", &revoked).await;
    }
    // The first 22 characters are the family's secret; whoever knows all of them has seen a token.
    for keep in 4..4 + 22 {
        let wrong = with_another_tail(&refresh, keep);
        browser.refresh(&wrong).await.is_error(400, "invalid_grant");
        let revoked = [("token", wrong.as_str())];
        browser.post_as("web", "/oauth/revoke", &revoked).await;
    }
    assert_eq!(browser.redeem(&fresh).await.status, 200);
    assert_eq!(browser.with_token("/api/me", &access).await.status, 200);
    assert_eq!(browser.refresh(&refresh).await.status, 200);
}

/// Codes of the policy's yes, and each twentieth of a person's, which is derived from the question.
async fn many_codes(count: usize) -> Vec<String> {
    let (router, _, answer, _) = Desk::on(memory());
    let mut browser = Browser::new(&router);
    browser.user = Some("alice");
    let mut codes = Vec::new();
    for at in 0..count {
        let decision = if at % 20 == 0 {
            Decision::Ask
        } else {
            Decision::Approve
        };
        answer.lock().unwrap().decision = Some(decision);
        codes.push(browser.code().await);
    }
    codes
}

/// Pearson's statistic of how often each letter comes.
fn chi_square(counts: &[f64], total: f64) -> f64 {
    let letters = f64::from(u32::try_from(counts.len()).unwrap());
    let expected = total / letters;
    let squares = counts.iter().map(|count| (count - expected).powi(2));
    squares.sum::<f64>() / expected
}

fn as_float(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap())
}

/// Every bound is at least seven deviations away: good randomness fails it once in 10^11 runs.
/// attack-11
#[tokio::test]
async fn ten_thousand_codes_are_uniform_and_tell_nothing_of_each_other() {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let codes = many_codes(10_000).await;
    let total = as_float(codes.len());
    let bodies: Vec<&[u8]> = codes.iter().map(|code| &code.as_bytes()[4..47]).collect();
    for code in &codes {
        assert!(code.len() == 53 && code.starts_with("oac_"), "{code}");
    }
    for place in 0..43 {
        // 256 bits fill 42 letters and four bits: the last letter is one of sixteen.
        let step = if place == 42 { 4 } else { 1 };
        let mut counts = vec![0.0; 64 / step];
        for body in &bodies {
            let known = LETTERS.iter().position(|letter| *letter == body[place]);
            let at = known.expect("a letter of base64url");
            assert_eq!(at % step, 0, "place {place}");
            counts[at / step] += 1.0;
        }
        let most = if place == 42 { 110.0 } else { 200.0 };
        let found = chi_square(&counts, total);
        assert!(found < most, "place {place}: {found}");
        assert!(found > 1.0, "place {place} is too even: {found}");
    }
    for part in [0..10, 16..26, 32..42] {
        let parts: BTreeSet<_> = bodies.iter().map(|body| &body[part.clone()]).collect();
        assert_eq!(parts.len(), codes.len(), "60 bits that came twice");
    }
    let pairs = || bodies.iter().zip(bodies.iter().skip(1));
    let equal = pairs().map(|(one, next)| one.iter().zip(*next).filter(|(a, b)| a == b).count());
    let expected = total * (42.0 / 64.0 + 1.0 / 16.0);
    let found = as_float(equal.sum());
    assert!((found - expected).abs() < 700.0, "{found} of {expected}");
    let rising = as_float(pairs().filter(|(one, next)| one < next).count());
    assert!((rising - total / 2.0).abs() < 250.0, "{rising} rise");
}

/// What a person, an application or a client has ended stays ended for each of its tokens.
/// attack-64
#[tokio::test]
async fn nothing_is_refreshed_after_its_person_consent_or_client_is_gone() {
    let alice = SubjectId::new("user-1");
    let web = ClientId::parse("web").expect("an id");
    for act in [
        "person",
        "consent",
        "tokens of the client",
        "client",
        "both",
    ] {
        let (router, server, _) = photos();
        let mut app = Browser::new(&router);
        let code = app.code().await;
        let first = app.redeem(&code).await;
        let second = app.refresh(&first.text("refresh_token")).await;
        let unused = app.code().await;
        match act {
            "person" => drop(server.revoke_subject(&alice).await.expect("a store")),
            "consent" => {
                for grant in server.grants_of(&alice).await.expect("a store") {
                    server.revoke_grant(grant.id).await.expect("a store");
                }
            }
            "tokens of the client" => drop(server.revoke_client(&web).await.expect("a store")),
            "client" => server.provider().clients.disable("web").expect("a client"),
            _ => {
                server.provider().clients.disable("web").expect("a client");
                server.revoke_client(&web).await.expect("a store");
            }
        }
        let unknown = act == "client" || act == "both";
        let refused = if unknown {
            (401, "invalid_client")
        } else {
            (400, "invalid_grant")
        };
        for reply in [&first, &second] {
            let dead = app.refresh(&reply.text("refresh_token")).await;
            dead.is_error(refused.0, refused.1);
            let me = app.with_token("/api/me", &reply.text("access_token")).await;
            assert_eq!(me.status == 401, act != "client", "{act}: {me:?}");
        }
        app.redeem(&unused).await.is_error(refused.0, refused.1);
    }
}

/// Each value that a server gives out is one thing, and nothing where another is wanted.
/// attack-77
#[tokio::test]
async fn no_value_passes_for_one_of_another_kind_nor_comes_to_harm_by_the_try() {
    let (router, ..) = photos();
    let mut app = Browser::new(&router);
    let first = app.code().await;
    let tokens = app.redeem(&first).await;
    let (access, refresh) = (tokens.text("access_token"), tokens.text("refresh_token"));
    let code = app.code().await;
    let page = app.ask_code(&[("scope", "photos:write")]).await;
    let ticket = page.field("transaction_id").expect("a ticket");
    let session = app.cookies.values().next().expect("a session").clone();
    let verdict = |value: &str| [("transaction_id", value.to_owned())];
    for value in [&access, &refresh, &code, &ticket, &session] {
        if value != &access {
            assert_eq!(
                app.with_token("/api/me", value).await.status,
                401,
                "{value}"
            );
        }
        if value != &code {
            app.redeem(value).await.is_error(400, "invalid_grant");
        }
        if value != &refresh {
            app.refresh(value).await.is_error(400, "invalid_grant");
        }
        if value != &ticket {
            let [(name, value)] = verdict(value);
            let reply = app
                .post("/oauth/authorize/decision", &[(name, &value)])
                .await;
            reply.is_page(403);
        }
        let told = app
            .post_as("web", "/oauth/introspect", &[("token", value)])
            .await;
        let is_token = value == &access || value == &refresh;
        assert_eq!(told.json()["active"], is_token, "{value} {told:?}");
    }
    for value in [&code, &ticket, &session] {
        let reply = app
            .post_as("web", "/oauth/revoke", &[("token", value)])
            .await;
        assert_eq!(reply.status, 200, "{reply:?}");
    }
    assert_eq!(app.with_token("/api/me", &access).await.status, 200);
    assert_eq!(app.refresh(&refresh).await.status, 200);
    assert_eq!(app.redeem(&code).await.status, 200);
    assert!(app.decide(&page, "allow").await.query("code").is_some());
}
