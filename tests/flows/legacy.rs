//! A provider with every compatibility word, as people who come from t-oauth2-provider write it.

use axum::Router;
use axum::body::Body;
use http::Request;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use oauth2_runtime::grants;
use oauth2_runtime::prelude::*;
use support::{AppScope, Browser, ISSUER, People, Reply, SECRET, basic, clients};

#[oauth2_provider(
    grants(code, implicit, password, client_credentials),
    allow(implicit, password, json_body, http_redirect),
    pkce = "optional",
    login(form),
    paths(authorize = "/dialog/authorize", decision = "/dialog/authorize/decision"),
    scopes = AppScope,
    issuer = "https://photos.example"
)]
pub(crate) struct Legacy {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
    #[oauth2(users)]
    people: People,
}

/// The clients of every test, and `awesome-app` with a redirect of plain http.
pub(crate) fn legacy() -> (Router, AuthorizationServer<Legacy>) {
    let awesome = Client::confidential("awesome-app", &ClientSecret::given(SECRET))
        .insecure_redirect("http://awesome.example/callback")
        .grants((grants::code, grants::implicit))
        .scopes([AppScope::Read, AppScope::Write]);
    let clients = MemoryClients::new(clients()).expect("clients");
    clients
        .insert(awesome.build().expect("a client"))
        .expect("a new client");
    let server = Legacy {
        store: MemoryStore::new().allow_any_issuer(),
        clients,
        people: People,
    };
    let server = server.build().expect("a server");
    assert_eq!(server.issuer(), ISSUER);
    (server.router(), server)
}

/// A token request with a JSON body, as the client `web`.
pub(crate) async fn json_token(browser: &mut Browser, body: &str) -> Reply {
    let request = Request::post("/oauth/token")
        .header(CONTENT_TYPE, "application/json")
        .header(AUTHORIZATION, basic("web", SECRET))
        .body(Body::from(body.to_owned()));
    browser.send(request.expect("a request")).await
}
