//! The flaws of t-oauth2-provider, each by its number, and that it is gone: pages, guards, set-up.

use crate::failing::Failing;
use crate::legacy::legacy;
use axum::body::Body;
use http::Request;
use http::header::{CONTENT_TYPE, ORIGIN};
use oauth2_runtime::prelude::*;
use oauth2_runtime::{Decision, Paths};
use std::sync::Arc;
use support::{
    Browser, Desk, FixedClock, ISSUER, People, Photos, Reply, SECRET, clients, photos, query_of,
    routes,
};

const ITSELF: [(&str, &str); 1] = [("grant_type", "client_credentials")];

async fn implicit(browser: &mut Browser) -> Reply {
    let ask = [
        ("response_type", "token"),
        ("client_id", "page"),
        ("redirect_uri", "https://page.example/cb?tab=2"),
    ];
    browser.authorize(&ask).await
}

/// 14: tokens in the query were accepted, and so ended in logs.
#[tokio::test]
async fn flaw_14_a_token_in_the_query_is_not_read() {
    let (router, ..) = photos();
    let mut app = Browser::new(&router);
    let token = app.token("web", &ITSELF).await.text("access_token");
    let reply = app.get(&format!("/api/me?access_token={token}")).await;
    assert_eq!(reply.status, 401);
    assert!(
        !reply.header("www-authenticate").contains("error"),
        "{reply:?}"
    );
}

/// 15: a decision hung on the transaction's name alone; pages could be framed and cached.
#[tokio::test]
async fn flaw_15_a_question_is_bound_to_its_person_its_browser_and_its_site() {
    let store = Failing::new();
    let (router, ..) = support::photos_on(store.clone());
    let mut alice = Browser::new(&router);
    alice.sign_in().await;
    let mut page = alice.ask_code(&[]).await;
    for _ in 0..50 {
        page = alice.ask_code(&[]).await;
    }
    let stored = [
        "claim_once",
        "insert_code",
        "insert_access",
        "remember_consent",
    ];
    assert!(
        stored.iter().all(|verb| store.calls(verb) == 0),
        "a question stores nothing"
    );
    assert_eq!(page.header("x-frame-options"), "DENY");
    assert!(
        page.header("content-security-policy")
            .contains("frame-ancestors 'none'")
    );
    assert_eq!(page.header("cache-control"), "no-store");
    let mut bob = Browser::new(&router);
    bob.sign_in_as("bob", "builder").await;
    let foreign = bob.decide(&page, "allow").await;
    assert!(
        foreign.header("location").starts_with("/oauth/authorize?"),
        "{foreign:?}"
    );
    let ticket = page.field("transaction_id").expect("a ticket");
    let cross = Request::post("/oauth/authorize/decision")
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(ORIGIN, "https://evil.example")
        .header("sec-fetch-site", "cross-site")
        .body(Body::from(query_of(&[("transaction_id", &ticket)])));
    alice.send(cross.expect("a request")).await.is_page(403);
    assert_eq!(store.calls("claim_once"), 0);
    assert!(alice.decide(&page, "allow").await.query("code").is_some());
}

/// 16: `/login` was fixed, and a login after a decision led to a POST-only URL.
#[tokio::test]
async fn flaw_16_the_login_is_where_the_application_wants_it_and_leads_back_to_a_page() {
    let paths = Paths::default().login("/sign/in").authorize("/ask");
    let settings = Settings::new(ISSUER).clock(Arc::new(FixedClock::default()));
    let server = Photos {
        store: Arc::new(MemoryStore::new().allow_any_issuer()),
        clients: MemoryClients::new(clients()).expect("clients"),
        people: People,
        settings: settings.paths(paths),
    };
    let server = server.build().expect("a server");
    let mut browser = Browser::new(&routes(&server));
    let query = query_of(&[("response_type", "token"), ("client_id", "page")]);
    let ask = format!("/ask?{query}");
    let to_login = browser.get(&ask).await;
    assert!(
        to_login
            .header("location")
            .starts_with("/sign/in?return_to=%2Fask"),
        "{to_login:?}"
    );
    assert_eq!(browser.get("/login").await.status, 404);
    let form = browser.get(to_login.header("location")).await;
    let ticket = form.field("ticket").expect("a ticket");
    let login = [
        ("username", "alice"),
        ("password", "wonderland"),
        ("ticket", ticket.as_str()),
    ];
    let back = browser.post("/sign/in", &login).await;
    let page = browser.get(back.header("location")).await;
    // The session ends while the page is open.
    let sessions = std::mem::take(&mut browser.cookies);
    let late = browser.decide(&page, "allow").await;
    assert!(
        late.header("location")
            .starts_with("/ask?response_type=token"),
        "{late:?}"
    );
    browser.cookies = sessions;
    browser.get(late.header("location")).await.is_page(200);
}

/// 17: an own renderer was overwritten by the constructor.
#[tokio::test]
async fn flaw_17_an_own_page_is_shown_and_the_rest_stay_built_in() {
    let (router, ..) = Desk::on(Arc::new(MemoryStore::new().allow_any_issuer()));
    let mut browser = Browser::new(&router);
    browser.user = Some("alice");
    let own = browser.ask_code(&[("client_id", "nobody")]).await;
    assert!(own.body.contains("<title>Sorry</title>"), "{own:?}");
    let built_in = browser.ask_code(&[]).await;
    assert!(
        built_in.reads().contains("Web &#38; Sons wants"),
        "{built_in:?}"
    );
}

/// 18: a second provider changed the first.
#[tokio::test]
async fn flaw_18_two_providers_live_side_by_side() {
    let (first, server, _) = photos();
    let (second, _) = legacy();
    let (mut app, mut other) = (Browser::new(&first), Browser::new(&second));
    let refresh = [("grant_type", "refresh_token"), ("refresh_token", "x")];
    app.token("web", &refresh)
        .await
        .is_error(400, "invalid_grant");
    other
        .token("web", &refresh)
        .await
        .is_error(400, "unsupported_grant_type");
    server.provider().clients.disable("web").expect("a client");
    app.token("web", &ITSELF)
        .await
        .is_error(401, "invalid_client");
    assert_eq!(other.token("web", &ITSELF).await.status, 200);
    assert_eq!(app.get("/dialog/authorize").await.status, 404);
    assert_eq!(other.get("/oauth/authorize").await.status, 404);
}

/// 19: `autoApprove` ran after the transaction was stored, and could only drive the decision.
#[tokio::test]
async fn flaw_19_the_policy_decides_before_anything_is_stored() {
    let store = Failing::new();
    let (router, _, answer, _) = Desk::on(store.clone());
    let mut browser = Browser::new(&router);
    browser.user = Some("alice");
    let decide = |decision| answer.lock().unwrap().decision = Some(decision);
    decide(Decision::Deny);
    browser
        .ask_code(&[])
        .await
        .is_error_redirect("access_denied");
    decide(Decision::Ask);
    browser.ask_code(&[]).await.is_page(200);
    assert_eq!(store.calls("insert_code") + store.calls("claim_once"), 0);
    decide(Decision::Approve);
    assert!(browser.ask_code(&[]).await.query("code").is_some());
    assert_eq!(
        (store.calls("insert_code"), store.calls("claim_once")),
        (1, 0)
    );
}

/// 20: any client could use any grant, and a client could refresh for itself.
#[tokio::test]
async fn flaw_20_a_client_uses_the_grants_it_is_registered_for() {
    let (router, ..) = photos();
    let mut browser = Browser::new(&router);
    browser.sign_in().await;
    browser
        .token("other", &ITSELF)
        .await
        .is_error(400, "unauthorized_client");
    let scope = ("scope", "photos:write");
    assert_eq!(
        browser.token("plain", &[ITSELF[0], scope]).await.status,
        200
    );
    let password = [
        ("grant_type", "password"),
        ("username", "alice"),
        ("password", "wonderland"),
    ];
    browser
        .token("plain", &password)
        .await
        .is_error(400, "unauthorized_client");
    let no = browser.ask_code(&[("response_type", "token")]).await;
    assert_eq!(
        no.fragment("error").as_deref(),
        Some("unauthorized_client"),
        "{no:?}"
    );
    let own = browser.token("web", &ITSELF).await;
    assert!(own.json().get("refresh_token").is_none(), "{own:?}");
}

/// 21: a missing body parser or session was found at run time.
#[tokio::test]
async fn flaw_21_the_router_needs_nothing_around_it() {
    let (_, server, _) = photos();
    let bare: axum::Router = server.router();
    let mut browser = Browser::new(&bare);
    let code = browser.code().await;
    assert_eq!(browser.redeem(&code).await.status, 200);
}

/// 22: a guard could not tell a person from a client.
#[tokio::test]
async fn flaw_22_a_guard_knows_a_person_from_a_client() {
    let (router, ..) = photos();
    let mut browser = Browser::new(&router);
    let code = browser.code().await;
    let person = browser.redeem(&code).await.text("access_token");
    let client = browser.token("web", &ITSELF).await.text("access_token");
    let me = browser.with_token("/api/me", &person).await;
    assert_eq!(me.body, "person user-1 scopes read");
    let me = browser.with_token("/api/me", &client).await;
    assert_eq!(me.body, "client web scopes read");
}

/// 23: a hook could replace fields of the reply and write into `WWW-Authenticate`.
#[tokio::test]
async fn flaw_23_a_hook_replaces_no_field_and_writes_no_header() {
    let store = Arc::new(MemoryStore::new().allow_any_issuer());
    let (router, _, answer, _) = Desk::on(store);
    let mut browser = Browser::new(&router);
    let approval = Approval::new(ScopeSet::from_stored("read"))
        .parameter("access_token", "evil")
        .parameter("token_type", "evil")
        .parameter("fine", "\r\nx: y");
    answer.lock().unwrap().approval = Some(Some(approval));
    let reply = browser.token("web", &ITSELF).await;
    assert!(
        !reply.body.contains("evil") && reply.text("token_type") == "Bearer",
        "{reply:?}"
    );
    assert_eq!(reply.text("fine"), "\r\nx: y");
    assert!(!reply.headers.contains_key("x"), "{reply:?}");
    let refused = browser.with_token("/api/me", "\",error=\"none").await;
    let challenge = refused.header("www-authenticate");
    assert_eq!(challenge.matches("error=").count(), 1, "{challenge}");
}

/// 24: implicit and password had no test.
#[tokio::test]
async fn flaw_24_implicit_and_password_work_from_end_to_end() {
    let (router, ..) = photos();
    let mut browser = Browser::new(&router);
    browser.sign_in().await;
    let page = implicit(&mut browser).await;
    let token = browser
        .decide(&page, "allow")
        .await
        .fragment("access_token");
    let me = browser
        .with_token("/api/me", &token.expect("a token"))
        .await;
    assert_eq!(me.body, "person user-1 scopes read");
    let page = implicit(&mut browser).await;
    let no = browser.decide(&page, "deny").await;
    assert_eq!(
        no.fragment("error").as_deref(),
        Some("access_denied"),
        "{no:?}"
    );
    let body = format!(
        "grant_type=password&username=bob&password=builder&client_id=web&client_secret={SECRET}"
    );
    let reply = browser.token_raw(None, &body).await;
    let me = browser
        .with_token("/api/me", &reply.text("access_token"))
        .await;
    assert_eq!(me.body, "person user-2 scopes read");
}
