//! What people who come from t-oauth2-provider rely on: hooks, endpoints, bearer check, login.

use crate::legacy::{json_token, legacy};
use axum::Router;
use axum::body::Body;
use http::Request;
use http::header::ACCEPT;
use oauth2_runtime::{Decision, MemoryStore};
use std::sync::Arc;
use support::{Browser, Desk, Reply, SECRET, VERIFIER, basic, photos, query_of};

const DIALOG: &str = "/dialog/authorize";

/// Asks at the old path as `web`, without PKCE, which is optional there.
async fn dialog(browser: &mut Browser, more: &[(&str, &str)]) -> Reply {
    let mut pairs = vec![
        ("response_type", "code"),
        ("client_id", "web"),
        ("redirect_uri", "https://web.example/cb"),
        ("state", "a b&c=d"),
    ];
    pairs.retain(|(name, _)| !more.iter().any(|(other, _)| other == name));
    pairs.extend_from_slice(more);
    browser.get(&format!("{DIALOG}?{}", query_of(&pairs))).await
}

async fn verdict(browser: &mut Browser, page: &Reply, more: &[(&str, &str)]) -> Reply {
    let ticket = page
        .field("transaction_id")
        .unwrap_or_else(|| page.text("transactionID"));
    let mut pairs = vec![("transaction_id", ticket.as_str())];
    pairs.extend_from_slice(more);
    browser.post("/dialog/authorize/decision", &pairs).await
}

async fn redeem(browser: &mut Browser, code: &str) -> Reply {
    let pairs = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", "https://web.example/cb"),
    ];
    browser.token("web", &pairs).await
}

#[tokio::test]
async fn an_old_client_goes_from_the_dialog_to_a_token_without_pkce() {
    let (router, _) = legacy();
    let mut browser = Browser::new(&router);
    let to_login = dialog(&mut browser, &[]).await;
    assert!(
        to_login.header("location").starts_with("/login?"),
        "{to_login:?}"
    );
    browser.sign_in().await;
    let page = dialog(&mut browser, &[]).await;
    page.is_page(200);
    // The verdict is yes when nothing else is said.
    let answer = verdict(&mut browser, &page, &[]).await;
    assert_eq!(answer.status, 303);
    assert_eq!(
        answer.query("state").as_deref(),
        Some("a b&c=d"),
        "verbatim"
    );
    let reply = redeem(&mut browser, &answer.query("code").expect("a code")).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    let json = reply.json();
    assert_eq!(
        (&json["token_type"], &json["scope"]),
        (&"Bearer".into(), &"read".into())
    );
    // A public client still has to use PKCE.
    let cli = [
        ("client_id", "cli"),
        ("redirect_uri", "http://127.0.0.1:1/callback"),
    ];
    dialog(&mut browser, &cli)
        .await
        .is_error_redirect("invalid_request");
}

#[tokio::test]
async fn cancel_denies_and_the_answer_keeps_the_query_of_the_redirect_uri() {
    let (router, _) = legacy();
    let mut browser = Browser::new(&router);
    browser.sign_in().await;
    for no in [("cancel", "Deny"), ("decision", "deny")] {
        let page = dialog(&mut browser, &[]).await;
        let answer = verdict(&mut browser, &page, &[no]).await;
        answer.is_error_redirect("access_denied");
        assert_eq!(answer.query("state").as_deref(), Some("a b&c=d"));
    }
    let tenant = "https://other.example/cb?tenant=1";
    let page = dialog(
        &mut browser,
        &[("client_id", "other"), ("redirect_uri", tenant)],
    )
    .await;
    let answer = verdict(&mut browser, &page, &[]).await;
    let start = "https://other.example/cb?tenant=1&code=oac_";
    assert!(answer.header("location").starts_with(start), "{answer:?}");
}

#[tokio::test]
async fn a_token_travels_in_the_fragment_as_before() {
    let (router, _) = legacy();
    let mut browser = Browser::new(&router);
    browser.sign_in().await;
    let ask = [
        ("response_type", "token"),
        ("client_id", "page"),
        ("redirect_uri", "https://page.example/cb?tab=2"),
    ];
    let page = dialog(&mut browser, &ask).await;
    let answer = verdict(&mut browser, &page, &[]).await;
    assert!(
        answer
            .header("location")
            .starts_with("https://page.example/cb?tab=2#access_token=")
    );
    let told = |name| answer.fragment(name).unwrap_or_default();
    assert_eq!(
        (told("token_type"), told("state")),
        ("Bearer".into(), "a b&c=d".into())
    );
    assert_eq!(
        (told("expires_in"), told("scope")),
        ("900".into(), "read".into())
    );
    assert_eq!(answer.fragment("refresh_token"), None);
}

/// The old tests and native shells took the transaction as JSON.
#[tokio::test]
async fn a_caller_that_takes_json_alone_gets_the_transaction_id() {
    let (router, _) = legacy();
    let mut browser = Browser::new(&router);
    browser.sign_in().await;
    let query = query_of(&[("response_type", "code"), ("client_id", "web")]);
    let request = Request::get(format!("{DIALOG}?{query}")).header(ACCEPT, "application/json");
    let page = browser
        .send(request.body(Body::empty()).expect("a request"))
        .await;
    let json = page.json();
    assert_eq!(
        (&json["client"]["id"], &json["user"]["name"]),
        (&"web".into(), &"Alice".into())
    );
    assert_eq!(json["scopes"][0]["sentence"], "See your photos");
    let answer = verdict(&mut browser, &page, &[]).await;
    assert!(answer.query("code").is_some(), "{answer:?}");
}

/// A redirect of plain http is the word `allow(http_redirect)`, and the page warns.
#[tokio::test]
async fn a_redirect_of_plain_http_works_where_it_is_allowed() {
    let (router, _) = legacy();
    let mut browser = Browser::new(&router);
    browser.sign_in().await;
    let ask = [
        ("client_id", "awesome-app"),
        ("redirect_uri", "http://awesome.example/callback"),
    ];
    let page = dialog(&mut browser, &ask).await;
    page.is_page(200);
    let answer = verdict(&mut browser, &page, &[]).await;
    let start = "http://awesome.example/callback?code=oac_";
    assert!(answer.header("location").starts_with(start), "{answer:?}");
    // Without the word the same registration goes nowhere.
    let (router, server, _) = photos();
    let awesome = oauth2_runtime::Client::confidential("awesome-app", &secret())
        .insecure_redirect("http://awesome.example/callback")
        .grants(oauth2_runtime::grants::code);
    let awesome = awesome.build().expect("a client");
    server
        .provider()
        .clients
        .insert(awesome)
        .expect("a new client");
    let mut strict = Browser::new(&router);
    strict.sign_in().await;
    strict.ask_code(&ask).await.is_page(400);
}

fn secret() -> oauth2_runtime::ClientSecret {
    oauth2_runtime::ClientSecret::given(SECRET)
}

#[tokio::test]
async fn the_token_endpoint_takes_json_and_form_for_each_grant() {
    let (router, _) = legacy();
    let mut browser = Browser::new(&router);
    browser.sign_in().await;
    let page = dialog(&mut browser, &[]).await;
    let code = verdict(&mut browser, &page, &[])
        .await
        .query("code")
        .expect("a code");
    let redeem = format!(
        r#"{{"grant_type":"authorization_code","code":"{code}","redirect_uri":"https://web.example/cb"}}"#
    );
    let password = r#"{"grant_type":"password","username":"alice","password":"wonderland"}"#;
    let own = r#"{"grant_type":"client_credentials"}"#;
    for body in [redeem.as_str(), password, own] {
        let reply = json_token(&mut browser, body).await;
        assert_eq!(reply.status, 200, "{body}: {reply:?}");
        assert_eq!(reply.header("cache-control"), "no-store");
    }
    let form = browser
        .token("web", &[("grant_type", "client_credentials")])
        .await;
    assert_eq!(form.status, 200, "{form:?}");
}

/// The three middleware stacks, mounted by the application at paths of its own.
#[tokio::test]
async fn the_three_endpoints_may_be_mounted_alone() {
    let (_, server) = legacy();
    let router: Router = Router::new()
        .route(DIALOG, server.authorization())
        .route("/dialog/authorize/decision", server.decision())
        .nest("/v1", Router::new().route("/token", server.token()));
    let mut browser = Browser::new(&router);
    let to_login = dialog(&mut browser, &[]).await;
    assert!(
        to_login.header("location").starts_with("/login?"),
        "{to_login:?}"
    );
    let decision = [("transaction_id", "unknown")];
    browser
        .post("/dialog/authorize/decision", &decision)
        .await
        .is_page(403);
    let request = Request::post("/v1/token")
        .header("authorization", basic("web", SECRET))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from("grant_type=client_credentials"));
    let reply = browser.send(request.expect("a request")).await;
    assert_eq!(reply.status, 200, "{reply:?}");
}

/// `findClient` answered `false` with a page; so it is, in HTML, and without a redirect.
#[tokio::test]
async fn an_unknown_client_sees_a_page() {
    let (router, _) = legacy();
    let mut browser = Browser::new(&router);
    browser.sign_in().await;
    let unknown = dialog(&mut browser, &[("client_id", "nobody")]).await;
    unknown.is_page(400);
    assert!(unknown.body.contains("invalid_request"), "{unknown:?}");
}

/// `validateUser` answering `false` shows the form again; `returnTo` leads back to the request.
#[tokio::test]
async fn a_failed_login_shows_the_form_again_and_a_good_one_returns_to_the_request() {
    let (router, _) = legacy();
    let mut browser = Browser::new(&router);
    let asked = dialog(&mut browser, &[]).await;
    let form = browser.get(asked.header("location")).await;
    let ticket = form.field("ticket").expect("a ticket");
    let login = |password| {
        [
            ("username", "alice"),
            ("password", password),
            ("ticket", &ticket),
        ]
    };
    let wrong = browser.post("/login", &login("looking-glass")).await;
    wrong.is_page(403);
    assert!(wrong.body.contains("value=\"alice\""), "{wrong:?}");
    assert!(!wrong.body.contains("looking-glass"), "{wrong:?}");
    let right = browser.post("/login", &login("wonderland")).await;
    assert_eq!(right.status, 303);
    let page = browser.get(right.header("location")).await;
    assert!(page.field("transaction_id").is_some(), "{page:?}");
}

/// `deserializeUser` answering `false` dropped the session: a person who is gone is asked again.
#[tokio::test]
async fn a_request_without_a_person_goes_to_the_login_of_the_application() {
    let (router, ..) = Desk::on(Arc::new(MemoryStore::new().allow_any_issuer()));
    let mut browser = Browser::new(&router);
    browser.user = Some("alice");
    let page = browser.ask_code(&[]).await;
    browser.user = None;
    let answer = browser.decide(&page, "allow").await;
    assert_eq!(answer.status, 303);
    assert!(
        answer.header("location").starts_with("/oauth/authorize?"),
        "{answer:?}"
    );
    let login = browser.get(answer.header("location")).await;
    assert!(
        login.header("location").starts_with("/own-login?"),
        "{login:?}"
    );
}

/// `autoApprove` answers before the page, `validateClient` and the exchange hooks on every request.
#[tokio::test]
async fn the_hooks_have_their_places_under_new_names() {
    let (router, _, answer, _) = Desk::on(Arc::new(MemoryStore::new().allow_any_issuer()));
    let mut browser = Browser::new(&router);
    browser.user = Some("alice");
    answer.lock().unwrap().decision = Some(Decision::Approve);
    let code = browser.ask_code(&[]).await.query("code").expect("no page");
    assert_eq!(browser.redeem(&code).await.status, 200);
    let wrong = basic("web", "wrong");
    let body = "grant_type=client_credentials";
    browser
        .token_raw(Some(&wrong), body)
        .await
        .is_error(401, "invalid_client");
    let password = [
        ("grant_type", "password"),
        ("username", "alice"),
        ("password", "no"),
    ];
    browser
        .token("web", &password)
        .await
        .is_error(400, "invalid_grant");
    let unknown = [
        ("grant_type", "authorization_code"),
        ("code", "unknown"),
        ("code_verifier", VERIFIER),
    ];
    browser
        .token("web", &unknown)
        .await
        .is_error(400, "invalid_grant");
    // `validateToken`: a person or a client, with the scopes beside.
    let own = browser
        .token("web", &[("grant_type", "client_credentials")])
        .await;
    let me = browser
        .with_token("/api/me", &own.text("access_token"))
        .await;
    assert_eq!(me.body, "client web scopes read");
    assert_eq!(browser.with_token("/api/me", "unknown").await.status, 401);
}
