//! Deletes what is past its end, in small batches, for as long as the server lives.

use crate::error::StoreError;
use crate::provider::{Core, Swept};
use crate::store::Expiring;
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

/// Starts it on the runtime that builds the server; outside a runtime nothing sweeps.
pub(super) fn start(server: &Arc<dyn Swept>, every: Duration) {
    if every.is_zero() {
        return;
    }
    if let Ok(runtime) = Handle::try_current() {
        drop(runtime.spawn(sweep(Arc::downgrade(server), every)));
    } else {
        tracing::warn!(
            reason = "no_sweeper",
            "the server was built outside a tokio runtime: expired rows are not deleted"
        );
    }
}

/// Ends when the last clone of the server is gone, or after `shutdown`.
async fn sweep(server: Weak<dyn Swept>, every: Duration) {
    loop {
        tokio::time::sleep(every).await;
        let running = |swept: &Arc<dyn Swept>| !swept.core().stopped.load(Ordering::Relaxed);
        let Some(swept) = server.upgrade().filter(running) else {
            return;
        };
        round(swept.core(), swept.store(), every).await;
    }
}

/// Removes batch after batch until nothing is left, with a pause behind each: whoever waits for the
/// store has it for as long. A round that is behind takes half of the time for itself, so that rows
/// go as fast as a store can give and take them.
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
    let removed = store.purge(core.now(), BATCH).await?;
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
