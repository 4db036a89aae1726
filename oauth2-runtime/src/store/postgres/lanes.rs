//! Access tokens that wait at the same time share a transaction.
//!
//! There is no timer: what arrives while every lane is busy is the next batch. No caller is
//! answered before the commit that keeps its token.

use super::failure::is_about_a_row;
use super::tokens::{KeepAccess, Kept};
use super::verb::PATIENCE;
use super::{Inner, Outcome};
use crate::error::{BoxError, StoreError};
use crate::store::{AccessRecord, Inserted};
use std::collections::VecDeque;
use std::error::Error;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{OwnedSemaphorePermit, oneshot};
use tokio::time::timeout;

/// How many batches are under way at most: one is written while another waits for the disk.
const LANES: usize = 2;

/// How many rows a batch has at most, so that the first of them is not kept waiting long.
const BATCH: usize = 256;

type Answer = Result<Kept, Failure>;
type Failure = Arc<dyn Error + Send + Sync>;

struct Waiting {
    access: AccessRecord,
    answer: oneshot::Sender<Answer>,
    _permit: OwnedSemaphorePermit,
}

#[derive(Default)]
struct State {
    waiting: VecDeque<Waiting>,
    busy: usize,
}

#[derive(Default)]
pub(super) struct Lanes(Mutex<State>);

impl Lanes {
    /// None when there is nothing to do. Then the lane is counted down in the same step: whoever
    /// comes after it begins another one.
    fn next(&self, lane: &mut Lane) -> Option<Vec<Waiting>> {
        let mut state = self.state();
        let count = state.waiting.len().min(BATCH);
        if count == 0 {
            state.busy -= 1;
            lane.counted = false;
            return None;
        }
        Some(state.waiting.drain(..count).collect())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A lane that works. It is counted down however its task ends.
struct Lane {
    inner: Arc<Inner>,
    counted: bool,
}

impl Drop for Lane {
    fn drop(&mut self) {
        if self.counted {
            self.inner.lanes.state().busy -= 1;
        }
    }
}

impl Inner {
    /// Keeps a token on a grant that is there, or on its client alone.
    pub(super) async fn keep_access(
        self: &Arc<Self>,
        access: AccessRecord,
    ) -> Result<Inserted, StoreError> {
        let permit = self.admit().await?;
        let (answer, kept) = oneshot::channel();
        let lane = {
            let mut state = self.lanes.state();
            state.waiting.push_back(Waiting {
                access,
                answer,
                _permit: permit,
            });
            let free = state.busy < LANES;
            state.busy += usize::from(free);
            free.then(|| Lane {
                inner: Arc::clone(self),
                counted: true,
            })
        };
        if let Some(lane) = lane {
            tokio::spawn(work(lane));
        }
        let kept = timeout(PATIENCE, kept).await.map_err(StoreError::new)?;
        let kept = kept.map_err(StoreError::new)?;
        match kept.map_err(BoxError::from).map_err(StoreError::new)? {
            Kept::Live => Ok(Inserted::Live),
            Kept::Revoked => Ok(Inserted::Revoked),
            Kept::Twice => Err(StoreError::new(
                "there is an access token of this hash already",
            )),
        }
    }
}

async fn work(mut lane: Lane) {
    let inner = Arc::clone(&lane.inner);
    while let Some(batch) = inner.lanes.next(&mut lane) {
        write(&inner, batch).await;
    }
}

/// All together; when one of them is at fault, each alone.
async fn write(inner: &Inner, mut batch: Vec<Waiting>) {
    // Whoever does not wait any more was told that it failed.
    batch.retain(|waiting| !waiting.answer.is_closed());
    if batch.is_empty() {
        return;
    }
    let rows = batch.iter().map(|waiting| waiting.access.clone()).collect();
    match keep(inner, rows).await {
        Ok(kept) => {
            for (waiting, kept) in batch.into_iter().zip(kept) {
                tell(waiting, Ok(kept));
            }
        }
        Err(error) if is_about_a_row(&error) && batch.len() > 1 => {
            for waiting in batch {
                let kept = keep(inner, vec![waiting.access.clone()]).await;
                let kept = kept.map(|kept| kept.first().copied());
                match kept {
                    Ok(Some(kept)) => tell(waiting, Ok(kept)),
                    Ok(None) => {}
                    Err(error) => tell(waiting, Err(error.into())),
                }
            }
        }
        Err(error) => {
            let failure = Failure::from(error);
            for waiting in batch {
                tell(waiting, Err(Arc::clone(&failure)));
            }
        }
    }
}

async fn keep(inner: &Inner, rows: Vec<AccessRecord>) -> Outcome<Vec<Kept>> {
    let keep = KeepAccess::new(rows, &inner.locks, true);
    inner.perform_within(PATIENCE, &keep).await
}

fn tell(waiting: Waiting, answer: Answer) {
    // A caller that went away does not wait for the answer; what it asked for is done.
    let _ = waiting.answer.send(answer);
}
