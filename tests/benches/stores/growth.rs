//! What a verb costs beside many rows, against beside few; and while a million old ones go.

use crate::load::{next_access, rate, scattered};
use axum::Router;
use oauth2_runtime::{PostgresStore, RedisStore, Settings, SqliteStore, Store, Timestamp};
use rusqlite::Connection;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use support::servers::{Postgres, Redis};
use support::{FixedClock, ISSUER, photos_with};
use tokio::time::Instant;

const FEW: u64 = 10_000;
const MANY: u64 = 2_000_000;

/// Where the rows of a benchmark begin, among the numbers of `scattered`.
const FIRST: u64 = 1 << 60;

pub(crate) async fn run() {
    println!("insert and look-up beside {FEW} and {MANY} live tokens, rows/s");
    sqlite().await;
    postgres().await;
    redis().await;
}

async fn measured(store: &Arc<dyn Store>, rows: u64) -> [f64; 2] {
    let kept = Arc::clone(store);
    let inserts = rate(move || {
        let store = Arc::clone(&kept);
        async move {
            let _ = store.insert_access(next_access()).await.expect("a row");
        }
    });
    let inserts = inserts.await;
    let (store, next) = (Arc::clone(store), Arc::new(AtomicU64::new(0)));
    let finds = rate(move || {
        let number = FIRST + next.fetch_add(7919, Ordering::Relaxed) % rows;
        let store = Arc::clone(&store);
        async move {
            let found = store.find_access(&scattered(number)).await.expect("a row");
            assert!(found.is_some());
        }
    });
    [inserts, finds.await]
}

fn print(name: &str, few: [f64; 2], many: [f64; 2]) {
    for ((what, few), many) in ["insert", "look-up"].into_iter().zip(few).zip(many) {
        println!(
            "  {name} {what}: {few:.0} and {many:.0}, {:.2} times the cost",
            few / many
        );
    }
}

async fn sqlite() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut figures = Vec::new();
    for rows in [FEW, MANY] {
        let file = folder.path().join(format!("{rows}.db"));
        let store: Arc<dyn Store> = Arc::new(SqliteStore::open(&file).expect("a store"));
        let bytes = fill_sqlite(&file, rows, 4_000_000_000);
        println!("  SqliteStore: {} bytes a token of {rows}", bytes / rows);
        figures.push(measured(&store, rows).await);
    }
    print("SqliteStore", figures[0], figures[1]);
}

/// Answers how many bytes the database has then.
fn fill_sqlite(file: &Path, rows: u64, expires_at: i64) -> u64 {
    let mut db = Connection::open(file).expect("a database");
    let all = db.transaction().expect("a transaction");
    let mut insert = all
        .prepare(
            "INSERT INTO access_tokens (hash, client_id, scopes, issued_at, expires_at)
             VALUES (?1, 'web', 'read', 1000000, ?2)",
        )
        .expect("a statement");
    for number in FIRST..FIRST + rows {
        let hash = scattered(number);
        insert
            .execute((hash.as_bytes(), expires_at))
            .expect("a row");
    }
    drop(insert);
    all.commit().expect("a commit");
    let pragma = |name| db.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let (pages, each) = (pragma("page_count"), pragma("page_size"));
    let bytes = pages.expect("a number") * each.expect("a number");
    bytes.try_into().expect("no less than nothing")
}

async fn postgres() {
    // As a server for so many rows is set: room for the log, so that pages are not logged whole anew
    // all the time.
    let server = Postgres::new(&[
        "max_connections=200",
        "shared_buffers=1GB",
        "max_wal_size=8GB",
        "checkpoint_timeout=30min",
    ]);
    let mut figures = Vec::new();
    for rows in [FEW, MANY] {
        let schema = server.schema();
        let url = server.url_of(&schema);
        let store = PostgresStore::connect(&url).await.expect("a store");
        // Its partition is there once a token was kept in it.
        let mut first = next_access();
        first.access.issued_at = Timestamp::from_seconds(1_000_000);
        first.access.expires_at = Timestamp::from_seconds(1_003_000);
        let _ = store.insert_access(first).await.expect("a row");
        let before = size(&server, &schema);
        fill_postgres(&server, &schema, rows).await;
        let each = (size(&server, &schema) - before) / rows;
        println!("  PostgresStore: {each} bytes a token of {rows}");
        let store: Arc<dyn Store> = Arc::new(store);
        figures.push(measured(&store, rows).await);
    }
    print("PostgresStore", figures[0], figures[1]);
}

async fn fill_postgres(server: &Postgres, schema: &str, rows: u64) {
    const BATCH: u64 = 10_000;
    let (client, connection) =
        tokio_postgres::connect(&server.url_of(schema), tokio_postgres::NoTls)
            .await
            .expect("a server");
    tokio::spawn(connection);
    let insert = client
        .prepare(
            "INSERT INTO access_tokens (hash, client_id, scopes, issued_at, expires_at)
             SELECT hash, 'web', 'read', 1000000, 1003000 FROM unnest($1::bytea[]) AS hash",
        )
        .await
        .expect("a statement");
    for first in (FIRST..FIRST + rows).step_by(usize::try_from(BATCH).expect("few")) {
        let hashes: Vec<_> = (first..first + BATCH.min(rows))
            .map(|number| scattered(number).as_bytes().to_vec())
            .collect();
        client.execute(&insert, &[&hashes]).await.expect("rows");
    }
}

pub(crate) fn size(server: &Postgres, schema: &str) -> u64 {
    let sql = format!(
        "SELECT sum(pg_total_relation_size(oid))::bigint FROM pg_class
         WHERE relnamespace = '{schema}'::regnamespace AND relkind = 'r'"
    );
    server.run(&sql).trim().parse().expect("a number")
}

async fn redis() {
    let mut figures = Vec::new();
    for rows in [FEW, MANY] {
        let server = Redis::new(&["--appendfsync", "no"]);
        let store = RedisStore::connect(&server.url()).await.expect("a store");
        let store: Arc<dyn Store> = Arc::new(store);
        fill(&store, rows).await;
        figures.push(measured(&store, rows).await);
    }
    print("RedisStore", figures[0], figures[1]);
}

async fn fill(store: &Arc<dyn Store>, rows: u64) {
    const TASKS: u64 = 64;
    let tasks: Vec<_> = (0..TASKS)
        .map(|task| {
            let store = Arc::clone(store);
            tokio::spawn(async move {
                for number in (FIRST + task..FIRST + rows).step_by(64) {
                    let mut new = next_access();
                    new.access.hash = scattered(number);
                    let _ = store.insert_access(new).await.expect("a row");
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.expect("no panic");
    }
}

/// The token endpoint on `SqliteStore` at rest, and while it is swept of a million rows.
pub(crate) async fn sweep() {
    println!("client_credentials on SqliteStore, 32 tasks, while a million expired rows go");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("oauth2.db");
    let store = SqliteStore::open(&file).expect("a store");
    for (name, rows, sweep_every) in [
        ("nothing to sweep", 0, Duration::ZERO),
        ("sweeping", 1_000_000, Duration::from_millis(1)),
    ] {
        fill_sqlite(&file, rows, 1_000_001);
        let settings = Settings::new(ISSUER).sweep_every(sweep_every);
        let (router, server, clock) = photos_with(Arc::new(store.clone()), settings, []);
        let clock: FixedClock = clock;
        clock.advance(10);
        let [half, most] = latencies(router).await;
        let sweep = server.sweep();
        println!(
            "  {name}: p50 {half:?}, p99 {most:?}; {} rows swept meanwhile, {:?} behind",
            sweep.removed, sweep.lag
        );
    }
}

async fn latencies(router: Router) -> [Duration; 2] {
    let tasks: Vec<_> = (0..32)
        .map(|_| {
            let mut app = support::Browser::new(&router);
            tokio::spawn(async move {
                let mut took = Vec::new();
                for _ in 0..1000 {
                    let began = Instant::now();
                    let pairs = [("grant_type", "client_credentials")];
                    assert_eq!(app.token("web", &pairs).await.status, 200);
                    took.push(began.elapsed());
                }
                took
            })
        })
        .collect();
    let mut took = Vec::new();
    for task in tasks {
        took.extend(task.await.expect("no panic"));
    }
    took.sort_unstable();
    [took.len() / 2, took.len() * 99 / 100].map(|at| took[at])
}
