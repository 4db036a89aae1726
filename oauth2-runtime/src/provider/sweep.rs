//! How the deletion of expired rows fares.

use super::{Core, Provider, Shared};
use crate::store::{Expiring, HasStore as _};
use std::time::Duration;

/// What the sweeper sees of a server: the same for each provider, so that it is compiled once.
pub(crate) trait Swept: Send + Sync {
    fn core(&self) -> &Core;
    fn store(&self) -> &dyn Expiring;
}

impl<P: Provider> Swept for Shared<P> {
    fn core(&self) -> &Core {
        self
    }

    fn store(&self) -> &dyn Expiring {
        self.me.store()
    }
}

/// What the sweeper has done since the server was built: for a page of metrics.
///
/// ```
/// use axum::{Router, routing::get};
/// use oauth2_runtime::{AuthorizationServer, Provider};
///
/// fn metrics<P: Provider + 'static>(server: AuthorizationServer<P>) -> Router {
///     let lag = move || server.sweep().lag.unwrap_or_default().as_secs();
///     let metrics = async move || format!("oauth2_sweeper_lag_seconds {}\n", lag());
///     Router::new().route("/metrics", get(metrics))
/// }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Sweep {
    /// How many rows it has removed.
    pub removed: u64,
    /// How long the oldest row that may go is past its end, as of the last batch; none when no row
    /// waits. What grows beyond a few of [`Settings::sweep_every`](crate::Settings::sweep_every) is
    /// not keeping up.
    pub lag: Option<Duration>,
    /// How often the store failed.
    pub failures: u64,
}
