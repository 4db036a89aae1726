//! `SqliteStore` beside `rusqlite` with the same file, durability and number of rows a commit.

use crate::load::{requests, scattered};
use oauth2_runtime::SqliteStore;
use rusqlite::{Connection, params};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::time::Instant;
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};

pub(crate) async fn run(memory: f64) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("oauth2.db");
    let commits = Commits::default();
    let writer = Targets::new().with_target("oauth2_runtime::store::sqlite", Level::TRACE);
    let seen = tracing_subscriber::registry().with(commits.clone().with_filter(writer));
    // For the whole process: the store writes on a thread of its own.
    tracing::subscriber::set_global_default(seen).expect("the only one");
    let store = SqliteStore::open(&file).expect("a store");
    let rate = requests(Arc::new(store)).await;
    let batch = commits.average();
    println!(
        "  SqliteStore: {rate:.0} tokens/s, {batch:.1} verbs a commit; {:.2} of MemoryStore",
        rate / memory
    );
    let raw = raw(&file, batch);
    println!(
        "  rusqlite, {batch:.0} rows a commit: {raw:.0} rows/s; the endpoint has {:.2} of it",
        rate / raw
    );
    let alone = self::raw(&file, 1.0);
    println!(
        "  rusqlite, 1 row a commit: {alone:.0} rows/s; the endpoint has {:.1} times it",
        rate / alone
    );
}

/// Rows a second into the same table by one connection.
fn raw(file: &Path, batch: f64) -> f64 {
    const LONG: Duration = Duration::from_secs(3);
    let db = Connection::open(file).expect("a database");
    db.pragma_update(None, "synchronous", "FULL")
        .expect("a setting");
    let mut insert = db
        .prepare(
            "INSERT INTO access_tokens (hash, grant_id, client_id, subject, scopes, issued_at,
                 expires_at) VALUES (?1, NULL, 'web', NULL, 'read', ?2, ?3)",
        )
        .expect("a statement");
    let began = Instant::now();
    let mut rows = 0_u32;
    let mut due = 0.0;
    while began.elapsed() < LONG {
        db.execute_batch("BEGIN IMMEDIATE").expect("a transaction");
        due += batch;
        while f64::from(rows) < due {
            let hash = scattered((u64::from(batch < 2.0) << 40) + (1 << 50) + u64::from(rows));
            insert
                .execute(params![hash.as_bytes(), 1_000_000, 1_003_600])
                .expect("a row");
            rows += 1;
        }
        db.execute_batch("COMMIT").expect("a commit");
    }
    f64::from(rows) / began.elapsed().as_secs_f64()
}

/// Counts what the writer tells of its commits.
#[derive(Clone, Default)]
struct Commits(Arc<(AtomicU64, AtomicU64)>);

impl Commits {
    fn average(&self) -> f64 {
        let (commits, verbs) = &*self.0;
        let number = |count: &AtomicU64| {
            let count = count.load(Ordering::Relaxed);
            f64::from(u32::try_from(count).expect("some"))
        };
        number(verbs) / number(commits)
    }
}

impl<S: Subscriber> Layer<S> for Commits {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        event.record(&mut Verbs(self));
    }
}

struct Verbs<'all>(&'all Commits);

impl Visit for Verbs<'_> {
    fn record_u64(&mut self, field: &Field, value: u64) {
        if field.name() == "verbs" {
            let (commits, verbs) = &*self.0.0;
            commits.fetch_add(1, Ordering::Relaxed);
            verbs.fetch_add(value, Ordering::Relaxed);
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn std::fmt::Debug) {}
}
