//! What `RedisStore` holds when memory is full, lists are lost and numbers are the largest.

use crate::redis::{cause, fill, unhurried};
use oauth2_runtime::contract::sample::{
    at, client, grant, grant_id, granted, hash, is_live, rotation, scopes, start,
};
use oauth2_runtime::{
    Consent, GrantRecord, Inserted, NewAccess, RedisStore, RefreshStart, RotateRefresh,
    RotatedRefresh, SplitStore, SqliteStore, Store, SubjectId,
};
use std::sync::Arc;
use std::time::Duration;
use support::servers::Redis;

/// Whoever is revoked must be revoked also when there is no room for anything new.
#[tokio::test]
async fn a_full_server_still_revokes() {
    let redis = Redis::new(&[]);
    let store: Arc<dyn Store> = Arc::new(RedisStore::connect(&redis.url()).await.unwrap());
    let bobs = GrantRecord {
        subject: SubjectId::new("bob"),
        client_id: client("other"),
        ..grant(2)
    };
    let bobs = NewAccess {
        creates: Some(bobs),
        ..granted(2)
    };
    for new in [granted(1), bobs, granted(3), granted(4)] {
        assert_eq!(store.insert_access(new).await.unwrap(), Inserted::Live);
    }
    redis.run(&["CONFIG", "SET", "maxmemory", "1"]);
    store.revoke_grant(grant_id(3), at(1)).await.unwrap();
    assert!(!is_live(&store, 3).await && is_live(&store, 4).await);
    let bob = SubjectId::new("bob");
    assert_eq!(store.revoke_subject(&bob, at(1)).await.unwrap(), 1);
    assert!(!is_live(&store, 2).await && is_live(&store, 1).await);
    let count = store.revoke_client(&client("app"), at(1)).await.unwrap();
    assert_eq!(count, 2);
    assert!(!is_live(&store, 1).await && !is_live(&store, 4).await);
}

/// A list of grants or sessions that lost members, as one trimmed by a node whose clock was days
/// ahead, does not keep them alive.
#[tokio::test]
async fn a_person_is_revoked_whatever_the_lists_say() {
    let redis = Redis::new(&[]);
    let store: Arc<dyn Store> = Arc::new(RedisStore::connect(&redis.url()).await.unwrap());
    fill(&store).await;
    assert!(is_live(&store, 1).await);
    assert!(store.find_session(&hash(4)).await.unwrap().is_some());
    redis.run(&["DEL", "{oauth2}:zs:alice", "{oauth2}:zn:alice"]);
    let alice = SubjectId::new("alice");
    store.revoke_subject(&alice, at(20)).await.unwrap();
    assert!(!is_live(&store, 1).await);
    assert!(store.find_session(&hash(4)).await.unwrap().is_none());
    let family = store.find_refresh(&client("app"), &hash(1)).await;
    assert!(family.unwrap().is_none());
}

/// The mark of a revocation goes when nothing that it ended can be left: a consent that is asked
/// for again and again must not keep another one alive beyond that.
#[tokio::test]
async fn a_consent_in_use_prolongs_no_other() {
    let redis = Redis::new(&[]);
    let store = RedisStore::connect(&redis.url()).await.unwrap();
    let consent = |app: &str| Consent {
        subject: grant(1).subject,
        client_id: client(app),
        place: hash(50),
        scopes: scopes("read"),
    };
    for app in ["app", "other"] {
        store.remember_consent(consent(app)).await.unwrap();
    }
    store.revoke_client(&client("app"), at(1)).await.unwrap();
    let shorten = "for _, key in ipairs(redis.call('KEYS', '*')) do \
        redis.call('EXPIRE', key, 100) end";
    redis.run(&["EVAL", shorten, "0"]);
    assert!(store.has_consent(&consent("other")).await.unwrap());
    // The mark of `app` goes with what it ended; the consent to `other` has another year.
    let pass = "for _, key in ipairs(redis.call('KEYS', '*')) do \
        if redis.call('TTL', key) <= 100 then redis.call('DEL', key) end end";
    redis.run(&["EVAL", pass, "0"]);
    assert!(store.has_consent(&consent("other")).await.unwrap());
    assert!(!store.has_consent(&consent("app")).await.unwrap());
}

/// A consent that is given again takes no more room.
#[tokio::test]
async fn a_repeated_consent_does_not_grow() {
    let redis = Redis::new(&[]);
    let store = RedisStore::connect(&redis.url()).await.unwrap();
    let consent = Consent {
        subject: grant(1).subject,
        client_id: client("app"),
        place: hash(50),
        scopes: scopes("read write"),
    };
    let used = "local bytes = 0 for _, key in ipairs(redis.call('KEYS', '*:k:*')) do \
        bytes = bytes + redis.call('MEMORY', 'USAGE', key) end return bytes";
    store.remember_consent(consent.clone()).await.unwrap();
    let once = redis.run(&["EVAL", used, "0"]);
    for _ in 0..50 {
        store.remember_consent(consent.clone()).await.unwrap();
    }
    assert_ne!(once, "0\n");
    assert_eq!(redis.run(&["EVAL", used, "0"]), once);
}

/// The last moment that a timestamp holds is beyond what Lua counts exactly.
#[tokio::test]
async fn what_never_ends_comes_back_as_it_was_kept() {
    let store = RedisStore::connect(&Redis::shared().url()).await.unwrap();
    let store = store.prefix(&Redis::shared().prefix()).unwrap();
    let never = at(0).after(Duration::MAX);
    let family = NewAccess {
        refresh: Some(RefreshStart {
            expires_at: never,
            ..start(1)
        }),
        ..granted(1)
    };
    assert_eq!(store.insert_access(family).await.unwrap(), Inserted::Live);
    for (presented, successor) in [(100, 101), (101, 102)] {
        let for_ever = RotateRefresh {
            retry_window: Duration::MAX,
            now: never,
            ..rotation(presented, successor)
        };
        let rotated = store.rotate_refresh(for_ever).await.unwrap();
        assert_eq!(rotated, RotatedRefresh::Rotated);
    }
    let found = store.find_refresh(&client("app"), &hash(1)).await.unwrap();
    let found = found.unwrap();
    assert_eq!((found.rotated_at, found.expires_at), (never, never));
    assert_eq!(found.current, hash(102));
}

#[tokio::test]
async fn a_replica_is_refused() {
    let primary = Redis::new(&[]);
    let port = primary.port().to_string();
    let replica = Redis::new(&["--replicaof", "127.0.0.1", &port]);
    let refused = RedisStore::connect(&replica.url()).await.unwrap_err();
    assert!(cause(&refused).contains("replica"), "{refused:?}");
}

/// A server that forgot the scripts, as after a restart, is told them again.
#[tokio::test]
async fn a_server_that_forgot_the_scripts_learns_them_again() {
    let redis = Redis::new(&[]);
    let store: Arc<dyn Store> = Arc::new(RedisStore::connect(&redis.url()).await.unwrap());
    let _ = store.insert_access(granted(1)).await.unwrap();
    redis.run(&["SCRIPT", "FLUSH"]);
    let _ = store.insert_access(granted(2)).await.unwrap();
    assert!(is_live(&store, 1).await && is_live(&store, 2).await);
}

#[tokio::test]
async fn a_connection_that_is_cut_is_made_anew() {
    let redis = Redis::new(&[]);
    let store: Arc<dyn Store> = Arc::new(RedisStore::connect(&redis.url()).await.unwrap());
    let _ = store.insert_access(granted(1)).await.unwrap();
    redis.run(&["CLIENT", "KILL", "TYPE", "normal"]);
    // The verb that meets the cut is an error and is not repeated: its reply may be what was lost.
    let again = tokio::time::timeout(Duration::from_secs(20), async {
        while store.find_access(&hash(1)).await.is_err() {
            tokio::task::yield_now().await;
        }
    });
    again.await.expect("the store did not connect again");
    assert!(is_live(&store, 1).await);
}

/// Also over a connection of the caller that would wait for ever.
#[tokio::test]
async fn every_answer_comes_within_seconds() {
    let redis = Redis::new(&[]);
    let connection = unhurried(&redis).await;
    let store = RedisStore::over(connection.clone()).await.unwrap();
    redis.freeze();
    let answers = tokio::time::timeout(Duration::from_secs(20), async {
        let token = hash(1);
        tokio::join!(store.find_access(&token), RedisStore::over(connection))
    });
    let (found, opened) = answers.await.expect("it waits for ever");
    assert!(found.is_err() && opened.is_err());
    redis.thaw();
    let found = store.find_access(&hash(1)).await;
    assert!(found.unwrap().is_none());
}

/// The mark of a grant in a store of two halves is written when memory is full, too.
#[tokio::test]
async fn a_full_server_still_revokes_for_a_database() {
    let redis = Redis::new(&[]);
    let folder = tempfile::tempdir().unwrap();
    let durable = SqliteStore::open(folder.path().join("oauth2.db")).unwrap();
    let short_lived = RedisStore::connect(&redis.url()).await.unwrap();
    let store: Arc<dyn Store> = Arc::new(SplitStore::new(durable, short_lived));
    for number in [1, 2] {
        let _ = store.insert_access(granted(number)).await.unwrap();
    }
    redis.run(&["CONFIG", "SET", "maxmemory", "1"]);
    store.revoke_grant(grant_id(1), at(1)).await.unwrap();
    assert!(!is_live(&store, 1).await && is_live(&store, 2).await);
}
