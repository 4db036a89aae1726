//! `PostgresStore` beside prepared inserts into a table of the same shape on the same server.

use crate::load::{next_access, rate, requests, scattered};
use oauth2_runtime::{PostgresStore, Store as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use support::servers::Postgres;
use tokio::sync::Mutex;
use tokio_postgres::{Client, NoTls};

/// As many connections as the raw inserts use at once.
const CONNECTIONS: u64 = 16;

const TABLE: &str =
    "CREATE TABLE raw (hash bytea NOT NULL, grant_id bytea, client_id text NOT NULL,
    subject text, scopes text NOT NULL, issued_at bigint NOT NULL, expires_at bigint NOT NULL);
    CREATE UNIQUE INDEX ON raw (hash);
    CREATE INDEX ON raw (client_id) WHERE grant_id IS NULL";

const ONE: &str = "INSERT INTO raw VALUES ($1, NULL, 'web', NULL, 'read', 1000000, 1003600)";

const MANY: &str = "INSERT INTO raw
    SELECT hash, NULL, 'web', NULL, 'read', 1000000, 1003600 FROM unnest($1::bytea[]) AS hash";

pub(crate) async fn run(memory: f64) {
    let server = Postgres::new(&["max_connections=200", "shared_buffers=256MB"]);
    let schema = server.schema();
    let store = PostgresStore::connect(&server.url_of(&schema)).await;
    let store = Arc::new(store.expect("a store"));
    let before = commits(&server);
    let rows = || {
        count(
            &server,
            &format!("SELECT count(*) FROM {schema}.access_tokens"),
        )
    };
    let tokens = requests(Arc::clone(&store) as Arc<_>).await;
    let (rows, commits) = (rows(), (commits(&server) - before).max(1));
    let batch = f64::from(rows) / f64::from(commits);
    println!(
        "  PostgresStore: {tokens:.0} tokens/s, {batch:.1} tokens a commit; {:.2} of MemoryStore",
        tokens / memory
    );
    let verbs = rate(move || {
        let store = Arc::clone(&store);
        async move {
            let _ = store.insert_access(next_access()).await.expect("a row");
        }
    });
    println!("  PostgresStore::insert_access: {:.0} rows/s", verbs.await);
    server.run(TABLE);
    for connections in [1, CONNECTIONS] {
        let one = raw(&server, 1, connections).await;
        println!(
            "  raw prepared insert, 1 row a commit, connections {connections}: {one:.0} rows/s; the endpoint has {:.1} times it",
            tokens / one
        );
    }
    let size = u64::from((rows / commits).max(1));
    for connections in [1, 2] {
        let many = raw(&server, size, connections).await;
        println!(
            "  raw prepared insert, {size} rows a commit, connections {connections}: {many:.0} rows/s; the endpoint has {:.2} of it",
            tokens / many
        );
    }
}

/// Rows a second, so many a commit, over so many connections at once.
async fn raw(server: &Postgres, size: u64, connections: u64) -> f64 {
    let mut clients = Vec::new();
    for _ in 0..connections {
        let (client, connection) = tokio_postgres::connect(&server.url(), NoTls)
            .await
            .expect("a server");
        tokio::spawn(connection);
        let sql = if size == 1 { ONE } else { MANY };
        let insert = client.prepare(sql).await.expect("a statement");
        clients.push(Arc::new(Mutex::new((client, insert))));
    }
    let next = Arc::new(AtomicU64::new((size * 100 + connections) << 40));
    let turn = Arc::new(AtomicU64::new(0));
    let clients = Arc::new(clients);
    let statements = rate(move || {
        let first = next.fetch_add(size, Ordering::Relaxed);
        let turn = turn.fetch_add(1, Ordering::Relaxed) % connections;
        let clients = Arc::clone(&clients);
        async move {
            let client = clients
                .get(usize::try_from(turn).expect("few"))
                .expect("one of them");
            let (client, insert): &(Client, _) = &*client.lock().await;
            let hashes: Vec<_> = (first..first + size)
                .map(|row| scattered(row).as_bytes().to_vec())
                .collect();
            if size == 1 {
                client.execute(insert, &[&hashes[0]]).await.expect("a row");
            } else {
                client.execute(insert, &[&hashes]).await.expect("rows");
            }
        }
    });
    statements.await * f64::from(u32::try_from(size).expect("few"))
}

fn commits(server: &Postgres) -> u32 {
    count(
        server,
        "SELECT xact_commit FROM pg_stat_database WHERE datname = 'postgres'",
    )
}

fn count(server: &Postgres, sql: &str) -> u32 {
    server.run(sql).trim().parse().expect("a number")
}
