//! The client credentials grant (RFC 6749 §4.4).

use oauth2_runtime::prelude::*;
use oauth2_runtime::{ClientParts, GrantWords, grants};
use support::{AppScope, Browser, SECRET, basic, clients, photos};

const ASK: [(&str, &str); 1] = [("grant_type", "client_credentials")];
const EVERY: [AppScope; 3] = [AppScope::Read, AppScope::Write, AppScope::Admin];

/// rfc6749-4.4.3-1
#[tokio::test]
async fn a_client_gets_a_token_for_itself_and_no_refresh_token() {
    let (router, ..) = photos();
    let mut app = Browser::new(&router);
    let reply = app.token("web", &ASK).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    assert!(reply.json().get("refresh_token").is_none(), "{reply:?}");
    let me = app.with_token("/api/me", &reply.text("access_token")).await;
    assert_eq!(
        me.body, "client web scopes read",
        "a client, not a person of this name"
    );
}

/// rfc6749-3.3-2
#[tokio::test]
async fn a_client_gets_the_scopes_it_asks_for_and_may_have() {
    let (router, ..) = photos();
    let mut app = Browser::new(&router);
    for (scope, granted) in [
        ("photos:write", "photos:write"),
        ("photos:write read", "photos:write read"),
        ("read read photos:write", "photos:write read"),
    ] {
        let reply = app.token("web", &[ASK[0], ("scope", scope)]).await;
        assert_eq!(reply.text("scope"), granted, "{scope}: {reply:?}");
    }
    for scope in [
        "admin",
        "nonsense",
        "Read",
        "read\t",
        " read",
        "read ",
        "read  admin",
        "\"",
        "\u{e4}",
    ] {
        let reply = app.token("web", &[ASK[0], ("scope", scope)]).await;
        reply.is_error(400, "invalid_scope");
    }
    // `plain` may not have the default scope, so it must name one.
    app.token("plain", &ASK)
        .await
        .is_error(400, "invalid_scope");
}

/// rfc6749-4.4-1
#[tokio::test]
async fn a_public_client_and_one_not_registered_for_it_are_refused() {
    let (router, ..) = photos();
    let mut app = Browser::new(&router);
    let public = app.public_token("cli", &ASK).await;
    public.is_error(400, "unauthorized_client");
    let other = app.token("other", &ASK).await;
    other.is_error(400, "unauthorized_client");
    let bot = Client::public("bot").grants(grants::client_credentials);
    let fault = bot.build().expect_err("no such registration");
    assert!(fault.to_string().contains("bot"), "{fault}");
    let mut parts = ClientParts::new("bot");
    parts.grants = GrantWords::of(grants::client_credentials);
    assert!(
        Client::from_parts(parts).is_err(),
        "nor one read from a table"
    );
}

/// rfc6749-4.4.2-1
#[tokio::test]
async fn a_client_that_does_not_prove_itself_is_refused() {
    let (router, ..) = photos();
    let mut app = Browser::new(&router);
    let body = "grant_type=client_credentials";
    for header in [basic("web", "wrong"), basic("cli", SECRET)] {
        let reply = app.token_raw(Some(&header), body).await;
        reply.is_error(401, "invalid_client");
    }
    app.token_raw(None, body)
        .await
        .is_error(401, "invalid_client");
}

/// What the application says about a client that acts for itself.
struct Rule;

impl ClientCredentials for Rule {
    async fn authorize_client(
        &self,
        client: &Client,
        requested: &ScopeSet,
    ) -> HookResult<Option<Approval>> {
        assert!(
            requested.is_subset(client.scopes()),
            "never more than registered"
        );
        Ok(match client.id().as_str() {
            "web" if requested.contains(AppScope::Write) => {
                Some(Approval::new([AppScope::Read].into()))
            }
            "web" => Some(Approval::new(EVERY.into())),
            _ => None,
        })
    }
}

#[oauth2_provider(
    grants(client_credentials),
    scopes = AppScope,
    issuer = "http://127.0.0.1:3000"
)]
struct Robots {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients)]
    clients: MemoryClients,
    #[oauth2(client_credentials)]
    rule: Rule,
}

#[tokio::test]
async fn the_hook_may_give_fewer_scopes_or_refuse_and_can_never_give_more() {
    let robots = Robots {
        store: MemoryStore::new(),
        clients: MemoryClients::new(clients()).expect("clients"),
        rule: Rule,
    };
    let mut app = Browser::new(&robots.router().expect("a server"));
    let fewer = app
        .token("web", &[ASK[0], ("scope", "read photos:write")])
        .await;
    assert_eq!(
        (fewer.status.as_u16(), fewer.text("scope")),
        (200, "read".to_owned())
    );
    let more = app.token("web", &[ASK[0], ("scope", "read")]).await;
    assert_eq!(
        (more.status.as_u16(), more.text("scope")),
        (200, "read".to_owned())
    );
    let refused = app
        .token("plain", &[ASK[0], ("scope", "photos:write")])
        .await;
    refused.is_error(400, "unauthorized_client");
    // Grants that this provider does not list do not exist on it.
    for grant in [
        "password",
        "refresh_token",
        "authorization_code",
        "implicit",
        "",
    ] {
        let reply = app.token("web", &[("grant_type", grant)]).await;
        let code = if grant.is_empty() {
            "invalid_request"
        } else {
            "unsupported_grant_type"
        };
        reply.is_error(400, code);
    }
    for path in ["/oauth/authorize", "/oauth/authorize/decision", "/login"] {
        assert_eq!(app.get(path).await.status, 404, "{path}");
    }
}
