//! The one thread that writes: verbs that wait together are committed together.
//!
//! A commit costs a wait for the disk; sharing it is what makes one file fast. Each verb has a
//! savepoint of its own, so one that fails takes back its own writes alone, and no verb is answered
//! before the commit that keeps it.

use super::Outcome;
use crate::error::{BoxError, StoreError};
use rusqlite::Connection;
use std::error::Error;
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};

/// How many verbs may wait; more callers wait for a place.
const QUEUE: usize = 1024;

/// How many verbs share a commit at most, so that the first of them is not kept waiting long.
const BATCH: usize = 256;

/// The way to the writing thread, which ends when the last of them is dropped.
pub(super) struct Writer {
    queue: mpsc::Sender<Message>,
}

enum Message {
    Run(Box<dyn Job>),
    Relax,
    Stop(oneshot::Sender<Result<(), StoreError>>),
}

impl Writer {
    pub(super) fn start(db: Connection) -> Outcome<Self> {
        let (queue, waiting) = mpsc::channel(QUEUE);
        let thread = std::thread::Builder::new().name("oauth2-sqlite-writer".to_owned());
        thread.spawn(move || serve(db, waiting))?;
        Ok(Self { queue })
    }

    pub(super) async fn run<T: Send + 'static>(
        &self,
        verb: impl FnOnce(&Connection) -> Outcome<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (reply, answer) = oneshot::channel();
        let job = Box::new(Verb {
            work: Some(verb),
            result: None,
            reply,
        });
        self.queue
            .send(Message::Run(job))
            .await
            .map_err(|_| closed())?;
        answer.await.map_err(|_| closed())?
    }

    /// Waits on the calling thread, for the few questions that are asked outside of requests.
    pub(super) fn run_blocking<T: Send + 'static>(
        &self,
        verb: impl FnOnce(&Connection) -> Outcome<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (send, receive) = std::sync::mpsc::channel();
        let (reply, _) = oneshot::channel();
        // The receiver waits below: it is there.
        let verb = move |db: &Connection| send.send(verb(db)).map_err(|_| "nobody waits".into());
        let job = Box::new(Verb {
            work: Some(verb),
            result: None,
            reply,
        });
        self.queue
            .try_send(Message::Run(job))
            .map_err(|_| closed())?;
        receive
            .recv()
            .map_err(StoreError::new)?
            .map_err(StoreError::new)
    }

    /// From the next commit on, a commit no longer waits for the disk. A message that finds no
    /// place is dropped: the safe setting then stays.
    pub(super) fn relax(&self) {
        let _ = self.queue.try_send(Message::Relax);
    }

    /// Runs what waits, refuses what comes later and closes the file. The second time there is
    /// nothing to do.
    pub(super) async fn stop(&self) -> Result<(), StoreError> {
        let (reply, answer) = oneshot::channel();
        if self.queue.send(Message::Stop(reply)).await.is_err() {
            return Ok(());
        }
        answer.await.map_err(|_| closed())?
    }
}

fn closed() -> StoreError {
    StoreError::new("the SQLite store is shut down")
}

fn serve(db: Connection, mut waiting: mpsc::Receiver<Message>) {
    let mut stop = None;
    while let Some(first) = waiting.blocking_recv() {
        let mut jobs = Vec::new();
        let mut next = Some(first);
        while let Some(message) = next {
            match message {
                Message::Run(job) => jobs.push(job),
                Message::Relax => relax(&db),
                Message::Stop(reply) => {
                    waiting.close();
                    stop = Some(reply);
                }
            }
            next = if jobs.len() < BATCH {
                waiting.try_recv().ok()
            } else {
                None
            };
        }
        commit_together(&db, jobs);
    }
    let closed = db.close().map_err(|(_, error)| StoreError::new(error));
    if let Some(reply) = stop {
        // A caller that went away does not wait for the answer.
        let _ = reply.send(closed);
    }
}

/// Outside of a transaction, where the setting may change. A failure leaves the safe setting.
fn relax(db: &Connection) {
    let _ = db.pragma_update(None, "synchronous", "NORMAL");
}

fn commit_together(db: &Connection, mut jobs: Vec<Box<dyn Job>>) {
    if jobs.is_empty() {
        return;
    }
    let failure = transact(db, &mut jobs).err().map(Arc::from);
    tracing::trace!(verbs = jobs.len(), "a commit of the SQLite store");
    for job in jobs {
        job.answer(failure.clone());
    }
}

fn transact(db: &Connection, jobs: &mut [Box<dyn Job>]) -> Outcome<()> {
    db.execute_batch("BEGIN IMMEDIATE")?;
    let run = jobs
        .iter_mut()
        .try_for_each(|job| run_in_savepoint(db, job.as_mut()));
    let done = run.and_then(|()| Ok(db.execute_batch("COMMIT")?));
    if done.is_err() && !db.is_autocommit() {
        // `done` tells the cause; a rollback can only fail when SQLite has rolled back by itself.
        let _ = db.execute_batch("ROLLBACK");
    }
    done
}

fn run_in_savepoint(db: &Connection, job: &mut dyn Job) -> Outcome<()> {
    db.execute_batch("SAVEPOINT job")?;
    if !job.run(db) {
        if db.is_autocommit() {
            // As on a full disk (sqlite.org/lang_transaction.html §3.1).
            return Err("SQLite rolled back the transaction of several verbs".into());
        }
        db.execute_batch("ROLLBACK TO job")?;
    }
    Ok(db.execute_batch("RELEASE job")?)
}

type Failure = Arc<dyn Error + Send + Sync>;

trait Job: Send {
    /// Whether what it wrote may stay.
    fn run(&mut self, db: &Connection) -> bool;

    /// Tells the caller, after the commit or its failure.
    fn answer(self: Box<Self>, failure: Option<Failure>);
}

struct Verb<T, F> {
    work: Option<F>,
    result: Option<Outcome<T>>,
    reply: oneshot::Sender<Result<T, StoreError>>,
}

impl<T: Send, F: FnOnce(&Connection) -> Outcome<T> + Send> Job for Verb<T, F> {
    fn run(&mut self, db: &Connection) -> bool {
        self.result = self.work.take().map(|work| work(db));
        matches!(self.result, Some(Ok(_)))
    }

    fn answer(self: Box<Self>, failure: Option<Failure>) {
        let result = match (self.result, failure) {
            (Some(Err(error)), _) => Err(error),
            (_, Some(failure)) => Err(BoxError::from(failure)),
            (Some(Ok(value)), None) => Ok(value),
            (None, None) => Err("the verb was not run".into()),
        };
        // A caller that went away does not wait for the answer; what it asked for is done.
        let _ = self.reply.send(result.map_err(StoreError::new));
    }
}
