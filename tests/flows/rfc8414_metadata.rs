//! What a server tells of itself (RFC 8414), and that it is so.

use axum::Router;
use http::Method;
use oauth2_runtime::Paths;
use oauth2_runtime::prelude::*;
use serde_json::{Value, json};
use std::sync::Arc;
use support::{
    AppScope, Browser, CHALLENGE, ISSUER, Reply, SECRET, VERIFIER, clients, photos, photos_with,
};

const PLACE: &str = "/.well-known/oauth-authorization-server";

/// Machines alone.
#[oauth2_provider(grants(client_credentials))]
struct Robots {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

/// Tokens from the authorization endpoint alone.
#[oauth2_provider(grants(implicit), allow(implicit), scopes = AppScope)]
struct Legacy {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, login)]
    parts: Parts,
}

/// A public client cannot exchange anything here.
#[oauth2_provider(grants(implicit, client_credentials), allow(implicit))]
struct Mixed {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, login, client_credentials)]
    parts: Parts,
}

/// A grant that is compiled out.
#[oauth2_provider(grants(#[cfg(any())] password, code), login(form))]
struct Modern {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients)]
    clients: MemoryClients,
    #[oauth2(users)]
    people: support::People,
}

struct Parts(MemoryClients);

impl Clients for Parts {
    async fn find_client(&self, client_id: &str) -> HookResult<Option<Client>> {
        self.0.find_client(client_id).await
    }
}

impl Login for Parts {
    async fn current_user(&self, _: &http::request::Parts) -> HookResult<Option<Subject>> {
        Ok(Some(Subject::new("alice")))
    }
}

impl ClientCredentials for Parts {
    async fn authorize_client(&self, _: &Client, _: &ScopeSet) -> HookResult<Option<Approval>> {
        Ok(Some(Approval::new(ScopeSet::empty())))
    }
}

fn store() -> MemoryStore {
    MemoryStore::new().allow_any_issuer()
}

fn known() -> MemoryClients {
    MemoryClients::new(clients()).expect("clients")
}

fn robots() -> Robots {
    Robots {
        store: store(),
        clients: known(),
    }
}

fn served<P: Provider + 'static>(provider: P) -> Browser {
    let server = provider.at(ISSUER).expect("a server");
    Browser::new(&server.router())
}

async fn document(browser: &mut Browser) -> Value {
    browser.get(PLACE).await.json()
}

/// rfc8414-2-5, rfc8414-3.1-1, rfc9207-2.3-1, rfc9700-2.1.1-5, rfc9700-2.6-1
#[tokio::test]
async fn a_provider_with_every_grant_tells_all_of_them() {
    let (router, ..) = photos();
    let reply = Browser::new(&router).get(PLACE).await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.header("content-type"), "application/json");
    assert_eq!(reply.header("cache-control"), "no-store");
    let every = json!(["client_secret_basic", "client_secret_post", "none"]);
    let expected = json!({
        "issuer": ISSUER,
        "authorization_endpoint": "https://photos.example/oauth/authorize",
        "token_endpoint": "https://photos.example/oauth/token",
        "token_endpoint_auth_methods_supported": every,
        "introspection_endpoint": "https://photos.example/oauth/introspect",
        "introspection_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "revocation_endpoint": "https://photos.example/oauth/revoke",
        "revocation_endpoint_auth_methods_supported": every,
        "scopes_supported": ["read", "photos:write", "admin"],
        "response_types_supported": ["code", "token"],
        "response_modes_supported": ["query", "form_post", "fragment"],
        "grant_types_supported": [
            "authorization_code", "implicit", "password", "client_credentials", "refresh_token",
        ],
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": true,
    });
    assert_eq!(reply.json(), expected);
}

/// rfc8414-2-6, rfc8414-3.2-1: what is off is not told, and no list is empty.
#[tokio::test]
async fn a_provider_for_machines_tells_nothing_of_people() {
    let some = json!(["client_secret_basic", "client_secret_post"]);
    let expected = json!({
        "issuer": ISSUER,
        "token_endpoint": "https://photos.example/oauth/token",
        "token_endpoint_auth_methods_supported": some,
        "introspection_endpoint": "https://photos.example/oauth/introspect",
        "introspection_endpoint_auth_methods_supported": some,
        "revocation_endpoint": "https://photos.example/oauth/revoke",
        "revocation_endpoint_auth_methods_supported": some,
        "grant_types_supported": ["client_credentials"],
    });
    assert_eq!(document(&mut served(robots())).await, expected);
}

/// rfc8414-2-3, rfc8414-2-4, rfc8414-2-7
#[tokio::test]
async fn without_a_token_endpoint_none_is_told() {
    let legacy = Legacy {
        store: store(),
        parts: Parts(known()),
    };
    let told = document(&mut served(legacy)).await;
    let names: Vec<_> = told.as_object().unwrap().keys().collect();
    let expected = [
        "authorization_endpoint",
        "authorization_response_iss_parameter_supported",
        "grant_types_supported",
        "introspection_endpoint",
        "introspection_endpoint_auth_methods_supported",
        "issuer",
        "response_modes_supported",
        "response_types_supported",
        "revocation_endpoint",
        "revocation_endpoint_auth_methods_supported",
        "scopes_supported",
    ];
    assert_eq!(names, expected);
    assert_eq!(told["grant_types_supported"], json!(["implicit"]));
    assert_eq!(told["response_types_supported"], json!(["token"]));
    assert_eq!(
        told["response_modes_supported"],
        json!(["fragment", "form_post"])
    );
}

#[tokio::test]
async fn none_is_an_authentication_method_where_a_client_without_a_secret_can_use_it() {
    let mixed = Mixed {
        store: store(),
        parts: Parts(known()),
    };
    let told = document(&mut served(mixed)).await;
    let has_none = |endpoint: &str| {
        let methods = told[format!("{endpoint}_auth_methods_supported")].as_array();
        methods.unwrap().contains(&json!("none"))
    };
    assert!(!has_none("token_endpoint") && has_none("revocation_endpoint"));
}

#[tokio::test]
async fn a_grant_that_is_compiled_out_is_not_told() {
    let modern = Modern {
        store: store(),
        clients: known(),
        people: support::People,
    };
    let told = document(&mut served(modern)).await;
    assert_eq!(told["grant_types_supported"], json!(["authorization_code"]));
    assert_eq!(
        told["response_modes_supported"],
        json!(["query", "form_post"])
    );
    assert!(told.get("scopes_supported").is_none(), "{told}");
}

/// Whether the list has this entry.
fn has(told: &Value, list: &str, entry: &str) -> bool {
    let list = told.get(list).and_then(Value::as_array);
    list.is_some_and(|list| list.contains(&json!(entry)))
}

/// rfc8414-2-2: each provider is asked whether it is so.
#[tokio::test]
async fn what_is_told_is_what_is_answered() {
    let (router, ..) = photos();
    for mut browser in [Browser::new(&router), served(robots())] {
        let told = document(&mut browser).await;
        for (name, path) in [
            ("authorization_endpoint", "/oauth/authorize"),
            ("token_endpoint", "/oauth/token"),
            ("revocation_endpoint", "/oauth/revoke"),
            ("introspection_endpoint", "/oauth/introspect"),
        ] {
            let url = told.get(name).and_then(Value::as_str);
            let there = browser.method(Method::PUT, path).await.status == 405;
            assert_eq!(url.is_some(), there, "{name}");
            assert!(url.is_none_or(|url| url == format!("{ISSUER}{path}")));
        }
        for grant_type in ["authorization_code", "password", "client_credentials"] {
            let reply = browser.token("web", &[("grant_type", grant_type)]).await;
            let off = reply.body.contains("unsupported_grant_type");
            let told = has(&told, "grant_types_supported", grant_type);
            assert_eq!(told, !off, "{grant_type}");
        }
    }
}

/// rfc8414-2-8, rfc8414-2-11: methods of authentication and of PKCE, one by one.
#[tokio::test]
async fn each_method_that_is_told_is_accepted_and_no_other() {
    let (router, ..) = photos();
    let mut browser = Browser::new(&router);
    let told = document(&mut browser).await;
    let methods = json!(["client_secret_basic", "client_secret_post", "none"]);
    assert_eq!(told["token_endpoint_auth_methods_supported"], methods);
    assert_eq!(told["code_challenge_methods_supported"], json!(["S256"]));
    let own = ("grant_type", "client_credentials");
    let basic = browser.token("web", &[own]).await;
    let secret = [own, ("client_id", "post"), ("client_secret", SECRET)];
    let post = browser.post_with("/oauth/token", &[], &secret).await;
    assert_eq!((basic.status.as_u16(), post.status.as_u16()), (200, 200));
    let public = [("grant_type", "refresh_token"), ("refresh_token", "x")];
    let none = browser.public_token("cli", &public).await;
    none.is_error(400, "invalid_grant");
    let assertion = [own, ("client_id", "web"), ("client_assertion", "x")];
    let jwt = browser.post_with("/oauth/token", &[], &assertion).await;
    jwt.is_error(401, "invalid_client");
    browser.sign_in().await;
    let s256 = [("code_challenge", CHALLENGE)];
    browser.ask_code(&s256).await.is_page(200);
    let plain = [
        ("code_challenge", VERIFIER),
        ("code_challenge_method", "plain"),
    ];
    let refused = browser.ask_code(&plain).await;
    refused.is_error_redirect("invalid_request");
}

/// rfc8414-3-1, rfc8414-3-2
#[tokio::test]
async fn the_path_of_an_issuer_stands_behind_the_well_known_one() {
    for (issuer, place) in [
        ("https://photos.example", PLACE.to_owned()),
        ("https://photos.example/", PLACE.to_owned()),
        ("https://photos.example/a", format!("{PLACE}/a")),
        ("https://photos.example/a/b%20c", format!("{PLACE}/a/b%20c")),
    ] {
        let server = robots().at(issuer).expect("a server");
        let mut browser = Browser::new(&server.router());
        let told = browser.get(&place).await.json();
        assert_eq!(told["issuer"], json!(issuer), "byte for byte");
        assert_eq!(
            told["token_endpoint"],
            json!("https://photos.example/oauth/token"),
            "paths count from the origin"
        );
        if place != PLACE {
            assert_eq!(browser.get(PLACE).await.status, 404, "{issuer}");
        }
    }
}

/// rfc8414-6.2-2
#[tokio::test]
async fn two_issuers_of_one_host_each_tell_their_own() {
    let paths = Paths::default().token("/robots/token");
    let settings = Settings::new(format!("{ISSUER}/robots")).paths(paths);
    let clock = support::FixedClock::default();
    let robots = support::Photos {
        store: Arc::new(store()),
        clients: known(),
        people: support::People,
        settings: settings.clock(Arc::new(clock)),
    };
    let robots = robots.build().expect("a server");
    let machine = Router::new()
        .route("/robots/token", robots.token())
        .route(&format!("{PLACE}/robots"), robots.metadata());
    let (router, ..) = photos();
    let mut browser = Browser::new(&router.merge(machine));
    let (here, there) = (
        document(&mut browser).await,
        browser.get(&format!("{PLACE}/robots")).await.json(),
    );
    assert_eq!(here["issuer"], json!(ISSUER));
    assert_eq!(there["issuer"], json!(format!("{ISSUER}/robots")));
    assert_eq!(
        there["token_endpoint"],
        json!("https://photos.example/robots/token")
    );
}

/// rfc8414-2-10: an endpoint that the application mounts alone is told from then on.
#[tokio::test]
async fn an_endpoint_that_nobody_mounted_is_not_told() {
    let server = robots().at(ISSUER).expect("a server");
    let alone = Router::new().route(PLACE, server.metadata());
    let mut browser = Browser::new(&alone);
    let told = document(&mut browser).await;
    assert!(told.get("token_endpoint").is_none(), "{told}");
    let _: axum::routing::MethodRouter = server.token();
    let told = document(&mut browser).await;
    assert_eq!(
        told["token_endpoint"],
        json!("https://photos.example/oauth/token")
    );
    assert!(told.get("revocation_endpoint").is_none(), "{told}");
}

/// rfc8414-6.2-1
#[tokio::test]
async fn a_host_that_the_request_names_is_not_believed() {
    let (router, ..) = photos();
    let mut browser = Browser::new(&router);
    let expected = document(&mut browser).await;
    let hostile = [
        ("host", "evil.example"),
        ("x-forwarded-host", "evil.example"),
        ("x-forwarded-proto", "http"),
        ("x-forwarded-prefix", "/evil"),
        ("forwarded", "host=evil.example;proto=http"),
    ];
    let reply = browser.get_with(PLACE, &hostile).await;
    assert_eq!(reply.json(), expected);
    let absolute = browser.get(&format!("http://evil.example{PLACE}")).await;
    assert_eq!(absolute.json(), expected);
}

fn is_refused(reply: &Reply) {
    assert_eq!(reply.status, 405, "{reply:?}");
    assert!(reply.header("allow").contains("GET, HEAD"), "{reply:?}");
}

#[tokio::test]
async fn it_is_read_and_never_written() {
    let (router, ..) = photos();
    let mut browser = Browser::new(&router);
    let head = browser.method(Method::HEAD, PLACE).await;
    assert_eq!((head.status.as_u16(), head.body.as_str()), (200, ""));
    for method in [Method::POST, Method::PUT, Method::DELETE] {
        is_refused(&browser.method(method, PLACE).await);
    }
}

/// Paths that were moved are told where they are.
#[tokio::test]
async fn endpoints_that_were_moved_are_told_at_their_places() {
    let paths = Paths::default()
        .authorize("/dialog/authorize")
        .metadata("/about");
    let settings = Settings::new(format!("{ISSUER}/t")).paths(paths);
    let (router, ..) = photos_with(Arc::new(store()), settings, []);
    let mut browser = Browser::new(&router);
    let told = browser.get("/about/t").await.json();
    assert_eq!(
        told["authorization_endpoint"],
        json!("https://photos.example/dialog/authorize")
    );
    assert_eq!(browser.get(PLACE).await.status, 404);
}
