//! Where bearer tokens may be, what they open, and where they never are (RFC 6750 §2.2, §5).

use axum::Router;
use axum::routing::{get, post};
use oauth2_runtime::prelude::*;
use oauth2_runtime::{RequireScopes, SubjectId};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use support::{
    Browser, FixedClock, ISSUER, Photos, Reply, app_scope, clients, photos, photos_at, photos_on,
    routes,
};

const PAGE: [(&str, &str); 3] = [
    ("response_type", "token"),
    ("client_id", "page"),
    ("redirect_uri", "https://page.example/cb?tab=2"),
];

async fn own(app: &mut Browser, scope: &str) -> String {
    let ask = [("grant_type", "client_credentials"), ("scope", scope)];
    app.token("web", &ask).await.text("access_token")
}

/// Every reply of a code flow and an implicit one, and the tokens that they gave.
async fn flows(browser: &mut Browser) -> (Vec<Reply>, Vec<String>) {
    let asked = browser.ask_code(&[]).await;
    let form = browser.get(asked.header("location")).await;
    let signed_in = browser.sign_in().await;
    let page = browser.ask_code(&[]).await;
    let answer = browser.decide(&page, "allow").await;
    let given = browser.redeem(&answer.query("code").expect("a code")).await;
    let next = browser.refresh(&given.text("refresh_token")).await;
    let question = browser.authorize(&PAGE).await;
    let implicit = browser.decide(&question, "allow").await;
    let again = browser.decide(&question, "allow").await;
    let mut tokens = vec![implicit.fragment("access_token").expect("a token")];
    for reply in [&given, &next] {
        tokens.extend([reply.text("access_token"), reply.text("refresh_token")]);
    }
    let me = browser.with_token("/api/me", &tokens[0]).await;
    let lacking = browser.with_token("/api/write", &tokens[0]).await;
    let out = browser.get("/logout").await;
    let replies = [
        vec![asked, form, signed_in, page, answer, given, next],
        vec![question, implicit, again, me, lacking, out],
    ];
    (replies.concat(), tokens)
}

/// rfc6750-5.2-4, rfc6750-5.3-3: the implicit grant alone, for those who allow it, has a token in the
/// fragment.
#[tokio::test]
async fn tokens_are_in_no_cookie_no_page_and_no_address() {
    let (router, ..) = photos();
    let (replies, tokens) = flows(&mut Browser::new(&router)).await;
    assert_eq!(tokens.len(), 5);
    let mut cookies = 0;
    for reply in &replies {
        let location = reply.header("location").split('#').next();
        let mut public = vec![location.unwrap_or_default().to_owned()];
        for cookie in reply.headers.get_all("set-cookie") {
            let cookie = cookie.to_str().expect("text");
            assert!(cookie.contains("; Secure"), "{cookie}");
            public.push(cookie.to_owned());
            cookies += 1;
        }
        if reply.header("content-type").starts_with("text/html") {
            public.push(reply.body.clone());
        }
        for text in public {
            let found = tokens.iter().find(|token| text.contains(*token));
            assert!(found.is_none(), "{text}");
        }
    }
    assert!(cookies > 1, "{replies:?}");
}

/// rfc6750-2.2-1
#[tokio::test]
async fn a_token_in_a_form_is_as_none() {
    let (router, server, _) = photos();
    let wanted = Router::new().route("/upload", post(async |_: Bearer<Photos>| "done"));
    let wanted = wanted.with_state(server);
    let token = own(&mut Browser::new(&router), "read").await;
    let mut app = Browser::new(&wanted);
    let pairs = [("access_token", token.as_str())];
    let reply = app.post_with("/upload", &[], &pairs).await;
    assert_eq!(reply.status, 401, "{reply:?}");
    assert!(!reply.header("www-authenticate").contains("error"));
    let bearer = format!("Bearer {token}");
    let reply = app
        .post_with("/upload", &[("authorization", &bearer)], &[])
        .await;
    assert_eq!(reply.body, "done");
}

/// rfc6749-7-1
#[tokio::test]
async fn no_handler_runs_for_a_token_that_is_expired_revoked_or_too_small() {
    let (router, server, clock) = photos();
    let runs = Arc::new(AtomicUsize::new(0));
    let count = |runs: &Arc<AtomicUsize>| {
        let runs = runs.clone();
        async move || runs.fetch_add(1, Ordering::SeqCst).to_string()
    };
    let (layered, extracted) = (count(&runs), count(&runs));
    let layer = RequireScopes::<Photos, app_scope::Write>::new(&server);
    let guarded = Router::new()
        .route("/layered", get(layered).route_layer(layer))
        .route(
            "/extracted",
            get(async move |_: Bearer<Photos, app_scope::Write>| extracted().await),
        )
        .with_state(server.clone());
    let mut app = Browser::new(&router);
    let expired = own(&mut app, "photos:write").await;
    clock.advance(900);
    let code = app.code_with(&[("scope", "photos:write")]).await;
    let revoked = app.redeem(&code).await.text("access_token");
    let alice = SubjectId::new("user-1");
    server.revoke_subject(&alice).await.expect("a store");
    let small = own(&mut app, "read").await;
    let mut api = Browser::new(&guarded);
    for uri in ["/layered", "/extracted"] {
        for (token, status) in [(&expired, 401), (&revoked, 401), (&small, 403)] {
            let reply = api.with_token(uri, token).await;
            assert_eq!(reply.status.as_u16(), status, "{uri}: {reply:?}");
        }
    }
    assert_eq!(runs.load(Ordering::SeqCst), 0);
    let good = own(&mut app, "photos:write").await;
    for uri in ["/layered", "/extracted"] {
        assert_eq!(api.with_token(uri, &good).await.status, 200);
    }
    assert_eq!(runs.load(Ordering::SeqCst), 2);
}

/// rfc6749-7.1-1
#[tokio::test]
async fn every_token_is_a_bearer_token_and_the_word_is_known_in_any_case() {
    let (router, ..) = photos();
    let mut browser = Browser::new(&router);
    let code = browser.code().await;
    let given = browser.redeem(&code).await;
    let question = browser.authorize(&PAGE).await;
    let implicit = browser.decide(&question, "allow").await;
    let token = given.text("access_token");
    let told = browser
        .post_as("web", "/oauth/introspect", &[("token", &token)])
        .await;
    for word in [
        given.text("token_type"),
        told.text("token_type"),
        implicit.fragment("token_type").unwrap_or_default(),
    ] {
        assert_eq!(word, "Bearer");
    }
    for (scheme, status) in [
        ("Bearer", 200),
        ("bEARER", 200),
        ("DPoP", 401),
        ("MAC", 401),
        ("Bearers", 401),
    ] {
        let header = format!("{scheme} {token}");
        let reply = browser
            .get_with("/api/me", &[("authorization", &header)])
            .await;
        assert_eq!(reply.status.as_u16(), status, "{scheme}: {reply:?}");
    }
}

/// rfc6750-5.3-2: the audience is the issuer, until requests can name a resource.
#[tokio::test]
async fn a_token_opens_what_its_scopes_say_at_the_issuer_that_gave_it() {
    let store: Arc<dyn Store> = Arc::new(MemoryStore::new().allow_any_issuer());
    let (router, ..) = photos_on(store.clone());
    let elsewhere = format!("{ISSUER}/elsewhere");
    let elsewhere = photos_at(&elsewhere, store, clients(), &FixedClock::default());
    let elsewhere = routes(&elsewhere.expect("a server"));
    let (mut here, mut there) = (Browser::new(&router), Browser::new(&elsewhere));
    let code = here.code_with(&[("scope", "read")]).await;
    let given = here.redeem(&code).await;
    let token = given.text("access_token");
    assert_eq!(given.text("scope"), "read");
    assert_eq!(here.with_token("/api/me", &token).await.status, 200);
    assert_eq!(here.with_token("/api/write", &token).await.status, 403);
    assert_eq!(there.with_token("/api/me", &token).await.status, 401);
}
