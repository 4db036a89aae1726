//! Attacks on the endpoints that clients call: who may ask, for what, how much and how long.

use crate::failing::Failing;
use oauth2_runtime::grants;
use oauth2_runtime::prelude::*;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use support::{
    AppScope, Browser, ISSUER, Reply, SECRET, basic, clients, photos_on, photos_with, query_of,
    redeeming,
};

const OWN: (&str, &str) = ("grant_type", "client_credentials");

fn memory() -> Arc<dyn Store> {
    Arc::new(MemoryStore::new().allow_any_issuer())
}

fn password<'a>(username: &'a str, password: &'a str) -> [(&'a str, &'a str); 3] {
    [
        ("grant_type", "password"),
        ("username", username),
        ("password", password),
    ]
}

/// Counts what it is asked.
#[derive(Clone, Default)]
struct Counting {
    clients: MemoryClients,
    asked: Arc<[AtomicUsize; 3]>,
}

impl Counting {
    fn count(&self, at: usize) {
        self.asked[at].fetch_add(1, Ordering::SeqCst);
    }

    /// How often each hook was asked since the last time.
    fn taken(&self) -> [usize; 3] {
        [0, 1, 2].map(|at| self.asked[at].swap(0, Ordering::SeqCst))
    }
}

impl Clients for Counting {
    async fn find_client(&self, client_id: &str) -> HookResult<Option<Client>> {
        self.count(0);
        self.clients.find_client(client_id).await
    }

    async fn validate_client(&self, client: &Client, secret: &str) -> HookResult<bool> {
        self.count(1);
        self.clients.validate_client(client, secret).await
    }
}

impl Users for Counting {
    async fn validate_user(&self, username: &str, password: &str) -> HookResult<Option<Subject>> {
        self.count(2);
        Ok((username == "alice" && password == "wonderland").then(|| Subject::new("user-1")))
    }
}

#[oauth2_provider(
    grants(password, code),
    allow(password),
    login(form),
    scopes = AppScope,
    issuer = "https://photos.example"
)]
struct Counted {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, users)]
    hooks: Counting,
}

fn all_alike(replies: &[Reply]) {
    let first = replies.first().expect("a reply");
    for reply in replies {
        assert_eq!(reply.status, first.status);
        assert_eq!((&reply.headers, &reply.body), (&first.headers, &first.body));
    }
}

/// One answer, byte for byte, and one question to the hook that knows passwords.
/// attack-54
#[tokio::test]
async fn who_is_not_there_is_answered_as_who_does_not_prove_it() {
    let hooks = Counting {
        clients: MemoryClients::new(clients()).expect("clients"),
        asked: Arc::default(),
    };
    let counted = Counted {
        store: MemoryStore::new().allow_any_issuer(),
        hooks: hooks.clone(),
    };
    let mut app = Browser::new(&counted.router().expect("a server"));
    let people = [
        "alice",
        "nobody",
        "Alice",
        "alice\u{301}",
        "a",
        &"n".repeat(500),
    ];
    let mut replies = Vec::new();
    for username in people {
        let reply = app.token("web", &password(username, "wrong")).await;
        reply.is_error(400, "invalid_grant");
        replies.push(reply);
        assert_eq!(hooks.taken(), [1, 1, 1], "{username}");
    }
    all_alike(&replies);
    replies.clear();
    for id in ["web", "nobody", "cli", "WEB", "web ", "x", &"n".repeat(255)] {
        let header = basic(id, "wrong");
        let body = query_of(&password("alice", "wonderland"));
        let reply = app.token_raw(Some(&header), &body).await;
        reply.is_error(401, "invalid_client");
        replies.push(reply);
        let [found, _, people] = hooks.taken();
        assert_eq!((found, people), (1, 0), "{id}");
    }
    all_alike(&replies);
    let mut pages = Vec::new();
    for username in people {
        let reply = app.sign_in_as(username, "wrong").await;
        reply.is_page(403);
        assert_eq!(hooks.taken(), [0, 0, 1], "{username}");
        let ticket = reply.field("ticket").expect("another try");
        let shown = format!("value=\"{username}\"");
        pages.push(reply.body.replace(&ticket, "").replace(&shown, ""));
    }
    pages.dedup();
    assert_eq!(pages.len(), 1, "{pages:?}");
}

#[oauth2_provider(grants(password), allow(password), issuer = "http://127.0.0.1:3000")]
struct Hashed {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients)]
    clients: MemoryClients,
    #[oauth2(users)]
    people: MemoryUsers,
}

/// A password counts to its last byte, however long the name beside it is, also the second time.
/// attack-56
#[tokio::test]
async fn no_long_name_or_password_is_cut_or_remembered() {
    let name = "n".repeat(80);
    let long = "p".repeat(100);
    let hashed = Hashed {
        store: MemoryStore::new(),
        clients: MemoryClients::new(clients()).expect("clients"),
        people: MemoryUsers::new().with(&name, &long).with("ab", "cd"),
    };
    let mut app = Browser::new(&hashed.router().expect("a server"));
    let mut asked = async |username: &str, pass: &str| {
        let reply = app.token("web", &password(username, pass)).await;
        assert!(reply.status == 200 || reply.text("error") == "invalid_grant");
        reply.status == 200
    };
    let (cut, changed) = (&long[..72], format!("{}x", &long[..99]));
    for _ in 0..2 {
        assert!(asked(&name, &long).await);
        for wrong in [cut, &changed, &format!("{long}p"), "wrong"] {
            assert!(!asked(&name, wrong).await, "{wrong}");
        }
        assert!(!asked(&name[..72], &long).await);
        assert!(asked("ab", "cd").await);
        for (username, wrong) in [("a", "bcd"), ("abc", "d"), ("ab", "c"), ("ab", "cd\u{a0}")] {
            assert!(!asked(username, wrong).await, "{username} {wrong}");
        }
    }
}

/// Each client with each grant: what is not registered for it is refused, before anything is spent.
/// attack-58
#[tokio::test]
async fn a_grant_that_the_client_is_not_registered_for_is_refused() {
    let secret = ClientSecret::given(SECRET);
    let only = |id: &str| Client::confidential(id, &secret).scopes([AppScope::Read]);
    let code = only("code").redirect_uri("https://web.example/cb");
    let more = [
        code.grants(grants::code),
        only("own").grants(grants::client_credentials),
        only("pass").grants(grants::password),
        only("refresh").grants(grants::refresh_token),
        only("none"),
    ];
    let more = more.map(|client| client.build().expect("a client"));
    let (router, ..) = photos_with(memory(), Settings::new(ISSUER), more);
    let mut app = Browser::new(&router);
    let fresh = app.code_with(&[("client_id", "code")]).await;
    let webs = app.code().await;
    let refresh = app.redeem(&webs).await.text("refresh_token");
    let requests: [(&str, Vec<(&str, &str)>); 4] = [
        ("code", redeeming(&fresh, &[])),
        ("own", vec![OWN]),
        ("pass", password("alice", "wonderland").into()),
        (
            "refresh",
            vec![("grant_type", "refresh_token"), ("refresh_token", &refresh)],
        ),
    ];
    for client in ["own", "pass", "refresh", "none", "code"] {
        for (word, pairs) in &requests {
            let reply = app.token(client, pairs).await;
            if client == *word {
                assert_ne!(reply.text("error"), "unauthorized_client", "{client}");
            } else {
                reply.is_error(400, "unauthorized_client");
            }
            assert!(reply.json().get("refresh_token").is_none(), "{reply:?}");
        }
        let place = [("client_id", client), ("redirect_uri", "")];
        let asked = app.ask_code(&place).await;
        assert_eq!(asked.query("code").is_some(), client == "code", "{asked:?}");
    }
    let place = ("redirect_uri", "https://page.example/cb?tab=2");
    let code_for_page = app.ask_code(&[("client_id", "page"), place]).await;
    code_for_page.is_error_redirect("unauthorized_client");
    let token_for_code = [("client_id", "code"), ("response_type", "token")];
    let token_for_code = app.ask_code(&token_for_code).await;
    token_for_code.is_error_fragment("unauthorized_client");
    assert_eq!(app.refresh(&refresh).await.status, 200, "nothing is spent");
}

/// A client that acts for itself is never the person of that name.
/// attack-59
#[tokio::test]
async fn a_client_is_not_the_person_of_its_name() {
    let clones = Client::confidential("user-1", &ClientSecret::given(SECRET))
        .grants((grants::client_credentials, grants::refresh_token))
        .scopes([AppScope::Read]);
    let api = Client::confidential("api", &ClientSecret::given(SECRET)).introspects();
    let api = api.scopes([AppScope::Read]);
    let more = [clones, api].map(|client| client.build().expect("a client"));
    let (router, server, _) = photos_with(memory(), Settings::new(ISSUER), more);
    let mut app = Browser::new(&router);
    app.public_token("cli", &[OWN])
        .await
        .is_error(400, "unauthorized_client");
    let own = app.token("user-1", &[OWN]).await;
    assert!(own.json().get("refresh_token").is_none(), "{own:?}");
    let token = own.text("access_token");
    let me = app.with_token("/api/me", &token).await;
    assert_eq!(me.body, "client user-1 scopes read");
    let told = app
        .post_as("api", "/oauth/introspect", &[("token", &token)])
        .await;
    assert_eq!(told.text("client_id"), "user-1");
    assert!(told.json().get("sub").is_none(), "{told:?}");
    // To end the person's grants is not to end the client's own tokens, nor the other way round.
    let code = app.code().await;
    let persons = app.redeem(&code).await.text("access_token");
    let alice = oauth2_runtime::SubjectId::new("user-1");
    server.revoke_subject(&alice).await.expect("a store");
    assert_eq!(app.with_token("/api/me", &persons).await.status, 401);
    assert_eq!(app.with_token("/api/me", &token).await.status, 200);
    app.sign_in().await;
    let code = app.code().await;
    let persons = app.redeem(&code).await.text("access_token");
    let client = oauth2_runtime::ClientId::parse("user-1").expect("an id");
    server.revoke_client(&client).await.expect("a store");
    assert_eq!(app.with_token("/api/me", &token).await.status, 401);
    assert_eq!(app.with_token("/api/me", &persons).await.status, 200);
}

/// No reply that may hold a token, a code or a reason is kept by anybody on the way.
/// attack-68
#[tokio::test]
async fn no_reply_to_a_client_is_ever_kept() {
    let store = Failing::new();
    let (router, ..) = photos_on(store.clone());
    let mut app = Browser::new(&router);
    let code = app.code().await;
    let first = app.redeem(&code).await;
    let token = first.text("access_token");
    let mut replies = vec![
        app.refresh(&first.text("refresh_token")).await,
        app.redeem("none").await,
        app.refresh("none").await,
        first,
    ];
    let paths = ["/oauth/token", "/oauth/revoke", "/oauth/introspect"];
    for path in paths {
        let good = [OWN, ("token", token.as_str())];
        replies.push(app.post_as("web", path, &good).await);
        replies.push(app.post_as("nobody", path, &good).await);
        replies.push(app.post_as("web", path, &[]).await);
        replies.push(
            app.post_with(path, &[("authorization", "Basic x")], &good)
                .await,
        );
        replies.push(app.get(path).await);
        let large = "x".repeat(70_000);
        replies.push(app.post_as("web", path, &[("x", &large)]).await);
    }
    for verb in ["insert_access", "find_access"] {
        store.at(verb);
        for path in paths {
            let pairs = [OWN, ("token", token.as_str())];
            replies.push(app.post_as("web", path, &pairs).await);
        }
        replies.push(app.with_token("/api/me", &token).await);
    }
    store.at("");
    replies.push(app.with_token("/api/me", "none").await);
    replies.push(app.get("/api/me").await);
    assert!(replies.iter().filter(|reply| reply.status == 503).count() >= 3);
    for reply in replies.iter().filter(|reply| reply.body != "anonymous") {
        assert_eq!(reply.header("cache-control"), "no-store", "{reply:?}");
        let told = reply.headers.get_all("cache-control").iter().count();
        assert_eq!(told, 1, "{reply:?}");
        assert!(!reply.headers.contains_key("etag"), "{reply:?}");
        assert!(!reply.headers.contains_key("expires"), "{reply:?}");
    }
}
