//! Endpoints mounted one by one.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(code), login(form), code_ttl = "1min")]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients)]
    clients: MemoryClients,
    #[oauth2(users)]
    users: MemoryUsers,
}

fn serve(demo: Demo) -> Result<axum::Router, ConfigError> {
    let server = demo.at("https://photos.example")?;
    let router = axum::Router::new().route("/authorize", server.authorization());
    Ok(router.route("/token", server.token()).with_state(server))
}

fn main() {}

//@ error | 5: "1min" | fix write `s`, `m`, `h` or `d`
