//! `SplitStore` under the contract, and what it promises when Redis forgets.

use oauth2_runtime::contract::sample::{
    access, at, client, code, grant, grant_id, granted, hash, is_live, plain, refreshable, rotation,
};
use oauth2_runtime::contract::{Backend, Removal};
use oauth2_runtime::{
    AccessRecord, Inserted, NewAccess, RedisStore, RotatedRefresh, SplitStore, SqliteStore, Store,
    SubjectId,
};
use std::sync::Arc;
use std::time::Duration;
use support::servers::Redis;
use tempfile::TempDir;

/// Asks again and again, and not for ever.
async fn soon(is_so: impl AsyncFn() -> bool) {
    let asked = async {
        while !is_so().await {
            tokio::task::yield_now().await;
        }
    };
    let asked = tokio::time::timeout(Duration::from_secs(30), asked);
    asked.await.expect("it is not so within half a minute");
}

/// A new file, and this server.
async fn halves_on(redis: &Redis) -> (SqliteStore, RedisStore, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let durable = SqliteStore::open(folder.path().join("oauth2.db")).unwrap();
    let short_lived = RedisStore::connect(&redis.url()).await.unwrap();
    (durable, short_lived, folder)
}

struct Halves<const ASKS: bool>(TempDir, String);

impl<const ASKS: bool> Backend for Halves<ASKS> {
    const REMOVAL: Removal = Removal::Later;

    async fn new() -> Self {
        Self(tempfile::tempdir().unwrap(), Redis::shared().prefix())
    }

    async fn open(&self) -> Arc<dyn Store> {
        let redis = RedisStore::connect(&Redis::shared().url()).await.unwrap();
        let store = SplitStore::new(
            SqliteStore::open(self.0.path().join("oauth2.db")).unwrap(),
            redis.prefix(&self.1).unwrap(),
        );
        Arc::new(if ASKS { store.asking() } else { store })
    }
}

mod over_sqlite {
    use super::Halves;

    oauth2_runtime::store_contract!(Halves<false>);
}

mod asking {
    use super::Halves;

    oauth2_runtime::store_contract!(Halves<true>);
}

mod over_postgres {
    use super::{Arc, Backend, Redis, RedisStore, Removal, SplitStore, Store};
    use oauth2_runtime::PostgresStore;
    use support::servers::Postgres;

    struct Halves(String, String);

    impl Backend for Halves {
        const REMOVAL: Removal = Removal::Later;

        async fn new() -> Self {
            let schema = Postgres::shared().schema();
            Self(Postgres::shared().url_of(&schema), Redis::shared().prefix())
        }

        async fn open(&self) -> Arc<dyn Store> {
            let redis = RedisStore::connect(&Redis::shared().url()).await.unwrap();
            let redis = redis.prefix(&self.1).unwrap();
            let postgres = PostgresStore::connect(&self.0).await.unwrap();
            Arc::new(SplitStore::new(postgres, redis).asking())
        }
    }

    oauth2_runtime::store_contract!(Halves);
}

/// A failover to a copy that had not heard of the revocation: the tokens are there, the mark is not.
#[tokio::test]
async fn what_redis_forgets_opens_nothing_when_the_database_is_asked() {
    let redis = Redis::new(&[]);
    let (durable, short_lived, _folder) = halves_on(&redis).await;
    let own = AccessRecord {
        grant: None,
        subject: None,
        client_id: client("other"),
        ..access(3, 3)
    };
    let store: Arc<dyn Store> = Arc::new(SplitStore::new(durable.clone(), short_lived.clone()));
    let asking: Arc<dyn Store> = Arc::new(SplitStore::new(durable, short_lived).asking());
    for number in [1, 2] {
        let _ = store.insert_access(granted(number)).await.unwrap();
    }
    let _ = store.insert_access(plain(own)).await.unwrap();
    store.revoke_grant(grant_id(1), at(5)).await.unwrap();
    store.revoke_client(&client("other"), at(5)).await.unwrap();
    assert!(is_live(&store, 2).await && is_live(&asking, 2).await);
    let forget = "for _, key in ipairs(redis.call('KEYS', '{oauth2}:m*')) do \
        redis.call('DEL', key) end";
    redis.run(&["EVAL", forget, "0"]);
    for token in [1, 3] {
        assert!(is_live(&store, token).await, "as documented: {token}");
        assert!(!is_live(&asking, token).await, "{token}");
    }
    assert!(is_live(&asking, 2).await);
    let late = store.insert_access(plain(access(9, 1))).await.unwrap();
    assert_eq!(late, Inserted::Revoked);
}

/// Redis is away: nobody is told of a token, and the database may still be asked for grants.
#[tokio::test]
async fn without_redis_no_token_is_given_and_revocation_is_an_error() {
    let redis = Redis::new(&[]);
    let (durable, short_lived, _folder) = halves_on(&redis).await;
    let store: Arc<dyn Store> = Arc::new(SplitStore::new(durable, short_lived));
    let _ = store.insert_access(refreshable(1)).await.unwrap();
    redis.kill();
    assert!(store.insert_access(plain(access(2, 1))).await.is_err());
    assert!(store.rotate_refresh(rotation(100, 101)).await.is_err());
    assert!(store.find_access(&hash(1)).await.is_err());
    assert!(store.revoke_grant(grant_id(1), at(1)).await.is_err());
    let alice = SubjectId::new("alice");
    assert!(store.revoke_subject(&alice, at(1)).await.is_err());
    let family = store.find_refresh(&client("app"), &hash(1)).await.unwrap();
    assert_eq!(family.unwrap().current, hash(100), "nothing was rotated");
    redis.start();
    soon(async || store.find_access(&hash(1)).await.is_ok()).await;
    let rotated = store.rotate_refresh(rotation(100, 101)).await.unwrap();
    assert_eq!(rotated, RotatedRefresh::Rotated);
    store.revoke_grant(grant_id(1), at(1)).await.unwrap();
    assert!(!is_live(&store, 1).await && !is_live(&store, 101).await);
}

/// The database refuses: what was put into Redis is taken back.
#[tokio::test]
async fn a_token_that_the_database_refuses_is_in_redis_no_more() {
    let redis = Redis::new(&[]);
    let (durable, short_lived, _folder) = halves_on(&redis).await;
    let store: Arc<dyn Store> = Arc::new(SplitStore::new(durable, short_lived));
    let _ = store.insert_access(refreshable(1)).await.unwrap();
    let tokens = || redis.run(&["EVAL", "return #redis.call('KEYS', '{oauth2}:a:*')", "0"]);
    assert_eq!(tokens(), "1\n");
    let foreign = NewAccess {
        creates: Some(grant(2)),
        ..plain(access(7, 1))
    };
    assert!(store.insert_access(foreign).await.is_err());
    let orphan = store.insert_access(plain(access(8, 8))).await.unwrap();
    assert_eq!(orphan, Inserted::Revoked);
    let reused = store.rotate_refresh(rotation(66, 101)).await.unwrap();
    assert_eq!(reused, RotatedRefresh::Reused(grant_id(1)));
    assert_eq!(tokens(), "1\n", "the first token alone");
    assert!(!is_live(&store, 1).await, "and its grant is over");
}

/// A revocation is half done, in Redis alone: what began before it is refused already, and the
/// database is not asked.
#[tokio::test]
async fn what_a_half_done_revocation_overtook_is_refused() {
    let redis = Redis::new(&[]);
    let (durable, short_lived, _folder) = halves_on(&redis).await;
    let split = SplitStore::new(durable, short_lived.clone());
    let store: Arc<dyn Store> = Arc::new(split);
    let _ = store.insert_access(refreshable(1)).await.unwrap();
    let alice = SubjectId::new("alice");
    short_lived.revoke_subject(&alice, at(5)).await.unwrap();
    let late = store.insert_access(plain(access(2, 1))).await.unwrap();
    assert_eq!(late, Inserted::Revoked);
    let rotated = store.rotate_refresh(rotation(100, 101)).await.unwrap();
    assert_eq!(rotated, RotatedRefresh::Unknown);
    let family = store.find_refresh(&client("app"), &hash(1)).await.unwrap();
    assert_eq!(family.unwrap().current, hash(100), "nothing was rotated");
    let tokens = "return #redis.call('KEYS', '{oauth2}:a:*')";
    assert_eq!(redis.run(&["EVAL", tokens, "0"]), "1\n");
}

/// A client that closes its connection drops what it asked for between two steps.
#[tokio::test]
async fn a_caller_that_goes_away_stops_no_verb_halfway() {
    let (durable, short_lived, _folder) = halves_on(Redis::shared()).await;
    let short_lived = short_lived.prefix(&Redis::shared().prefix()).unwrap();
    let store: Arc<dyn Store> = Arc::new(SplitStore::new(durable, short_lived));
    let _ = store.insert_access(refreshable(1)).await.unwrap();
    let revoke = store.revoke_grant(grant_id(1), at(1));
    // It is asked once, and then nobody waits for it.
    assert!(futures_util::FutureExt::now_or_never(revoke).is_none());
    let app = client("app");
    let over = async || {
        let family = store.find_refresh(&app, &hash(1)).await;
        family.unwrap().is_none()
    };
    soon(over).await;
    assert!(!is_live(&store, 1).await);
}

/// The database has ended a grant by itself while Redis was away; its tokens end all the same.
#[tokio::test]
async fn what_redis_missed_of_a_replay_it_is_told_when_it_is_back() {
    let redis = Redis::new(&[]);
    let (durable, short_lived, _folder) = halves_on(&redis).await;
    let store: Arc<dyn Store> = Arc::new(SplitStore::new(durable, short_lived));
    let app = client("app");
    let _ = store.insert_code(code(1)).await.unwrap();
    let _ = store.take_code(&app, &hash(1), at(1)).await.unwrap();
    let _ = store.insert_access(plain(access(2, 1))).await.unwrap();
    assert!(is_live(&store, 2).await);
    redis.kill();
    let replay = store.take_code(&app, &hash(1), at(2)).await;
    assert!(replay.is_err(), "{replay:?}");
    redis.start();
    soon(async || matches!(store.find_access(&hash(2)).await, Ok(None))).await;
}
