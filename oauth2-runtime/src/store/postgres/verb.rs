//! A verb and how it is run: on a connection of the pool, again after a conflict, within a time.

use super::db::Db;
use super::failure::{is_conflict, lacks_partition};
use super::partitions::{self, Lifetime};
use super::{Inner, Outcome};
use crate::error::StoreError;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;

/// How often a verb is run again that was in another one's way.
const CONFLICTS: u32 = 5;

/// How long a caller waits for an answer, whatever the server does.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);

/// How long for one that has work in proportion to what is stored.
pub(super) const LONG_PATIENCE: Duration = Duration::from_secs(60);

/// What a call of the store asks of the database. It runs as a task of its own, so that a caller
/// who goes away neither stops it halfway nor costs its connection.
pub(super) trait Verb: Send + Sync + 'static {
    type Answer: Send + 'static;

    fn run(&self, db: &mut Db) -> impl Future<Output = Outcome<Self::Answer>> + Send;

    /// The access tokens that it may keep: for each a partition is made when there is none.
    fn lifetimes(&self) -> Vec<Lifetime> {
        Vec::new()
    }
}

impl Inner {
    pub(super) async fn run<V: Verb>(self: &Arc<Self>, verb: V) -> Result<V::Answer, StoreError> {
        self.run_within(PATIENCE, verb).await
    }

    pub(super) async fn run_within<V: Verb>(
        self: &Arc<Self>,
        patience: Duration,
        verb: V,
    ) -> Result<V::Answer, StoreError> {
        self.under_way(move |inner| async move { inner.perform_within(patience, &verb).await })
            .await
    }

    /// A task of its own, which the shutdown waits for.
    pub(super) async fn under_way<T, F>(
        self: &Arc<Self>,
        work: impl FnOnce(Arc<Self>) -> F + Send,
    ) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: Future<Output = Outcome<T>> + Send + 'static,
    {
        let permit = self.admit().await?;
        let work = work(Arc::clone(self));
        let work = tokio::spawn(async move {
            let answer = work.await;
            drop(permit);
            answer
        });
        work.await
            .map_err(StoreError::new)?
            .map_err(StoreError::new)
    }

    /// A verb that takes too long takes its connection along, and whatever idles beside it: it may
    /// be as dead.
    pub(super) async fn perform_within<V: Verb>(
        &self,
        patience: Duration,
        verb: &V,
    ) -> Outcome<V::Answer> {
        match timeout(patience, self.perform(patience, verb)).await {
            Ok(answer) => answer,
            Err(late) => {
                self.distrust();
                Err(late.into())
            }
        }
    }

    async fn perform<V: Verb>(&self, patience: Duration, verb: &V) -> Outcome<V::Answer> {
        let (mut conflicts, mut made) = (0, false);
        loop {
            let mut db = Db::new(self.pool.get().await?);
            if patience > PATIENCE {
                self.check(&db).await?;
            }
            let answer = verb.run(&mut db).await;
            db.settle().await;
            match answer {
                Err(error) if is_conflict(&error) && conflicts < CONFLICTS => conflicts += 1,
                Err(error) if lacks_partition(&error) && !made => {
                    made = true;
                    self.make_partitions(verb.lifetimes()).await?;
                }
                answer => return answer,
            }
        }
    }

    /// Whether the connection lives, which the pool asks of those alone that idled: what is sent over
    /// a dead one would take all of a long patience.
    async fn check(&self, db: &Db) -> Outcome<()> {
        let Ok(alive) = timeout(PATIENCE, db.client()?.check_connection()).await else {
            self.distrust();
            return Err("the connection does not answer".into());
        };
        Ok(alive?)
    }

    pub(super) async fn make_partitions(&self, lifetimes: Vec<Lifetime>) -> Outcome<()> {
        let mut db = Db::new(self.pool.get().await?);
        let made = partitions::make(&mut db, self.locks.partitions(), &lifetimes).await;
        db.settle().await;
        made
    }
}
