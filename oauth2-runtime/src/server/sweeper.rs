//! Deletes what is past its end, in small batches, for as long as the server lives.

use crate::clock::Timestamp;
use crate::error::StoreError;
use crate::provider::{AuthorizationServer, Core, Provider, Share};
use crate::store::{HasStore as _, Store};
use std::pin::Pin;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Weak};
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::time::Instant;

/// Rows a batch: a batch never holds a store up for long.
const BATCH: u32 = 100;

/// What lies between two batches of one round.
const PAUSE: Duration = Duration::from_millis(10);

/// The least that lies there when a round is behind; then it is what a batch takes.
const SHORT_PAUSE: Duration = Duration::from_millis(1);

/// What the sweeper needs of a store: with no more of it behind a pointer, no verb is code that a
/// provider would not have without.
trait Expiring: Sync {
    fn purge(&self, now: Timestamp) -> Answer<'_, Result<u32, StoreError>>;
    fn overdue(&self, now: Timestamp) -> Answer<'_, Result<Option<Duration>, StoreError>>;
}

type Answer<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

impl<S: Store> Expiring for S {
    fn purge(&self, now: Timestamp) -> Answer<'_, Result<u32, StoreError>> {
        self.purge_expired(now, BATCH)
    }

    fn overdue(&self, now: Timestamp) -> Answer<'_, Result<Option<Duration>, StoreError>> {
        Store::overdue(self, now)
    }
}

/// Starts it on the runtime that builds the server; outside a runtime nothing sweeps.
pub(super) fn start<P: Provider + 'static>(server: &AuthorizationServer<P>) {
    let every = server.shared().settings.sweep_every;
    if every.is_zero() {
        return;
    }
    if let Ok(runtime) = Handle::try_current() {
        drop(runtime.spawn(sweep(server.downgrade(), every)));
    } else {
        log_no_runtime();
    }
}

fn log_no_runtime() {
    tracing::warn!(
        reason = "no_sweeper",
        "the server was built outside a tokio runtime: expired rows are not deleted"
    );
}

/// Ends when the last clone of the server is gone, or after `shutdown`.
async fn sweep<P: Provider + 'static>(server: Weak<dyn Share<P>>, every: Duration) {
    loop {
        tokio::time::sleep(every).await;
        let running = |shared: &Arc<dyn Share<P>>| !shared.shared().stopped.load(Ordering::Relaxed);
        let Some(shared) = server.upgrade().filter(running) else {
            return;
        };
        let shared = shared.shared();
        purge(shared, shared.me.store(), every).await;
    }
}

/// Removes batch after batch until nothing is left, with a pause behind each: whoever waits for the
/// store has it for as long. A round that is behind takes half of the time for itself, so that rows
/// go as fast as a store can give and take them.
fn purge<'a>(core: &'a Core, store: &'a dyn Expiring, every: Duration) -> Answer<'a, ()> {
    // The body of an async function is compiled where it is awaited, unless it stands behind a
    // pointer: so this is compiled once, here, and not in the crate of each provider.
    Box::pin(round(core, store, every))
}

async fn round(core: &Core, store: &dyn Expiring, every: Duration) {
    let mut next = Instant::now() + every;
    let mut shortest = PAUSE;
    loop {
        let began = Instant::now();
        match batch(core, store).await {
            Ok(removed) if removed < BATCH => return,
            Ok(_) => tokio::time::sleep(began.elapsed().clamp(shortest, PAUSE)).await,
            Err(error) => {
                core.sweep().failures += 1;
                let cause = std::error::Error::source(&error).map(ToString::to_string);
                tracing::error!(
                    reason = "sweep_failed",
                    cause,
                    "expired rows could not be deleted"
                );
                return;
            }
        }
        if core.stopped.load(Ordering::Relaxed) {
            return;
        }
        let now = Instant::now();
        if now >= next {
            next = now + every;
            shortest = SHORT_PAUSE;
            let lag = core.sweep().lag.map(|lag| lag.as_secs());
            tracing::warn!(
                reason = "sweep_behind",
                lag,
                "one round of deleting expired rows takes longer than the next one is away"
            );
        }
    }
}

async fn batch(core: &Core, store: &dyn Expiring) -> Result<u32, StoreError> {
    let removed = store.purge(core.now()).await?;
    let lag = store.overdue(core.now()).await?;
    let mut sweep = core.sweep();
    sweep.removed += u64::from(removed);
    sweep.lag = lag;
    drop(sweep);
    tracing::debug!(
        removed,
        lag = lag.map(|lag| lag.as_secs()),
        "expired rows were deleted"
    );
    Ok(removed)
}
