//! `serve ours|reference PORT`: one of the two servers on 127.0.0.1.

use axum::serve::ListenerExt as _;
use tokio::net::TcpListener;

#[tokio::main]
async fn main() {
    let words: Vec<_> = std::env::args().skip(1).collect();
    let [server, port] = words.as_slice() else {
        panic!("usage: serve ours|reference PORT");
    };
    let port: u16 = port.parse().expect("a port");
    let listener = TcpListener::bind(("127.0.0.1", port)).await;
    let listener = listener.expect("the port is free");
    let router = cost::router(server, &format!("http://127.0.0.1:{port}"));
    let listener = listener.tap_io(|connection| drop(connection.set_nodelay(true)));
    axum::serve(listener, router).await.expect("it serves");
}
