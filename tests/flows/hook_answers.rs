//! What hooks may answer: decisions, approvals, token strings, pages, a login of one's own.

use crate::capture::Log;
use crate::hook_failures::{ITSELF, ask_token, desk};
use axum::body::Body;
use http::Request;
use oauth2_runtime::grants;
use oauth2_runtime::prelude::*;
use std::sync::{Arc, Mutex};
use support::{Answer, AppScope, Browser, SECRET, clients, code_request, query_of};

const OWN: &str = "an-own-token-string-of-43-characters-0000001";

/// An own page has the headers of every page.
#[tokio::test]
async fn an_own_error_page_is_shown_with_the_headers_of_every_page() {
    let (mut browser, ..) = desk();
    let reply = browser.ask_code(&[("client_id", "unknown")]).await;
    reply.is_page(400);
    assert!(
        reply
            .body
            .contains("<title>Sorry</title><p>invalid_request"),
        "{reply:?}"
    );
    assert_eq!(reply.header("x-frame-options"), "DENY");
    assert!(
        reply
            .header("content-security-policy")
            .contains("frame-ancestors 'none'")
    );
    assert_eq!(reply.header("referrer-policy"), "no-referrer");
    assert_eq!(reply.header("cache-control"), "no-store");
}

/// The typed decision of `auto_approve`.
#[tokio::test]
async fn the_policy_asks_approves_or_denies_before_a_page_is_shown() {
    let (mut browser, _, answer) = desk();
    let decide = |decision| answer.lock().unwrap().decision = Some(decision);
    decide(Decision::Ask);
    browser.ask_code(&[]).await.is_page(200);
    decide(Decision::Deny);
    browser
        .ask_code(&[])
        .await
        .is_error_redirect("access_denied");
    decide(Decision::Approve);
    let code = browser.ask_code(&[]).await.query("code").expect("a code");
    assert_eq!(browser.redeem(&code).await.status, 200);
    let token = ask_token(&mut browser).await.fragment("access_token");
    let me = browser
        .with_token("/api/me", &token.expect("a token"))
        .await;
    assert_eq!(me.body, "person alice scopes read");
}

#[tokio::test]
async fn a_policy_that_asks_once_is_spared_the_page_for_what_was_allowed() {
    let (mut browser, _, answer) = desk();
    answer.lock().unwrap().decision = Some(Decision::AskOnce);
    let page = browser.ask_code(&[("scope", "read")]).await;
    let given = browser.decide(&page, "allow").await;
    assert!(given.query("code").is_some(), "{given:?}");
    let again = browser.ask_code(&[("scope", "read")]).await;
    assert!(again.query("code").is_some(), "{again:?}");
    let more = browser.ask_code(&[("scope", "read photos:write")]).await;
    more.is_page(200);
}

/// The refusal of `approve`, told as the endpoint tells a no.
#[tokio::test]
async fn a_policy_that_refuses_is_access_denied_or_invalid_grant() {
    let (mut browser, _, answer) = desk();
    let code = browser.code().await;
    answer.lock().unwrap().approval = Some(None);
    browser.redeem(&code).await.is_error(400, "invalid_grant");
    browser
        .token("web", &ITSELF)
        .await
        .is_error(400, "invalid_grant");
    let page = ask_token(&mut browser).await;
    let reply = browser.decide(&page, "allow").await;
    assert_eq!(
        reply.fragment("error").as_deref(),
        Some("access_denied"),
        "{reply:?}"
    );
}

/// The names of the protocol in a reply.
const RESERVED: [&str; 12] = [
    "access_token",
    "token_type",
    "expires_in",
    "refresh_token",
    "scope",
    "state",
    "iss",
    "code",
    "error",
    "error_description",
    "error_uri",
    "id_token",
];

/// rfc6749-3.1-9: scopes can only become fewer, and a name stands once.
#[tokio::test]
async fn an_approval_adds_members_and_can_replace_none_of_the_protocol() {
    let (mut browser, _, answer) = desk();
    let scopes = [AppScope::Read, AppScope::Admin].into();
    let approval = RESERVED
        .iter()
        .fold(Approval::new(scopes), |all, name| {
            all.parameter(*name, "evil")
        })
        .parameter("tenant", "red")
        .parameter("tenant", "blue & green")
        .parameter("level", 7);
    answer.lock().unwrap().approval = Some(Some(approval));
    answer.lock().unwrap().decision = Some(Decision::Approve);
    let log = Log::start();
    let reply = browser.token("web", &ITSELF).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    assert!(!reply.body.contains("evil"), "{reply:?}");
    assert_eq!(log.events("reserved_parameter"), RESERVED.len());
    let told = |name| reply.text(name);
    assert_eq!(
        (told("tenant").as_str(), &reply.json()["level"]),
        ("blue & green", &7.into())
    );
    assert_eq!(
        (told("scope").as_str(), told("token_type").as_str()),
        ("read", "Bearer")
    );
    let reply = ask_token(&mut browser).await;
    assert!(!reply.header("location").contains("evil"), "{reply:?}");
    let told = |name| reply.fragment(name).unwrap_or_default();
    assert_eq!(
        (told("tenant").as_str(), told("level").as_str()),
        ("blue & green", "7")
    );
    assert_eq!(
        (told("scope").as_str(), told("state").as_str()),
        ("read", "xyz")
    );
}

/// rfc6749-A.18-1
#[tokio::test]
async fn a_member_whose_name_no_client_could_read_is_dropped_and_told_to_the_log() {
    let (mut browser, _, answer) = desk();
    let names = [
        "",
        "two words",
        "a&b",
        "a=b",
        "quo\"te",
        "line\r\n",
        "\u{e4}",
        "a:b",
    ];
    let good = ["x-tenant_1.2", "T", "7"];
    let approval = Approval::new([AppScope::Read].into());
    let approval = names
        .iter()
        .chain(&good)
        .fold(approval, |all, name| all.parameter(*name, "extra"));
    answer.lock().unwrap().approval = Some(Some(approval));
    answer.lock().unwrap().decision = Some(Decision::Approve);
    let log = Log::start();
    let reply = browser.token("web", &ITSELF).await;
    assert_eq!(reply.body.matches("extra").count(), good.len(), "{reply:?}");
    assert_eq!(log.events("malformed_parameter"), names.len());
    let fragment = ask_token(&mut browser).await;
    let location = fragment.header("location");
    assert_eq!(location.matches("extra").count(), good.len(), "{location}");
    for name in good {
        assert_eq!(reply.text(name), "extra");
        assert_eq!(fragment.fragment(name).as_deref(), Some("extra"));
    }
}

/// A request that a browser sends ahead of the person spends nothing.
#[tokio::test]
async fn an_automatic_yes_waits_for_a_navigation() {
    let (mut browser, _, answer) = desk();
    answer.lock().unwrap().decision = Some(Decision::Approve);
    let ask = query_of(&[("response_type", "token"), ("client_id", "page")]);
    for (name, value) in [("sec-purpose", "prefetch"), ("sec-fetch-dest", "iframe")] {
        let request = Request::get(format!("/oauth/authorize?{ask}")).header(name, value);
        let page = browser
            .send(request.body(Body::empty()).expect("a request"))
            .await;
        page.is_page(200);
    }
    let token = browser.get(&format!("/oauth/authorize?{ask}")).await;
    assert!(token.fragment("access_token").is_some(), "{token:?}");
}

/// rfc6749-A.12-1: an own token string is b64token of 32 to 2048 characters.
#[tokio::test]
async fn an_own_token_string_is_used_or_refused_for_its_shape() {
    let (longest, padded) = ("a".repeat(2048), format!("{}==", "~+/.-_".repeat(6)));
    for (by_policy, token) in [
        (true, OWN),
        (false, OWN),
        (true, &longest),
        (false, &padded),
    ] {
        let (mut browser, _, answer) = desk();
        give(&answer, by_policy, token);
        let reply = browser.token("web", &ITSELF).await;
        assert_eq!(reply.text("access_token"), token, "{reply:?}");
        let me = browser.with_token("/api/me", token).await;
        assert_eq!(me.body, "client web scopes read");
        let near = browser
            .with_token("/api/me", &token.replacen('a', "b", 1))
            .await;
        assert!(near.status == 401 || !token.contains('a'));
    }
    // As the toolkit's own, be it by the prefix alone or a whole one.
    let whole = desk().0.token("web", &ITSELF).await.text("access_token");
    let prefixed = format!("oat_{}", "a".repeat(49));
    let bad = [
        "a".repeat(31),
        "a".repeat(2049),
        format!("{OWN} "),
        format!("{OWN}\u{e4}"),
    ];
    let more = [
        format!("{OWN}\""),
        "=".repeat(40),
        String::new(),
        prefixed,
        whole,
    ];
    for token in bad.into_iter().chain(more) {
        for by_policy in [true, false] {
            let (mut browser, _, answer) = desk();
            let log = Log::start();
            give(&answer, by_policy, &token);
            let reply = browser.token("web", &ITSELF).await;
            reply.is_error(500, "server_error");
            assert!(log.text().contains("32 to 2048 characters"), "{token}");
            answer.lock().unwrap().decision = Some(Decision::Approve);
            let reply = ask_token(&mut browser).await;
            assert_eq!(reply.fragment("error").as_deref(), Some("server_error"));
        }
    }
}

fn give(answer: &Mutex<Answer>, by_policy: bool, token: &str) {
    let mut answer = answer.lock().unwrap();
    if by_policy {
        let approval = Approval::new([AppScope::Read].into());
        answer.approval = Some(Some(approval.token(token)));
    } else {
        answer.token = Some(token.to_owned());
    }
}

/// An own token string that comes twice would make two grants one.
#[tokio::test]
async fn an_own_token_string_is_never_issued_twice() {
    let (mut browser, _, answer) = desk();
    give(&answer, false, OWN);
    assert_eq!(browser.token("web", &ITSELF).await.status, 200);
    let again = browser
        .token("plain", &[ITSELF[0], ("scope", "photos:write")])
        .await;
    assert!(
        again.status.is_server_error() && again.text("error") == "server_error",
        "{again:?}"
    );
    let me = browser.with_token("/api/me", OWN).await;
    assert_eq!(
        me.body, "client web scopes read",
        "the first is what it was"
    );
}

/// `login_redirect` decides where a browser without a login goes.
#[tokio::test]
async fn an_own_login_is_given_the_request_to_return_to() {
    let (mut browser, ..) = desk();
    browser.user = None;
    let reply = browser.ask_code(&[]).await;
    assert_eq!(reply.status, 303);
    assert!(
        reply.header("location").starts_with("/own-login?then="),
        "{reply:?}"
    );
    let back = reply.query("then").expect("a place");
    assert!(
        back.starts_with("/oauth/authorize?response_type=code&client_id=web"),
        "{back}"
    );
    browser.user = Some("alice");
    let page = browser.get(&back).await;
    page.is_page(200);
    let answer = browser.decide(&page, "allow").await;
    assert!(
        answer
            .header("location")
            .starts_with("https://web.example/cb?"),
        "{answer:?}"
    );
}

/// A login at the usual place: what is provided is enough.
#[oauth2_provider(grants(code), scopes = AppScope, issuer = "https://photos.example")]
struct Usual {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients)]
    clients: MemoryClients,
}

impl Login for Usual {
    async fn current_user(&self, _: &Parts) -> HookResult<Option<Subject>> {
        Ok(None)
    }
}

/// The provided `login_redirect`.
#[tokio::test]
async fn without_a_word_of_the_application_a_browser_goes_to_login_and_comes_back() {
    let usual = Usual {
        store: MemoryStore::new().allow_any_issuer(),
        clients: MemoryClients::new(clients()).expect("clients"),
    };
    let mut browser = Browser::new(&usual.router().expect("a server"));
    let reply = browser.ask_code(&[]).await;
    assert!(reply.header("location").starts_with("/login?"), "{reply:?}");
    assert_eq!(reply.query("return_to"), Some(code_request(&[])));
}

/// Both are given where a request names none.
#[derive(Clone, Copy, Scopes)]
enum Growing {
    /// See your photos
    #[scope(default)]
    Read,
    /// Delete your photos
    #[scope(default)]
    Delete,
}

/// An application that registers its one client anew while people read.
#[oauth2_provider(grants(code), scopes = Growing, issuer = "https://photos.example")]
struct Changing {
    #[oauth2(store)]
    store: MemoryStore,
    web: Arc<Mutex<Client>>,
}

impl Clients for Changing {
    async fn find_client(&self, _: &str) -> HookResult<Option<Client>> {
        Ok(Some(self.web.lock().unwrap().clone()))
    }
}

impl Login for Changing {
    async fn current_user(&self, _: &Parts) -> HookResult<Option<Subject>> {
        Ok(Some(Subject::new("alice")))
    }
}

/// What was shown is what is granted.
#[tokio::test]
async fn a_registration_that_grows_behind_the_page_is_asked_about_anew() {
    let registered = |scopes: &[Growing]| {
        let client = Client::confidential("web", &ClientSecret::given(SECRET))
            .redirect_uri("https://web.example/cb")
            .grants(grants::code)
            .scopes(scopes.iter().copied().collect::<ScopeSet>());
        client.build().expect("a client")
    };
    let web = Arc::new(Mutex::new(registered(&[Growing::Read])));
    let changing = Changing {
        store: MemoryStore::new().allow_any_issuer(),
        web: web.clone(),
    };
    let mut browser = Browser::new(&changing.router().expect("a server"));
    let page = browser.ask_code(&[("scope", "")]).await;
    assert!(page.body.contains("See your photos") && !page.body.contains("Delete your photos"));
    *web.lock().unwrap() = registered(&[Growing::Read, Growing::Delete]);
    let answer = browser.decide(&page, "allow").await;
    assert_eq!(answer.query("code"), None, "{answer:?}");
    let anew = browser.get(answer.header("location")).await;
    assert!(anew.body.contains("Delete your photos"), "{anew:?}");
    let code = browser.decide(&anew, "allow").await.query("code");
    let reply = browser.redeem(&code.expect("a code")).await;
    assert_eq!(reply.text("scope"), "delete read");
}
