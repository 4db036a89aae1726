//! A provider with a login of its own and hooks that can be told to fail.

use crate::{AppScope, FixedClock, ISSUER};
use axum::Router;
use axum::routing::get;
use oauth2_runtime::prelude::*;
use oauth2_runtime::{BuiltInPages, ConsentView, ErrorView, Html};
use std::sync::{Arc, Mutex};

/// The text of every failing hook: it must never reach a client.
pub const CAUSE: &str = "the cause that must stay inside";

/// Which hook fails, shared with the provider.
#[derive(Clone, Debug, Default)]
pub struct Failure(Arc<Mutex<&'static str>>);

impl Failure {
    /// Lets this hook fail from now on.
    pub fn of(&self, hook: &'static str) {
        *self.0.lock().expect("a lock") = hook;
    }

    /// What this hook does now.
    ///
    /// # Errors
    /// It is this hook's turn to fail.
    pub fn check(&self, hook: &str) -> HookResult<()> {
        if *self.0.lock().expect("a lock") == hook {
            Err(HookError::msg(CAUSE))
        } else {
            Ok(())
        }
    }
}

/// Every hook by hand; the person is named by the header `x-user`.
#[oauth2_provider(
    grants = "code,implicit,password,client_credentials,refresh_token",
    allow(implicit, password),
    scopes = AppScope,
    plays(policy, pages, tokens)
)]
pub struct Desk {
    #[oauth2(store)]
    store: Arc<dyn Store>,
    #[oauth2(settings)]
    settings: Settings,
    clients: Vec<Client>,
    failure: Failure,
    answer: Arc<Mutex<Answer>>,
}

/// What the policy and the token format answer.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// The answer of `auto_approve`.
    pub decision: Option<Decision>,
    /// The answer of `approve`; as proposed when there is none.
    pub approval: Option<Option<Approval>>,
    /// The answer of `mint`.
    pub token: Option<String>,
}

impl Desk {
    /// The provider on this store with its router, and the switches of its hooks.
    pub fn on(store: Arc<dyn Store>) -> (Router, Failure, Arc<Mutex<Answer>>, FixedClock) {
        let clock = FixedClock::default();
        let settings = Settings::new(ISSUER).clock(Arc::new(clock.clone()));
        let (failure, answer) = (Failure::default(), Arc::<Mutex<Answer>>::default());
        let clients = crate::clients();
        let desk = Self {
            store,
            settings,
            clients,
            failure: failure.clone(),
            answer: answer.clone(),
        };
        let server = desk.build().expect("a server");
        let router = Router::new()
            .route("/api/me", get(crate::photos::me::<Self>))
            .merge(server.router())
            .with_state(server);
        (router, failure, answer, clock)
    }

    fn answer(&self) -> Answer {
        self.answer.lock().expect("a lock").clone()
    }
}

impl Clients for Desk {
    async fn find_client(&self, client_id: &str) -> HookResult<Option<Client>> {
        self.failure.check("find_client")?;
        Ok(self
            .clients
            .iter()
            .find(|client| client.id().as_str() == client_id)
            .cloned())
    }

    async fn validate_client(&self, client: &Client, secret: &str) -> HookResult<bool> {
        self.failure.check("validate_client")?;
        Ok(client.has_secret(secret))
    }
}

impl Login for Desk {
    async fn current_user(&self, request: &Parts) -> HookResult<Option<Subject>> {
        self.failure.check("current_user")?;
        let user = request
            .headers
            .get("x-user")
            .and_then(|value| value.to_str().ok());
        Ok(user.map(Subject::new))
    }

    fn login_redirect(&self, return_to: &str) -> String {
        format!("/own-login?then={return_to}")
    }
}

impl Users for Desk {
    async fn validate_user(&self, username: &str, password: &str) -> HookResult<Option<Subject>> {
        self.failure.check("validate_user")?;
        Ok((password == "wonderland").then(|| Subject::new(username)))
    }
}

impl ClientCredentials for Desk {
    async fn authorize_client(
        &self,
        _: &Client,
        requested: &ScopeSet,
    ) -> HookResult<Option<Approval>> {
        self.failure.check("authorize_client")?;
        Ok(Some(Approval::new(requested.clone())))
    }
}

impl Policy for Desk {
    async fn auto_approve(&self, _: &ConsentRequest<'_>) -> HookResult<Decision> {
        self.failure.check("auto_approve")?;
        Ok(self.answer().decision.unwrap_or(Decision::Ask))
    }

    async fn approve(&self, proposed: &Proposed<'_>) -> HookResult<Option<Approval>> {
        self.failure.check("approve")?;
        Ok(self
            .answer()
            .approval
            .unwrap_or_else(|| Some(proposed.approval.clone())))
    }
}

impl TokenFormat for Desk {
    async fn mint(&self, _: &Proposed<'_>) -> HookResult<Option<String>> {
        self.failure.check("mint")?;
        Ok(self.answer().token)
    }
}

impl Pages for Desk {
    fn consent(&self, view: &ConsentView<'_>) -> HookResult<Html> {
        self.failure.check("consent")?;
        BuiltInPages.consent(view)
    }

    fn error(&self, view: &ErrorView<'_>) -> HookResult<Html> {
        self.failure.check("error")?;
        Ok(Html::new(format!(
            "<!doctype html><title>Sorry</title><p>{}: {}",
            view.code, view.description
        )))
    }
}
