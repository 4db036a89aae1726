//! The provider that is built with and without each grant: a feature a grant, a phrase a hook.

use oauth2_runtime::prelude::*;
use oauth2_runtime::{ClientAuthMethod, ClientParts, GrantWords};
use std::error::Error;
use tokio::net::TcpListener;
use tokio::task::yield_now;

#[oauth2_provider(
    grants(
        client_credentials,
        #[cfg(feature = "code")] code,
        #[cfg(feature = "implicit")] implicit,
        #[cfg(feature = "password")] password,
        #[cfg(feature = "refresh_token")] refresh_token,
    ),
    allow(implicit, password)
)]
struct Desk {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients)]
    clients: MemoryClients,
}

impl ClientCredentials for Desk {
    async fn authorize_client(
        &self,
        _: &Client,
        requested: &ScopeSet,
    ) -> HookResult<Option<Approval>> {
        say("the desk lets a client act for itself").await;
        Ok(Some(Approval::new(requested.clone())))
    }
}

#[cfg(any(feature = "code", feature = "implicit"))]
impl Login for Desk {
    async fn current_user(&self, _: &Parts) -> HookResult<Option<Subject>> {
        say("the desk knows who is there").await;
        Ok(Some(Subject::new("alice")))
    }
}

#[cfg(feature = "password")]
impl Users for Desk {
    async fn validate_user(&self, username: &str, _: &str) -> HookResult<Option<Subject>> {
        say("the desk believes a password").await;
        Ok(Some(Subject::new(username)))
    }
}

/// Waits once, so that the hook's future is a type of its own, with a symbol.
async fn say(phrase: &str) {
    let phrase = phrase.to_owned();
    yield_now().await;
    println!("{phrase}");
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let issuer = format!("http://{}", listener.local_addr()?);
    let mut app = ClientParts::new("app");
    app.auth_method = ClientAuthMethod::ClientSecret;
    app.secrets.push(ClientSecret::given("secret").hash());
    app.redirect_uris
        .push("http://127.0.0.1/callback".to_owned());
    app.grants = GrantWords::from_stored(&Desk::MANIFEST.grants().join(" "));
    let desk = Desk {
        store: MemoryStore::new(),
        clients: MemoryClients::new([Client::from_parts(app)?])?,
    };
    let server = desk.at(&issuer)?;
    println!("{}serves on: {issuer}", Desk::MANIFEST);
    axum::serve(listener, server.router()).await?;
    Ok(())
}
