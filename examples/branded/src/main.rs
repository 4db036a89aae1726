//! Serves the application on 127.0.0.1:3000.

use std::error::Error;
use std::net::SocketAddr;
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let listener = TcpListener::bind(("127.0.0.1", 3000)).await?;
    let server = branded::server("http://127.0.0.1:3000")?;
    println!("open http://127.0.0.1:3000/login (alice / wonderland)");
    let app = axum::Router::new()
        .merge(server.router())
        .with_state(server);
    let app = app.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, app).await?;
    Ok(())
}
