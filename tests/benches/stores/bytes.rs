//! What a grant takes with its refresh family and one access token, indexes included.

use crate::growth::size;
use crate::load::{TASKS, scattered};
use oauth2_runtime::contract::sample::{grant, refreshable};
use oauth2_runtime::{
    GrantId, GrantRecord, NewAccess, PostgresStore, RedisStore, SqliteStore, Store, SubjectId,
};
use std::sync::Arc;
use support::servers::{Postgres, Redis};

const GRANTS: u64 = 64_000;

pub(crate) async fn run() {
    println!("bytes a grant with its refresh family and one access token, {GRANTS} of them");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("oauth2.db");
    let store: Arc<dyn Store> = Arc::new(SqliteStore::open(&file).expect("a store"));
    fill(&store).await;
    store.shutdown().await.expect("a store");
    let bytes = std::fs::metadata(&file).expect("a file").len();
    println!("  SqliteStore: {}", bytes / GRANTS);

    let server = Postgres::new(&[]);
    let schema = server.schema();
    let store = PostgresStore::connect(&server.url_of(&schema)).await;
    let store: Arc<dyn Store> = Arc::new(store.expect("a store"));
    fill(&store).await;
    println!("  PostgresStore: {}", size(&server, &schema) / GRANTS);

    let server = Redis::new(&[]);
    let store = RedisStore::connect(&server.url()).await.expect("a store");
    let store: Arc<dyn Store> = Arc::new(store);
    let before = used(&server);
    fill(&store).await;
    println!("  RedisStore: {}", (used(&server) - before) / GRANTS);
}

async fn fill(store: &Arc<dyn Store>) {
    let tasks: Vec<_> = (0..TASKS)
        .map(|task| {
            let store = Arc::clone(store);
            tokio::spawn(async move {
                for number in (task..GRANTS).step_by(64) {
                    let _ = store.insert_access(numbered(number)).await.expect("a row");
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.expect("no panic");
    }
}

/// Each of another person, whose identifier is as long as a UUID.
fn numbered(number: u64) -> NewAccess {
    let mut new = refreshable(1);
    let hash = scattered(number);
    let (id, _) = hash.as_bytes().split_first_chunk().expect("32 bytes");
    let id = GrantId::from_stored(*id);
    let subject = SubjectId::new(format!("{number:036}"));
    new.access.hash = hash;
    new.access.grant = Some(id);
    new.access.subject = Some(subject.clone());
    new.creates = Some(GrantRecord {
        id,
        subject,
        ..grant(1)
    });
    if let Some(start) = &mut new.refresh {
        start.family = hash;
    }
    new
}

/// All memory that a server of Redis has taken for what it holds.
pub(crate) fn used(server: &Redis) -> u64 {
    let memory = server.run(&["INFO", "memory"]);
    let mut lines = memory.lines();
    let used = lines.find_map(|line| line.strip_prefix("used_memory:"));
    let used = used.and_then(|used| used.trim().parse().ok());
    used.expect("a number")
}
