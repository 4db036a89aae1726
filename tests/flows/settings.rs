//! Spans and paths of the settings: what a server does not start with.

use crate::capture::Log;
use oauth2_runtime::Paths;
use oauth2_runtime::prelude::*;
use std::sync::Arc;
use std::time::Duration;
use support::{ISSUER, People, Photos};

/// The longest span.
const AGE: Duration = Duration::from_secs(100 * 366 * 24 * 3600);
const SECOND: Duration = Duration::from_secs(1);

type Setter = fn(Settings, Duration) -> Settings;

const SPANS: [(&str, Setter); 6] = [
    ("access_token_ttl", Settings::access_token_ttl),
    ("refresh_token_ttl", Settings::refresh_token_ttl),
    ("refresh_idle_ttl", Settings::refresh_idle_ttl),
    ("code_ttl", Settings::code_ttl),
    ("session_ttl", Settings::session_ttl),
    ("session_idle_ttl", Settings::session_idle_ttl),
];

/// What a server with these settings has against them.
fn faults(settings: Settings) -> Vec<String> {
    faults_on(Arc::new(MemoryStore::new().allow_any_issuer()), settings)
}

fn faults_on(store: Arc<dyn Store>, settings: Settings) -> Vec<String> {
    let photos = Photos {
        store,
        clients: MemoryClients::default(),
        people: People,
        settings,
    };
    match photos.build() {
        Ok(_) => Vec::new(),
        Err(fault) => fault.faults().to_vec(),
    }
}

/// Settings that any one span fits into.
fn wide() -> Settings {
    Settings::new(ISSUER)
        .access_token_ttl(SECOND)
        .refresh_token_ttl(AGE)
}

/// attack-69
#[test]
fn each_span_is_a_second_at_least_and_a_hundred_years_at_most() {
    for (name, set) in SPANS {
        for span in [SECOND, AGE] {
            assert_eq!(faults(set(wide(), span)), [""; 0], "{name}");
        }
        let short = Duration::from_millis(999);
        for (span, what) in [
            (Duration::ZERO, "less than"),
            (short, "less than"),
            (AGE + SECOND, "more than"),
            (Duration::MAX, "more than"),
        ] {
            let faults = faults(set(wide(), span));
            let wanted = format!("`{name}` is {what}");
            let told = faults.iter().any(|fault| fault.starts_with(&wanted));
            assert!(told, "{name}: {faults:?}");
        }
    }
}

#[test]
fn a_refresh_token_outlives_the_access_token() {
    let lasting = |access| {
        Settings::new(ISSUER)
            .access_token_ttl(access)
            .refresh_token_ttl(60 * SECOND)
    };
    assert_eq!(faults(lasting(60 * SECOND)), [""; 0]);
    let faults = faults(lasting(61 * SECOND));
    assert_eq!(
        faults,
        ["`refresh_token_ttl` is shorter than `access_token_ttl`"]
    );
}

/// RFC 6749 §4.1.2: ten minutes, as a recommendation.
#[test]
fn a_code_that_lives_over_ten_minutes_is_told_in_the_log() {
    for (seconds, told) in [(599, 0), (600, 0), (601, 1), (3600, 1)] {
        let log = Log::start();
        assert_eq!(faults(wide().code_ttl(seconds * SECOND)), [""; 0]);
        assert_eq!(log.events("long_code_ttl"), told, "{seconds}");
    }
}

#[test]
fn a_path_is_absolute_of_plain_characters_and_no_other_endpoints() {
    let of = |paths| faults(Settings::new(ISSUER).paths(paths));
    for path in ["/", "/t", "/Oauth-2.0/_token~", "/oauth/tokens"] {
        assert_eq!(of(Paths::default().token(path)), [""; 0], "{path}");
    }
    for path in [
        "", "token", "//token", "/a//b", "/{x}", "/:x", "/to ken", "/t?x", "/%41", "/ä",
    ] {
        let faults = of(Paths::default().token(path));
        assert_eq!(faults.len(), 1, "{path}: {faults:?}");
        assert!(faults[0].starts_with("path `token` is "), "{faults:?}");
    }
    let told = of(Paths::default()
        .token("/x")
        .authorize("/x")
        .login("/logout"));
    let equal = [
        "paths `authorize` and `token` are equal: `/x`",
        "paths `login` and `logout` are equal: `/logout`",
    ];
    assert_eq!(told, equal);
    // The metadata of an issuer with a path has that path at its end.
    let place = "/.well-known/oauth-authorization-server/t";
    let settings = Settings::new("https://a.example/t").paths(Paths::default().login(place));
    let equal = format!("paths `metadata` and `login` are equal: `{place}`");
    assert_eq!(faults(settings), [equal]);
}

/// Browsers bind such cookies to nothing: whoever develops should know.
#[test]
fn an_issuer_of_plain_http_is_told_in_the_log() {
    for (issuer, told) in [("http://127.0.0.1:3000", true), (ISSUER, false)] {
        let log = Log::start();
        assert_eq!(faults(Settings::new(issuer)), [""; 0]);
        assert_eq!(log.text().contains("without `Secure`"), told, "{issuer}");
    }
}

#[test]
fn a_server_needs_an_issuer() {
    let faults = faults(Settings::default());
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert!(faults[0].starts_with("no issuer: "), "{faults:?}");
}

/// Away from a developer's computer what was issued must outlive a restart.
#[test]
fn a_store_that_forgets_is_for_loopback_or_for_who_asks_for_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = SqliteStore::open(folder.path().join("store.sqlite")).expect("a store");
    let stores: [(Arc<dyn Store>, bool); 4] = [
        (Arc::new(MemoryStore::new()), true),
        (Arc::new(MemoryStore::new().allow_any_issuer()), false),
        (Arc::new(SqliteStore::in_memory().expect("a store")), true),
        (Arc::new(file), false),
    ];
    for (store, forgets) in stores {
        let here = faults_on(store.clone(), Settings::new("http://127.0.0.1:3000"));
        assert_eq!(here, [""; 0]);
        let away = faults_on(store, Settings::new(ISSUER));
        let told = away
            .iter()
            .any(|fault| fault.contains("forgets everything"));
        assert_eq!(told, forgets, "{away:?}");
    }
}

#[test]
fn every_fault_of_a_brand_is_told_at_once() {
    let brand = oauth2_runtime::Brand::new(" ")
        .accent("purple")
        .logo("https://cdn.example/logo.svg")
        .logo_svg(&"x".repeat(6 * 1024 + 1))
        .link("Terms", "javascript:alert(1)")
        .link("Help", "//help.example")
        .languages(&[]);
    let faults = faults(Settings::new(ISSUER).brand(brand)).join("\n");
    for told in [
        "empty name",
        "`purple`",
        "cdn.example",
        "6145 bytes",
        "`Terms`",
        "`Help`",
        "no language",
    ] {
        assert_eq!(faults.matches(told).count(), 1, "{told}: {faults}");
    }
}
