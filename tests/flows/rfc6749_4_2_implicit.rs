//! The implicit grant (RFC 6749 §4.2), for those who switched it on: everything by fragment.

use oauth2_runtime::grants;
use oauth2_runtime::prelude::*;
use std::sync::Arc;
use support::{
    Answer, AppScope, Browser, Desk, ISSUER, People, Reply, SECRET, photos, photos_with, query_of,
};

const PLACE: &str = "https://page.example/cb?tab=2";

/// A good request by the client `page`, with other values.
async fn ask(browser: &mut Browser, other: &[(&str, &str)]) -> Reply {
    let mut pairs = vec![
        ("response_type", "token"),
        ("client_id", "page"),
        ("redirect_uri", PLACE),
        ("scope", "read"),
        ("state", "x y&z"),
    ];
    pairs.retain(|(name, _)| !other.iter().any(|(known, _)| known == name));
    pairs.extend(other);
    let uri = format!("/oauth/authorize?{}", query_of(&pairs));
    browser.get_with(&uri, &[("x-user", "alice")]).await
}

/// The part before the fragment is the registered URI and nothing more.
fn is_by_fragment(reply: &Reply) {
    assert_eq!(reply.status, 303, "{reply:?}");
    let before = reply.header("location").split('#').next();
    assert_eq!(before, Some(PLACE), "{reply:?}");
}

/// rfc6749-4.2.2-1, rfc6749-4.2.2-2, rfc6749-4.2.2-3
#[tokio::test]
async fn an_allowed_token_travels_in_the_fragment_and_opens_a_route() {
    let (router, ..) = photos();
    let mut browser = Browser::new(&router);
    browser.sign_in().await;
    let page = ask(&mut browser, &[]).await;
    let answer = browser.decide(&page, "allow").await;
    is_by_fragment(&answer);
    let told = |name: &str| answer.fragment(name);
    assert_eq!(told("token_type").as_deref(), Some("Bearer"));
    assert_eq!(told("expires_in").as_deref(), Some("900"));
    assert_eq!(told("scope").as_deref(), Some("read"));
    assert_eq!(told("state").as_deref(), Some("x y&z"));
    assert_eq!(told("iss").as_deref(), Some("https://photos.example"));
    assert_eq!((told("code"), told("refresh_token")), (None, None));
    let token = told("access_token").expect("a token");
    let me = browser.with_token("/api/me", &token).await;
    assert_eq!(me.body, "person user-1 scopes read");
    assert_eq!(answer.header("cache-control"), "no-store");
}

/// rfc6749-3.1.1-1
#[tokio::test]
async fn the_response_type_says_whether_a_code_or_a_token_comes_back() {
    let (router, ..) = photos();
    let mut browser = Browser::new(&router);
    browser.sign_in().await;
    let page = browser.ask_code(&[]).await;
    let code = browser.decide(&page, "allow").await;
    assert!(code.query("code").is_some(), "{code:?}");
    assert!(!code.header("location").contains("access_token"));
    let page = ask(&mut browser, &[]).await;
    let token = browser.decide(&page, "allow").await;
    assert!(token.fragment("access_token").is_some(), "{token:?}");
    assert!(!token.header("location").contains("code="), "{token:?}");
}

/// rfc6749-4.2.2.1-1
#[tokio::test]
async fn errors_travel_in_the_fragment_too() {
    let (router, ..) = photos();
    let mut browser = Browser::new(&router);
    let early = ask(&mut browser, &[("scope", "nonsense")]).await;
    early.is_error_fragment("invalid_scope");
    browser.sign_in().await;
    let mode = ask(&mut browser, &[("response_mode", "query")]).await;
    mode.is_error_fragment("invalid_request");
    let page = ask(&mut browser, &[]).await;
    let denied = browser.decide(&page, "deny").await;
    denied.is_error_fragment("access_denied");
    for reply in [early, mode, denied] {
        is_by_fragment(&reply);
        assert_eq!(reply.fragment("state").as_deref(), Some("x y&z"));
    }
}

/// rfc6749-4.2.1-1
#[tokio::test]
async fn the_redirect_uri_is_proven_before_anything_else() {
    let (router, ..) = photos();
    let mut browser = Browser::new(&router);
    browser.sign_in().await;
    for uri in [
        "https://evil.example/",
        "https://page.example/cb",
        "https://page.example/cb?tab=2&x=1",
        "https://page.example/cb?tab=2#",
    ] {
        for scope in ["read", "nonsense"] {
            let pairs = [("redirect_uri", uri), ("scope", scope)];
            ask(&mut browser, &pairs).await.is_page(400);
        }
    }
}

/// rfc6749-4.2-1, rfc9700-2.1.2-1
#[tokio::test]
async fn it_is_refused_to_a_client_and_on_a_server_that_did_not_ask_for_it() {
    let (router, ..) = photos();
    let mut browser = Browser::new(&router);
    let web = [
        ("client_id", "web"),
        ("redirect_uri", "https://web.example/cb"),
    ];
    let refused = ask(&mut browser, &web).await;
    refused.is_error_fragment("unauthorized_client");
    let mut browser = Browser::new(&code_alone());
    let refused = ask(&mut browser, &web).await;
    refused.is_error_redirect("unsupported_response_type");
    assert_eq!(refused.fragment("error"), None, "{refused:?}");
}

/// A provider as the attribute makes it without the legacy words.
#[oauth2_provider(grants(code), login(form), scopes = AppScope)]
struct CodeAlone {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients)]
    clients: MemoryClients,
    #[oauth2(users)]
    people: People,
}

pub(crate) fn code_alone() -> axum::Router {
    let provider = CodeAlone {
        store: MemoryStore::new().allow_any_issuer(),
        clients: MemoryClients::new(support::clients()).expect("clients"),
        people: People,
    };
    let server = provider.at(support::ISSUER).expect("a server");
    server.router()
}

#[tokio::test]
async fn every_token_has_its_own_yes() {
    let (router, ..) = photos();
    let mut browser = Browser::new(&router);
    browser.sign_in().await;
    let page = ask(&mut browser, &[]).await;
    let answer = browser.decide(&page, "allow").await;
    assert!(answer.fragment("access_token").is_some());
    let again = browser.decide(&page, "allow").await;
    again.is_page(409);
    assert!(!again.body.contains("oat_"), "{again:?}");
    let next = ask(&mut browser, &[]).await;
    next.is_page(200);
    assert!(next.field("transaction_id").is_some(), "asked again");
}

/// Narrowed by the policy, and told; no extra takes the place of a protocol field.
#[tokio::test]
async fn the_policy_narrows_refuses_and_adds_but_never_replaces() {
    let store = Arc::new(MemoryStore::new().allow_any_issuer());
    let (router, _, answer, _) = Desk::on(store);
    let mut browser = Browser::new(&router);
    let narrowed = Approval::new(ScopeSet::from([AppScope::Read]))
        .parameter("tenant", "blue & green")
        .parameter("seats", 3)
        .parameter("access_token", "mine")
        .parameter("code", "mine")
        .parameter("state", "mine")
        .parameter("iss", "https://evil.example");
    for approval in [Some(narrowed), None] {
        let granted = approval.is_some();
        *answer.lock().expect("a lock") = Answer {
            decision: Some(Decision::Approve),
            approval: Some(approval),
            token: None,
        };
        let wanted = [("scope", "read photos:write")];
        let reply = ask(&mut browser, &wanted).await;
        is_by_fragment(&reply);
        if !granted {
            reply.is_error_fragment("access_denied");
            continue;
        }
        let told = |name: &str| reply.fragment(name);
        assert_eq!(told("scope").as_deref(), Some("read"));
        assert_eq!(told("tenant").as_deref(), Some("blue & green"));
        assert_eq!(told("seats").as_deref(), Some("3"));
        assert_eq!(told("state").as_deref(), Some("x y&z"));
        assert_eq!(told("iss").as_deref(), Some("https://photos.example"));
        assert!(told("access_token").is_some_and(|token| token.starts_with("oat_")));
        assert_eq!(told("code"), None);
    }
}

/// A token in the fragment may end up with whoever waits there: nobody is spared the question.
#[tokio::test]
async fn what_was_allowed_for_a_code_is_asked_anew_for_a_token() {
    let uri = "https://both.example/cb";
    let both = Client::confidential("both", &ClientSecret::given(SECRET))
        .redirect_uri(uri)
        .grants((grants::code, grants::implicit))
        .scopes([AppScope::Read]);
    let store = Arc::new(MemoryStore::new().allow_any_issuer());
    let more = [both.build().expect("a client")];
    let (router, ..) = photos_with(store, Settings::new(ISSUER), more);
    let mut browser = Browser::new(&router);
    let named = [("client_id", "both"), ("redirect_uri", uri)];
    browser.code_with(&named).await;
    let again = browser.ask_code(&named).await;
    assert!(again.query("code").is_some(), "remembered: {again:?}");
    let token = [("response_type", "token"), named[0], named[1]];
    browser.authorize(&token).await.is_page(200);
}
