//! The provider that is built with and without each grant: a feature a grant, a phrase a hook.

use oauth2_runtime::prelude::*;
#[cfg(feature = "own_pages")]
use oauth2_runtime::{
    AppsView, ConsentView, ErrorView, FormPostView, Html, LoginView, SignedInView, SignedOutView,
};
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
    #[cfg(feature = "own_pages")]
    #[oauth2(pages)]
    pages: Notes,
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
        // Where no answer were ever a no, the compiler would leave the refusal out.
        Ok((!username.is_empty()).then(|| Subject::new(username)))
    }
}

/// Every page by hand, as an application writes them that has no built-in ones.
#[cfg(feature = "own_pages")]
struct Notes;

#[cfg(feature = "own_pages")]
impl Pages for Notes {
    fn login(&self, view: &LoginView<'_>) -> HookResult<Html> {
        Ok(Html::new(view.action))
    }

    fn consent(&self, view: &ConsentView<'_>) -> HookResult<Html> {
        Ok(Html::new(view.action))
    }

    fn error(&self, view: &ErrorView<'_>) -> HookResult<Html> {
        Ok(Html::new(format!("a note: {}", view.description)))
    }

    fn form_post(&self, view: &FormPostView<'_>) -> HookResult<Html> {
        Ok(Html::new(view.action))
    }

    fn signed_in(&self, view: &SignedInView<'_>) -> HookResult<Html> {
        Ok(Html::new(view.action))
    }

    fn signed_out(&self, view: &SignedOutView<'_>) -> HookResult<Html> {
        Ok(Html::new(view.login))
    }

    fn apps(&self, view: &AppsView<'_>) -> HookResult<Html> {
        Ok(Html::new(view.action))
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
        #[cfg(feature = "own_pages")]
        pages: Notes,
    };
    let server = desk.at(&issuer)?;
    println!("{}serves on: {issuer}", Desk::MANIFEST);
    axum::serve(listener, server.router()).await?;
    Ok(())
}
