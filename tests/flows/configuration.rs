//! What a provider is built of: registrations, paths and lifetimes that the specifications bound.

use crate::capture::Log;
use oauth2_runtime::prelude::*;
use oauth2_runtime::{ClientAuthMethod, ClientParts, GrantWords, Paths, grants};
use std::sync::Arc;
use std::time::Duration;
use support::{
    AppScope, Browser, FixedClock, ISSUER, People, Photos, SECRET, clients, photos, photos_with,
    redeeming,
};

fn memory() -> Arc<dyn Store> {
    Arc::new(MemoryStore::new().allow_any_issuer())
}

fn built(settings: Settings) -> Result<AuthorizationServer<Photos>, ConfigError> {
    let provider = Photos {
        store: memory(),
        clients: MemoryClients::default(),
        people: People,
        settings: settings.clock(Arc::new(FixedClock::default())),
    };
    provider.build()
}

/// rfc6749-3.1-2: a query cannot be configured either, so none can get lost.
#[test]
fn the_authorization_endpoint_has_neither_a_query_nor_a_fragment() {
    let at = |path: &str| {
        let paths = Paths::default().authorize(path);
        built(Settings::new(ISSUER).paths(paths))
    };
    assert!(at("/dialog/authorize").is_ok());
    for path in [
        "/authorize#here",
        "/authorize#",
        "/authorize?tenant=1",
        "/authorize?",
    ] {
        let refused = at(path).err().unwrap_or_else(|| panic!("{path}"));
        let faults = refused.faults();
        assert_eq!(faults.len(), 1, "{refused}");
        assert!(faults[0].contains("`authorize`"), "{refused}");
    }
}

/// rfc6749-4.1.2-3: the default is a minute, as the tests of codes show.
#[test]
fn codes_that_live_longer_than_ten_minutes_are_warned_of() {
    let log = Log::start();
    for (seconds, warned) in [(60, 0), (600, 0), (601, 1)] {
        let settings = Settings::new(ISSUER).code_ttl(Duration::from_secs(seconds));
        built(settings).expect("a server");
        assert_eq!(log.events("long_code_ttl"), warned, "{seconds}");
    }
    built(Settings::new(ISSUER)).expect("a server");
    assert_eq!(log.events("long_code_ttl"), 1, "not by default");
}

/// rfc6749-2.2-1
#[tokio::test]
async fn an_identifier_is_registered_once() {
    let web = || clients().into_iter().next().expect("web");
    let thief = Client::confidential("web", &ClientSecret::random())
        .redirect_uri("https://evil.example/cb")
        .grants(grants::code)
        .build()
        .expect("a client");
    assert!(MemoryClients::new([web(), thief.clone()]).is_err());
    let table = MemoryClients::new([web()]).expect("clients");
    assert!(table.insert(thief.clone()).is_err());
    let db = SqliteStore::in_memory().expect("a store");
    db.insert(&web()).await.expect("a new client");
    assert!(db.insert(&thief).await.is_err());
    for found in [table.find_client("web").await, db.find_client("web").await] {
        let found = found.expect("a store").expect("the first one");
        assert!(found.has_secret(SECRET));
    }
}

/// rfc6749-2.1-1, rfc6749-9-1
#[tokio::test]
async fn a_record_without_a_secret_is_a_public_client_and_no_record_is_half_of_each() {
    let place = "com.example.app:/callback";
    let mut parts = ClientParts::new("app");
    parts.grants = GrantWords::of(grants::code);
    parts.scopes = [AppScope::Read].into();
    parts.redirect_uris = vec![place.to_owned()];
    let app = Client::from_parts(parts.clone()).expect("no secret is asked for");
    assert!(app.is_public());
    let (router, ..) = photos_with(memory(), Settings::new(ISSUER), [app]);
    let mut browser = Browser::new(&router);
    let named = [("client_id", "app"), ("redirect_uri", place)];
    let code = browser.code_with(&named).await;
    let given = browser
        .public_token("app", &redeeming(&code, &[("redirect_uri", place)]))
        .await;
    assert_eq!(given.status, 200, "{given:?}");
    let introspection = [("client_id", "app"), ("token", "x")];
    browser
        .post_with("/oauth/introspect", &[], &introspection)
        .await
        .is_error(401, "invalid_client");

    let mut bare = parts.clone();
    bare.auth_method = ClientAuthMethod::ClientSecret;
    assert!(Client::from_parts(bare).is_err(), "confidential, no secret");
    parts.secrets = vec![ClientSecret::given(SECRET).hash()];
    assert!(Client::from_parts(parts).is_err(), "public, with a secret");
}

/// rfc9700-2.6-2: the names of people and clients never meet, so they may be equal.
#[tokio::test]
async fn a_person_who_is_named_as_a_client_is_somebody_else() {
    let (router, server, _) = photos();
    let mut app = Browser::new(&router);
    let own = app
        .token("web", &[("grant_type", "client_credentials")])
        .await;
    let own = own.text("access_token");
    let (namesake, table) = (oauth2_runtime::SubjectId::new("web"), clients());
    let web = table.first().expect("web");
    let issue = server.issue_for_test(grants::code, web, Some(&namesake), [AppScope::Read]);
    let persons = issue.await.expect("a store");
    let me = app.with_token("/api/me", persons.expose()).await;
    assert_eq!(me.body, "person web scopes read");
    assert_eq!(server.revoke_subject(&namesake).await.expect("a store"), 1);
    let gone = app.with_token("/api/me", persons.expose()).await;
    assert_eq!(gone.status, 401, "{gone:?}");
    let me = app.with_token("/api/me", &own).await;
    assert_eq!(me.body, "client web scopes read");
    let told = app
        .post_as("web", "/oauth/introspect", &[("token", &own)])
        .await;
    assert!(told.json()["active"] == true && told.json().get("sub").is_none());
}
