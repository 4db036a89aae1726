//! `build()`, `at(issuer)` and `router()` on a struct with the attribute.

use super::sweeper;
use crate::error::ConfigError;
use crate::hook::{Clients as _, HasClients as _};
use crate::provider::{AuthorizationServer, DeclaresIssuer, Provider};
use crate::settings::{Issuer, Settings};
use crate::store::{HasStore as _, Store as _};
use axum::Router;

/// Makes a server of a struct with `#[oauth2_provider(..)]`; part of the prelude.
pub trait BuildServer: Provider + 'static {
    /// The server of a provider whose issuer stands in the attribute or in its settings.
    ///
    /// # Errors
    /// Lists every fault of the configuration at once: a bad issuer, paths, lifetimes, a store that
    /// forgets under an issuer other than loopback, clients with short secrets.
    fn build(self) -> Result<AuthorizationServer<Self>, ConfigError>
    where
        Self: DeclaresIssuer,
    {
        let settings = self.settings();
        checked(self, settings)
    }

    /// The server at an issuer that is known at run time.
    ///
    /// # Errors
    /// As [`BuildServer::build`].
    fn at(self, issuer: impl Into<String>) -> Result<AuthorizationServer<Self>, ConfigError> {
        let settings = self.settings().issuer(issuer);
        checked(self, settings)
    }

    /// The routes of the server that [`BuildServer::build`] makes.
    ///
    /// # Errors
    /// As [`BuildServer::build`].
    fn router<S: Clone + Send + Sync + 'static>(self) -> Result<Router<S>, ConfigError>
    where
        Self: DeclaresIssuer,
    {
        Ok(self.build()?.router())
    }
}

impl<P: Provider + 'static> BuildServer for P {}

fn checked<P: Provider + 'static>(
    provider: P,
    mut settings: Settings,
) -> Result<AuthorizationServer<P>, ConfigError> {
    let me = P::me(provider);
    let issuer = check(
        &mut settings,
        P::MANIFEST.grants().is_empty(),
        me.store().is_volatile(),
        &|| me.clients().weak_clients(),
    )?;
    let every = settings.sweep_every;
    let server = AuthorizationServer::assemble(me, settings, issuer);
    sweeper::start(&server.swept(), every);
    Ok(server)
}

/// The issuer, of settings that fit to what the provider has.
fn check(
    settings: &mut Settings,
    is_empty: bool,
    is_volatile: bool,
    weak_clients: &dyn Fn() -> Vec<String>,
) -> Result<Issuer, ConfigError> {
    let mut faults = ConfigError::default();
    let issuer = settings.check(&mut faults);
    if is_empty {
        faults.push(
            "no grants are enabled in this build: each stands under a `#[cfg(..)]` that is off",
        );
    }
    let public = issuer.as_ref().is_some_and(|issuer| !issuer.is_loopback());
    if public && is_volatile {
        faults.push(
            "the store forgets everything at a restart; use SqliteStore, or \
             `MemoryStore::new().allow_any_issuer()` if that is what you want",
        );
    }
    if public {
        for client_id in weak_clients() {
            let fault = "has a secret of fewer than 32 characters, which is for loopback issuers";
            faults.push(format!("client `{}` {fault}", client_id.escape_debug()));
        }
    }
    let Some(issuer) = issuer else {
        return Err(faults);
    };
    log_plain_http(&issuer);
    faults.into_result(issuer)
}

fn log_plain_http(issuer: &Issuer) {
    if !issuer.is_https() {
        tracing::warn!(
            reason = "plain_http",
            issuer = issuer.as_str(),
            "plain http on loopback: cookies go without `Secure` and `__Host-`"
        );
    }
}
