//! The resource owner password grant (RFC 6749 §4.3), a legacy one.

use crate::capture::Log;
use crate::rfc6749_4_2_implicit::code_alone;
use oauth2_runtime::prelude::*;
use oauth2_runtime::{MemoryStore, grants};
use std::sync::Arc;
use std::time::{Duration, Instant};
use support::{AppScope, Browser, Desk, ISSUER, SECRET, clients, photos, query_of};

fn asked<'a>(username: &'a str, password: &'a str) -> [(&'a str, &'a str); 3] {
    [
        ("grant_type", "password"),
        ("username", username),
        ("password", password),
    ]
}

/// rfc6749-4.3.3-1
#[tokio::test]
async fn a_right_password_gives_a_token_for_the_person() {
    let (router, ..) = photos();
    let log = Log::start();
    let mut app = Browser::new(&router);
    let reply = app.token("web", &asked("alice", "wonderland")).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    assert_eq!(reply.text("scope"), "read", "the default one");
    let me = app.with_token("/api/me", &reply.text("access_token")).await;
    assert_eq!(me.body, "person user-1 scopes read");
    let next = app.refresh(&reply.text("refresh_token")).await;
    assert_eq!(next.status, 200, "{next:?}");
    assert!(!log.text().contains("wonderland"), "{}", log.text());
    assert!(!format!("{reply:?}{next:?}").contains("wonderland"));
}

/// rfc6749-4.3.2-2
#[tokio::test]
async fn a_wrong_name_and_a_wrong_password_get_the_same_answer() {
    let (router, ..) = photos();
    let mut app = Browser::new(&router);
    let wrong = app.token("web", &asked("alice", "looking-glass")).await;
    wrong.is_error(400, "invalid_grant");
    for (username, password) in [
        ("nobody", "wonderland"),
        ("Alice", "wonderland"),
        ("bob", "x"),
    ] {
        let reply = app.token("web", &asked(username, password)).await;
        assert_eq!(
            (reply.status, &reply.headers),
            (wrong.status, &wrong.headers)
        );
        assert_eq!(reply.body, wrong.body);
    }
}

/// rfc6749-4.3.2-1
#[tokio::test]
async fn a_request_without_a_name_or_a_password_is_invalid() {
    let (router, ..) = photos();
    let mut app = Browser::new(&router);
    for (username, password) in [("", "wonderland"), ("alice", "")] {
        let reply = app.token("web", &asked(username, password)).await;
        reply.is_error(400, "invalid_request");
    }
    let reply = app.token("web", &[("grant_type", "password")]).await;
    reply.is_error(400, "invalid_request");
}

/// What a person may type, with an accent of its own after the letter.
const TYPED: &str = " Wonde\u{301}r+L%41nd ";

/// Knows one password, byte for byte.
struct Exact;

impl Users for Exact {
    async fn validate_user(&self, username: &str, password: &str) -> HookResult<Option<Subject>> {
        Ok((password == TYPED).then(|| Subject::new(username)))
    }
}

#[oauth2_provider(
    grants(password),
    allow(password),
    scopes = AppScope,
    issuer = "https://photos.example"
)]
struct Typed {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients)]
    clients: MemoryClients,
    #[oauth2(users)]
    people: Exact,
}

/// rfc6749-A.16-1
#[tokio::test]
async fn a_password_is_neither_trimmed_nor_folded_nor_normalised() {
    let typed = Typed {
        store: MemoryStore::new().allow_any_issuer(),
        clients: MemoryClients::new(clients()).expect("clients"),
        people: Exact,
    };
    let router: axum::Router = typed.router().expect("a server");
    let mut app = Browser::new(&router);
    let right = app.token("web", &asked("alice", TYPED)).await;
    assert_eq!(right.status, 200, "{right:?}");
    for control in ["\r", "\n", "\t", "\0", "\u{7f}", "\u{85}"] {
        let reply = app
            .token("web", &asked("alice", &format!("{TYPED}{control}")))
            .await;
        reply.is_error(400, "invalid_request");
    }
}

/// rfc6749-A.15-1
#[tokio::test]
async fn name_and_password_arrive_exactly_as_typed_and_hold_no_control_character() {
    let (router, ..) = Desk::on(Arc::new(MemoryStore::new().allow_any_issuer()));
    let mut app = Browser::new(&router);
    for username in [" Al+ice% &=:\"\\ ", "\u{e4}\u{65}\u{301}", "\u{1f600}"] {
        let reply = app.token("web", &asked(username, "wonderland")).await;
        let me = app.with_token("/api/me", &reply.text("access_token")).await;
        assert_eq!(me.body, format!("person {username} scopes read"));
    }
    for (username, password) in [
        ("ali\0ce", "wonderland"),
        ("alice\r\n", "wonderland"),
        ("alice", "wonder\u{7f}land"),
        ("alice", "wonder\u{85}land"),
    ] {
        let reply = app.token("web", &asked(username, password)).await;
        reply.is_error(400, "invalid_request");
    }
    let reply = app.token("web", &asked("alice", "wonderland ")).await;
    reply.is_error(400, "invalid_grant");
}

/// rfc6749-4.3.2-3: the hook would fail if it were asked.
#[tokio::test]
async fn the_client_is_proven_before_the_password_is_looked_at() {
    let (router, failure, ..) = Desk::on(Arc::new(MemoryStore::new().allow_any_issuer()));
    let mut app = Browser::new(&router);
    failure.of("validate_user");
    let pairs = asked("alice", "wonderland");
    let bare = app.public_token("web", &pairs).await;
    bare.is_error(401, "invalid_client");
    let wrong = support::basic("web", "wrong");
    let wrong = app.token_raw(Some(&wrong), &query_of(&pairs)).await;
    wrong.is_error(401, "invalid_client");
    let foreign = app.token("other", &pairs).await;
    foreign.is_error(400, "unauthorized_client");
    let mut scoped = pairs.to_vec();
    scoped.push(("scope", "admin"));
    let scope = app.token("web", &scoped).await;
    scope.is_error(400, "invalid_scope");
    assert_eq!(app.token("web", &pairs).await.status, 500);
}

/// rfc6749-4.3.1-1, rfc9700-2.4-1
#[tokio::test]
async fn the_grant_is_off_unless_the_client_is_registered_for_it() {
    let (router, server, _) = photos();
    let mut app = Browser::new(&router);
    let pairs = asked("alice", "wonderland");
    for id in ["other", "plain"] {
        let reply = app.token(id, &pairs).await;
        reply.is_error(400, "unauthorized_client");
    }
    let public = app.public_token("cli", &pairs).await;
    public.is_error(400, "unauthorized_client");
    let mut modern = Browser::new(&code_alone());
    let off = modern.token("web", &pairs).await;
    off.is_error(400, "unsupported_grant_type");
    let told = modern.get("/.well-known/oauth-authorization-server").await;
    assert_eq!(
        told.json()["grant_types_supported"].to_string(),
        "[\"authorization_code\"]"
    );
    // Registered for it, but not for refresh tokens: it gets none.
    let client = Client::confidential("form", &ClientSecret::given(SECRET))
        .grants(grants::password)
        .scopes([AppScope::Read]);
    let client = client.build().expect("a client");
    server
        .provider()
        .clients
        .insert(client)
        .expect("a new client");
    let reply = app.token("form", &pairs).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    assert!(reply.json().get("refresh_token").is_none(), "{reply:?}");
}

/// People whose passwords are kept by a slow hash.
#[oauth2_provider(
    grants(password, client_credentials),
    allow(password),
    scopes = AppScope
)]
struct Slow {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
    #[oauth2(users)]
    people: MemoryUsers,
}

/// The shortest of some attempts at each of these requests, which take turns.
#[expect(clippy::disallowed_methods, reason = "a duration is measured")]
async fn durations<const N: usize>(
    app: &mut Browser,
    requests: [(&[(&str, &str)], &str); N],
) -> [Duration; N] {
    let mut shortest = [Duration::MAX; N];
    for _ in 0..9 {
        for ((pairs, error), shortest) in requests.iter().zip(&mut shortest) {
            let start = Instant::now();
            let reply = app.token("web", pairs).await;
            *shortest = start.elapsed().min(*shortest);
            reply.is_error(400, error);
        }
    }
    shortest
}

/// web-timing-1: a slow hash is computed for nobody too.
#[tokio::test]
async fn a_name_that_nobody_has_takes_as_long_as_a_wrong_password() {
    let slow = Slow {
        store: MemoryStore::new().allow_any_issuer(),
        clients: MemoryClients::new(clients()).expect("clients"),
        people: MemoryUsers::new().with("alice", "wonderland"),
    };
    let server = slow.at(ISSUER).expect("a server");
    let mut app = Browser::new(&server.router());
    let right = app.token("web", &asked("alice", "wonderland")).await;
    assert_eq!(right.status, 200, "{right:?}");
    let requests = [
        (&asked("alice", "wrong")[..], "invalid_grant"),
        (&asked("nobody", "wrong"), "invalid_grant"),
        (&asked("", "wrong"), "invalid_request"),
    ];
    let [wrong, nobody, unread] = durations(&mut app, requests).await;
    let told = format!("{wrong:?} {nobody:?} {unread:?}");
    assert!(wrong > 4 * unread, "the hash is slow: {told}");
    assert!(nobody > wrong / 3 && wrong > nobody / 3, "{told}");
}
