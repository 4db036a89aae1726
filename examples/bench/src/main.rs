//! Serves the provider on 127.0.0.1: `bench PORT`, and behind it `sqlite FILE`, `postgres URL` or
//! `redis URL` for another store than memory, and behind that `cached` for a cache in front of it.

#[cfg(feature = "databases")]
mod databases;
#[cfg(not(feature = "databases"))]
mod no_databases;

use axum::serve::ListenerExt as _;
#[cfg(feature = "databases")]
use databases::serve_on;
#[cfg(not(feature = "databases"))]
use no_databases::serve_on;
use oauth2_runtime::prelude::*;
use std::error::Error;
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<_> = std::env::args().skip(1).collect();
    let words: Vec<_> = words.iter().map(String::as_str).collect();
    match *words {
        [port] => serve(port, MemoryStore::new()).await,
        [port, store, place] => serve_on(port, store, place, false).await,
        [port, store, place, "cached"] => serve_on(port, store, place, true).await,
        _ => Err("usage: bench PORT [sqlite FILE | postgres URL | redis URL] [cached]".into()),
    }
}

async fn serve<S: Store>(port: &str, store: S) -> Result<(), Box<dyn Error>> {
    let listener = TcpListener::bind(("127.0.0.1", port.parse()?)).await?;
    let issuer = format!("http://127.0.0.1:{port}");
    let (app, _server) = bench::app(&issuer, store)?;
    // Answers are short: none waits for the next one.
    let listener = listener.tap_io(|connection| drop(connection.set_nodelay(true)));
    axum::serve(listener, app).await?;
    Ok(())
}
