//! Every role by `Arc`, `Box`, `&'static` and `dyn`: the same provider, whatever holds the hooks.

use axum::Router;
use oauth2_runtime::prelude::*;
use oauth2_runtime::{
    BuiltInPages, ConsentView, DynClientCredentials, DynClients, DynLogin, DynPolicy,
    DynTokenFormat, DynUsers, Html,
};
use std::sync::Arc;
use support::{AppScope, Browser, ISSUER, People, clients};

struct Door;

impl Login for Door {
    async fn current_user(&self, request: &Parts) -> HookResult<Option<Subject>> {
        let user = request.headers.get("x-user");
        Ok(user.map(|user| Subject::new(user.to_str().unwrap_or_default())))
    }

    fn login_redirect(&self, _: &str) -> String {
        "/door".to_owned()
    }
}

struct Rule;

impl Policy for Rule {
    async fn approve(&self, proposed: &Proposed<'_>) -> HookResult<Option<Approval>> {
        Ok(Some(
            proposed.approval.clone().parameter("rule", proposed.grant),
        ))
    }
}

struct Numbered;

impl TokenFormat for Numbered {
    async fn mint(&self, proposed: &Proposed<'_>) -> HookResult<Option<String>> {
        let client = proposed.client.id();
        Ok(Some(format!(
            "numbered-{client}-0123456789-0123456789-{}",
            proposed.grant
        )))
    }
}

struct Branded;

impl Pages for Branded {
    fn consent(&self, view: &ConsentView<'_>) -> HookResult<Html> {
        let page = BuiltInPages.consent(view)?;
        drop(page);
        Ok(Html::new(format!(
            "branded<input name=\"transaction_id\" value=\"{}\">",
            view.transaction_id
        )))
    }
}

#[oauth2_provider(
    grants(code, password, client_credentials),
    allow(password),
    scopes = AppScope,
    issuer = "https://photos.example"
)]
struct Objects {
    #[oauth2(store)]
    store: Box<dyn Store>,
    #[oauth2(clients)]
    clients: Arc<dyn DynClients>,
    #[oauth2(login)]
    login: Box<dyn DynLogin>,
    #[oauth2(users)]
    users: &'static dyn DynUsers,
    #[oauth2(client_credentials)]
    own: Arc<dyn DynClientCredentials>,
    #[oauth2(policy)]
    policy: Box<dyn DynPolicy>,
    #[oauth2(tokens)]
    tokens: Arc<dyn DynTokenFormat>,
    #[oauth2(pages)]
    pages: Arc<dyn Pages + Send + Sync>,
}

#[oauth2_provider(
    grants(code, password, client_credentials),
    allow(password),
    scopes = AppScope,
    issuer = "https://photos.example"
)]
struct Pointers<S: Store> {
    #[oauth2(store)]
    store: Arc<S>,
    #[oauth2(clients, client_credentials)]
    clients: Box<MemoryClients>,
    #[oauth2(login)]
    login: &'static Door,
    #[oauth2(users)]
    users: Arc<People>,
    #[oauth2(policy)]
    policy: Arc<Rule>,
    #[oauth2(tokens)]
    tokens: &'static Numbered,
    #[oauth2(pages)]
    pages: Box<Branded>,
}

fn store() -> MemoryStore {
    MemoryStore::new().allow_any_issuer()
}

fn table() -> MemoryClients {
    MemoryClients::new(clients()).expect("clients")
}

/// Every hook of every role is asked, through whatever holds it.
async fn every_hook_is_asked(router: Router) {
    let mut browser = Browser::new(&router);
    assert_eq!(browser.ask_code(&[]).await.header("location"), "/door");
    browser.user = Some("alice");
    let page = browser.ask_code(&[]).await;
    assert!(page.body.starts_with("branded"), "{page:?}");
    let code = browser.decide(&page, "allow").await.query("code");
    let redeemed = browser.redeem(&code.expect("a code")).await;
    let password = [
        ("grant_type", "password"),
        ("username", "alice"),
        ("password", "wonderland"),
    ];
    let replies = [
        (redeemed, "code"),
        (browser.token("web", &password).await, "password"),
        (
            browser
                .token("web", &[("grant_type", "client_credentials")])
                .await,
            "client_credentials",
        ),
    ];
    for (reply, grant) in replies {
        let minted = format!("numbered-web-0123456789-0123456789-{grant}");
        assert_eq!(reply.text("access_token"), minted, "{reply:?}");
        assert_eq!(reply.text("rule"), grant);
    }
}

#[tokio::test]
async fn trait_objects_play_every_role() {
    let objects = Objects {
        store: Box::new(store()),
        clients: Arc::new(table()),
        login: Box::new(Door),
        users: &People,
        own: Arc::new(table()),
        policy: Box::new(Rule),
        tokens: Arc::new(Numbered),
        pages: Arc::new(Branded),
    };
    let server = objects.build().expect("a server");
    assert_eq!(server.issuer(), ISSUER);
    every_hook_is_asked(server.router()).await;
}

#[tokio::test]
async fn pointers_to_parts_play_every_role() {
    let pointers = Pointers {
        store: Arc::new(store()),
        clients: Box::new(table()),
        login: &Door,
        users: Arc::new(People),
        policy: Arc::new(Rule),
        tokens: &Numbered,
        pages: Box::new(Branded),
    };
    every_hook_is_asked(pointers.router().expect("a server")).await;
}

/// The provided `validate_client` and `weak_clients` are forwarded, not answered by their defaults.
#[tokio::test]
async fn an_object_forwards_provided_hooks_too() {
    use oauth2_runtime::ClientSecret;
    let weak = Client::confidential("weak", &ClientSecret::given("short"));
    let weak = weak.build().expect("a client");
    let objects = Objects {
        store: Box::new(MemoryStore::new()),
        clients: Arc::new(MemoryClients::new([weak]).expect("clients")),
        login: Box::new(Door),
        users: &People,
        own: Arc::new(table()),
        policy: Box::new(Rule),
        tokens: Arc::new(Numbered),
        pages: Arc::new(Branded),
    };
    let fault = objects.build().expect_err("two faults");
    let faults = fault.faults();
    assert_eq!(faults.len(), 2, "{fault}");
    assert!(faults.iter().any(|one| one.contains("`weak`")), "{fault}");
    assert!(
        faults.iter().any(|one| one.contains("forgets everything")),
        "{fault}"
    );
}
