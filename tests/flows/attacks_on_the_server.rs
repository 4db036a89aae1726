//! Attacks on the server as a whole: what it tells of itself, and whom it takes for whom.

use oauth2_runtime::prelude::*;
use oauth2_runtime::{ClientBuilder, Paths, grants};
use std::sync::{Arc, Mutex};
use support::{
    AppScope, Browser, FixedClock, ISSUER, People, Photos, SECRET, basic, clients, code_request,
    photos, photos_with,
};

const PLACE: &str = "/.well-known/oauth-authorization-server";

const PERSON: [(&str, &str); 3] = [
    ("grant_type", "password"),
    ("username", "alice"),
    ("password", "wonderland"),
];

fn memory() -> Arc<dyn Store> {
    Arc::new(MemoryStore::new().allow_any_issuer())
}

fn registering(id: &str, secret: &ClientSecret) -> ClientBuilder {
    let client = Client::confidential(id, secret).introspects();
    let client = client.redirect_uri("https://web.example/cb");
    let all = (grants::code, grants::password);
    client.grants(all).scopes([AppScope::Read])
}

/// The ways to write a hash.
fn written(hash: &[u8; 32]) -> [String; 3] {
    let hex: Vec<_> = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    [hex.concat(), support::base64(hash), format!("{hash:?}")]
}

/// A secret is shown once, to whoever registers the client, and nowhere after that.
/// attack-88
#[tokio::test]
async fn no_reply_and_no_debug_output_holds_a_client_secret_or_its_hash() {
    let random = ClientSecret::random();
    let mine = registering("mine", &random).build().expect("a client");
    let shown = format!(
        "{mine:?} {:?} {:?} {random:?}",
        mine.parts(),
        registering("x", &random)
    );
    let (router, server, _) = photos_with(memory(), Settings::new(ISSUER), [mine]);
    let next = server
        .provider()
        .clients
        .add_secret("mine")
        .expect("a secret");
    let mut browser = Browser::new(&router);
    let mut replies = vec![browser.get(PLACE).await];
    let json = [("accept", "application/json")];
    browser.sign_in().await;
    let asked = code_request(&[("client_id", "mine")]);
    replies.push(browser.get_with(&asked, &json).await);
    replies.push(browser.get(&asked).await);
    replies.push(
        browser
            .ask_code(&[("client_id", "mine"), ("scope", "x")])
            .await,
    );
    let header = basic("mine", next.expose());
    let headers = [("authorization", header.as_str())];
    let given = browser.post_with("/oauth/token", &headers, &PERSON).await;
    assert_eq!(given.status, 200, "{given:?}");
    let token = given.text("access_token");
    let about = [("token", token.as_str())];
    replies.push(
        browser
            .post_with("/oauth/introspect", &headers, &about)
            .await,
    );
    replies.push(browser.post_with("/oauth/revoke", &headers, &about).await);
    replies.push(browser.post_with("/oauth/token", &headers, &[]).await);
    replies.push(given);
    let kept = server.provider().clients.find_client("mine").await;
    let kept = kept.expect("a table").expect("a client");
    let mut hidden = vec![random.expose().to_owned(), next.expose().to_owned()];
    for hash in &kept.parts().secrets {
        hidden.extend(written(hash.as_bytes()));
    }
    let all = format!("{replies:?} {shown} {:?}", server.provider().clients);
    for text in hidden {
        assert!(!all.contains(&text), "{text}");
    }
}

/// What a shell, a terminal or a template would take for more than text.
const ODD: [&str; 21] = [
    "$(calc.exe)",
    "`calc`",
    ";calc",
    "&calc",
    "|calc",
    "'calc",
    "\"calc",
    "\\calc",
    "%0acalc",
    "\ncalc",
    " calc",
    "{calc}",
    "<calc>",
    "^calc",
    "!calc",
    "*",
    "?calc",
    "#calc",
    "@calc",
    "\u{202e}calc",
    "c\u{e4}lc",
];

fn built(settings: Settings) -> Result<AuthorizationServer<Photos>, ConfigError> {
    Photos {
        store: memory(),
        clients: MemoryClients::new(clients()).expect("clients"),
        people: People,
        settings: settings.clock(Arc::new(FixedClock::default())),
    }
    .build()
}

/// What a client opens, runs or prints of the metadata is the issuer's and of a plain alphabet.
/// attack-98
#[tokio::test]
async fn no_address_in_the_metadata_can_be_more_than_an_address() {
    for odd in ODD {
        for issuer in [
            format!("https://{odd}.example"),
            format!("https://photos{odd}"),
            format!("https://photos.example:{odd}"),
            format!("{odd}:https://photos.example"),
        ] {
            assert!(built(Settings::new(&issuer)).is_err(), "{issuer}");
        }
        let path = format!("/{odd}");
        for paths in [
            Paths::default().authorize(&path),
            Paths::default().token(&path),
            Paths::default().revoke(&path),
            Paths::default().introspect(&path),
            Paths::default().login(&path),
            Paths::default().metadata(&path),
        ] {
            let settings = Settings::new(ISSUER).paths(paths);
            assert!(built(settings).is_err(), "{path}");
        }
    }
    let (router, ..) = photos();
    let told = Browser::new(&router).get(PLACE).await.json();
    let members = told.as_object().expect("an object");
    let urls: Vec<_> = members
        .values()
        .filter_map(|value| value.as_str())
        .collect();
    assert_eq!(urls.len(), 5, "{told}");
    for url in urls {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b":/-._~".contains(&byte);
        assert!(
            url == ISSUER || url.starts_with("https://photos.example/"),
            "{url}"
        );
        assert!(url.bytes().all(plain), "{url}");
    }
}

/// Keeps every name it is asked about, and knows one, with an accent in one code point.
#[derive(Clone, Default)]
struct Exact(Arc<Mutex<Vec<String>>>);

const NAME: &str = "jos\u{e9}@photos.example";

impl Users for Exact {
    async fn validate_user(&self, username: &str, password: &str) -> HookResult<Option<Subject>> {
        self.0.lock().unwrap().push(username.to_owned());
        Ok((username == NAME && password == "wonderland").then(|| Subject::new(username)))
    }
}

#[oauth2_provider(
    grants(code, password),
    allow(password),
    login(form),
    scopes = AppScope,
    issuer = "https://photos.example"
)]
struct ByName {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients)]
    clients: MemoryClients,
    #[oauth2(users)]
    people: Exact,
}

/// Two names that look alike are two names: each arrives at the hook as it was typed.
/// attack-104
#[tokio::test]
async fn no_name_is_folded_trimmed_or_normalised() {
    let people = Exact::default();
    let provider = ByName {
        store: MemoryStore::new().allow_any_issuer(),
        clients: MemoryClients::new(clients()).expect("clients"),
        people: people.clone(),
    };
    let server = provider.build().expect("a server");
    let router: axum::Router = server.router();
    let others = [
        "jose\u{301}@photos.example",
        "JOS\u{c9}@photos.example",
        "jos\u{e9}\u{ff20}photos.example",
        "jos\u{e9}\u{fe6b}photos.example",
        "jos\u{e9}@photos.example ",
        " jos\u{e9}@photos.example",
        "jos\u{e9}@photos.example\u{a0}",
        "jos\u{e9}@photos.example\u{200b}",
        "jos\u{e9}@photos\u{3002}example",
        "j\u{43e}s\u{e9}@photos.example",
        "jos\u{e9}@photos.example.",
        "jos\u{e9}\u{2060}@photos.example",
        "\u{feff}jos\u{e9}@photos.example",
    ];
    for username in others.iter().chain(&[NAME]) {
        let mut browser = Browser::new(&router);
        let known = *username == NAME;
        let reply = browser.sign_in_as(username, "wonderland").await;
        assert_eq!(reply.status == 303, known, "{username:?}: {reply:?}");
        let page = browser.ask_code(&[]).await;
        assert_eq!(page.status == 200, known, "{username:?}");
        let pairs = [
            ("grant_type", "password"),
            ("username", username),
            ("password", "wonderland"),
        ];
        let reply = browser.token("web", &pairs).await;
        assert_eq!(reply.status == 200, known, "{username:?}: {reply:?}");
        let asked = std::mem::take(&mut *people.0.lock().unwrap());
        assert_eq!(asked, [*username, *username], "byte for byte");
    }
    let unread = basic("web", SECRET).to_ascii_lowercase();
    let body = "grant_type=password&username=x&password=wonderland";
    let reply = Browser::new(&router).token_raw(Some(&unread), body).await;
    reply.is_error(401, "invalid_client");
}

/// A provider whose hooks panic for one name, while others are served.
#[oauth2_provider(
    grants(password, refresh_token),
    allow(password),
    scopes = AppScope,
    issuer = "https://photos.example"
)]
struct Fragile {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients)]
    clients: MemoryClients,
    #[oauth2(users)]
    people: Panics,
}

struct Panics;

impl Users for Panics {
    async fn validate_user(&self, username: &str, _: &str) -> HookResult<Option<Subject>> {
        assert!(username != "panic", "a hook that was not careful");
        Ok(Some(Subject::new(username)))
    }
}

/// A bug of the application takes down its own request and nothing else: no lock stays broken.
#[tokio::test]
async fn a_hook_that_panics_harms_no_other_request() {
    let provider = Fragile {
        store: MemoryStore::new().allow_any_issuer(),
        clients: MemoryClients::new(clients()).expect("clients"),
        people: Panics,
    };
    let router: axum::Router = provider.build().expect("a server").router();
    let asked = |username| {
        let mut app = Browser::new(&router);
        tokio::spawn(async move {
            let pairs = [PERSON[0], ("username", username), PERSON[2]];
            app.token("web", &pairs).await
        })
    };
    for _ in 0..3 {
        assert!(asked("panic").await.is_err());
        let reply = asked("alice").await.expect("no panic");
        let next = Browser::new(&router)
            .refresh(&reply.text("refresh_token"))
            .await;
        assert_eq!((reply.status.as_u16(), next.status.as_u16()), (200, 200));
    }
}
