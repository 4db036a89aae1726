//! What is under way while a person or a client is revoked, and what a look-up costs.

use super::Schema;
use futures_util::future::join_all;
use oauth2_runtime::contract::sample::{
    access, at, client, code, consent, grant, grant_id, granted, hash, plain, refreshable,
    rotation, session,
};
use oauth2_runtime::deadpool_postgres::{Manager, Pool};
use oauth2_runtime::tokio_postgres::{Config, NoTls};
use oauth2_runtime::{
    AccessRecord, Claim, Inserted, PostgresStore, RotateRefresh, Store as _, Verdict,
};
use std::time::Duration;
use support::servers::Postgres;
use tokio::task::JoinHandle;
use tokio_postgres::Client;

fn own(number: u8) -> AccessRecord {
    AccessRecord {
        grant: None,
        subject: None,
        issued_at: at(9),
        ..access(number, 1)
    }
}

/// The revocation has deleted what it found and has not committed: it stops at a consent, whose row
/// is busy. What is inserted then is overtaken.
async fn overtaken<T: Send + 'static>(
    revoke: impl Future<Output = u64> + Send + 'static,
    insert: impl Future<Output = T> + Send + 'static,
    schema: &Schema,
) -> T {
    let busy = busy(schema, "SELECT FROM consents FOR UPDATE").await;
    let revoke = tokio::spawn(revoke);
    waits(schema, "transactionid", &revoke).await;
    let insert = tokio::spawn(insert);
    waits(schema, "advisory", &insert).await;
    busy.batch_execute("COMMIT").await.unwrap();
    revoke.await.unwrap();
    insert.await.unwrap()
}

/// A transaction of somebody else that has done this and has not committed.
async fn busy(schema: &Schema, sql: &str) -> Client {
    let (busy, connection) = tokio_postgres::connect(&schema.url(), tokio_postgres::NoTls)
        .await
        .unwrap();
    tokio::spawn(connection);
    busy.batch_execute(&format!("BEGIN; {sql}")).await.unwrap();
    busy
}

/// Until the store waits for a lock of this kind, or has done what it should wait with. Every
/// connection of the store is named after the schema.
async fn waits<T>(schema: &Schema, kind: &str, task: &JoinHandle<T>) {
    let waits = format!(
        "SELECT count(*) > 0 FROM pg_locks JOIN pg_stat_activity USING (pid)
         WHERE NOT granted AND locktype = '{kind}' AND application_name = '{}'",
        schema.0
    );
    while !task.is_finished() && schema.run(&waits) != "t\n" {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn a_login_under_way_is_overtaken_by_the_revocation_of_the_person() {
    let schema = Schema::new();
    let store = schema.named(&schema.0).await;
    store.remember_consent(consent("read")).await.unwrap();
    let (revoking, inserting) = (store.clone(), store.clone());
    let alice = grant(1).subject;
    let inserted = overtaken(
        async move { revoking.revoke_subject(&alice, at(10)).await.unwrap() },
        async move { inserting.insert_session(session(1)).await.unwrap() },
        &schema,
    );
    assert_eq!(inserted.await, Inserted::Revoked);
    assert!(store.find_session(&hash(1)).await.unwrap().is_none());
}

#[tokio::test]
async fn a_token_under_way_is_overtaken_by_the_revocation_of_the_client() {
    let schema = Schema::new();
    let store = schema.named(&schema.0).await;
    token_is_overtaken(store, &schema).await;
}

/// The revocation has the grant's row: the token waits for what becomes of it.
#[tokio::test]
async fn a_token_under_way_is_overtaken_by_the_revocation_of_its_grant() {
    let schema = Schema::new();
    let store = schema.named(&schema.0).await;
    let _ = store.insert_access(granted(1)).await.unwrap();
    let busy = busy(&schema, "UPDATE grants SET revoked_at = 10").await;
    let inserting = store.clone();
    let insert = tokio::spawn(async move {
        let next = plain(access(2, 1));
        inserting.insert_access(next).await.unwrap()
    });
    waits(&schema, "transactionid", &insert).await;
    busy.batch_execute("COMMIT").await.unwrap();
    assert_eq!(insert.await.unwrap(), Inserted::Revoked);
    assert!(store.find_access(&hash(2)).await.unwrap().is_none());
}

/// A default of the server's by which the insert would not see what it waited for.
#[tokio::test]
async fn it_is_overtaken_whatever_isolation_the_server_has_for_a_default() {
    let schema = Schema::new();
    let name = format!(
        "{}&options=-csearch_path%3D{}%20-cdefault_transaction_isolation%3Drepeatable%5C%20read",
        schema.0, schema.0
    );
    let repeatable = schema.named(&name).await;
    token_is_overtaken(repeatable, &schema).await;
}

/// The token waits for a lock of its client's, and the revocation comes meanwhile.
async fn token_is_overtaken(store: PostgresStore, schema: &Schema) {
    let alone = format!(
        "SELECT pg_advisory_xact_lock({})",
        lock_of(&store, schema).await
    );
    let alone = busy(schema, &alone).await;
    let (inserting, revoking) = (store.clone(), store.clone());
    let insert = tokio::spawn(async move { inserting.insert_access(plain(own(1))).await.unwrap() });
    waits(schema, "advisory", &insert).await;
    let revoke = tokio::spawn(async move {
        let app = client("app");
        revoking.revoke_client(&app, at(10)).await.unwrap()
    });
    while !revoke.is_finished() && schema.run("SELECT count(*) FROM revocations") == "0\n" {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    alone.batch_execute("COMMIT").await.unwrap();
    assert_eq!(insert.await.unwrap(), Inserted::Revoked);
    revoke.await.unwrap();
    assert!(store.find_access(&hash(1)).await.unwrap().is_none());
}

/// The key of the lock that a token of the client's shares, read while one hangs. Afterwards there is
/// a partition for such tokens: a verb that makes one begins anew, and sees more.
async fn lock_of(store: &PostgresStore, schema: &Schema) -> String {
    let _ = store.insert_access(plain(own(7))).await.unwrap();
    let busy = busy(schema, "LOCK TABLE access_tokens").await;
    let inserting = store.clone();
    let insert = tokio::spawn(async move { inserting.insert_access(plain(own(8))).await.unwrap() });
    waits(schema, "relation", &insert).await;
    let key = schema.run(&format!(
        "SELECT classid::int8 << 32 | objid::int8 FROM pg_locks JOIN pg_stat_activity USING (pid)
         WHERE locktype = 'advisory' AND application_name = '{}'",
        schema.0
    ));
    busy.batch_execute("COMMIT").await.unwrap();
    assert_eq!(insert.await.unwrap(), Inserted::Live);
    key.trim().to_owned()
}

/// In a server of its own, whose statistics are of this test alone.
#[tokio::test]
async fn no_verb_reads_a_whole_table() {
    let postgres = Postgres::new(&["fsync=off", "autovacuum=off"]);
    let (store, pool) = planning_freely(&postgres).await;
    let _ = store.insert_access(plain(own(255))).await.unwrap();
    closed(&pool, &postgres).await;
    fill(&postgres);
    let before = scans(&postgres);
    let (store, pool) = planning_freely(&postgres).await;
    every_verb(&store).await;
    closed(&pool, &postgres).await;
    assert_eq!(scans(&postgres), before);
}

/// There is a new partition each hour, and the server counts its rows after a minute at the earliest.
#[tokio::test]
async fn a_plan_made_for_an_empty_partition_is_good_for_a_full_one() {
    let postgres = Postgres::new(&["fsync=off", "autovacuum=off"]);
    let (store, pool) = planning_freely(&postgres).await;
    let _ = store.insert_access(granted(1)).await.unwrap();
    // Eight batches, after five of which a plan is kept.
    let tokens = async |from: u8| {
        for batch in 0..8 {
            let numbers = (0..12).map(|number| from + batch * 12 + number);
            let inserted = numbers.map(|number| store.insert_access(plain(access(number, 1))));
            for inserted in join_all(inserted).await {
                assert_eq!(inserted.unwrap(), Inserted::Live);
            }
            let found = store.find_access(&hash(from + batch * 12)).await;
            assert!(found.unwrap().is_some());
        }
    };
    tokens(10).await;
    let filled = format!(
        "INSERT INTO access_tokens SELECT sha256(n::text::bytea), NULL, 'c' || n, NULL, '', 0, {}
             FROM generate_series(1, 20000) AS n",
        at(900).seconds()
    );
    postgres.run(&filled);
    tokens(110).await;
    closed(&pool, &postgres).await;
    let read = "SELECT sum(seq_tup_read) FROM pg_stat_user_tables
         WHERE relname LIKE 'access_tokens_%'";
    let read: u64 = postgres.run(read).trim().parse().unwrap();
    assert!(read < 1000, "{read} rows were read one after the other");
}

/// Over a pool that does not forbid the server to read whole tables, as the store's own does.
async fn planning_freely(postgres: &Postgres) -> (PostgresStore, Pool) {
    let mut config: Config = postgres.url().parse().unwrap();
    config.application_name("planning_freely");
    let pool = Pool::builder(Manager::new(config, NoTls)).max_size(1);
    let pool = pool.build().unwrap();
    (PostgresStore::over(pool.clone()).await.unwrap(), pool)
}

/// A connection tells what it did when it ends, at the latest.
async fn closed(pool: &Pool, postgres: &Postgres) {
    pool.close();
    let open = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'planning_freely'";
    while postgres.run(open) != "0\n" {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

fn fill(postgres: &Postgres) {
    postgres.run(
        "CREATE FUNCTION h(n int) RETURNS bytea LANGUAGE sql AS 'SELECT sha256(n::text::bytea)';
         INSERT INTO grants (id, client_id, subject, scopes, created_at, expires_at, family)
             SELECT substr(h(n), 1, 16), 'c' || n, 's' || n, 'read', 0, 5000000000 + n, h(n)
             FROM generate_series(1, 20000) AS n;
         INSERT INTO codes (hash, grant_id, redirect_uri, redirect_sent, expires_at)
             SELECT h(n), substr(h(n), 1, 16), 'app:/', true, 5000000000 + n
             FROM generate_series(1, 20000) AS n;
         INSERT INTO claims SELECT h(n), true, h(n), 5000000000 + n
             FROM generate_series(1, 20000) AS n;
         INSERT INTO access_tokens SELECT h(n), NULL, 'c' || n, NULL, 'read', 0, 4000000900
             FROM generate_series(1, 20000) AS n;
         INSERT INTO sessions SELECT h(n), 's' || n, '', 0, 0, 5000000000 + n
             FROM generate_series(1, 20000) AS n;
         INSERT INTO consents SELECT 's' || n, 'c' || n, h(n), 'read'
             FROM generate_series(1, 20000) AS n;
         INSERT INTO revocations SELECT 'subject', 's' || n, 4000000000 + n
             FROM generate_series(1, 20000) AS n;
         ANALYZE",
    );
}

/// Of each table, how often it was read as a whole.
fn scans(postgres: &Postgres) -> String {
    postgres
        .run("SELECT relname, seq_scan FROM pg_stat_user_tables WHERE n_live_tup > 1000 ORDER BY 1")
}

/// Each more often than a plan is made anew for its values.
async fn every_verb(store: &PostgresStore) {
    let (app, alice) = (client("app"), grant(1).subject);
    for number in 1..=8 {
        codes_and_tokens(store, number).await;
        store.revoke_access(&hash(number)).await.unwrap();
        store.revoke_grant(grant_id(number), at(0)).await.unwrap();
        store.grants_of(&alice, at(0)).await.unwrap();
        let _ = store.insert_session(session(number)).await.unwrap();
        store.find_session(&hash(number)).await.unwrap();
        store.touch_session(&hash(number), at(10)).await.unwrap();
        store.end_session(&hash(number)).await.unwrap();
        store.remember_consent(consent("read")).await.unwrap();
        store.has_consent(&consent("read")).await.unwrap();
        store.purge_expired(at(0), 100).await.unwrap();
        store.revoke_subject(&alice, at(0)).await.unwrap();
        store.revoke_client(&app, at(0)).await.unwrap();
    }
}

async fn codes_and_tokens(store: &PostgresStore, number: u8) {
    let app = client("app");
    let claim = Claim {
        ticket: hash(number),
        expires_at: at(600),
        verdict: Verdict::Allow,
        code: Some(code(number)),
    };
    for _ in 0..2 {
        let _ = store.claim_once(claim.clone(), at(0)).await.unwrap();
        let _ = store.take_code(&app, &hash(number), at(0)).await.unwrap();
    }
    let _ = store.insert_code(code(50 + number)).await.unwrap();
    let token = plain(access(80 + number, 70 + number));
    for new in [
        granted(70 + number),
        token,
        plain(own(90 + number)),
        refreshable(100 + number),
    ] {
        let _ = store.insert_access(new).await.unwrap();
    }
    for token in [110, 130] {
        let rotation = RotateRefresh {
            family: hash(100 + number),
            access: access(token + number, 100 + number),
            ..rotation(100, 110 + number)
        };
        let _ = store.rotate_refresh(rotation).await.unwrap();
    }
    store.find_access(&hash(number)).await.unwrap();
    store.find_refresh(&app, &hash(number)).await.unwrap();
}
