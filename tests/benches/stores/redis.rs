//! `RedisStore` beside plain `SET` on the same kind of connection to the same server.

use crate::bytes::used;
use crate::load::{TASKS, next_access, rate, requests, scattered};
use oauth2_runtime::{RedisStore, Store as _};
use redis::Client;
use redis::aio::ConnectionManager;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use support::servers::Redis;

const TOKENS: u32 = 100_000;

pub(crate) async fn run(memory: f64) {
    let server = Redis::new(&[]);
    let store = RedisStore::connect(&server.url()).await.expect("a store");
    let tokens = requests(Arc::new(store.clone())).await;
    println!(
        "  RedisStore: {tokens:.0} tokens/s; {:.2} of MemoryStore",
        tokens / memory
    );
    let kept = store.clone();
    let verbs = rate(move || {
        let store = kept.clone();
        async move {
            let _ = store.insert_access(next_access()).await.expect("a row");
        }
    });
    let verbs = verbs.await;
    println!("  RedisStore::insert_access: {verbs:.0} rows/s");
    let raw = raw(&server).await;
    println!(
        "  raw SET of 120 bytes, {TASKS} tasks on one connection: {raw:.0}/s; the endpoint has {:.2} of it, the verb {:.2}",
        tokens / raw,
        verbs / raw
    );
    println!("  RedisStore: {} bytes a live token", bytes().await);
}

async fn raw(server: &Redis) -> f64 {
    let client = Client::open(server.url()).expect("an address");
    let connection = ConnectionManager::new(client).await.expect("a server");
    let next = Arc::new(AtomicU64::new(1 << 50));
    rate(move || {
        let mut connection = connection.clone();
        let hash = scattered(next.fetch_add(1, Ordering::Relaxed));
        async move {
            let value = [0_u8; 120];
            redis::cmd("SET")
                .arg(&hash.as_bytes()[..])
                .arg(&value[..])
                .arg("EX")
                .arg(4500)
                .exec_async(&mut connection)
                .await
                .expect("a row");
        }
    })
    .await
}

/// What one token adds to the memory of a server that holds many.
async fn bytes() -> u64 {
    let server = Redis::new(&[]);
    let store = RedisStore::connect(&server.url()).await.expect("a store");
    let before = used(&server);
    let tasks: Vec<_> = (0..TASKS)
        .map(|_| {
            let store = store.clone();
            let share = TOKENS / u32::try_from(TASKS).expect("few");
            tokio::spawn(async move {
                for _ in 0..share {
                    let _ = store.insert_access(next_access()).await.expect("a row");
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.expect("no panic");
    }
    (used(&server) - before) / u64::from(TOKENS)
}
