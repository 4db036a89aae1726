//! A provider with two languages, a clock that scenarios move, and a client on this computer.

use crate::node::drive;
use oauth2_runtime::prelude::*;
use oauth2_runtime::{Brand, Settings, Texts, grants};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use support::{AppScope, FixedClock, SECRET, photos_with};
use tokio::net::TcpListener;

/// Runs the scenarios at a provider on plain http.
pub(crate) async fn run(name: &str) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let issuer = format!("http://{}", listener.local_addr().expect("bound"));
    serve(listener, name, &issuer, &[]).await;
}

/// The provider of this issuer behind this port, until the scenarios have ended.
pub(crate) async fn serve(listener: TcpListener, name: &str, issuer: &str, more: &[(&str, &Path)]) {
    let brand = Brand::new("Photos")
        .link("Privacy", "/privacy")
        .link("Terms", "/terms")
        .languages(&[&Texts::ENGLISH, &Texts::ARABIC]);
    let settings = Settings::new(issuer).brand(brand);
    let store: Arc<dyn Store> = Arc::new(MemoryStore::new());
    let (router, server, clock) = photos_with(store, settings, clients());
    let moved = move |seconds: String| advance(&clock, &seconds);
    let router = router.route("/clock", axum::routing::post(moved));
    let app = router.into_make_service_with_connect_info::<SocketAddr>();
    let serving = tokio::spawn(async { axum::serve(listener, app).await });
    drive(name, issuer, more).await;
    serving.abort();
    server.shutdown().await.expect("its end");
}

/// `POST /clock` with so many seconds.
fn advance(clock: &FixedClock, seconds: &str) -> std::future::Ready<()> {
    clock.advance(seconds.parse().expect("seconds"));
    std::future::ready(())
}

/// A client with a secret, whose consent is remembered.
fn clients() -> [Client; 1] {
    let shop = Client::confidential("shop", &ClientSecret::given(SECRET))
        .name("Print Shop")
        .redirect_uri("http://127.0.0.1/callback")
        .grants((grants::code, grants::refresh_token))
        .scopes([AppScope::Read, AppScope::Write]);
    [shop.build().expect("a client")]
}
