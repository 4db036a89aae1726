//! Connections come and go: the store finds out, waits for none too long, and leaves none half open.

use super::Schema;
use oauth2_runtime::contract::sample::{
    access, at, client, code, grant_id, granted, hash, is_live, plain, refreshable, rotation,
};
use oauth2_runtime::deadpool_postgres::{Manager, Pool};
use oauth2_runtime::tokio_postgres::{Config, NoTls};
use oauth2_runtime::{
    Client, ClientSecret, Inserted, PostgresOptions, PostgresStore, Store, SubjectId,
};
use std::sync::Arc;
use std::time::Duration;
use support::Proxy;
use support::servers::Postgres;

async fn with_connections(schema: &Schema, most: usize) -> PostgresStore {
    let options = PostgresOptions::new().connections(most);
    options.connect(&schema.url()).await.unwrap()
}

fn connections(name: &str) -> String {
    let sql = format!("SELECT count(*) FROM pg_stat_activity WHERE application_name = '{name}'");
    Postgres::shared().run(&sql).trim().to_owned()
}

fn terminate(name: &str) {
    Postgres::shared().run(&format!(
        "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
         WHERE application_name = '{name}'"
    ));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn it_connects_again_by_itself() {
    let schema = Schema::new();
    let store = schema.named("severed").await;
    let _ = store.insert_access(granted(1)).await.unwrap();
    for _ in 0..3 {
        terminate("severed");
        assert_eq!(connections("severed"), "0");
        // Nothing was under way, so nothing fails.
        assert!(store.find_access(&hash(1)).await.unwrap().is_some());
        let again = store.insert_access(plain(access(1, 1))).await;
        assert!(again.is_err(), "a token is kept once");
    }
}

/// The one connection was in use a moment ago, so the pool does not doubt it.
#[tokio::test]
async fn who_may_take_long_waits_no_longer_than_others_for_a_dead_connection() {
    let schema = Schema::new();
    let proxy = Proxy::to(&[Postgres::shared().port()]);
    let options = PostgresOptions::new().connections(1);
    let store = options.connect(&schema.url_through(&proxy)).await.unwrap();
    let _ = store.insert_access(granted(1)).await.unwrap();
    proxy.cut();
    let alice = SubjectId::new("alice");
    let revoked = store.revoke_subject(&alice, at(1));
    let revoked = tokio::time::timeout(Duration::from_secs(15), revoked).await;
    assert!(revoked.expect("it waits for ever").is_err());
    proxy.mend();
    assert_eq!(store.revoke_subject(&alice, at(1)).await.unwrap(), 1);
}

#[tokio::test]
async fn it_works_over_a_pool_of_the_application() {
    let schema = Schema::new();
    let config: Config = schema.url().parse().unwrap();
    let pool = Pool::builder(Manager::new(config, NoTls)).max_size(2);
    let pool = pool.build().unwrap();
    let store = PostgresStore::over(pool.clone()).await.unwrap();
    assert_eq!(
        store.insert_access(granted(1)).await.unwrap(),
        Inserted::Live
    );
    let shared: Arc<dyn Store> = Arc::new(store.clone());
    assert!(is_live(&shared, 1).await);
    store.shutdown().await.unwrap();
    assert!(store.find_access(&hash(1)).await.is_err());
    let row = pool.get().await.unwrap();
    let row = row.query_one("SELECT count(*) FROM access_tokens", &[]);
    assert_eq!(row.await.unwrap().get::<_, i64>(0), 1);
}

#[tokio::test]
async fn one_connection_is_enough_for_every_verb() {
    let schema = Schema::new();
    let store = with_connections(&schema, 1).await;
    let _ = store.insert_access(refreshable(1)).await.unwrap();
    let _ = store.rotate_refresh(rotation(100, 101)).await.unwrap();
    let _ = store.insert_code(code(2)).await.unwrap();
    store.purge_expired(at(9000), 100).await.unwrap();
}

/// A caller who goes away changes nothing: the verb is done, its connection is used again.
#[tokio::test]
async fn a_caller_who_goes_away_leaves_no_transaction_open() {
    let schema = Schema::new();
    let store = schema.named("gone_away").await;
    for number in 1..=50 {
        let verb = store.insert_access(granted(number));
        let _ = tokio::time::timeout(Duration::from_micros(u64::from(number) * 40), verb).await;
    }
    let open = "SELECT count(*) FROM pg_stat_activity
         WHERE state LIKE 'idle in transaction%' AND application_name = 'gone_away'";
    // One that is left open stays so; one that is under way ends.
    while Postgres::shared().run(open) != "0\n" {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    store.shutdown().await.unwrap();
    let halves = "SELECT count(*) FROM grants WHERE NOT EXISTS (
             SELECT FROM access_tokens WHERE grant_id = grants.id)";
    assert_eq!(schema.run(halves), "0\n");
}

/// Somebody who has locked the grants, until a `COMMIT`.
async fn busy(schema: &Schema) -> tokio_postgres::Client {
    let (busy, connection) = tokio_postgres::connect(&schema.url(), NoTls).await.unwrap();
    tokio::spawn(connection);
    busy.batch_execute("BEGIN; LOCK TABLE grants IN ACCESS EXCLUSIVE MODE")
        .await
        .unwrap();
    busy
}

/// Somebody's lock on a table keeps no caller waiting for long, and afterwards all is well.
#[tokio::test]
async fn a_busy_table_is_an_error_soon() {
    let schema = Schema::new();
    let store = schema.named("kept_waiting").await;
    let _ = store.insert_access(granted(1)).await.unwrap();
    let busy = busy(&schema).await;
    let app = client("app");
    let (token, family, own) = (hash(1), hash(2), plain(access(3, 1)));
    let (one, two, three) = tokio::time::timeout(Duration::from_secs(10), async {
        tokio::join!(
            store.find_access(&token),
            store.find_refresh(&app, &family),
            store.insert_access(own),
        )
    })
    .await
    .expect("an answer");
    assert!(one.is_err() && two.is_err() && three.is_err());
    // Nor does the server go on waiting for what nobody waits for.
    let waits = "SELECT count(*) FROM pg_stat_activity
         WHERE application_name = 'kept_waiting' AND wait_event_type = 'Lock'";
    assert_eq!(Postgres::shared().run(waits), "0\n");
    busy.batch_execute("COMMIT").await.unwrap();
    assert!(store.find_access(&token).await.unwrap().is_some());
}

/// Two verbs that lock the same rows the other way round: one is taken back, and run again.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_deadlock_is_nobodys_error() {
    let schema = Schema::new();
    let store = schema.store().await;
    for number in 1..=2 {
        let _ = store.insert_access(granted(number)).await.unwrap();
    }
    let (other, connection) = tokio_postgres::connect(&schema.url(), NoTls).await.unwrap();
    tokio::spawn(connection);
    let touch = |grant: u8| {
        let id = grant_id(grant);
        let id = id.to_string();
        format!("UPDATE grants SET retries = retries WHERE id = '\\x{id}'")
    };
    other
        .batch_execute("SET deadlock_timeout = '60s'")
        .await
        .unwrap();
    other
        .batch_execute(&format!("BEGIN; {}", touch(2)))
        .await
        .unwrap();
    let revoking = store.clone();
    let revoke = tokio::spawn(async move { revoking.revoke_client(&client("app"), at(1)).await });
    let waits = "SELECT count(*) FROM pg_locks WHERE NOT granted
         AND locktype = 'transactionid' AND pid IN (
             SELECT pid FROM pg_locks WHERE relation = 'grants'::regclass)";
    while schema.run(waits) == "0\n" {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    // Now each waits for the other, and the server takes the store's verb back.
    other
        .batch_execute(&format!("{}; COMMIT", touch(1)))
        .await
        .unwrap();
    assert_eq!(revoke.await.unwrap().unwrap(), 2);
}

#[tokio::test]
async fn after_shutdown_every_verb_is_an_error() {
    let schema = Schema::new();
    let store = schema.named("shut_down").await;
    let _ = store.insert_code(code(1)).await.unwrap();
    assert!(!store.is_volatile());
    store.shutdown().await.unwrap();
    assert!(store.insert_code(code(2)).await.is_err());
    assert!(store.find_access(&hash(1)).await.is_err());
    assert!(store.insert_access(plain(access(1, 1))).await.is_err());
    while connections("shut_down") != "0" {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    store.shutdown().await.unwrap();
}

#[tokio::test]
async fn what_waits_at_shutdown_is_still_done() {
    let schema = Schema::new();
    let store = schema.named("still_done").await;
    let _ = store.insert_access(granted(1)).await.unwrap();
    let busy = busy(&schema).await;
    let (one, other, closing) = (store.clone(), store.clone(), store.clone());
    let code = tokio::spawn(async move { one.insert_code(code(2)).await });
    let token = tokio::spawn(async move { other.insert_access(plain(access(3, 1))).await });
    let waits = "SELECT count(*) FROM pg_stat_activity
         WHERE application_name = 'still_done' AND wait_event_type = 'Lock'";
    while Postgres::shared().run(waits) != "2\n" {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let shutdown = tokio::spawn(async move { closing.shutdown().await });
    tokio::task::yield_now().await;
    assert!(!shutdown.is_finished());
    busy.batch_execute("COMMIT").await.unwrap();
    assert_eq!(code.await.unwrap().unwrap(), Inserted::Live);
    assert_eq!(token.await.unwrap().unwrap(), Inserted::Live);
    shutdown.await.unwrap().unwrap();
    assert!(store.find_access(&hash(1)).await.is_err());
}

#[tokio::test]
async fn no_secret_is_in_the_schema_or_in_what_is_printed() {
    let schema = Schema::new();
    let url = schema.url().replace("postgres@", "postgres:wonderland@");
    let store = PostgresStore::connect(&url).await.unwrap();
    let secret = ClientSecret::random();
    let billing = Client::confidential("billing", &secret).name("Billing");
    store.insert(&billing.build().unwrap()).await.unwrap();
    let second = store.add_secret("billing").await.unwrap();
    let dump = Postgres::shared().dump(&schema.0);
    assert!(dump.contains("Billing"));
    assert!(!dump.contains(secret.expose()) && !dump.contains(second.expose()));
    let printed = format!("{store:?} {:?}", PostgresOptions::new());
    assert!(!printed.contains("wonderland"), "{printed}");
    let refused = PostgresStore::connect(&url.replace("127.0.0.1", "127.0.0.1:x")).await;
    let refused = format!("{:?}", refused.unwrap_err());
    assert!(!refused.contains("wonderland"), "{refused}");
}
