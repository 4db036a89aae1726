//! The same with a state and a router of another module merged in, as most applications have them:
//! axum makes all of its router again for each type of state.

use axum::{Router, extract::State, routing::get};
use std::sync::Arc;

#[derive(Clone)]
struct Photos(Arc<str>);

async fn protected(State(photos): State<Photos>) -> String {
    photos.0.to_string()
}

fn others() -> Router<Photos> {
    Router::new().route("/others", get(async || "{\"ok\":true}"))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let app: Router = Router::new()
        .route("/protected", get(protected))
        .merge(others())
        .with_state(Photos("{\"ok\":true}".into()));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
    axum::serve(listener, app).await?;
    Ok(())
}
