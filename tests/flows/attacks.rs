//! What attackers of reviews tried: each a sequence of requests that must come to nothing.

use axum::body::Body;
use http::Request;
use http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE};
use oauth2_runtime::prelude::*;
use oauth2_runtime::{Decision, grants};
use std::sync::Arc;
use support::{Browser, CHALLENGE, Desk, FixedClock, People, SECRET, photos, query_of};

const ASK: [(&str, &str); 5] = [
    ("response_type", "code"),
    ("client_id", "web"),
    ("redirect_uri", "https://web.example/cb"),
    ("code_challenge", CHALLENGE),
    ("code_challenge_method", "S256"),
];

/// The policy's no stands at the decision too: a person holds the key of their own tickets.
#[tokio::test]
async fn a_ticket_does_not_get_past_a_policy_that_says_no() {
    let (router, _, answer, _) = Desk::on(Arc::new(MemoryStore::new().allow_any_issuer()));
    let mut browser = Browser::new(&router);
    let ask = Request::get(format!("/oauth/authorize?{}", query_of(&ASK))).header("x-user", "ann");
    let page = browser.send(ask.body(Body::empty()).unwrap()).await;
    answer.lock().unwrap().decision = Some(Decision::Deny);
    let ticket = page.field("transaction_id").expect("a ticket");
    let decide = Request::post("/oauth/authorize/decision")
        .header("x-user", "ann")
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(query_of(&[("transaction_id", &ticket)])));
    browser
        .send(decide.unwrap())
        .await
        .is_error_redirect("access_denied");
}

/// A no that comes too late must not be asked again, where remembered consent would answer yes.
#[tokio::test]
async fn a_late_deny_gives_no_code_by_remembered_consent() {
    let (router, _, clock) = photos();
    let mut browser = Browser::new(&router);
    browser.sign_in().await;
    let first = browser.ask_code(&[]).await;
    let second = browser.ask_code(&[]).await;
    assert!(
        browser
            .decide(&second, "allow")
            .await
            .query("code")
            .is_some()
    );
    clock.advance(601);
    let late = browser.decide(&first, "deny").await;
    late.is_page(409);
    let again = browser.decide(&first, "allow").await;
    assert!(
        again.header("location").starts_with("/oauth/authorize?"),
        "{again:?}"
    );
}

/// RFC 6749 §6: what the policy has narrowed, a refresh does not widen.
#[tokio::test]
async fn a_refresh_does_not_widen_what_a_policy_narrowed() {
    let (router, _, answer, _) = Desk::on(Arc::new(MemoryStore::new().allow_any_issuer()));
    let mut browser = Browser::new(&router);
    answer.lock().unwrap().decision = Some(Decision::Approve);
    let mut pairs = ASK.to_vec();
    pairs.push(("scope", "read photos:write"));
    let ask =
        Request::get(format!("/oauth/authorize?{}", query_of(&pairs))).header("x-user", "ann");
    let code = browser
        .send(ask.body(Body::empty()).unwrap())
        .await
        .query("code")
        .expect("a code");
    let narrowed = Approval::new(ScopeSet::from_stored("read"));
    answer.lock().unwrap().approval = Some(Some(narrowed));
    let reply = browser.redeem(&code).await;
    assert_eq!(reply.text("scope"), "read", "{reply:?}");
    answer.lock().unwrap().approval = None;
    assert_eq!(
        browser
            .refresh(&reply.text("refresh_token"))
            .await
            .text("scope"),
        "read"
    );
}

/// A scope that is left out of a reply would mean "as asked".
#[tokio::test]
async fn an_approval_of_nothing_is_invalid_scope() {
    let (router, _, answer, _) = Desk::on(Arc::new(MemoryStore::new().allow_any_issuer()));
    answer.lock().unwrap().approval = Some(Some(Approval::new(ScopeSet::empty())));
    let pairs = [("grant_type", "client_credentials"), ("scope", "read")];
    Browser::new(&router)
        .token("web", &pairs)
        .await
        .is_error(400, "invalid_scope");
}

/// A client that acts for itself, on a store where registrations change.
#[oauth2_provider(
    grants(client_credentials, password, refresh_token),
    allow(password),
    scopes = support::AppScope
)]
struct Shrinking {
    #[oauth2(store, clients)]
    db: SqliteStore,
    #[oauth2(users)]
    people: People,
    #[oauth2(settings)]
    settings: Settings,
}

impl ClientCredentials for Shrinking {
    async fn authorize_client(&self, _: &Client, _: &ScopeSet) -> HookResult<Option<Approval>> {
        Ok(Some(Approval::new(ScopeSet::empty())))
    }
}

/// Nor by the hook of a client, nor by a registration that has shrunk to nothing.
#[tokio::test]
async fn nothing_is_granted_in_silence() {
    let client = |scopes: ScopeSet| {
        let web = Client::confidential("web", &ClientSecret::given(SECRET)).scopes(scopes);
        let all = (
            grants::client_credentials,
            grants::password,
            grants::refresh_token,
        );
        web.grants(all).build().unwrap()
    };
    let db = SqliteStore::in_memory().unwrap();
    db.register(&client(ScopeSet::from_stored("read")))
        .await
        .unwrap();
    let settings = Settings::new("http://127.0.0.1").clock(Arc::new(FixedClock::default()));
    let provider = Shrinking {
        db: db.clone(),
        people: People,
        settings,
    };
    let mut browser = Browser::new(&provider.router().unwrap());
    let pairs = [("grant_type", "client_credentials"), ("scope", "read")];
    browser
        .token("web", &pairs)
        .await
        .is_error(400, "invalid_scope");
    let person = [
        ("grant_type", "password"),
        ("username", "alice"),
        ("password", "wonderland"),
    ];
    let refresh = browser.token("web", &person).await.text("refresh_token");
    db.register(&client(ScopeSet::empty())).await.unwrap();
    browser
        .refresh(&refresh)
        .await
        .is_error(400, "invalid_scope");
}

/// A cookie of a sibling domain must not hide ours.
#[tokio::test]
async fn a_foreign_cookie_that_is_no_text_signs_nobody_out() {
    let (router, ..) = photos();
    let mut browser = Browser::new(&router);
    browser.sign_in().await;
    let (name, value) = browser.cookies.pop_first().expect("a session");
    let mut bytes = b"x=\xe9; ".to_vec();
    bytes.extend_from_slice(format!("{name}={value}").as_bytes());
    let mut request = Request::get("/login").body(Body::empty()).unwrap();
    request
        .headers_mut()
        .insert(COOKIE, http::HeaderValue::from_bytes(&bytes).unwrap());
    let page = browser.send(request).await;
    assert!(page.body.contains("You are signed in"), "{page:?}");
}

/// One spelling a token; the prefix and the check characters are part of it.
#[tokio::test]
async fn a_token_without_its_prefix_opens_nothing() {
    let (router, ..) = photos();
    let mut browser = Browser::new(&router);
    let pairs = [("grant_type", "client_credentials")];
    let token = browser.token("web", &pairs).await.text("access_token");
    assert_eq!(browser.with_token("/api/me", &token).await.status, 200);
    assert_eq!(
        browser.with_token("/api/me", &token[4..47]).await.status,
        401
    );
}

/// What cannot be read leaves open which redirect URI was meant.
#[tokio::test]
async fn an_illegible_request_is_a_page_and_no_redirect() {
    let (router, ..) = photos();
    let mut browser = Browser::new(&router);
    let many = "&x=1".repeat(70);
    for query in [
        "client_id=web&response_type=code&redirect_uri=%zz".to_owned(),
        "client_id=web&client_id=%zz&response_type=code".to_owned(),
        format!("client_id=web&response_type=code{many}&redirect_uri=https://evil.example/"),
    ] {
        browser
            .get(&format!("/oauth/authorize?{query}"))
            .await
            .is_page(400);
    }
}

/// web-limits-2: a body that does not arrive is not waited for.
#[tokio::test(start_paused = true)]
async fn a_body_that_never_ends_is_408() {
    let (router, ..) = photos();
    let never = futures_util::stream::pending::<Result<Vec<u8>, std::io::Error>>();
    let request = Request::post("/oauth/token")
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from_stream(never));
    let reply = Browser::new(&router).send(request.unwrap()).await;
    reply.is_error(408, "invalid_request");
}

/// One of two providers on one store.
#[oauth2_provider(grants(code, client_credentials), login(form), scopes = support::AppScope)]
struct Neighbour {
    #[oauth2(store)]
    store: Arc<dyn Store>,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
    #[oauth2(users)]
    people: People,
    #[oauth2(settings)]
    settings: Settings,
}

fn neighbour(store: &Arc<dyn Store>, issuer: &str) -> axum::Router {
    let web = Client::confidential("web", &ClientSecret::given(SECRET))
        .redirect_uri("https://web.example/cb")
        .grants((grants::code, grants::client_credentials))
        .scopes([support::AppScope::Read]);
    let clients = MemoryClients::new([web.build().unwrap()]).unwrap();
    let settings = Settings::new(issuer).clock(Arc::new(FixedClock::default()));
    let provider = Neighbour {
        store: store.clone(),
        clients,
        people: People,
        settings,
    };
    let server = provider.build().unwrap();
    axum::Router::new()
        .route(
            "/api/me",
            axum::routing::get(async |_: Bearer<Neighbour>| "here"),
        )
        .merge(server.router())
        .with_state(server)
}

/// Two issuers on one store share neither tokens nor sessions nor what a person allowed.
#[tokio::test]
async fn two_providers_on_one_store_share_nothing_that_opens_a_door() {
    let store: Arc<dyn Store> = Arc::new(MemoryStore::new().allow_any_issuer());
    let ours = neighbour(&store, support::ISSUER);
    let theirs = neighbour(&store, "https://other.example");
    let (mut here, mut there) = (Browser::new(&ours), Browser::new(&theirs));
    let token = here
        .token("web", &[("grant_type", "client_credentials")])
        .await
        .text("access_token");
    assert_eq!(here.with_token("/api/me", &token).await.status, 200);
    assert_eq!(there.with_token("/api/me", &token).await.status, 401);
    here.sign_in().await;
    let page = here.ask_code(&[]).await;
    assert!(here.decide(&page, "allow").await.query("code").is_some());
    assert!(
        here.ask_code(&[]).await.query("code").is_some(),
        "remembered here"
    );
    let form = there.get("/login").await;
    let ticket = form.field("ticket").expect("a ticket");
    let pairs = [
        ("username", "alice"),
        ("password", "wonderland"),
        ("ticket", ticket.as_str()),
    ];
    let post = Request::post("/login")
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(query_of(&pairs)));
    assert_eq!(there.send(post.unwrap()).await.status, 303);
    there.ask_code(&[]).await.is_page(200);
}

#[tokio::test]
async fn an_authorization_header_of_another_scheme_is_no_token() {
    let (router, ..) = photos();
    let request = Request::get("/api/me")
        .header(AUTHORIZATION, "Basic YTpi")
        .body(Body::empty());
    let reply = Browser::new(&router).send(request.unwrap()).await;
    assert_eq!(reply.status, 401);
    assert!(
        !reply.header("www-authenticate").contains("error"),
        "{reply:?}"
    );
}
