//! A provider whose client has the redirect URI of the moment, and which asks nobody.

use super::stage::run;
use crate::{AppScope, Browser, FixedClock, ISSUER, People, Reply, SECRET};
use axum::Router;
use axum::body::Body;
use http::Request;
use oauth2_runtime::grants;
use oauth2_runtime::prelude::*;
use std::cell::Cell;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// After so many inputs a new one is built, so that rows do not pile up.
const MOST_USES: u32 = 4096;

thread_local! {
    static KIOSK: Cell<Option<Kiosk>> = const { Cell::new(None) };
}

/// Runs on the kiosk of this thread. One on which something failed is gone.
pub(super) fn on_kiosk(act: impl AsyncFnOnce(&mut Kiosk)) {
    run(async {
        let mut kiosk = KIOSK.take().unwrap_or_else(Kiosk::new);
        act(&mut kiosk).await;
        kiosk.uses += 1;
        if kiosk.uses < MOST_USES {
            KIOSK.set(Some(kiosk));
        }
    });
}

/// The one client of a kiosk, which the door changes.
#[derive(Clone, Debug, Default)]
struct Guest(Arc<Mutex<Option<Client>>>);

#[oauth2_provider(
    grants(code, implicit, password, client_credentials),
    allow(implicit, password, json_body, http_redirect),
    scopes = AppScope,
    plays(policy)
)]
struct Stand {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(settings)]
    settings: Settings,
    #[oauth2(clients)]
    guest: Guest,
    #[oauth2(users)]
    people: People,
}

impl Clients for Guest {
    async fn find_client(&self, client_id: &str) -> HookResult<Option<Client>> {
        let guest = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(guest
            .clone()
            .filter(|client| client.id().as_str() == client_id))
    }
}

impl Login for Stand {
    async fn current_user(&self, _: &Parts) -> HookResult<Option<Subject>> {
        Ok(Some(Subject::new("user-1")))
    }
}

impl Policy for Stand {
    async fn auto_approve(&self, _: &ConsentRequest<'_>) -> HookResult<Decision> {
        Ok(Decision::Approve)
    }
}

impl ClientCredentials for Stand {
    async fn authorize_client(
        &self,
        _: &Client,
        requested: &ScopeSet,
    ) -> HookResult<Option<Approval>> {
        Ok(Some(Approval::new(requested.clone())))
    }
}

/// The stand and who stands at it.
pub(super) struct Kiosk {
    router: Router,
    guest: Guest,
    uses: u32,
}

impl Kiosk {
    fn new() -> Self {
        let guest = Guest::default();
        let settings = Settings::new(ISSUER)
            .clock(Arc::new(FixedClock::default()))
            .sweep_every(Duration::ZERO);
        let stand = Stand {
            store: MemoryStore::new().allow_any_issuer(),
            settings,
            guest: guest.clone(),
            people: People,
        };
        let kiosk = Self {
            router: stand.build().expect("a server").router(),
            guest,
            uses: 0,
        };
        kiosk
            .welcome("https://web.example/cb", false)
            .expect("a client");
        kiosk
    }

    /// Registers the client `web` with this redirect URI and no other.
    pub(super) fn welcome(&self, uri: &str, insecure: bool) -> Result<(), ConfigError> {
        let client = Client::confidential("web", &ClientSecret::given(SECRET))
            .grants((
                grants::code,
                grants::implicit,
                grants::password,
                grants::client_credentials,
            ))
            .scopes([AppScope::Read, AppScope::Write]);
        let client = if insecure {
            client.insecure_redirect(uri)
        } else {
            client.redirect_uri(uri)
        };
        let client = client.build()?;
        *self.guest.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(client);
        Ok(())
    }

    pub(super) async fn send(&self, request: Request<Body>) -> Reply {
        Browser::new(&self.router).send(request).await
    }
}
