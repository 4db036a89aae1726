//! Calls of `RedisStore` that come at the same time and go out together.

use crate::redis::unhurried;
use futures_util::future::{FutureExt as _, join_all};
use oauth2_runtime::contract::sample::{access, at, client, granted, hash, is_live, plain};
use oauth2_runtime::{AccessRecord, Inserted, NewAccess, RedisStore, Store, TokenHash};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use support::servers::Redis;
use tokio::runtime::{Builder, Runtime};

/// More than all batches under way have room for.
const MANY: u16 = 700;

fn token(number: u16) -> TokenHash {
    let mut bytes = [7; 32];
    bytes[..2].copy_from_slice(&number.to_be_bytes());
    TokenHash::from_stored(bytes)
}

/// A token of a client alone, which tells its number.
fn of_client(number: u16) -> NewAccess {
    plain(AccessRecord {
        hash: token(number),
        grant: None,
        subject: None,
        client_id: client(&format!("app{number}")),
        ..access(1, 1)
    })
}

/// A server that was told no script yet, too.
#[tokio::test]
async fn each_of_many_calls_at_once_gets_its_own_answer() {
    let redis = Redis::new(&[]);
    let store = RedisStore::connect(&redis.url()).await.unwrap();
    // The second time each is kept already.
    for is_new in [true, false] {
        let kept = join_all((0..MANY).map(|number| store.insert_access(of_client(number)))).await;
        assert!(kept.iter().all(|kept| kept.is_ok() == is_new));
        redis.run(&["SCRIPT", "FLUSH"]);
    }
    let hashes: Vec<_> = (0..2 * MANY).map(token).collect();
    let found = join_all(hashes.iter().map(|hash| store.find_access(hash))).await;
    for (number, found) in found.into_iter().enumerate() {
        let name = found.unwrap().map(|found| found.client_id.to_string());
        let kept = number < usize::from(MANY);
        assert_eq!(name, kept.then(|| format!("app{number}")));
    }
}

#[tokio::test]
async fn a_call_that_fails_takes_no_other_with_it() {
    let redis = Redis::new(&[]);
    let store: Arc<dyn Store> = Arc::new(RedisStore::connect(&redis.url()).await.unwrap());
    assert_eq!(
        store.insert_access(granted(1)).await.unwrap(),
        Inserted::Live
    );
    redis.run(&["CONFIG", "SET", "maxmemory", "1"]);
    let (token, more, theirs) = (hash(1), of_client(1), client("app"));
    let (found, refused, revoked) = tokio::join!(
        store.find_access(&token),
        store.insert_access(more),
        store.revoke_client(&theirs, at(1)),
    );
    assert!(found.is_ok() && refused.is_err());
    assert_eq!(revoked.unwrap(), 1);
    assert!(!is_live(&store, 1).await);
}

/// Those that wait for a batch before theirs as well, over a connection that would wait for ever.
#[tokio::test]
async fn each_of_many_calls_is_answered_within_seconds() {
    let redis = Redis::new(&[]);
    let store = RedisStore::over(unhurried(&redis).await).await.unwrap();
    redis.freeze();
    let hashes: Vec<_> = (0..MANY).map(token).collect();
    let found = join_all(hashes.iter().map(|hash| store.find_access(hash)));
    // One wait, and not one behind the other.
    let found = tokio::time::timeout(Duration::from_secs(7), found).await;
    assert!(found.expect("too late").iter().all(Result::is_err));
    redis.thaw();
    assert!(store.find_access(&token(1)).await.unwrap().is_none());
}

/// When those under way have failed, who came first and who came later go out together, with two
/// seconds left and with four.
#[tokio::test]
async fn who_came_first_takes_nobody_with_it_when_its_time_is_over() {
    let redis = Redis::new(&[]);
    let store = RedisStore::connect(&redis.url()).await.unwrap();
    redis.freeze();
    let hashes: Vec<_> = (0..MANY).map(token).collect();
    let mut first = pin!(join_all(hashes.iter().map(|hash| store.find_access(hash))));
    let some_time = Duration::from_secs(2);
    assert!(tokio::time::timeout(some_time, &mut first).await.is_err());
    let later = token(MANY);
    let mut later = pin!(store.find_access(&later));
    // It is asked now.
    assert!(
        tokio::time::timeout(Duration::ZERO, &mut later)
            .await
            .is_err()
    );
    assert!(first.await.iter().all(Result::is_err));
    redis.thaw();
    assert!(later.await.unwrap().is_none());
}

#[tokio::test]
async fn a_script_that_is_forgotten_is_told_once_for_all() {
    let redis = Redis::new(&[]);
    let store = RedisStore::connect(&redis.url()).await.unwrap();
    let hashes: Vec<_> = (0..60).map(token).collect();
    let found = join_all(hashes.iter().map(|hash| store.find_access(hash))).await;
    assert!(found.iter().all(Result::is_ok));
    let told = redis.run(&["INFO", "commandstats"]);
    let told = told.lines().find(|line| line.starts_with("cmdstat_script"));
    assert!(told.unwrap().contains("calls=1,"), "{told:?}");
}

/// A runtime that nobody runs, as between two tests that share a store.
#[test]
fn nobody_waits_for_the_batch_of_another_runtime() {
    let redis = Redis::new(&[]);
    let running = Runtime::new().unwrap();
    let store = running.block_on(RedisStore::connect(&redis.url())).unwrap();
    let idle = Builder::new_current_thread().enable_all().build().unwrap();
    idle.block_on(async {
        let token = token(1);
        assert!(store.find_access(&token).now_or_never().is_none());
    });
    let found = running.block_on(async {
        let (seconds, token) = (Duration::from_secs(20), token(1));
        tokio::time::timeout(seconds, store.find_access(&token)).await
    });
    assert!(found.expect("it waits for ever").unwrap().is_none());
    drop(idle);
}

/// As when each test of an application has a runtime and all of them one store.
#[test]
fn a_store_outlives_the_runtime_of_those_who_wait() {
    let redis = Redis::new(&[]);
    // While a batch gathers, and while all of them are under way.
    for steps in [1, 20] {
        let [first, second] = [(); 2].map(|()| {
            let runtime = Builder::new_current_thread().enable_all().build();
            runtime.unwrap()
        });
        let store = first.block_on(RedisStore::connect(&redis.url())).unwrap();
        redis.freeze();
        first.block_on(async {
            for number in 0..MANY {
                let store = store.clone();
                tokio::spawn(async move { store.find_access(&token(number)).await });
            }
            for _ in 0..steps {
                tokio::task::yield_now().await;
            }
        });
        let behind = second.spawn({
            let store = store.clone();
            async move { store.find_access(&token(0)).await }
        });
        second.block_on(tokio::task::yield_now());
        drop(first);
        redis.thaw();
        second.block_on(async {
            let answered = tokio::time::timeout(Duration::from_secs(20), async {
                // It may have gone with theirs; whoever comes later is answered.
                let _ = behind.await.unwrap();
                while store.find_access(&token(1)).await.is_err() {
                    tokio::task::yield_now().await;
                }
            });
            answered.await.expect("nobody asks for whoever is left");
        });
    }
}
