//! The quickstart on a free port, its demo page beside it, and one file of scenarios at it.

use crate::node::drive;
use oauth2_runtime::prelude::*;
use std::net::SocketAddr;
use std::path::Path;
use tempfile::TempDir;
use tokio::net::TcpListener;

/// Runs every scenario of `scenarios/<name>.mjs` at a provider of its own.
pub(crate) async fn run(name: &str) {
    let folder = TempDir::new().expect("a folder");
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let issuer = format!("http://{}", listener.local_addr().expect("bound"));
    let file = folder.path().join("quickstart.sqlite");
    register(&file).await;
    let (app, server) = quickstart::app(&issuer, &file).await.expect("a provider");
    let app = quickstart::demo::beside(app, &server).await.expect("/demo");
    // With the callers' addresses, as its `main` does: wrong passwords are counted by them.
    let app = app.into_make_service_with_connect_info::<SocketAddr>();
    let serving = tokio::spawn(async { axum::serve(listener, app).await });
    drive(name, &issuer, &[]).await;
    serving.abort();
    server.shutdown().await.expect("its end");
}

/// Two clients that the quickstart has not: one at a web server, one that is no friend.
async fn register(file: &Path) {
    let db = SqliteStore::open(file).expect("a database");
    let web = Client::confidential("web", &ClientSecret::given("web-secret"))
        .name("Web shop")
        .redirect_uri("https://client.example/callback")
        .redirect_uri("https://client.example/callback/app")
        .redirect_uri("org.example.shop:/callback")
        .grants(oauth2_runtime::grants::code)
        .scopes([quickstart::AppScope::Read]);
    let hostile = Client::public(r#""><script>document.title='id'</script>"#)
        .name(r#"</strong></main><script>document.title='name'</script><h1 id="forged">Bank</h1>"#)
        .redirect_uri("http://127.0.0.1/callback")
        .grants(oauth2_runtime::grants::code)
        .scopes([quickstart::AppScope::Read]);
    for client in [web, hostile] {
        let client = client.build().expect("a client");
        db.register(&client).await.expect("registered");
    }
}
