//! One connection for the length of one verb: statements that go out together, and transactions
//! that are never left half open.

use super::Outcome;
use deadpool_postgres::Object;
use futures_util::future::{join, join_all, join3};
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Error, Row, Statement};

/// What a statement waits for must be seen by the next one, whatever the server has for a default.
const BEGIN: &str = "BEGIN ISOLATION LEVEL READ COMMITTED";

/// A statement that is prepared once for each connection.
#[derive(Clone, Copy)]
pub(super) struct Sql {
    text: &'static str,
    types: &'static [Type],
}

/// A statement with its values.
#[derive(Clone, Copy)]
pub(super) struct Step<'verb> {
    sql: Sql,
    values: &'verb [&'verb (dyn ToSql + Sync)],
}

impl Sql {
    pub(super) const fn new(text: &'static str, types: &'static [Type]) -> Self {
        Self { text, types }
    }

    pub(super) const fn with<'verb>(
        self,
        values: &'verb [&'verb (dyn ToSql + Sync)],
    ) -> Step<'verb> {
        Step { sql: self, values }
    }
}

/// It goes back to the pool only when [`Db::settle`] was reached: a verb that was dropped on its
/// way takes its connection, and with it the transaction, along.
pub(super) struct Db {
    client: Option<Object>,
    /// Whether the server may be inside a transaction.
    open: bool,
    settled: bool,
}

impl Db {
    pub(super) const fn new(client: Object) -> Self {
        Self {
            client: Some(client),
            open: false,
            settled: false,
        }
    }

    pub(super) fn client(&self) -> Outcome<&Object> {
        self.client
            .as_ref()
            .ok_or_else(|| "the connection is given back".into())
    }

    /// Sends these together, each a transaction of its own unless one is open, and waits for all.
    pub(super) async fn all(&self, steps: &[Step<'_>]) -> Outcome<Vec<Vec<Row>>> {
        let client = self.client()?;
        let prepared = self.prepare(steps).await?;
        in_order(send(client, &prepared, steps).await)
    }

    pub(super) async fn one(&self, step: Step<'_>) -> Outcome<Vec<Row>> {
        let mut answers = self.all(&[step]).await?;
        Ok(answers.pop().unwrap_or_default())
    }

    /// Opens a transaction and sends its first statements with it.
    pub(super) async fn begin(&mut self, steps: &[Step<'_>]) -> Outcome<Vec<Vec<Row>>> {
        self.open = true;
        let client = self.client()?;
        let prepared = self.prepare(steps).await?;
        let answers = send(client, &prepared, steps);
        // A future sends when it is first asked, and they are asked in this order.
        let (begun, answers) = join(client.batch_execute(BEGIN), answers).await;
        begun?;
        in_order(answers)
    }

    /// A whole transaction in one round trip. Its `COMMIT` is on its way before the answers are
    /// known: after a failure the server takes it as a `ROLLBACK`.
    pub(super) async fn at_once<const N: usize>(
        &mut self,
        steps: [Step<'_>; N],
    ) -> Outcome<[Vec<Row>; N]> {
        self.open = true;
        let client = self.client()?;
        let prepared = self.prepare(&steps).await?;
        let (begun, answers, committed) = join3(
            client.batch_execute(BEGIN),
            send(client, &prepared, &steps),
            client.batch_execute("COMMIT"),
        )
        .await;
        begun?;
        let answers = in_order(answers)?;
        committed?;
        self.open = false;
        answers
            .try_into()
            .map_err(|_| "an answer for each statement".into())
    }

    pub(super) async fn commit(&mut self) -> Outcome<()> {
        self.client()?.batch_execute("COMMIT").await?;
        self.open = false;
        Ok(())
    }

    pub(super) async fn rollback(&mut self) -> Outcome<()> {
        self.client()?.batch_execute("ROLLBACK").await?;
        self.open = false;
        Ok(())
    }

    /// The verb is over: what it left open is taken back.
    pub(super) async fn settle(mut self) {
        if self.open && self.rollback().await.is_err() {
            return;
        }
        self.settled = true;
    }

    /// All of them before the first is sent: a statement that must be prepared first would come
    /// after its successors.
    async fn prepare(&self, steps: &[Step<'_>]) -> Outcome<Vec<Statement>> {
        let client = self.client()?;
        let mut prepared = Vec::with_capacity(steps.len());
        for Step { sql, .. } in steps {
            let statement = client.prepare_typed_cached(sql.text, sql.types).await?;
            prepared.push(statement);
        }
        Ok(prepared)
    }
}

impl Drop for Db {
    fn drop(&mut self) {
        if let Some(client) = self.client.take()
            && !self.settled
        {
            drop(Object::take(client));
        }
    }
}

fn send<'all>(
    client: &'all Object,
    prepared: &'all [Statement],
    steps: &'all [Step<'_>],
) -> impl Future<Output = Vec<Result<Vec<Row>, Error>>> {
    let queries = steps.iter().zip(prepared);
    join_all(queries.map(|(step, sql)| client.query(sql, step.values)))
}

/// The first failure counts: those after it follow from it.
fn in_order(answers: Vec<Result<Vec<Row>, Error>>) -> Outcome<Vec<Vec<Row>>> {
    Ok(answers.into_iter().collect::<Result<_, _>>()?)
}
