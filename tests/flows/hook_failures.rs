//! Hooks that fail: 500 or a redirect, with a correlation id; the cause stays in the log.

use crate::capture::Log;
use oauth2_runtime::prelude::*;
use oauth2_runtime::{AppsView, Html, LoginView, SignedInView, SignedOutView};
use std::sync::{Arc, Mutex};
use support::{Answer, AppScope, Browser, Desk, Failure, Reply, clients};

pub(crate) const ITSELF: [(&str, &str); 1] = [("grant_type", "client_credentials")];

/// The desk with alice at the browser.
pub(crate) fn desk() -> (Browser, Failure, Arc<Mutex<Answer>>) {
    let store = Arc::new(MemoryStore::new().allow_any_issuer());
    let (router, failure, answer, _) = Desk::on(store);
    let mut browser = Browser::new(&router);
    browser.user = Some("alice");
    (browser, failure, answer)
}

/// A request for a token in the fragment.
pub(crate) async fn ask_token(browser: &mut Browser) -> Reply {
    browser
        .authorize(&[
            ("response_type", "token"),
            ("client_id", "page"),
            ("redirect_uri", "https://page.example/cb?tab=2"),
            ("state", "xyz"),
        ])
        .await
}

#[tokio::test]
async fn a_hook_that_fails_at_the_token_endpoint_is_500_with_a_correlation_id() {
    let password: &[(&str, &str)] = &[
        ("grant_type", "password"),
        ("username", "alice"),
        ("password", "wonderland"),
    ];
    let hooks: [(&str, &[(&str, &str)]); 7] = [
        ("find_client", &ITSELF),
        ("validate_client", &ITSELF),
        ("authorize_client", &ITSELF),
        ("approve", &ITSELF),
        ("mint", &ITSELF),
        ("validate_user", password),
        ("approve", password),
    ];
    for (hook, pairs) in hooks {
        let (mut app, failure, _) = desk();
        let log = Log::start();
        failure.of(hook);
        let reply = app.token("web", pairs).await;
        reply.is_error(500, "server_error");
        log.holds_cause_of(&reply, hook);
        failure.of("");
        assert_eq!(
            app.token("web", pairs).await.status,
            200,
            "{hook}: no harm stays"
        );
    }
}

/// What fails before the redirect URI is proven, or at the form, is a page.
#[tokio::test]
async fn a_hook_that_fails_before_the_redirect_uri_is_proven_is_a_page() {
    for hook in ["find_client", "error"] {
        let (mut browser, failure, _) = desk();
        let log = Log::start();
        failure.of(hook);
        let reply = browser.ask_code(&[("client_id", "unknown")]).await;
        reply.is_page(500);
        log.holds_cause_of(&reply, hook);
    }
    for hook in ["find_client", "current_user"] {
        let (mut browser, failure, _) = desk();
        let page = browser.ask_code(&[]).await;
        let log = Log::start();
        failure.of(hook);
        let reply = browser.decide(&page, "allow").await;
        reply.is_page(500);
        log.holds_cause_of(&reply, hook);
        failure.of("");
        let again = browser.decide(&page, "allow").await;
        assert!(
            again.query("code").is_some(),
            "the question still stands: {again:?}"
        );
    }
}

#[tokio::test]
async fn a_hook_that_fails_afterwards_is_told_to_the_client_by_redirect() {
    for hook in ["current_user", "auto_approve", "consent"] {
        let (mut browser, failure, _) = desk();
        let log = Log::start();
        failure.of(hook);
        let reply = browser.ask_code(&[]).await;
        reply.is_error_redirect("server_error");
        assert_eq!(reply.query("state").as_deref(), Some("xyz"));
        log.holds_cause_of(&reply, hook);
    }
    for hook in ["approve", "mint"] {
        let (mut browser, failure, answer) = desk();
        let page = ask_token(&mut browser).await;
        let log = Log::start();
        failure.of(hook);
        let decided = browser.decide(&page, "allow").await;
        answer.lock().unwrap().decision = Some(Decision::Approve);
        for reply in [decided, ask_token(&mut browser).await] {
            assert_eq!(
                reply.fragment("error").as_deref(),
                Some("server_error"),
                "{reply:?}"
            );
            assert_eq!(reply.fragment("state").as_deref(), Some("xyz"));
            assert_eq!(reply.fragment("access_token"), None);
            log.holds_cause_of(&reply, hook);
        }
    }
}

#[oauth2_provider(
    grants(code),
    login(form),
    scopes = AppScope,
    issuer = "https://photos.example",
    plays(pages)
)]
struct Lobby {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients)]
    clients: MemoryClients,
    failure: Failure,
}

impl Users for Lobby {
    async fn validate_user(&self, username: &str, _: &str) -> HookResult<Option<Subject>> {
        self.failure.check("validate_user")?;
        Ok(Some(Subject::new(username)))
    }
}

impl Pages for Lobby {
    fn login(&self, view: &LoginView<'_>) -> HookResult<Html> {
        self.failure.check("login")?;
        Ok(Html::new(format!(
            "own login<input name=\"ticket\" value=\"{}\">",
            view.ticket
        )))
    }

    fn signed_in(&self, view: &SignedInView<'_>) -> HookResult<Html> {
        self.failure.check("signed_in")?;
        Ok(Html::new(format!(
            "own<input name=\"ticket\" value=\"{}\">",
            view.ticket
        )))
    }

    fn signed_out(&self, _: &SignedOutView<'_>) -> HookResult<Html> {
        self.failure.check("signed_out")?;
        Ok(Html::new("own goodbye"))
    }

    fn apps(&self, view: &AppsView<'_>) -> HookResult<Html> {
        self.failure.check("apps")?;
        Ok(Html::new(format!("own list of {}", view.apps.len())))
    }
}

#[tokio::test]
async fn a_page_or_a_password_check_that_fails_at_the_login_is_an_error_page() {
    let failure = Failure::default();
    let lobby = Lobby {
        store: MemoryStore::new().allow_any_issuer(),
        clients: MemoryClients::new(clients()).expect("clients"),
        failure: failure.clone(),
    };
    let router = lobby.router().expect("a server");
    let mut browser = Browser::new(&router);
    let log = Log::start();
    for (hook, uri) in [("login", "/login"), ("signed_out", "/logout")] {
        failure.of(hook);
        let reply = browser.get(uri).await;
        reply.is_page(500);
        log.holds_cause_of(&reply, hook);
    }
    failure.of("validate_user");
    let reply = browser.sign_in().await;
    reply.is_page(500);
    log.holds_cause_of(&reply, "validate_user");
    failure.of("");
    assert_eq!(browser.sign_in().await.status, 303);
    for (hook, uri) in [("signed_in", "/login"), ("apps", "/oauth/apps")] {
        failure.of(hook);
        let reply = browser.get(uri).await;
        reply.is_page(500);
        log.holds_cause_of(&reply, hook);
    }
    // Each page may be replaced alone; the rest stay the toolkit's.
    failure.of("");
    let ticket = browser
        .get("/logout")
        .await
        .field("ticket")
        .expect("a ticket");
    let question = browser.ask_code(&[]).await;
    assert!(question.body.contains("Web &#38; Sons"), "{question:?}");
    let goodbye = browser.post("/logout", &[("ticket", &ticket)]).await;
    assert_eq!(goodbye.body, "own goodbye");
    assert!(browser.get("/login").await.body.contains("own login"));
    browser.sign_in().await;
    assert_eq!(browser.get("/oauth/apps").await.body, "own list of 0");
}

/// Everything waits: no hook has room for one more.
#[oauth2_provider(
    grants(code, client_credentials),
    scopes = AppScope,
    issuer = "https://photos.example"
)]
struct Crowded {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients)]
    clients: MemoryClients,
}

impl Login for Crowded {
    async fn current_user(&self, _: &Parts) -> HookResult<Option<Subject>> {
        Err(HookError::busy())
    }

    fn login_redirect(&self, return_to: &str) -> String {
        return_to.to_owned()
    }
}

impl ClientCredentials for Crowded {
    async fn authorize_client(&self, _: &Client, _: &ScopeSet) -> HookResult<Option<Approval>> {
        Err(HookError::busy())
    }
}

#[tokio::test]
async fn a_busy_hook_asks_the_client_to_come_again() {
    let crowded = Crowded {
        store: MemoryStore::new().allow_any_issuer(),
        clients: MemoryClients::new(clients()).expect("clients"),
    };
    let mut browser = Browser::new(&crowded.router().expect("a server"));
    let told = browser.ask_code(&[]).await;
    told.is_error_redirect("temporarily_unavailable");
    let busy = browser.token("web", &ITSELF).await;
    busy.is_error(503, "temporarily_unavailable");
    assert_eq!(busy.header("retry-after"), "1");
    let wrong = browser.token("web", &[("grant_type", "nonsense")]).await;
    wrong.is_error(400, "unsupported_grant_type");
    assert!(!wrong.headers.contains_key("retry-after"), "{wrong:?}");
}

/// A login somewhere that no header can name.
#[oauth2_provider(grants(code), scopes = AppScope, issuer = "https://photos.example")]
struct Lost {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients)]
    clients: MemoryClients,
}

impl Login for Lost {
    async fn current_user(&self, _: &Parts) -> HookResult<Option<Subject>> {
        Ok(None)
    }

    fn login_redirect(&self, _: &str) -> String {
        "/login\nset-cookie: planted=1".to_owned()
    }
}

#[tokio::test]
async fn a_place_that_no_header_can_carry_is_a_failure_and_leads_nowhere() {
    let lost = Lost {
        store: MemoryStore::new().allow_any_issuer(),
        clients: MemoryClients::new(clients()).expect("clients"),
    };
    let mut browser = Browser::new(&lost.router().expect("a server"));
    let log = Log::start();
    let reply = browser.ask_code(&[]).await;
    assert_eq!(reply.status, 500, "{reply:?}");
    for absent in ["location", "set-cookie"] {
        assert!(!reply.headers.contains_key(absent), "{reply:?}");
    }
    assert_eq!(reply.header("cache-control"), "no-store");
    assert_eq!(log.events("bad_redirect"), 1);
}

/// An application that calls its own hook reads what went wrong.
#[test]
fn a_hooks_failure_reads_as_its_cause() {
    assert_eq!(HookError::msg("no room").to_string(), "no room");
    let cause = "x".parse::<u8>().expect_err("no number");
    assert_eq!(
        HookError::from(cause.clone()).to_string(),
        cause.to_string()
    );
}
