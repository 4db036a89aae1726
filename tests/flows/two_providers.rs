//! Two providers with different grants in one router: each has its own grants and no other's; and one with none.

use oauth2_runtime::prelude::*;
use std::sync::Arc;
use support::{Browser, FixedClock, ISSUER, Reply, SECRET, basic, clients, photos_at, routes};

/// Only a machine's grant, beside [`support::Photos`] with all of them.
#[oauth2_provider(
    grants(client_credentials),
    paths(
        authorize = "/robots/authorize",
        decision = "/robots/decision",
        token = "/robots/token",
        revoke = "/robots/revoke",
        introspect = "/robots/introspect"
    ),
    scopes = support::AppScope
)]
struct Robots {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

/// Both in one router.
fn both() -> Browser {
    let robots = Robots {
        store: MemoryStore::new().allow_any_issuer(),
        clients: MemoryClients::new(support::clients()).unwrap(),
    };
    let robots = robots.at(format!("{ISSUER}/robots")).unwrap();
    let (photos, ..) = support::photos();
    Browser::new(&photos.merge(robots.router()))
}

async fn ask(browser: &mut Browser, path: &str, form: &[(&str, &str)]) -> Reply {
    let authorization = basic("web", SECRET);
    let headers = [("authorization", authorization.as_str())];
    browser.post_with(path, &headers, form).await
}

#[tokio::test]
async fn each_token_endpoint_has_its_own_grants() {
    let mut browser = both();
    for grant_type in ["authorization_code", "password", "refresh_token"] {
        let form = [("grant_type", grant_type)];
        let here = ask(&mut browser, "/robots/token", &form).await;
        here.is_error(400, "unsupported_grant_type");
        let there = ask(&mut browser, "/oauth/token", &form).await;
        there.is_error(400, "invalid_request");
    }
}

#[tokio::test]
async fn only_one_of_them_has_an_authorization_endpoint() {
    let mut browser = both();
    for path in ["/robots/authorize", "/robots/decision"] {
        assert_eq!(browser.get(path).await.status, 404, "{path}");
    }
    browser.get("/oauth/authorize").await.is_page(400);
    assert_eq!(browser.get("/oauth/authorize/decision").await.status, 405);
}

/// The issuer is in the name of a cookie.
#[tokio::test]
async fn who_signs_in_at_one_provider_of_a_host_stays_signed_in_at_the_other() {
    let at = |issuer: &str| {
        let store = Arc::new(MemoryStore::new().allow_any_issuer());
        let clock = FixedClock::default();
        routes(&photos_at(issuer, store, clients(), &clock).unwrap())
    };
    let mut here = Browser::new(&at(ISSUER));
    here.sign_in().await;
    let mut there = Browser::new(&at(&format!("{ISSUER}/other")));
    there.cookies = here.cookies.clone();
    there.sign_in().await;
    here.cookies = there.cookies.clone();
    for browser in [&mut here, &mut there] {
        browser.ask_code(&[]).await.is_page(200);
    }
}

#[test]
fn each_manifest_tells_its_own_grants() {
    assert_eq!(Robots::MANIFEST.grants(), ["client_credentials"]);
    assert_eq!(support::Photos::MANIFEST.grants().len(), 5);
    let told = Robots::MANIFEST.to_string();
    let (options, scopes) = (Robots::MANIFEST.options(), Robots::MANIFEST.scopes());
    assert!(
        options.contains(&("endpoint token", "/robots/token")),
        "{options:?}"
    );
    for (option, value) in options {
        assert!(told.contains(&format!("\n{option}: {value}\n")), "{told}");
    }
    assert_eq!(scopes.len(), 3);
    for scope in scopes {
        assert!(told.contains(scope.sentence), "{told}");
    }
    for word in [
        "authorize:",
        "decision:",
        "current_user",
        "validate_user",
        "implicit",
    ] {
        assert!(!told.contains(word), "{told}");
    }
}

/// Every grant of it is off in this build, as a feature may leave it.
#[oauth2_provider(grants(#[cfg(any())] code), issuer = "http://127.0.0.1:3000")]
struct Nothing {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients)]
    clients: MemoryClients,
}

#[test]
fn a_build_that_leaves_no_grant_on_is_refused() {
    let nothing = Nothing {
        store: MemoryStore::new(),
        clients: MemoryClients::new([]).unwrap(),
    };
    let fault = nothing.build().expect_err("no grant is on");
    assert!(
        fault.to_string().contains("no grants are enabled"),
        "{fault}"
    );
}
