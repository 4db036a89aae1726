//! The partitions of the access tokens: made on demand, dropped when they are past.

use super::Schema;
use oauth2_runtime::contract::sample::{access, at, client, code, granted, hash, is_live, plain};
use oauth2_runtime::{
    AccessRecord, Inserted, NewAccess, PostgresStore, Store, Timestamp, TokenHash,
};
use std::sync::Arc;
use std::time::Duration;

const HOUR: u64 = 60 * 60;

/// A token of a client alone, which begins and ends so many seconds after the beginning.
fn token(number: u64, began: u64, ends: u64) -> NewAccess {
    let mut bytes = [9; 32];
    bytes[..8].copy_from_slice(&number.to_be_bytes());
    plain(AccessRecord {
        hash: TokenHash::from_stored(bytes),
        grant: None,
        subject: None,
        issued_at: at(began),
        expires_at: at(ends),
        ..access(1, 1)
    })
}

fn partitions(schema: &Schema) -> Vec<String> {
    let sql = "SELECT inhrelid::regclass FROM pg_inherits
         WHERE inhparent = 'access_tokens'::regclass ORDER BY 1";
    schema.run(sql).lines().map(str::to_owned).collect()
}

/// Ten days of tokens that live for a day, swept each hour.
#[tokio::test]
async fn at_most_thirty_partitions_are_live() {
    let schema = Schema::new();
    let store = schema.store().await;
    let (mut most, mut number) = (0, 0);
    for hour in 0..240 {
        let now = hour * HOUR;
        number += 1;
        let kept = store
            .insert_access(token(number, now, now + 24 * HOUR))
            .await;
        assert_eq!(kept.unwrap(), Inserted::Live);
        if hour % 8 == 0 {
            // The purge of one hour is that of each hour before it.
            store.purge_expired(at(now), 1000).await.unwrap();
            most = most.max(partitions(&schema).len());
        }
    }
    assert!((24..=30).contains(&most), "{most}");
    let all = number.to_string();
    let live = schema.run("SELECT count(*) FROM access_tokens");
    assert!(live.trim().parse::<u64>().unwrap() <= 33, "{live} of {all}");
    let last = token(number, 239 * HOUR, 263 * HOUR).access;
    assert!(store.find_access(&last.hash).await.unwrap().is_some());
    store.purge_expired(at(300 * HOUR), 1000).await.unwrap();
    assert_eq!(partitions(&schema), Vec::<String>::new());
    let left = "SELECT count(*) FROM pg_class
         WHERE relnamespace = current_schema()::regnamespace AND relname ~ '^access_tokens_[0-9]'";
    assert_eq!(schema.run(left), "0\n");
}

#[tokio::test]
async fn a_token_is_found_until_its_partition_is_past() {
    let schema = Schema::new();
    let store = schema.store().await;
    let new = token(1, 0, 900);
    let _ = store.insert_access(new.clone()).await.unwrap();
    // The partition is an hour of the clock, and the test begins 400 seconds after a full one.
    assert_eq!(store.purge_expired(at(3199), 10).await.unwrap(), 0);
    assert!(store.find_access(&new.access.hash).await.unwrap().is_some());
    assert_eq!(store.purge_expired(at(3200), 10).await.unwrap(), 1);
    assert!(store.find_access(&new.access.hash).await.unwrap().is_none());
    let _ = store.insert_access(new.clone()).await.unwrap();
    assert!(store.find_access(&new.access.hash).await.unwrap().is_some());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nodes_that_lack_a_partition_at_once_make_it_once() {
    let schema = Schema::new();
    let nodes = [schema.store().await, schema.store().await];
    let tasks: Vec<_> = (0..64_u64)
        .map(|number| {
            let node = nodes[usize::try_from(number % 2).unwrap()].clone();
            let ends = (number / 2 % 8) * HOUR + 900;
            tokio::spawn(async move { node.insert_access(token(number, 0, ends)).await })
        })
        .collect();
    for task in tasks {
        assert_eq!(task.await.unwrap().unwrap(), Inserted::Live);
    }
    assert_eq!(partitions(&schema).len(), 8);
    assert_eq!(schema.run("SELECT count(*) FROM access_tokens"), "64\n");
}

#[tokio::test]
async fn any_end_has_a_partition() {
    let schema = Schema::new();
    let store = schema.store().await;
    let ends = [
        0,
        1,
        4_000_000_000,
        u64::MAX - at(0).seconds(),
        900,
        90_000,
        9_000_000,
    ];
    for (number, ends) in (0..).zip(ends) {
        let new = token(number, 0, ends);
        let kept = store.insert_access(new.clone()).await.unwrap();
        assert_eq!(kept, Inserted::Live, "{ends}");
        assert!(store.find_access(&new.access.hash).await.unwrap().is_some());
    }
    let mut past = token(99, 0, 0);
    past.access.expires_at = Timestamp::from_seconds(0);
    assert_eq!(store.insert_access(past).await.unwrap(), Inserted::Live);
}

/// An application may mint its own texts, and the same one twice.
#[tokio::test]
async fn a_hash_is_in_one_partition_alone() {
    let schema = Schema::new();
    let store = schema.store().await;
    let new = token(1, 0, 900);
    let _ = store.insert_access(new.clone()).await.unwrap();
    assert!(store.insert_access(token(1, 0, 9 * HOUR)).await.is_err());
    let found = store.find_access(&new.access.hash).await.unwrap().unwrap();
    assert_eq!(found.expires_at, at(900));
    // Two nodes at once: neither sees the other's.
    let _ = store.insert_access(token(2, 0, 9 * HOUR)).await.unwrap();
    let early = at(900).seconds();
    schema.run(&format!(
        "INSERT INTO access_tokens
         SELECT hash, grant_id, client_id, subject, 'write', issued_at, {early}
         FROM access_tokens WHERE expires_at > {early} + 3600"
    ));
    let twice = token(2, 0, 9 * HOUR).access.hash;
    assert!(store.find_access(&twice).await.unwrap().is_none());
}

/// What a node that died between two steps left behind.
#[tokio::test]
async fn a_drop_that_was_begun_is_finished() {
    let schema = Schema::new();
    let store = schema.store().await;
    for hour in 0..3 {
        let new = token(hour, hour * HOUR, hour * HOUR + 900);
        let _ = store.insert_access(new).await.unwrap();
    }
    let [detached, pending, live] = <[String; 3]>::try_from(partitions(&schema)).unwrap();
    schema.run(&format!(
        "ALTER TABLE access_tokens DETACH PARTITION {detached}"
    ));
    // Somebody else may have taken it out while it is still good.
    assert_eq!(store.purge_expired(at(0), 10).await.unwrap(), 0);
    let there = schema.run(&format!("SELECT to_regclass('{detached}') IS NOT NULL"));
    assert_eq!(there, "t\n");
    schema.run(&format!(
        "UPDATE pg_inherits SET inhdetachpending = true WHERE inhrelid = '{pending}'::regclass"
    ));
    let now = at(2 * HOUR);
    assert_eq!(store.purge_expired(now, 10).await.unwrap(), 2);
    assert_eq!(partitions(&schema), [live]);
    assert_eq!(store.purge_expired(now, 10).await.unwrap(), 0);
}

/// Who reads the table for long, as a backup does, keeps neither the sweeper nor a verb waiting
/// for long.
#[tokio::test]
async fn a_long_reader_delays_the_drop_alone() {
    let schema = Schema::new();
    let store = schema.store().await;
    let _ = store.insert_access(token(1, 0, 900)).await.unwrap();
    let _ = store.insert_code(code(2)).await.unwrap();
    let (reader, connection) = tokio_postgres::connect(&schema.url(), tokio_postgres::NoTls)
        .await
        .unwrap();
    tokio::spawn(connection);
    reader
        .batch_execute("BEGIN; SELECT count(*) FROM access_tokens")
        .await
        .unwrap();
    let now = at(2 * HOUR);
    let sweeper = store.clone();
    let sweep = tokio::spawn(async move { sweeper.purge_expired(now, 10).await });
    while schema.run("SELECT count(*) FROM codes") != "0\n" {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let new = token(3, 2 * HOUR, 3 * HOUR);
    let kept = store.insert_access(new.clone()).await.unwrap();
    assert_eq!(kept, Inserted::Live);
    assert!(store.find_access(&new.access.hash).await.unwrap().is_some());
    assert!(!sweep.is_finished(), "they waited for the sweeper");
    // The code and its grant; the partition is for a later call.
    assert_eq!(sweep.await.unwrap().unwrap(), 2);
    reader.batch_execute("COMMIT").await.unwrap();
    assert_eq!(store.purge_expired(now, 10).await.unwrap(), 1);
    assert_eq!(partitions(&schema).len(), 1);
}

#[tokio::test]
async fn one_node_sweeps_at_a_time() {
    let schema = Schema::new();
    let (one, other) = (schema.store().await, schema.store().await);
    let _ = one.insert_code(code(1)).await.unwrap();
    let _ = one.insert_code(code(2)).await.unwrap();
    // The sweeper of one node stops at a row that is busy.
    let (busy, connection) = tokio_postgres::connect(&schema.url(), tokio_postgres::NoTls)
        .await
        .unwrap();
    tokio::spawn(connection);
    busy.batch_execute("BEGIN; SELECT FROM codes FOR UPDATE")
        .await
        .unwrap();
    let sweep = tokio::spawn(async move { one.purge_expired(at(60), 10).await });
    let waits = "SELECT count(*) FROM pg_stat_activity
         WHERE wait_event_type = 'Lock' AND query LIKE '%DELETE FROM codes%'
             AND datname = current_database() AND pid <> pg_backend_pid()";
    while schema.run(waits) == "0\n" {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(other.purge_expired(at(60), 10).await.unwrap(), 0);
    busy.batch_execute("COMMIT").await.unwrap();
    assert_eq!(sweep.await.unwrap().unwrap(), 4);
    assert_eq!(other.purge_expired(at(60), 10).await.unwrap(), 0);
}

/// A batch is one statement, and each caller has the answer for its own row.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_row_at_fault_fails_alone() {
    let schema = Schema::new();
    let store = schema.store().await;
    for number in [1, 2] {
        let _ = store.insert_access(granted(number)).await.unwrap();
    }
    store
        .revoke_grant(granted(2).access.grant.unwrap(), at(1))
        .await
        .unwrap();
    let kept = |number: u8| -> AccessRecord {
        let own = token(u64::from(number), 0, 900).access;
        match number % 4 {
            0 => own,
            1 => access(100 + number, 1),
            2 => access(100 + number, 2),
            // The token is there; the next one is no text for this server.
            _ if number % 8 == 3 => access(1, 1),
            _ => AccessRecord {
                subject: Some(oauth2_runtime::SubjectId::new("a\0b")),
                ..own
            },
        }
    };
    let tasks: Vec<_> = (0..64)
        .map(|number| {
            let store = store.clone();
            tokio::spawn(async move { store.insert_access(plain(kept(number))).await })
        })
        .collect();
    let shared: Arc<dyn Store> = Arc::new(store.clone());
    for (number, task) in (0_u8..).zip(tasks) {
        let answer = task.await.unwrap();
        match number % 4 {
            0 => assert_eq!(answer.unwrap(), Inserted::Live, "{number}"),
            1 => {
                assert_eq!(answer.unwrap(), Inserted::Live, "{number}");
                assert!(is_live(&shared, 100 + number).await, "{number}");
            }
            2 => assert_eq!(answer.unwrap(), Inserted::Revoked, "{number}"),
            _ => assert!(answer.is_err(), "{number}"),
        }
    }
    let found = store.find_access(&hash(1)).await.unwrap();
    assert_eq!(found.unwrap().client_id, client("app"));
}

/// Twenty lives of a token, each with another length: no two partitions meet.
#[tokio::test]
async fn lifetimes_of_any_length_lie_side_by_side() {
    let schema = Schema::new();
    let store: PostgresStore = schema.store().await;
    let mut number = 0;
    for step in 0..20_u64 {
        for hours in [1, 24, 24 * 7, 24 * 30, 24 * 365] {
            number += 1;
            let began = step * 5 * HOUR;
            let new = token(number, began, began + hours * HOUR);
            let kept = store.insert_access(new.clone()).await.unwrap();
            assert_eq!(kept, Inserted::Live);
            assert!(store.find_access(&new.access.hash).await.unwrap().is_some());
        }
    }
}

/// A code may go at its end, an access token when its partition is past.
#[tokio::test]
async fn what_is_overdue_is_told() {
    let schema = Schema::new();
    let store = schema.store().await;
    assert_eq!(store.overdue(at(0)).await.unwrap(), None);
    let _ = store.insert_access(token(1, 0, HOUR)).await.unwrap();
    let day = 24 * HOUR;
    let late = store.overdue(at(day)).await.unwrap().unwrap();
    let range = Duration::from_secs(day - 2 * HOUR)..Duration::from_secs(day - HOUR + 1);
    assert!(range.contains(&late), "{late:?}");
    let _ = store.insert_code(code(1)).await.unwrap();
    let late = store.overdue(at(day)).await.unwrap();
    assert_eq!(late, Some(Duration::from_secs(day - 60)));
    while store.purge_expired(at(day), 100).await.unwrap() == 100 {}
    assert_eq!(store.overdue(at(day)).await.unwrap(), None);
}
