//! Deletes what is past its end, in small batches, for as long as the server lives.

use crate::provider::{AuthorizationServer, Provider, Share, Shared};
use crate::store::{HasStore as _, Store as _};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Weak};
use std::time::Duration;
use tokio::runtime::Handle;

/// Rows a batch: a batch never holds a store up for long.
const BATCH: u32 = 1000;

/// Starts it on the runtime that builds the server; outside a runtime nothing sweeps.
pub(super) fn start<P: Provider + 'static>(server: &AuthorizationServer<P>) {
    let every = server.shared().settings.sweep_every;
    if every.is_zero() {
        return;
    }
    if let Ok(runtime) = Handle::try_current() {
        drop(runtime.spawn(sweep(server.downgrade(), every)));
    } else {
        tracing::warn!(
            reason = "no_sweeper",
            "the server was built outside a tokio runtime: expired rows are not deleted"
        );
    }
}

/// Ends when the last clone of the server is gone, or after `shutdown`.
async fn sweep<P: Provider + 'static>(server: Weak<dyn Share<P>>, every: Duration) {
    loop {
        tokio::time::sleep(every).await;
        let running = |shared: &Arc<dyn Share<P>>| !shared.shared().stopped.load(Ordering::Relaxed);
        let Some(shared) = server.upgrade().filter(running) else {
            return;
        };
        purge(shared.shared()).await;
    }
}

async fn purge<P: Provider>(shared: &Shared<P>) {
    loop {
        match shared.me.store().purge_expired(shared.now(), BATCH).await {
            Ok(deleted) if deleted < BATCH => return,
            Ok(_) => tokio::task::yield_now().await,
            Err(error) => {
                let cause = std::error::Error::source(&error).map(ToString::to_string);
                tracing::error!(
                    reason = "sweep_failed",
                    cause,
                    "expired rows could not be deleted"
                );
                return;
            }
        }
    }
}
