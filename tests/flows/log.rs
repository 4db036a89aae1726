//! Nothing secret is written to the log, at any level, in any flow.

use crate::capture::Log;
use crate::everywhere::everywhere;
use oauth2_runtime::SqliteStore;
use oauth2_runtime::prelude::*;
use std::sync::Arc;
use support::{AppScope, Browser, Reply, SECRET, VERIFIER, base64, basic, clients, photos_on};

/// Runs every flow of the provider with its refusals, and collects what must stay secret.
async fn every_flow(browser: &mut Browser) -> Vec<String> {
    let mut secrets: Vec<String> = [
        "wonderland",
        "looking-glass",
        "guessed-secret",
        "guessed-cookie",
        SECRET,
        VERIFIER,
    ]
    .map(str::to_owned)
    .into();
    secrets.push(base64(format!("web:{SECRET}").as_bytes()));
    login(browser, &mut secrets).await;
    let mut replies = codes(browser, &mut secrets).await;
    implicit(browser, &mut secrets).await;
    replies.extend(direct(browser).await);
    revocations(browser, &replies).await;
    for reply in replies {
        secrets.push(reply.text("access_token"));
        secrets.push(reply.text("refresh_token"));
    }
    let apps = browser.get("/oauth/apps").await.field("ticket");
    let apps = apps.expect("a ticket");
    let revoke = [("ticket", apps.as_str()), ("client_id", "page")];
    browser.post("/oauth/apps", &revoke).await;
    secrets.push(apps);
    let out = browser.get("/logout").await.field("ticket");
    let out = out.expect("a ticket");
    browser.post("/logout", &[("ticket", &out)]).await;
    secrets.push(out);
    secrets
}

async fn login(browser: &mut Browser, secrets: &mut Vec<String>) {
    let form = browser.get("/login").await;
    secrets.extend(form.field("ticket"));
    secrets.extend(browser.cookies.values().cloned());
    browser.sign_in_as("alice", "looking-glass").await;
    browser.sign_in().await;
    secrets.extend(browser.cookies.values().cloned());
}

/// Codes and refresh tokens: given, retried, reused, replayed, foreign and mistyped.
async fn codes(browser: &mut Browser, secrets: &mut Vec<String>) -> Vec<Reply> {
    let page = browser.ask_code(&[("scope", "read photos:write")]).await;
    secrets.extend(page.field("transaction_id"));
    let answer = browser.decide(&page, "allow").await;
    browser.decide(&page, "deny").await;
    let code = answer.query("code").expect("a code");
    let first = browser.redeem(&code).await;
    let second = browser.refresh(&first.text("refresh_token")).await;
    let retried = browser.refresh(&first.text("refresh_token")).await;
    let third = browser.refresh(&second.text("refresh_token")).await;
    browser
        .with_token("/api/me", &third.text("access_token"))
        .await;
    let reused = browser.refresh(&first.text("refresh_token")).await;
    reused.is_error(400, "invalid_grant");
    // By remembered consent, without a page.
    let silent = browser.code_with(&[("scope", "photos:write")]).await;
    browser.refresh(&silent).await;
    let foreign = [
        ("grant_type", "authorization_code"),
        ("code", silent.as_str()),
    ];
    browser.token("other", &foreign).await;
    browser.redeem(&format!("{silent}x")).await;
    let spent = browser.redeem(&silent).await;
    browser.redeem(&silent).await.is_error(400, "invalid_grant");
    secrets.extend([code, silent]);
    vec![first, second, retried, third, spent]
}

async fn implicit(browser: &mut Browser, secrets: &mut Vec<String>) {
    let ask = [
        ("response_type", "token"),
        ("client_id", "page"),
        ("redirect_uri", "https://page.example/cb?tab=2"),
    ];
    let page = browser.authorize(&ask).await;
    secrets.extend(page.field("transaction_id"));
    let token = browser.decide(&page, "allow").await;
    secrets.extend(token.fragment("access_token"));
}

async fn direct(browser: &mut Browser) -> [Reply; 2] {
    let password = |password| {
        [
            ("grant_type", "password"),
            ("username", "alice"),
            ("password", password),
        ]
    };
    let person = browser.token("web", &password("wonderland")).await;
    browser.token("web", &password("looking-glass")).await;
    browser.token("other", &password("wonderland")).await;
    let own = [("grant_type", "client_credentials")];
    let client = browser.token("web", &own).await;
    refusals(browser, &client).await;
    [person, client]
}

/// Tokens asked about and given up: live, dead, of another client, mistyped and without a client.
async fn revocations(browser: &mut Browser, replies: &[Reply]) {
    for reply in replies {
        for token in [reply.text("access_token"), reply.text("refresh_token")] {
            for text in [token.clone(), format!("{token}x")] {
                let pairs = [("token", text.as_str()), ("token_type_hint", &token)];
                for client_id in ["other", "web"] {
                    browser
                        .post_as(client_id, "/oauth/introspect", &pairs)
                        .await;
                    browser.post_as(client_id, "/oauth/revoke", &pairs).await;
                }
                browser.post_with("/oauth/revoke", &[], &pairs).await;
            }
        }
    }
}

async fn refusals(browser: &mut Browser, client: &Reply) {
    let token = client.text("access_token");
    let body = "grant_type=client_credentials";
    for header in [
        basic("web", "guessed-secret"),
        basic("nobody", SECRET),
        "Basic x".to_owned(),
    ] {
        browser
            .token_raw(Some(&header), body)
            .await
            .is_error(401, "invalid_client");
    }
    let posted = format!("{body}&client_id=web&client_secret={SECRET}");
    browser
        .token_raw(Some(&basic("web", SECRET)), &posted)
        .await;
    browser
        .token_raw(None, &format!("{posted}&client_secret={SECRET}"))
        .await;
    browser.get(&format!("/api/me?access_token={token}")).await;
    browser
        .with_token(&format!("/api/me?access_token={token}"), &token)
        .await;
    browser.with_token("/api/write", &token).await;
    browser.with_token("/api/me", &format!("{token}x")).await;
    browser
        .get(&format!("/login?password=wonderland&ticket={token}"))
        .await;
    let mut stranger = browser.clone();
    for value in stranger.cookies.values_mut() {
        "guessed-cookie".clone_into(value);
    }
    stranger.ask_code(&[]).await;
}

/// rfc6749-10.8-1
/// attack-67
#[tokio::test]
async fn no_secret_token_code_or_password_is_in_the_log_of_any_flow() {
    let memory: Arc<dyn Store> = Arc::new(MemoryStore::new().allow_any_issuer());
    let folder = tempfile::tempdir().expect("a folder");
    let sqlite = SqliteStore::open(folder.path().join("log.db")).expect("a database");
    let sqlite: Arc<dyn Store> = Arc::new(sqlite.without_waiting_for_the_disk());
    for store in [memory, sqlite] {
        let (router, server, _) = photos_on(store);
        let log = Log::start();
        let mut secrets = every_flow(&mut Browser::new(&router)).await;
        server.shutdown().await.expect("a store");
        secrets.retain(|secret| !secret.is_empty());
        assert!(secrets.len() > 25, "only {} were collected", secrets.len());
        let text = log.text();
        for secret in &secrets {
            assert!(!text.contains(secret), "{secret} is in the log:\n{text}");
            // The random half of a token or code, without prefix and check characters.
            if let Some(body) = secret.get(4..47).filter(|_| secret.starts_with('o')) {
                assert!(!text.contains(body), "{secret} is in the log:\n{text}");
            }
        }
        for told in [
            "wrong_password",
            "consent_given",
            "refresh_retried",
            "refresh_reused",
            "code_replayed",
            "foreign_token",
            "token_revoked",
            "app_disconnected",
        ] {
            assert!(log.events(told) > 0, "{told} is not in the log:\n{text}");
        }
        assert!(text.contains("code=\"invalid_client\""), "{text}");
    }
}

/// What would write a line of its own.
const HOSTILE: &str =
    "x\r\n2027-01-01 ERROR forged=1\u{1b}[2J\u{7}\u{9b}2J\u{85}\u{2028}\u{0}\u{7f}\u{202e}";

/// A hook whose error holds what a database was given long ago.
struct Telling;

impl Users for Telling {
    async fn validate_user(&self, username: &str, _: &str) -> HookResult<Option<Subject>> {
        Err(HookError::msg(format!("{username} is {HOSTILE}")))
    }
}

#[oauth2_provider(
    grants(code),
    login(form),
    scopes = AppScope,
    issuer = "https://photos.example"
)]
struct Told {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients)]
    clients: MemoryClients,
    #[oauth2(users)]
    people: Telling,
}

/// Signs in under this name, where the hook fails and repeats it.
async fn fails_with(username: &str) {
    let told = Told {
        store: MemoryStore::new().allow_any_issuer(),
        clients: MemoryClients::new(clients()).expect("clients"),
        people: Telling,
    };
    let router: axum::Router = told.router().expect("a server");
    let mut browser = Browser::new(&router);
    let reply = browser.sign_in_as(username, "wonderland").await;
    assert_eq!(reply.status, 500, "{reply:?}");
}

/// web-logging-1: what a request brings cannot write lines of its own.
/// attack-100
#[tokio::test]
async fn control_characters_of_a_request_do_not_reach_the_log() {
    let store = Arc::new(MemoryStore::new().allow_any_issuer());
    let (router, ..) = photos_on(store);
    let log = Log::start();
    let mut browser = Browser::new(&router);
    let hostile = HOSTILE;
    let pairs = [
        ("grant_type", hostile),
        ("client_id", hostile),
        ("scope", hostile),
        ("state", hostile),
        ("response_type", hostile),
        ("redirect_uri", hostile),
        (hostile, hostile),
    ];
    browser.authorize(&pairs).await;
    browser
        .ask_code(&[("state", hostile), ("scope", hostile)])
        .await;
    browser.ask_code(&[("client_id", hostile)]).await;
    browser.sign_in_as(hostile, hostile).await;
    browser.post("/oauth/authorize/decision", &pairs).await;
    browser.token("web", &pairs).await;
    browser.public_token(hostile, &pairs[..1]).await;
    for hostile in [
        hostile,
        "x\u{1b}]0;owned\u{7}",
        "x\u{9b}2J\u{85}\u{2028}\u{0}\u{7f}",
    ] {
        everywhere(&router, hostile).await;
    }
    fails_with("x\u{202e}\u{2028}").await;
    let text = log.text();
    assert!(text.contains("refused") && text.contains(" is x\\r"));
    let control = |c: char| c != '\n' && (c.is_control() || "\u{202e}\u{2028}".contains(c));
    assert!(!text.contains(control), "{text:?}");
    for line in text.lines() {
        assert!(!line.starts_with("2027-01-01 ERROR"), "{line}");
        assert!(
            !line.contains('\u{1b}') && !line.contains('\u{202e}'),
            "{line}"
        );
    }
}
