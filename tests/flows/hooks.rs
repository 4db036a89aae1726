//! Hooks that fail, and hooks that have a say: policy, approval, token format, pages.

use axum::Router;
use axum::body::Body;
use http::Request;
use http::header::CONTENT_TYPE;
use oauth2_runtime::{Approval, Decision, MemoryStore};
use std::io::Write;
use std::sync::{Arc, Mutex};
use support::{Browser, CAUSE, CHALLENGE, Desk, Reply, VERIFIER, basic, query_of};
use tracing_subscriber::fmt::MakeWriter;

/// The log of one test.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }

    fn listen(&self) -> tracing::subscriber::DefaultGuard {
        let log = tracing_subscriber::fmt()
            .with_writer(self.clone())
            .with_ansi(false);
        tracing::subscriber::set_default(log.finish())
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

const ASK: [(&str, &str); 6] = [
    ("response_type", "code"),
    ("client_id", "web"),
    ("redirect_uri", "https://web.example/cb"),
    ("state", "xyz"),
    ("code_challenge", CHALLENGE),
    ("code_challenge_method", "S256"),
];

/// Asks as the person that the desk's own login knows by a header.
async fn ask(browser: &mut Browser, pairs: &[(&str, &str)]) -> Reply {
    let uri = format!("/oauth/authorize?{}", query_of(pairs));
    browser
        .send(
            Request::get(uri)
                .header("x-user", "ann")
                .body(Body::empty())
                .unwrap(),
        )
        .await
}

async fn allow(browser: &mut Browser, page: &Reply) -> Reply {
    let ticket = page
        .field("transaction_id")
        .unwrap_or_else(|| panic!("no ticket: {page:?}"));
    let request = Request::post("/oauth/authorize/decision")
        .header("x-user", "ann")
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(query_of(&[("transaction_id", &ticket)])));
    browser.send(request.unwrap()).await
}

async fn code(browser: &mut Browser) -> String {
    let page = ask(browser, &ASK).await;
    allow(browser, &page).await.query("code").expect("a code")
}

fn desk() -> (Router, support::Failure, Arc<Mutex<support::Answer>>) {
    let (router, failure, answer, _) = Desk::on(Arc::new(MemoryStore::new().allow_any_issuer()));
    (router, failure, answer)
}

/// The caller is told a correlation id and nothing of the cause; the log has both.
fn is_told_safely(description: &str, log: &Log) {
    assert!(!description.contains(CAUSE), "{description}");
    let (_, id) = description
        .split_once("correlation id ")
        .expect("a correlation id");
    let log = log.text();
    let event = log
        .lines()
        .find(|line| line.contains(id))
        .unwrap_or_else(|| panic!("{log}"));
    assert!(event.contains(CAUSE), "{event}");
}

/// web-errors-1
#[tokio::test]
async fn a_hook_that_fails_at_the_token_endpoint_is_500_without_its_cause() {
    for (hook, body) in [
        ("find_client", "grant_type=client_credentials"),
        ("validate_client", "grant_type=client_credentials"),
        ("authorize_client", "grant_type=client_credentials"),
        ("approve", "grant_type=client_credentials"),
        ("mint", "grant_type=client_credentials"),
        (
            "validate_user",
            "grant_type=password&username=ann&password=wonderland",
        ),
    ] {
        let (router, failure, _) = desk();
        let log = Log::default();
        let _listening = log.listen();
        failure.of(hook);
        let authorization = basic("web", support::SECRET);
        let reply = Browser::new(&router)
            .token_raw(Some(&authorization), body)
            .await;
        reply.is_error(500, "server_error");
        is_told_safely(&reply.text("error_description"), &log);
    }
}

/// web-errors-1, rfc6749-4.1.2.1-6: known to be the client's, the redirect URI carries the error.
#[tokio::test]
async fn a_hook_that_fails_at_the_authorization_endpoint_is_told_without_its_cause() {
    for (hook, response_type, client) in [
        ("current_user", "code", "web"),
        ("auto_approve", "code", "web"),
        ("approve", "token", "page"),
        ("mint", "token", "page"),
    ] {
        let (router, failure, answer) = desk();
        let log = Log::default();
        let _listening = log.listen();
        failure.of(hook);
        answer.lock().unwrap().decision = Some(Decision::Approve);
        let mut pairs = vec![("response_type", response_type), ("client_id", client)];
        if response_type == "code" {
            pairs.extend(&ASK[4..]);
        }
        let reply = ask(&mut Browser::new(&router), &pairs).await;
        assert_eq!(reply.status, 303, "{hook}: {reply:?}");
        let told = |name: &str| reply.query(name).or_else(|| reply.fragment(name));
        assert_eq!(told("error").as_deref(), Some("server_error"), "{hook}");
        is_told_safely(&told("error_description").unwrap(), &log);
    }
}

/// web-errors-1: before the redirect URI is known the failure is a page.
#[tokio::test]
async fn a_hook_that_fails_before_the_redirect_uri_is_proven_is_a_500_page() {
    let (router, failure, _) = desk();
    let log = Log::default();
    let _listening = log.listen();
    failure.of("find_client");
    let reply = ask(&mut Browser::new(&router), &ASK).await;
    reply.is_page(500);
    let description = reply
        .body
        .split("server_error: ")
        .nth(1)
        .expect("the replaced page");
    is_told_safely(description, &log);
    failure.of("error");
    let reply = ask(&mut Browser::new(&router), &[("client_id", "nobody")]).await;
    reply.is_page(500);
    assert!(
        reply.body.contains("server_error") && !reply.body.contains(CAUSE),
        "{reply:?}"
    );
    assert!(log.text().contains(CAUSE));
}

/// rfc6749-3.3-3: an approval narrows and adds, and never widens or replaces.
#[tokio::test]
async fn an_approval_adds_parameters_and_cannot_replace_a_protocol_field() {
    let (router, _, answer) = desk();
    let approval = Approval::new(oauth2_runtime::ScopeSet::from_stored("read admin"))
        .parameter("tenant", "blue")
        .parameter("level", 3)
        .parameter("access_token", "stolen")
        .parameter("token_type", "none")
        .parameter("scope", "everything")
        .parameter("expires_in", 1)
        .parameter("refresh_token", "stolen");
    answer.lock().unwrap().approval = Some(Some(approval));
    let pairs = [
        ("grant_type", "client_credentials"),
        ("scope", "read photos:write"),
    ];
    let reply = Browser::new(&router).token("web", &pairs).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    assert_eq!(reply.text("scope"), "read");
    assert_eq!(
        (reply.text("tenant").as_str(), &reply.json()["level"]),
        ("blue", &3.into())
    );
    assert!(reply.text("access_token").starts_with("oat_"));
    assert_eq!(reply.text("token_type"), "Bearer");
    assert_eq!(reply.json()["expires_in"], 900);
    assert_eq!(reply.json().get("refresh_token"), None);
}

/// rfc6749-A.12-1: a token string of the application's own.
#[tokio::test]
async fn an_own_token_string_is_used_or_is_a_server_error() {
    let own = "tenant-7.".to_owned() + &"x".repeat(40);
    let bad = [
        "short".to_owned(),
        " ".repeat(40),
        "x".repeat(2049),
        format!("oat_{own}"),
    ];
    for by_policy in [true, false] {
        let (router, _, answer) = desk();
        let set = |token: &str| {
            let mut answer = answer.lock().unwrap();
            if by_policy {
                let scopes = oauth2_runtime::ScopeSet::from_stored("read");
                answer.approval = Some(Some(Approval::new(scopes).token(token)));
            } else {
                answer.token = Some(token.to_owned());
            }
        };
        let mut browser = Browser::new(&router);
        let pairs = [("grant_type", "client_credentials")];
        set(&own);
        assert_eq!(browser.token("web", &pairs).await.text("access_token"), own);
        for bad in &bad {
            set(bad);
            browser
                .token("web", &pairs)
                .await
                .is_error(500, "server_error");
        }
    }
}

/// rfc6749-4.1.1-3: a typed decision before anything is stored.
#[tokio::test]
async fn the_policy_may_approve_or_deny_without_a_page() {
    let (router, _, answer) = desk();
    let mut browser = Browser::new(&router);
    answer.lock().unwrap().decision = Some(Decision::Deny);
    ask(&mut browser, &ASK)
        .await
        .is_error_redirect("access_denied");
    answer.lock().unwrap().decision = Some(Decision::Approve);
    let code = ask(&mut browser, &ASK).await.query("code").expect("a code");
    assert_eq!(browser.redeem(&code).await.status, 200);
    let prefetch = Request::get(format!("/oauth/authorize?{}", query_of(&ASK)))
        .header("x-user", "ann")
        .header("sec-purpose", "prefetch")
        .body(Body::empty());
    browser.send(prefetch.unwrap()).await.is_page(200);
}

/// The policy's no, before a token and at refresh.
#[tokio::test]
async fn the_policy_may_refuse_a_token_and_end_a_grant_at_refresh() {
    let (router, _, answer) = desk();
    let mut browser = Browser::new(&router);
    let spent = code(&mut browser).await;
    answer.lock().unwrap().approval = Some(None);
    browser.redeem(&spent).await.is_error(400, "invalid_grant");
    answer.lock().unwrap().approval = None;
    let good = code(&mut browser).await;
    let refresh = browser.redeem(&good).await.text("refresh_token");
    answer.lock().unwrap().approval = Some(None);
    browser
        .refresh(&refresh)
        .await
        .is_error(400, "invalid_grant");
    answer.lock().unwrap().approval = None;
    browser
        .refresh(&refresh)
        .await
        .is_error(400, "invalid_grant");
}

/// An own login decides where a browser without one goes, and comes back to the same request.
#[tokio::test]
async fn an_own_login_is_asked_and_says_where_to_sign_in() {
    let (router, ..) = desk();
    let mut browser = Browser::new(&router);
    let reply = browser.authorize(&ASK).await;
    assert_eq!(reply.status, 303);
    assert!(
        reply
            .header("location")
            .starts_with("/own-login?then=%2Foauth%2Fauthorize%3F"),
        "{reply:?}"
    );
    let page = ask(&mut browser, &ASK).await;
    assert!(
        browser
            .cookies
            .keys()
            .any(|name| name.starts_with("__Host-oauth2-ticket-"))
    );
    let code = allow(&mut browser, &page)
        .await
        .query("code")
        .expect("a code");
    let pairs = [
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("redirect_uri", "https://web.example/cb"),
        ("code_verifier", VERIFIER),
    ];
    assert_eq!(browser.token("web", &pairs).await.status, 200);
}
