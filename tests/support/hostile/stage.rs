//! A provider with one of everything that is live, kept from one input to the next.

use super::form::{Form, encode, post};
use super::holds::hides;
use super::page;
use super::redirect::fits;
use crate::{Browser, FixedClock, ISSUER, Reply, SECRET, Unthrottled, clients, photos_with};
use axum::Router;
use axum::body::Body;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::header::COOKIE;
use http::{HeaderValue, Request};
use oauth2_runtime::prelude::*;
use oauth2_runtime::{Clock as _, MemoryStore};
use sha2::Sha256;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};

/// After so many inputs another one is taken, so that rows do not pile up.
const MOST_USES: u32 = 4096;

/// So many are built at a time: a fuzzer sees only one input in many that covers the building too.
const AT_ONCE: usize = 16;

thread_local! {
    static RUNTIME: Runtime = Builder::new_current_thread()
        .enable_time()
        .build()
        .expect("a runtime");
    static STAGES: RefCell<Vec<Stage>> = const { RefCell::new(Vec::new()) };
}

/// Runs on this thread's runtime.
pub(super) fn run<T>(act: impl Future<Output = T>) -> T {
    RUNTIME.with(|runtime| runtime.block_on(act))
}

/// Runs on a stage of this thread. One that is spent, or on which something failed, is gone.
pub(super) fn on_stage(act: impl AsyncFnOnce(&mut Stage)) {
    run(async {
        let mut stage = match STAGES.with_borrow_mut(Vec::pop) {
            Some(stage) => stage,
            None => Stage::some_new().await,
        };
        act(&mut stage).await;
        stage.uses += 1;
        if !stage.spent && stage.uses < MOST_USES {
            STAGES.with_borrow_mut(|stages| stages.push(stage));
        }
    });
}

/// Alice and bob are signed in. Alice has allowed `web` to read; its code, tokens and a page that
/// asks for more are live.
pub(super) struct Stage {
    router: Router,
    clock: FixedClock,
    registered: Vec<Client>,
    live: BTreeMap<&'static str, String>,
    uses: u32,
    /// Something that was live is not any more.
    pub(super) spent: bool,
}

impl Stage {
    /// One, with others in reserve.
    async fn some_new() -> Self {
        for _ in 1..AT_ONCE {
            let stage = Self::new().await;
            STAGES.with_borrow_mut(|stages| stages.push(stage));
        }
        Self::new().await
    }

    async fn new() -> Self {
        let store = Arc::new(MemoryStore::new().allow_any_issuer());
        // Whoever fails a million times must not be told to wait: that would be the only answer.
        let settings = Settings::new(ISSUER)
            .sweep_every(Duration::ZERO)
            .throttle(Arc::new(Unthrottled));
        let secret = ClientSecret::given(SECRET);
        let api = Client::confidential("api", &secret)
            .scopes([crate::AppScope::Write])
            .introspects();
        let (router, _, clock) = photos_with(store, settings, api.build());
        let mut stage = Self {
            router,
            clock,
            registered: clients(),
            live: BTreeMap::new(),
            uses: 0,
            spent: false,
        };
        stage.people().await;
        stage.tokens().await;
        stage
    }

    /// The sessions, the forms and the pages.
    async fn people(&mut self) {
        let mut browser = Browser::new(&self.router);
        let form = browser.get("/login").await;
        let (name, cookie) = browser.cookies.pop_first().expect("a login cookie");
        self.keep("login_name", name);
        self.keep("login", cookie);
        self.keep_field("login_ticket", "ticket", &form);
        let mut wrong = Browser::new(&self.router);
        let refused = wrong.sign_in_as("alice", "jabberwocky").await;
        let mut bob = Browser::new(&self.router);
        bob.sign_in_as("bob", "builder").await;
        let unconnected = bob.get("/oauth/apps").await;
        self.keep("bob", bob.cookies.into_values().next().expect("a session"));
        let mut alice = Browser::new(&self.router);
        alice.sign_in().await;
        let code = alice.code().await;
        let replied = alice.redeem(&code).await;
        self.keep("access", replied.text("access_token"));
        self.keep("refresh", replied.text("refresh_token"));
        self.keep("spent", code);
        self.keep("code", alice.code().await);
        let asked = alice.ask_code(&[("scope", "read photos:write")]).await;
        self.keep_field("ticket", "transaction_id", &asked);
        let signed_in = alice.get("/logout").await;
        self.keep_field("logout_ticket", "ticket", &signed_in);
        let connected = alice.get("/oauth/apps").await;
        self.keep_field("apps_ticket", "ticket", &connected);
        let signed_out = Browser::new(&self.router).get("/logout").await;
        let fault = alice.authorize(&[]).await;
        self.learn_questions(&mut alice).await;
        let (name, cookie) = alice.cookies.pop_first().expect("a session");
        self.keep("session_name", name);
        self.keep("session", cookie);
        for learnt in [
            form,
            refused,
            asked,
            signed_in,
            signed_out,
            connected,
            unconnected,
            fault,
        ] {
            page::learn(&learnt.body);
        }
        let content = URL_SAFE_NO_PAD.decode(self.live("ticket")).expect("base64");
        let sealed = self.sealed_by_alice(content.get(32..).expect("a tag"));
        assert_eq!(sealed, self.live("ticket"), "tickets are sealed otherwise");
    }

    /// The question and the login for each place that an answer may go to.
    async fn learn_questions(&self, alice: &mut Browser) {
        for client in &self.registered {
            for place in client.redirect_uris() {
                let code = client.may_use("code");
                let pairs = [
                    ("client_id", client.id().as_str()),
                    ("redirect_uri", place.as_str()),
                    ("scope", "read photos:write"),
                    ("response_type", if code { "code" } else { "token" }),
                ];
                let asked = alice.ask_code(&pairs).await;
                page::learn(&asked.body);
                let mut stranger = Browser::new(&self.router);
                let to_login = stranger.ask_code(&pairs).await;
                let form = stranger.get(to_login.header("location")).await;
                let ticket = form.field("ticket").unwrap_or_default();
                let wrong = [
                    ("username", "alice"),
                    ("password", "jabberwocky"),
                    ("ticket", ticket.as_str()),
                ];
                let refused = stranger.post("/login", &wrong).await;
                let late = Browser::new(&self.router).decide(&asked, "deny").await;
                for learnt in [form, refused, late] {
                    page::learn(&learnt.body);
                }
            }
        }
    }

    /// What a client holds for itself.
    async fn tokens(&mut self) {
        let pairs = [
            ("grant_type", "client_credentials"),
            ("scope", "photos:write"),
        ];
        let own = Browser::new(&self.router).token("web", &pairs).await;
        self.keep("own", own.text("access_token"));
    }

    fn keep(&mut self, name: &'static str, value: String) {
        assert!(!value.is_empty(), "{name}");
        self.live.insert(name, value);
    }

    fn keep_field(&mut self, name: &'static str, field: &str, page: &Reply) {
        self.keep(name, page.field(field).unwrap_or_default());
    }

    /// Something live by its name.
    pub(super) fn live(&self, name: &str) -> &str {
        self.live
            .get(name)
            .map_or_else(|| panic!("no {name}"), String::as_str)
    }

    /// The present second of the clock.
    pub(super) fn now(&self) -> u64 {
        self.clock.now().seconds()
    }

    /// The text with what is live in the place of `{names}`.
    pub(super) fn fill(&self, text: &[u8]) -> Vec<u8> {
        let mut filled = Vec::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.iter().position(|byte| *byte == b'{') {
            let (before, from) = rest.split_at(at);
            filled.extend_from_slice(before);
            let end = from.iter().position(|byte| *byte == b'}').unwrap_or(0);
            let name = from
                .get(1..end)
                .and_then(|name| std::str::from_utf8(name).ok());
            if let Some(live) = name.and_then(|name| self.live.get(name)) {
                filled.extend_from_slice(live.as_bytes());
                rest = from.get(end + 1..).unwrap_or_default();
            } else {
                filled.push(b'{');
                rest = from.get(1..).unwrap_or_default();
            }
        }
        filled.extend_from_slice(rest);
        filled
    }

    /// What a redirect to a client tells behind its redirect URI, which must be the one that was
    /// asked for, or the only one.
    pub(super) fn told_at(&self, reply: &Reply, asked: &Form) -> Option<Form> {
        let location = reply.header("location");
        if location.is_empty() || location.starts_with('/') {
            return None;
        }
        let named = |client: &&Client| asked.has("client_id", client.id().as_str());
        let client = self.registered.iter().find(named);
        let registered = client.map(Client::redirect_uris).unwrap_or_default();
        let uri = match (asked.get("redirect_uri"), registered) {
            (Some(uri), _) => uri,
            (None, [only]) => only.as_str(),
            (None, _) => panic!("{location}: which of {registered:?}?"),
        };
        assert!(
            registered.iter().any(|one| fits(one.as_str(), uri)),
            "{location}"
        );
        let told = location
            .strip_prefix(uri)
            .unwrap_or_else(|| panic!("{location} is not {uri}"));
        let told = Form::read(
            told.strip_prefix(['?', '&', '#'])
                .expect("a joint")
                .as_bytes(),
        );
        assert_eq!(told.get("iss"), Some(ISSUER), "{location}");
        Some(told)
    }

    /// Sends a request as it is.
    pub(super) async fn send(&self, request: Request<Body>) -> Reply {
        Browser::new(&self.router).send(request).await
    }

    /// The cookie of nobody, alice or bob.
    pub(super) fn session_of(&self, who: Who) -> Option<HeaderValue> {
        let name = self.live("session_name");
        let value = match who {
            Who::Nobody => return None,
            Who::Alice => self.live("session"),
            Who::Bob => self.live("bob"),
        };
        HeaderValue::try_from(format!("{name}={value}")).ok()
    }

    /// Sends a request from the browser of a person.
    pub(super) async fn send_from(&self, who: Who, mut request: Request<Body>) -> Reply {
        if let Some(cookie) = self.session_of(who) {
            request.headers_mut().insert(COOKIE, cookie);
        }
        self.send(request).await
    }

    /// Whether a token opens a protected route.
    pub(super) async fn opens(&self, token: &str) -> bool {
        Browser::new(&self.router)
            .with_token("/api/me", token)
            .await
            .status
            == 200
    }

    /// The answer has none of the cookies, but one that was sent as something else, e.g. as a state.
    pub(super) fn hides_cookies(&self, reply: &Reply, sent: &[u8]) {
        let is_in = |live: &str| sent.windows(live.len()).any(|part| part == live.as_bytes());
        let cookies = ["session", "bob", "login"].map(|name| self.live(name));
        let unsent: Vec<_> = cookies.into_iter().filter(|live| !is_in(live)).collect();
        hides(reply, &unsent);
    }

    /// Posts a verdict on a ticket.
    pub(super) async fn decide(&self, who: Who, ticket: &[u8], verdict: &str) -> Reply {
        let body = format!("transaction_id={}&{verdict}", encode(ticket));
        let request = post("/oauth/authorize/decision", body);
        self.send_from(who, request).await
    }

    /// What alice seals for herself under the key of her cookie, which is no secret to her.
    pub(super) fn sealed_by_alice(&self, bytes: &[u8]) -> String {
        seal(
            self.live("session"),
            "ticket/1",
            "/oauth/authorize/decision",
            bytes,
        )
    }

    /// The same for the login form, under the key of its cookie.
    pub(super) fn sealed_for_login(&self, bytes: &[u8]) -> String {
        seal(self.live("login"), "login/1", "/login", bytes)
    }
}

/// Who sits at the browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Who {
    Nobody,
    Alice,
    Bob,
}

impl Who {
    pub(super) fn chosen(byte: u8) -> Self {
        match super::choice(byte, 3) {
            0 => Self::Nobody,
            1 => Self::Alice,
            _ => Self::Bob,
        }
    }
}

/// The toolkit's seal: an HMAC in front of the bytes, under a key that the cookie gives.
fn seal(cookie: &str, purpose: &str, place: &str, bytes: &[u8]) -> String {
    let key = hmac(
        cookie.as_bytes(),
        &[purpose, "\0", ISSUER, "\0", place].concat().into_bytes(),
    );
    let mut sealed = hmac(&key, &[b"seal\0", bytes].concat());
    sealed.extend_from_slice(bytes);
    URL_SAFE_NO_PAD.encode(sealed)
}

fn hmac(key: &[u8], bytes: &[u8]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("any key");
    mac.update(bytes);
    mac.finalize().into_bytes().to_vec()
}
