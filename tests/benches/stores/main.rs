//! What the stores cost, beside what their engines cost without them, in one run.
//!
//! `cargo bench -p tests --bench stores` prints everything; words choose: `sqlite`, `postgres`,
//! `redis`, `growth`, `bytes`, `sweep`.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a benchmark that cannot set itself up must fail there"
)]

mod bytes;
mod growth;
mod load;
mod postgres;
mod redis;
mod sqlite;

use load::{TASKS, requests};
use oauth2_runtime::MemoryStore;
use std::sync::Arc;
use tokio::runtime::Builder;

fn main() {
    let words: Vec<_> = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with("--"))
        .collect();
    let asked = |word: &str| words.is_empty() || words.iter().any(|asked| asked == word);
    let mut runtime = Builder::new_multi_thread();
    let runtime = runtime.enable_all().build().expect("a runtime");
    runtime.block_on(async {
        println!("client_credentials at the token endpoint, in process, {TASKS} tasks at once");
        let memory = requests(Arc::new(MemoryStore::new().allow_any_issuer())).await;
        println!("  MemoryStore: {memory:.0} tokens/s");
        if asked("sqlite") {
            sqlite::run(memory).await;
        }
        if asked("postgres") {
            postgres::run(memory).await;
        }
        if asked("redis") {
            redis::run(memory).await;
        }
        if asked("growth") {
            growth::run().await;
        }
        if asked("bytes") {
            bytes::run().await;
        }
        if asked("sweep") {
            growth::sweep().await;
        }
    });
}
