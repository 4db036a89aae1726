//! Serves one node on 127.0.0.1; `DATABASE_URL` and `REDIS_URL` say where its state is.

use std::error::Error;
use std::net::SocketAddr;
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .init();
    let port = setting("PORT", "3000").parse::<u16>()?;
    let listener = TcpListener::bind(("127.0.0.1", port)).await?;
    let own = format!("http://127.0.0.1:{}", listener.local_addr()?.port());
    // What clients see: the proxy in front of every node.
    let issuer = setting("ISSUER", &own);
    let postgres = setting("DATABASE_URL", "postgresql://postgres@127.0.0.1/postgres");
    let redis = setting("REDIS_URL", "redis://127.0.0.1/");
    let (app, server) = cluster::app(&issuer, &postgres, &redis).await?;
    println!("node: {own}\nissuer: {issuer}");
    let stopped = async { drop(tokio::signal::ctrl_c().await) };
    let app = app.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, app)
        .with_graceful_shutdown(stopped)
        .await?;
    server.shutdown().await?;
    Ok(())
}

#[expect(
    clippy::disallowed_methods,
    reason = "a program may read its environment"
)]
fn setting(name: &str, otherwise: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| otherwise.to_owned())
}
