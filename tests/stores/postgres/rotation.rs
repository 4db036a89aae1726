//! A rotation of a refresh family writes one version of one row, and its salt is forgotten.

use super::Schema;
use oauth2_runtime::contract::sample::{access, at, hash, refreshable, rotation};
use oauth2_runtime::{
    AccessRecord, PostgresStore, RotateRefresh, RotatedRefresh, Store as _, TokenHash,
};
use std::time::Duration;
use support::servers::Postgres;

/// The secret of a generation.
fn secret(generation: u32) -> TokenHash {
    let mut bytes = [7; 32];
    bytes[..4].copy_from_slice(&generation.to_be_bytes());
    TokenHash::from_stored(bytes)
}

/// In a database of its own: what others still read elsewhere would keep old versions.
#[tokio::test]
async fn every_rotation_is_a_hot_update() {
    const ROTATIONS: u32 = 300;
    let postgres = Postgres::new(&["fsync=off", "autovacuum=off"]);
    let store = PostgresStore::connect(&postgres.url()).await.unwrap();
    let mut first = refreshable(1);
    first.refresh.as_mut().unwrap().current = secret(0);
    let _ = store.insert_access(first).await.unwrap();
    for generation in 0..ROTATIONS {
        let mut token = *secret(generation).as_bytes();
        token[31] = 8;
        let rotation = RotateRefresh {
            presented: secret(generation),
            successor: secret(generation + 1),
            access: AccessRecord {
                hash: TokenHash::from_stored(token),
                ..access(2, 1)
            },
            ..rotation(100, 101)
        };
        let rotated = store.rotate_refresh(rotation).await.unwrap();
        assert_eq!(rotated, RotatedRefresh::Rotated);
    }
    // A connection tells what it did when it ends, at the latest.
    store.shutdown().await.unwrap();
    let all = u64::from(ROTATIONS);
    // An index took note of how the family started: once in a transaction that lacked a partition
    // for its token, and once in the one that kept both.
    assert_eq!(hot_updates(&postgres, all + 2).await, all);
}

/// Of so many updates of grants, how many were HOT.
async fn hot_updates(postgres: &Postgres, all: u64) -> u64 {
    let mut told = String::new();
    for _ in 0..200 {
        told = postgres.run(
            "SELECT n_tup_upd, n_tup_hot_upd FROM pg_stat_user_tables WHERE relname = 'grants'",
        );
        let (rows, hot) = told.trim().split_once('|').unwrap();
        if rows.parse() == Ok(all) {
            return hot.parse().unwrap();
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the statistics do not arrive: {told}");
}

/// A salt gives a spent token its successor; the sweeper goes on for as long as a batch is full.
#[tokio::test]
async fn no_batch_is_too_small_for_the_salts_that_no_retry_needs() {
    let schema = Schema::new();
    let store = schema.store().await;
    for number in [1, 2, 3] {
        let _ = store.insert_access(refreshable(number)).await.unwrap();
        let rotation = RotateRefresh {
            family: hash(number),
            access: access(100 + number, number),
            ..rotation(100, 100 + number)
        };
        let rotated = store.rotate_refresh(rotation).await.unwrap();
        assert_eq!(rotated, RotatedRefresh::Rotated);
    }
    let salts = || schema.run("SELECT count(*) FROM grants WHERE salt IS NOT NULL");
    while store.purge_expired(at(39), 1).await.unwrap() == 1 {}
    assert_eq!(salts(), "3\n");
    while store.purge_expired(at(40), 1).await.unwrap() == 1 {}
    assert_eq!(salts(), "0\n");
}

/// A table that is too large for one call is walked through by several.
#[tokio::test]
async fn salts_are_found_wherever_they_lie() {
    let schema = Schema::new();
    let store = schema.store().await;
    // A page for each grant: half of one is its scopes, kept out of line by nothing.
    let now = at(0).seconds();
    schema.run(&format!(
        "ALTER TABLE grants ALTER COLUMN scopes SET STORAGE plain;
         INSERT INTO grants (id, client_id, subject, scopes, created_at, expires_at, salt,
             salt_until)
         SELECT substr(sha256(n::text::bytea), 1, 16), 'app', n::text, repeat('x', 4500), 0,
             {now} + 9000000, CASE WHEN n IN (1, 4500, 9000) THEN '\\x00000000000000000000000000000000'::bytea END,
             {now}
         FROM generate_series(1, 9000) AS n"
    ));
    let mut forgotten = Vec::new();
    for _ in 0..3 {
        forgotten.push(store.purge_expired(at(0), 100).await.unwrap());
    }
    assert_eq!(forgotten, [1, 1, 1]);
}
