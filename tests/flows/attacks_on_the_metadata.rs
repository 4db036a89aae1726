//! What the metadata says is tried, and what it does not say as well: each list, both ways.

use oauth2_runtime::prelude::*;
use serde_json::Value;
use support::{AppScope, Browser, CHALLENGE, ISSUER, People, SECRET, VERIFIER, basic, clients};

const PLACE: &str = "/.well-known/oauth-authorization-server";
const WEB: [(&str, &str); 2] = [
    ("client_id", "web"),
    ("redirect_uri", "https://web.example/cb"),
];
const PAGE: [(&str, &str); 2] = [
    ("client_id", "page"),
    ("redirect_uri", "https://page.example/cb?tab=2"),
];

/// Nothing but what OAuth 2.1 keeps.
#[oauth2_provider(grants(code, client_credentials), login(form), scopes = AppScope)]
struct Modern {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
    #[oauth2(users)]
    people: People,
}

async fn modern() -> Browser {
    let modern = Modern {
        store: MemoryStore::new().allow_any_issuer(),
        clients: MemoryClients::new(clients()).expect("clients"),
        people: People,
    };
    let server = modern.at(ISSUER).expect("a server");
    let mut browser = Browser::new(&server.router());
    browser.sign_in().await;
    browser
}

async fn photos() -> Browser {
    let mut browser = Browser::new(&support::photos().0);
    browser.sign_in().await;
    browser
}

/// The entries of a list; none where it is not told.
fn list(told: &Value, name: &str) -> Vec<String> {
    let list = told
        .get(name)
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    list.filter_map(Value::as_str).map(str::to_owned).collect()
}

/// Of these candidates those that work are those that are told.
fn are_equal(told: &Value, name: &str, mut working: Vec<&str>) {
    let mut listed = list(told, name);
    listed.sort_unstable();
    working.sort_unstable();
    assert_eq!(listed, working, "{name}: {told}");
}

/// attack-93
#[tokio::test]
async fn each_list_of_the_metadata_is_what_works() {
    for mut browser in [photos().await, modern().await] {
        let told = browser.get(PLACE).await.json();
        grant_types(&mut browser, &told).await;
        response_types_and_modes(&mut browser, &told).await;
        challenge_methods_and_scopes(&mut browser, &told).await;
        for endpoint in ["token", "revocation", "introspection"] {
            authentication_methods(&mut browser, &told, endpoint).await;
        }
    }
}

async fn grant_types(browser: &mut Browser, told: &Value) {
    let mut working = Vec::new();
    for grant_type in [
        "authorization_code",
        "password",
        "client_credentials",
        "refresh_token",
        "urn:ietf:params:oauth:grant-type:device_code",
        "urn:ietf:params:oauth:grant-type:jwt-bearer",
        "urn:ietf:params:oauth:grant-type:saml2-bearer",
        "urn:ietf:params:oauth:grant-type:token-exchange",
        "urn:openid:params:grant-type:ciba",
        "implicit",
    ] {
        let reply = browser.token("web", &[("grant_type", grant_type)]).await;
        if reply.text("error") != "unsupported_grant_type" {
            working.push(grant_type);
        }
    }
    let token = [&PAGE[..], &[("response_type", "token")]].concat();
    if browser.ask_code(&token).await.status == 200 {
        working.push("implicit");
    }
    are_equal(told, "grant_types_supported", working);
}

async fn response_types_and_modes(browser: &mut Browser, told: &Value) {
    let (mut types, mut modes) = (Vec::new(), Vec::new());
    for response_type in [
        "code",
        "token",
        "id_token",
        "none",
        "code token",
        "code id_token",
        "id_token token",
        "code id_token token",
    ] {
        for client in [&WEB[..], &PAGE] {
            for mode in [
                "query",
                "fragment",
                "form_post",
                "web_message",
                "jwt",
                "query.jwt",
            ] {
                let kind = [("response_type", response_type), ("response_mode", mode)];
                let reply = browser.ask_code(&[client, &kind].concat()).await;
                if reply.status == 200 && reply.field("error").is_none() {
                    types.push(response_type);
                    modes.push(mode);
                }
            }
        }
    }
    types.sort_unstable();
    types.dedup();
    modes.sort_unstable();
    modes.dedup();
    are_equal(told, "response_types_supported", types);
    are_equal(told, "response_modes_supported", modes);
}

async fn challenge_methods_and_scopes(browser: &mut Browser, told: &Value) {
    let mut working = Vec::new();
    for method in ["S256", "plain", "none", "S512", "s256", ""] {
        for challenge in [CHALLENGE, VERIFIER, ""] {
            let pkce = [
                ("code_challenge_method", method),
                ("code_challenge", challenge),
            ];
            if browser.ask_code(&pkce).await.status == 200 {
                working.push(method);
            }
        }
    }
    working.dedup();
    are_equal(told, "code_challenge_methods_supported", working);
    let mut known = Vec::new();
    for scope in [
        "read",
        "photos:write",
        "admin",
        "openid",
        "offline_access",
        "Read",
    ] {
        let pairs = [("grant_type", "client_credentials"), ("scope", scope)];
        let reply = browser.token("web", &pairs).await;
        if !reply.body.contains("a scope is unknown") {
            known.push(scope);
        }
    }
    are_equal(told, "scopes_supported", known);
}

/// A method, its Authorization header and its parameters.
type Way<'a> = (&'a str, Option<&'a str>, &'a [(&'a str, &'a str)]);

async fn authentication_methods(browser: &mut Browser, told: &Value, endpoint: &str) {
    let url = told[format!("{endpoint}_endpoint")]
        .as_str()
        .expect("an endpoint");
    let path = url.strip_prefix(ISSUER).expect("of the issuer").to_owned();
    // The client of each method exists; what is asked of it is refused for itself, not for the client.
    let asked = [
        ("grant_type", "authorization_code"),
        ("code", "none"),
        ("token", "none"),
    ];
    let header = basic("web", SECRET);
    let jwt = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    let assertion = [
        ("client_id", "web"),
        ("client_assertion_type", jwt),
        ("client_assertion", "e30.e30.e30"),
    ];
    let secret = [("client_id", "web"), ("client_secret", SECRET)];
    let ways: [Way<'_>; 5] = [
        ("client_secret_basic", Some(&header), &[]),
        ("client_secret_post", None, &secret),
        ("none", None, &[("client_id", "cli")]),
        ("private_key_jwt", None, &assertion),
        ("tls_client_auth", None, &[("client_id", "web")]),
    ];
    let mut working = Vec::new();
    for (name, header, more) in ways {
        let headers: Vec<_> = header
            .map(|header| ("authorization", header))
            .into_iter()
            .collect();
        let reply = browser
            .post_with(&path, &headers, &[&asked, more].concat())
            .await;
        if reply.status != 401 {
            working.push(name);
        }
    }
    are_equal(
        told,
        &format!("{endpoint}_endpoint_auth_methods_supported"),
        working,
    );
}
