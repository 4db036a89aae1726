//! Calls that come at the same time go out together.
//!
//! A batch takes one future, one timer and one answer of the connection, whatever number of calls is
//! in it. Nothing waits to fill one: what is ready to run in this moment is the batch, and what comes
//! while the most batches are under way is the next one.

use super::call::{Call, is_forgotten};
use super::{PATIENCE, silent};
use crate::error::StoreError;
use redis::aio::ConnectionManager;
use redis::{Pipeline, RedisResult, Script, Value};
use std::collections::{HashMap, VecDeque};
use std::future::poll_fn;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;
use tokio::runtime::{Handle, Id};
use tokio::sync::oneshot;
use tokio::time::{Instant, timeout_at};

/// How many batches are under way at most, so that a far server answers several at a time.
const MOST: usize = 8;

/// How many calls a batch has at most: the first of them is answered with the last.
const CALLS: usize = 64;

type Answer = Result<Value, StoreError>;

struct Waiting {
    call: Call,
    caller: Caller,
}

struct Caller {
    /// When it waits no longer.
    until: Instant,
    answer: oneshot::Sender<Answer>,
}

impl Caller {
    fn tell(self, answer: Answer) {
        // A caller that went away does not wait for the answer; what it asked for is done.
        let _ = self.answer.send(answer);
    }

    fn waits(&self, now: Instant) -> bool {
        !self.answer.is_closed() && now < self.until
    }
}

/// What waits on one runtime, and how many tasks of it take from there.
#[derive(Default)]
struct Line {
    waiting: VecDeque<Waiting>,
    under_way: usize,
    /// Whether one of them is about to take.
    gathering: bool,
}

impl Line {
    /// Whether another task is to begin.
    fn begins(&mut self) -> bool {
        let begins = !self.gathering && !self.waiting.is_empty() && self.under_way < MOST;
        if begins {
            self.gathering = true;
            self.under_way += 1;
        }
        begins
    }
}

/// A line for each runtime: whoever waited for a task of another one would wait for ever when nobody
/// runs that.
pub(super) struct Batches {
    connection: ConnectionManager,
    lines: Mutex<HashMap<Id, Line>>,
}

impl Batches {
    pub(super) fn over(connection: ConnectionManager) -> Arc<Self> {
        Arc::new(Self {
            connection,
            lines: Mutex::default(),
        })
    }

    pub(super) async fn answer(self: &Arc<Self>, call: Call) -> Answer {
        let (answer, told) = oneshot::channel();
        let until = Instant::now() + PATIENCE;
        let caller = Caller { until, answer };
        let runtime = Handle::current().id();
        let begins = {
            let mut lines = self.lines();
            let line = lines.entry(runtime).or_default();
            line.waiting.push_back(Waiting { call, caller });
            line.begins()
        };
        if begins {
            Task::start(self, runtime);
        }
        // Unheard are those whose time is over, or whose task is.
        told.await.map_err(|_| silent())?
    }

    fn lines(&self) -> MutexGuard<'_, HashMap<Id, Line>> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One of the tasks under way.
struct Task {
    batches: Arc<Batches>,
    runtime: Id,
    counted: bool,
}

impl Task {
    /// Starts one that its line has counted.
    fn start(batches: &Arc<Batches>, runtime: Id) {
        let task = Self {
            batches: Arc::clone(batches),
            runtime,
            counted: true,
        };
        drop(tokio::spawn(work(task)));
    }

    /// A batch of what waits; another task takes what is beyond it.
    fn take(&self) -> Vec<Waiting> {
        let mut lines = self.batches.lines();
        let line = lines.entry(self.runtime).or_default();
        line.gathering = false;
        let count = line.waiting.len().min(CALLS);
        let batch = line.waiting.drain(..count).collect();
        let begins = line.begins();
        drop(lines);
        if begins {
            Self::start(&self.batches, self.runtime);
        }
        batch
    }

    /// Whether there is more to take. If not, the task is counted down in the same step: whoever
    /// comes after it begins another one.
    fn goes_on(&mut self) -> bool {
        let batches = Arc::clone(&self.batches);
        let mut lines = batches.lines();
        let line = lines.entry(self.runtime).or_default();
        if line.waiting.is_empty() || line.gathering {
            self.leave(&mut lines);
            return false;
        }
        line.gathering = true;
        true
    }

    /// With the last task its line goes, and whoever waits there still.
    fn leave(&mut self, lines: &mut HashMap<Id, Line>) -> Option<Line> {
        self.counted = false;
        let line = lines.get_mut(&self.runtime)?;
        line.under_way -= 1;
        if line.under_way > 0 {
            return None;
        }
        lines.remove(&self.runtime)
    }
}

/// A task that ends before it is done went with its runtime, or failed.
impl Drop for Task {
    fn drop(&mut self) {
        if self.counted {
            let batches = Arc::clone(&self.batches);
            let mut lines = batches.lines();
            let left = self.leave(&mut lines);
            drop(lines);
            // Whoever waits is told so, outside the lock.
            drop(left);
        }
    }
}

async fn work(mut task: Task) {
    loop {
        others_first().await;
        let batch = task.take();
        send(&mut task.batches.connection.clone(), batch).await;
        if !task.goes_on() {
            return;
        }
    }
}

/// Whoever is ready to run comes first, and brings its call. Not `yield_now`: it puts off what another
/// worker could take over meanwhile.
async fn others_first() {
    let mut came = false;
    poll_fn(|context| {
        if came {
            return Poll::Ready(());
        }
        came = true;
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

async fn send(connection: &mut ConnectionManager, batch: Vec<Waiting>) {
    let forgotten = ask(connection, batch).await;
    let Some(latest) = forgotten.last() else {
        return;
    };
    let taught = timeout_at(latest.caller.until, teach(connection, &forgotten)).await;
    if let Ok(Err(error)) = taught {
        for Waiting { caller, .. } in forgotten {
            caller.tell(Err(StoreError::new(error.clone())));
        }
        return;
    }
    for Waiting { caller, .. } in ask(connection, forgotten).await {
        caller.tell(Err(StoreError::new("Redis forgets its scripts")));
    }
}

/// Sends these calls and tells each its answer, in whatever way it ends; the answer are those whose
/// script the server has forgotten.
async fn ask(connection: &mut ConnectionManager, mut batch: Vec<Waiting>) -> Vec<Waiting> {
    let now = Instant::now();
    batch.retain(|waiting| waiting.caller.waits(now));
    let mut calls = Pipeline::with_capacity(batch.len());
    let mut callers = Vec::with_capacity(batch.len());
    for Waiting { call, caller } in batch {
        calls.add_command(call.command);
        callers.push(Some((call.script, caller)));
    }
    let answers = {
        let mut answers = pin!(connection.send_packed_commands(&calls, 0, calls.len()));
        loop {
            let untils = callers.iter().flatten().map(|(_, caller)| caller.until);
            let Some(until) = untils.min() else {
                return Vec::new();
            };
            match timeout_at(until, answers.as_mut()).await {
                Ok(answers) => break answers,
                // Those whose time is over; the others wait on.
                Err(_) => {
                    for caller in &mut callers {
                        drop(caller.take_if(|(_, caller)| caller.until <= until));
                    }
                }
            }
        }
    };
    let answers: Vec<RedisResult<Value>> = match answers {
        Ok(answers) => answers.into_iter().map(Value::extract_error).collect(),
        Err(error) => vec![Err(error); callers.len()],
    };
    let mut forgotten = Vec::new();
    for ((caller, command), answer) in callers.into_iter().zip(calls.cmd_iter()).zip(answers) {
        let Some((script, caller)) = caller else {
            continue;
        };
        match answer {
            Err(error) if is_forgotten(&error) => {
                let command = command.clone();
                let call = Call { script, command };
                forgotten.push(Waiting { call, caller });
            }
            answer => caller.tell(answer.map_err(StoreError::new)),
        }
    }
    forgotten
}

/// Sends the server each of these scripts once.
async fn teach(connection: &mut ConnectionManager, forgotten: &[Waiting]) -> RedisResult<()> {
    let mut taught: Vec<&Script> = Vec::new();
    for Waiting { call, .. } in forgotten {
        if taught
            .iter()
            .all(|it| it.get_hash() != call.script.get_hash())
        {
            call.script.load_async(connection).await?;
            taught.push(call.script);
        }
    }
    Ok(())
}
