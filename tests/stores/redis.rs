//! `RedisStore` under the contract, alone and in a cluster, and what it promises beyond it.

use oauth2_runtime::contract::sample::{
    access, at, client, code, grant, granted, hash, is_live, plain, refreshable, rotation, scopes,
};
use oauth2_runtime::contract::{Backend, Removal, Severed};
use oauth2_runtime::{
    AccessRecord, Claim, Consent, RedisStore, SessionRecord, Store, StoreError, SubjectId,
    TokenHash, Verdict,
};
use redis::Client;
use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use std::error::Error as _;
use std::sync::Arc;
use support::servers::Redis;

mod alone {
    use super::{Arc, Backend, Redis, RedisStore, Removal, Store};

    struct Alone(String);

    impl Backend for Alone {
        const REMOVAL: Removal = Removal::Later;

        async fn new() -> Self {
            Self(Redis::shared().prefix())
        }

        async fn open(&self) -> Arc<dyn Store> {
            let store = RedisStore::connect(&Redis::shared().url()).await.unwrap();
            Arc::new(store.prefix(&self.0).unwrap())
        }
    }

    oauth2_runtime::store_contract!(Alone);
}

/// One machine that holds every slot: it refuses a script whose keys lie in two of them.
mod cluster {
    use super::{Arc, Backend, Redis, RedisStore, Removal, Store};
    use std::sync::OnceLock;

    fn server() -> &'static Redis {
        static SERVER: OnceLock<Redis> = OnceLock::new();
        SERVER.get_or_init(|| {
            let redis = Redis::new(&["--cluster-enabled", "yes"]);
            // Slot by slot: `ADDSLOTSRANGE` came with Redis 7.
            let slots: Vec<_> = (0..16_384).map(|slot: u16| slot.to_string()).collect();
            let mut add = vec!["CLUSTER", "ADDSLOTS"];
            add.extend(slots.iter().map(String::as_str));
            redis.run(&add);
            while !redis.run(&["CLUSTER", "INFO"]).contains("cluster_state:ok") {
                std::thread::yield_now();
            }
            redis
        })
    }

    struct Cluster(String);

    impl Backend for Cluster {
        const REMOVAL: Removal = Removal::Later;

        async fn new() -> Self {
            Self(server().prefix())
        }

        async fn open(&self) -> Arc<dyn Store> {
            let store = RedisStore::connect(&server().url()).await.unwrap();
            Arc::new(store.prefix(&self.0).unwrap())
        }
    }

    oauth2_runtime::store_contract!(Cluster);
}

mod killed {
    use super::{Arc, Backend, Redis, RedisStore, Severed, Store};

    struct Killed(Redis);

    impl Backend for Killed {
        async fn new() -> Self {
            Self(Redis::new(&[]))
        }

        async fn open(&self) -> Arc<dyn Store> {
            Arc::new(RedisStore::connect(&self.0.url()).await.unwrap())
        }
    }

    impl Severed for Killed {
        async fn sever(&self) {
            self.0.kill();
        }

        async fn mend(&self) {
            self.0.start();
        }
    }

    oauth2_runtime::store_outage_contract!(Killed);
}

/// As when the network swallows everything: nobody is told that the server is away.
mod frozen {
    use super::{Arc, Backend, Redis, RedisStore, Severed, Store};

    struct Frozen(Redis);

    impl Backend for Frozen {
        async fn new() -> Self {
            Self(Redis::new(&[]))
        }

        async fn open(&self) -> Arc<dyn Store> {
            Arc::new(RedisStore::connect(&self.0.url()).await.unwrap())
        }
    }

    impl Severed for Frozen {
        async fn sever(&self) {
            self.0.freeze();
        }

        async fn mend(&self) {
            self.0.thaw();
        }
    }

    oauth2_runtime::store_outage_contract!(Frozen);
}

/// Every kind of row, some of it ended again.
pub(crate) async fn fill(store: &Arc<dyn Store>) {
    let claim = Claim {
        ticket: hash(9),
        expires_at: at(600),
        verdict: Verdict::Allow,
        code: Some(code(9)),
    };
    let session = |number, person: &str| SessionRecord {
        hash: hash(number),
        subject: SubjectId::new(person),
        name: "Alice".into(),
        created_at: at(0),
        seen_at: at(0),
        expires_at: at(900),
    };
    let consent = Consent {
        subject: grant(1).subject,
        client_id: client("app"),
        place: hash(50),
        scopes: scopes("read"),
    };
    let _ = store.claim_once(claim, at(0)).await.unwrap();
    let _ = store.insert_access(refreshable(1)).await.unwrap();
    let _ = store.rotate_refresh(rotation(100, 101)).await.unwrap();
    let _ = store.insert_session(session(4, "alice")).await.unwrap();
    let _ = store.insert_session(session(5, "bob")).await.unwrap();
    store.touch_session(&hash(4), at(9)).await.unwrap();
    store.remember_consent(consent.clone()).await.unwrap();
    assert!(store.has_consent(&consent).await.unwrap());
    let app = client("app");
    let _ = store.take_code(&app, &hash(9), at(1)).await.unwrap();
    let other = client("other");
    store.revoke_client(&other, at(1)).await.unwrap();
    store
        .revoke_subject(&SubjectId::new("bob"), at(1))
        .await
        .unwrap();
    let own = AccessRecord {
        grant: None,
        subject: None,
        ..access(3, 3)
    };
    let _ = store.insert_access(plain(own)).await.unwrap();
}

#[tokio::test]
async fn no_key_stays_for_ever() {
    let redis = Redis::new(&[]);
    let store: Arc<dyn Store> = Arc::new(RedisStore::connect(&redis.url()).await.unwrap());
    fill(&store).await;
    let lives = "local found = {} \
        for _, key in ipairs(redis.call('KEYS', '*')) do \
            table.insert(found, redis.call('TTL', key)) \
        end return found";
    let lives = redis.run(&["EVAL", lives, "0"]);
    let lives: Vec<i64> = lives.lines().map(|line| line.parse().unwrap()).collect();
    assert!(lives.len() >= 13, "{lives:?}");
    let (hour, two_years) = (3600, 2 * 365 * 24 * 3600);
    assert!(
        lives.iter().all(|life| (1..two_years).contains(life)),
        "{lives:?}"
    );
    // All but the salt of a rotation outlives its row by an hour.
    let short = lives.iter().filter(|life| **life < hour).count();
    assert_eq!(short, 1, "{lives:?}");
}

#[tokio::test]
async fn a_server_that_may_evict_is_refused() {
    let redis = Redis::new(&[]);
    redis.run(&["CONFIG", "SET", "maxmemory-policy", "allkeys-lru"]);
    let refused = RedisStore::connect(&redis.url()).await.unwrap_err();
    assert!(cause(&refused).contains("noeviction"), "{refused:?}");
    redis.run(&["CONFIG", "SET", "maxmemory-policy", "noeviction"]);
    RedisStore::connect(&redis.url()).await.unwrap();
}

/// A connection that waits for an answer for ever.
pub(crate) async fn unhurried(redis: &Redis) -> ConnectionManager {
    let config = ConnectionManagerConfig::new().set_response_timeout(None);
    let client = Client::open(redis.url()).unwrap();
    let connection = ConnectionManager::new_with_config(client, config);
    connection.await.unwrap()
}

pub(crate) fn cause(error: &StoreError) -> String {
    error.source().unwrap().to_string()
}

/// A full server refuses writes; what is kept is still found, and there is room again later.
#[tokio::test]
async fn a_full_server_is_an_error_and_recovers() {
    let redis = Redis::new(&[]);
    let store: Arc<dyn Store> = Arc::new(RedisStore::connect(&redis.url()).await.unwrap());
    let _ = store.insert_access(refreshable(1)).await.unwrap();
    redis.run(&["CONFIG", "SET", "maxmemory", "1"]);
    assert!(store.insert_access(plain(access(2, 1))).await.is_err());
    assert!(store.rotate_refresh(rotation(100, 101)).await.is_err());
    assert!(is_live(&store, 1).await);
    redis.run(&["CONFIG", "SET", "maxmemory", "0"]);
    let _ = store.insert_access(plain(access(2, 1))).await.unwrap();
    assert!(is_live(&store, 2).await);
    let family = store.find_refresh(&client("app"), &hash(1)).await.unwrap();
    assert_eq!(family.unwrap().current, hash(100));
}

/// All that the server uses, the tables of its keys included; the larger kind of token, on a grant.
#[tokio::test]
async fn a_token_takes_at_most_three_hundred_bytes() {
    const TOKENS: u32 = 50_000;
    let redis = Redis::new(&[]);
    let store = RedisStore::connect(&redis.url()).await.unwrap();
    let used = || {
        let memory = redis.run(&["INFO", "memory"]);
        let line = memory
            .lines()
            .find_map(|line| line.strip_prefix("used_memory:"));
        line.unwrap().trim().parse::<u32>().unwrap()
    };
    let _ = store.insert_access(granted(1)).await.unwrap();
    let before = used();
    let tasks: Vec<_> = (0..50)
        .map(|task: u32| {
            let store = store.clone();
            tokio::spawn(async move {
                for number in (0..TOKENS).filter(|number| number % 50 == task) {
                    let mut bytes = [0; 32];
                    bytes[..4].copy_from_slice(&number.to_be_bytes());
                    let one = AccessRecord {
                        hash: TokenHash::from_stored(bytes),
                        subject: Some(SubjectId::new("0198c2f4-5f0e-7cc3-98c4-dc0c0c07398f")),
                        scopes: scopes("photos:read photos:write"),
                        ..access(1, 1)
                    };
                    let _ = store.insert_access(plain(one)).await.unwrap();
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    let each = (used() - before) / TOKENS;
    assert!((150..=300).contains(&each), "{each} bytes");
}

#[tokio::test]
async fn an_address_with_a_password_is_told_nowhere() {
    let secret = "a-secret-of-the-server";
    let url = format!("redis://:{secret}@127.0.0.1:{}/", Redis::shared().port());
    let refused = RedisStore::connect(&url).await.err();
    let broken = RedisStore::connect(&format!("redis://:{secret}@[/"))
        .await
        .err();
    let told = format!("{refused:?} {broken:?} {}", cause(broken.as_ref().unwrap()));
    assert!(!told.contains(secret), "{told}");
    let store = RedisStore::connect(&Redis::shared().url()).await.unwrap();
    assert_eq!(
        format!("{store:?}"),
        "RedisStore { prefix: \"{oauth2}\", .. }"
    );
    for name in ["", "a:b", "{a}", "a}"] {
        assert!(store.clone().prefix(name).is_err(), "{name}");
    }
}
