//! Calls that come at the same time go out together.
//!
//! A batch takes one future, one timer and one answer of the connection, whatever number of calls is
//! in it. Nothing waits to fill one: what is ready to run in this moment is the batch, and what comes
//! while the most batches are under way is the next one.

use super::call::{Call, is_forgotten, taught};
use super::{PATIENCE, silent};
use crate::error::StoreError;
use redis::aio::ConnectionManager;
use redis::{Pipeline, RedisResult, Script, Value};
use std::mem::take;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::oneshot;
use tokio::task::yield_now;
use tokio::time::{Instant, timeout_at};

/// How many batches are under way at most, so that a far server answers several at a time.
const MOST: usize = 8;

/// How many calls a batch has at most: the first of them is answered with the last.
const CALLS: usize = 64;

type Answer = Result<Value, StoreError>;

struct Waiting {
    call: Call,
    since: Instant,
    answer: oneshot::Sender<Answer>,
}

#[derive(Default)]
struct State {
    waiting: Vec<Waiting>,
    under_way: usize,
    /// Whether a task is about to take what waits.
    gathering: bool,
}

pub(super) struct Batches {
    connection: ConnectionManager,
    state: Mutex<State>,
}

impl Batches {
    pub(super) fn over(connection: ConnectionManager) -> Arc<Self> {
        Arc::new(Self {
            connection,
            state: Mutex::default(),
        })
    }

    pub(super) async fn answer(self: &Arc<Self>, call: Call) -> Answer {
        let (answer, told) = oneshot::channel();
        let waiting = Waiting {
            call,
            since: Instant::now(),
            answer,
        };
        if let Some(task) = self.wait(waiting) {
            task.start();
        }
        // Its task ends unheard with its runtime alone.
        told.await.map_err(|_| silent())?
    }

    /// The task that takes it, if there is none yet that will.
    fn wait(self: &Arc<Self>, waiting: Waiting) -> Option<Task> {
        let mut state = self.state();
        state.waiting.push(waiting);
        self.begin(&mut state)
    }

    fn begin(self: &Arc<Self>, state: &mut State) -> Option<Task> {
        let begins = !state.gathering && !state.waiting.is_empty() && state.under_way < MOST;
        begins.then(|| {
            state.gathering = true;
            state.under_way += 1;
            Task {
                batches: Arc::clone(self),
                counted: true,
            }
        })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One of the tasks under way.
struct Task {
    batches: Arc<Batches>,
    counted: bool,
}

impl Task {
    fn start(self) {
        drop(tokio::spawn(work(self)));
    }

    /// A batch of what waits, and the task that takes what is beyond it.
    fn take(&self) -> (Vec<Waiting>, Option<Self>) {
        let mut state = self.batches.state();
        state.gathering = false;
        let count = state.waiting.len().min(CALLS);
        let batch = state.waiting.drain(..count).collect();
        (batch, self.batches.begin(&mut state))
    }

    /// Whether there is more to take. If not, the task is counted down in the same step: whoever
    /// comes after it begins another one.
    fn goes_on(&mut self) -> bool {
        let mut state = self.batches.state();
        if state.waiting.is_empty() || state.gathering {
            state.under_way -= 1;
            self.counted = false;
            return false;
        }
        state.gathering = true;
        true
    }
}

/// A task that ends before it is done was dropped with its runtime. Nobody is left waiting for it.
impl Drop for Task {
    fn drop(&mut self) {
        if self.counted {
            let mut state = self.batches.state();
            state.under_way -= 1;
            state.gathering = false;
            let waiting = take(&mut state.waiting);
            drop(state);
            // Whoever waits is told so, outside the lock.
            drop(waiting);
        }
    }
}

async fn work(mut task: Task) {
    loop {
        // Whoever is ready to run comes first, and brings its call.
        yield_now().await;
        let (batch, next) = task.take();
        if let Some(next) = next {
            next.start();
        }
        send(task.batches.connection.clone(), batch).await;
        if !task.goes_on() {
            return;
        }
    }
}

async fn send(mut connection: ConnectionManager, mut batch: Vec<Waiting>) {
    // Whoever does not wait any more was told that it failed.
    batch.retain(|waiting| !waiting.answer.is_closed());
    let Some(oldest) = batch.first() else {
        return;
    };
    let deadline = oldest.since + PATIENCE;
    let mut calls = Pipeline::with_capacity(batch.len());
    let mut callers = Vec::with_capacity(batch.len());
    for Waiting { call, answer, .. } in batch {
        calls.add_command(call.command);
        callers.push((call.script, answer));
    }
    let scripts = callers.iter().map(|(script, _)| *script);
    let failed = match timeout_at(deadline, ask(&mut connection, &calls, scripts)).await {
        Ok(Ok(answers)) => {
            for ((_, caller), answer) in callers.into_iter().zip(answers) {
                tell(caller, answer.map_err(StoreError::new));
            }
            return;
        }
        Ok(Err(error)) => Some(error),
        Err(_) => None,
    };
    for (_, caller) in callers {
        let error = failed.clone().map_or_else(silent, StoreError::new);
        tell(caller, Err(error));
    }
}

/// The answer to each.
async fn ask(
    connection: &mut ConnectionManager,
    calls: &Pipeline,
    scripts: impl Iterator<Item = &'static Script>,
) -> RedisResult<Vec<RedisResult<Value>>> {
    let values = connection
        .send_packed_commands(calls, 0, calls.len())
        .await?;
    let mut answers = Vec::with_capacity(values.len());
    for ((value, command), script) in values.into_iter().zip(calls.cmd_iter()).zip(scripts) {
        answers.push(match value.extract_error() {
            Err(error) if is_forgotten(&error) => taught(connection, script, command).await,
            answer => answer,
        });
    }
    Ok(answers)
}

fn tell(caller: oneshot::Sender<Answer>, answer: Answer) {
    // A caller that went away does not wait for the answer; what it asked for is done.
    let _ = caller.send(answer);
}
