//! A provider with two languages, optional scopes, a clock that scenarios move, and clients of both
//! kinds.

use crate::node::drive;
use axum::Router;
use axum::routing::{get, post};
use oauth2_runtime::prelude::*;
use oauth2_runtime::{Brand, Settings, Texts, grants};
use std::future::{Ready, ready};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use support::{FixedClock, People, SECRET};
use tokio::net::TcpListener;

/// Two that come with a yes, two that a person may leave out.
#[derive(Clone, Copy, Scopes)]
enum AppScope {
    /// See your photos
    #[scope(default)]
    Read,
    /// Add and delete photos
    Write,
    /// See where your photos were taken
    #[scope(optional)]
    Places,
    /// Tell you about new features
    #[scope(optional)]
    News,
}

/// Arabic, the sentences of the scopes too.
static ARABIC: Texts = Texts {
    scope: |name| match name {
        "read" => Some("رؤية صورك"),
        "write" => Some("إضافة الصور وحذفها"),
        "places" => Some("رؤية أماكن التقاط صورك"),
        "news" => Some("إخبارك بالميزات الجديدة"),
        _ => None,
    },
    ..Texts::ARABIC
};

#[oauth2_provider(grants(code, refresh_token), login(form), scopes = AppScope)]
struct Photos {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients)]
    clients: MemoryClients,
    #[oauth2(users)]
    people: People,
    #[oauth2(settings)]
    settings: Settings,
}

/// Runs every scenario of `scenarios/<name>.mjs` at a provider of its own.
pub(crate) async fn run(name: &str) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let issuer = format!("http://{}", listener.local_addr().expect("bound"));
    serve(listener, name, &issuer, &[]).await;
}

/// The provider of this issuer behind this port, until the scenarios have ended.
pub(crate) async fn serve(listener: TcpListener, name: &str, issuer: &str, more: &[(&str, &Path)]) {
    let clock = FixedClock::default();
    let server = provider(issuer, &clock).build().expect("a server");
    let moved = move |seconds: String| advance(&clock, &seconds);
    let photos = get(async |_: Bearer<Photos, app_scope::Read>| "a photo\n");
    let app = Router::new()
        .route("/photos", photos)
        .route("/clock", post(moved))
        .merge(server.router())
        .with_state(server.clone())
        .into_make_service_with_connect_info::<SocketAddr>();
    let serving = tokio::spawn(async { axum::serve(listener, app).await });
    drive(name, issuer, more).await;
    serving.abort();
    server.shutdown().await.expect("its end");
}

/// `POST /clock` with so many seconds.
fn advance(clock: &FixedClock, seconds: &str) -> Ready<()> {
    clock.advance(seconds.parse().expect("seconds"));
    ready(())
}

fn provider(issuer: &str, clock: &FixedClock) -> Photos {
    let brand = Brand::new("Photos")
        .link("Privacy", "/privacy")
        .link("Terms", "/terms")
        .languages(&[&Texts::ENGLISH, &ARABIC]);
    Photos {
        store: MemoryStore::new(),
        clients: MemoryClients::new(clients()).expect("clients"),
        people: People,
        settings: Settings::new(issuer)
            .clock(Arc::new(clock.clone()))
            .brand(brand),
    }
}

/// One that is verified, at a web server; one that is not, and a public one, on this computer.
fn clients() -> [Client; 3] {
    let all = [
        AppScope::Read,
        AppScope::Write,
        AppScope::Places,
        AppScope::News,
    ];
    let secret = ClientSecret::given(SECRET);
    let web = Client::confidential("web", &secret)
        .name("Web & Sons")
        .verified_host("web.example")
        .redirect_uri("https://web.example/cb");
    let shop = Client::confidential("shop", &secret)
        .name("Print Shop")
        .redirect_uri("http://127.0.0.1/callback");
    let cli = Client::public("cli")
        .name("Command line")
        .redirect_uri("http://127.0.0.1/callback");
    [web, shop, cli].map(|client| {
        let grants = (grants::code, grants::refresh_token);
        let client = client.grants(grants).scopes(all);
        client.build().expect("a client")
    })
}
