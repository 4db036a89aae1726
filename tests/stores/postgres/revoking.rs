//! A client of many grants is revoked in steps: over from the first one on, whatever comes between,
//! and nobody else waits for it.

use super::Schema;
use super::revoked_client::{
    A_GRANT, Busy, MANY, REVOKED, THE_CONSENT, cut_at, filled, given, is_over, later, later_grant,
    left, own, revoking, unfinished, waits,
};
use futures_util::future::join_all;
use oauth2_runtime::contract::sample::{at, client, consent, granted, hash};
use oauth2_runtime::{Inserted, RedisStore, SplitStore, SqliteStore, Store as _};
use std::time::Duration;
use support::servers::Redis;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn other_clients_are_served_while_one_of_many_grants_is_revoked() {
    let schema = Schema::new();
    let store = schema.named(&schema.0).await;
    filled(&schema, &store).await;
    let busy = Busy::with(&schema, A_GRANT).await;
    let revoke = revoking(&store);
    waits(&schema.0).await;
    // Two chunks are written, each for itself.
    assert_eq!(left(&schema), MANY - 2000 + 5);
    is_over(&store).await;
    // In one batch: others, what the client began before, and what it begins now.
    let tokens = (30..130).map(|number| match number % 3 {
        0 => (own(number, "app", REVOKED), Inserted::Revoked),
        1 => (own(number, "app", REVOKED + 1), Inserted::Live),
        _ => (own(number, "other", 0), Inserted::Live),
    });
    let (tokens, expected): (Vec<_>, Vec<_>) = tokens.unzip();
    let inserted = join_all(tokens.into_iter().map(|new| store.insert_access(new))).await;
    let inserted: Vec<_> = inserted.into_iter().map(Result::unwrap).collect();
    assert_eq!(inserted, expected);
    let new = store.insert_access(later_grant(201)).await.unwrap();
    assert_eq!(new, Inserted::Live);
    assert!(!revoke.is_finished());
    busy.done().await;
    assert_eq!(revoke.await.unwrap().unwrap(), u64::from(MANY) + 5);
    is_over(&store).await;
    for (number, inserted) in (30..130).zip(inserted) {
        let found = store.find_access(&hash(number)).await.unwrap();
        assert_eq!(found.is_some(), inserted == Inserted::Live, "{number}");
    }
    assert!(store.find_access(&hash(201)).await.unwrap().is_some());
    let same_second = own(200, "app", REVOKED);
    let passes = store.insert_access(same_second).await.unwrap();
    assert_eq!(passes, Inserted::Live);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_client_is_over_by_its_mark_alone() {
    let schema = Schema::new();
    let store = schema.named(&schema.0).await;
    filled(&schema, &store).await;
    let busy = Busy::with(&schema, THE_CONSENT).await;
    let revoke = revoking(&store);
    waits(&schema.0).await;
    is_over(&store).await;
    assert!(unfinished(&schema) && left(&schema) == MANY + 5);
    busy.done().await;
    assert_eq!(revoke.await.unwrap().unwrap(), u64::from(MANY) + 5);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_revocation_that_is_cut_off_between_two_chunks_is_finished_by_a_second_call() {
    let schema = Schema::new();
    cut_at(&schema, A_GRANT).await;
    assert!(unfinished(&schema));
    let store = schema.store().await;
    is_over(&store).await;
    let before = left(&schema);
    assert!((1..=MANY - 2000 + 5).contains(&before), "{before}");
    let app = client("app");
    let rest = store.revoke_client(&app, at(REVOKED + 5)).await.unwrap();
    // What was sent before the cut may have been done meanwhile.
    assert!(rest == u64::from(before) || rest + 1000 == u64::from(before));
    assert!(!unfinished(&schema) && left(&schema) == 0);
    is_over(&store).await;
    let again = store.revoke_client(&app, at(REVOKED + 5)).await.unwrap();
    assert_eq!(again, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_sweeper_finishes_what_was_cut_off_before_it_forgets_the_mark() {
    const DAY: u64 = 24 * 60 * 60;
    let schema = Schema::new();
    cut_at(&schema, A_GRANT).await;
    let store = schema.store().await;
    let later = own(30, "app", REVOKED + 1);
    assert_eq!(store.insert_access(later).await.unwrap(), Inserted::Live);
    // Somebody may still be at work on it.
    store.purge_expired(at(REVOKED + 599), 100).await.unwrap();
    assert!(unfinished(&schema) && left(&schema) > 0);
    store.purge_expired(at(REVOKED + DAY), 100).await.unwrap();
    assert_eq!(left(&schema), 0);
    let marks = || schema.run("SELECT count(*) FROM revocations");
    assert!(!unfinished(&schema) && marks() == "1\n");
    store.purge_expired(at(REVOKED + DAY), 100).await.unwrap();
    assert_eq!(marks(), "0\n");
    assert!(
        store
            .find_refresh(&client("app"), &hash(1))
            .await
            .unwrap()
            .is_none()
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_sweeper_leaves_what_a_client_began_afterwards() {
    let schema = Schema::new();
    cut_at(&schema, A_GRANT).await;
    let store = schema.store().await;
    for new in [own(30, "app", REVOKED + 1), later_grant(31)] {
        assert_eq!(store.insert_access(new).await.unwrap(), Inserted::Live);
    }
    store.purge_expired(at(REVOKED + 600), 100).await.unwrap();
    assert!(!unfinished(&schema) && left(&schema) == 0);
    for token in [30, 31] {
        let found = store.find_access(&hash(token)).await.unwrap();
        assert!(found.is_some(), "{token}");
    }
    is_over(&store).await;
}

/// There no look-up goes by a mark.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_was_cut_off_is_finished_before_it_moves_to_another_store() {
    let schema = Schema::new();
    cut_at(&schema, THE_CONSENT).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("rows.jsonl");
    schema.store().await.export(&file).await.unwrap();
    let sqlite = SqliteStore::open(folder.path().join("oauth2.db")).unwrap();
    sqlite.import(&file).await.unwrap();
    for token in [1, 3, 4, 5, 7, 20] {
        let found = sqlite.find_access(&hash(token)).await.unwrap();
        assert!(found.is_none(), "{token}");
    }
    let refresh = sqlite.find_refresh(&client("app"), &hash(1)).await;
    assert!(refresh.unwrap().is_none());
    assert!(!sqlite.has_consent(&consent("read")).await.unwrap());
}

/// Redis was not told.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_split_store_that_asks_goes_by_the_mark() {
    let schema = Schema::new();
    let durable = schema.named(&schema.0).await;
    let redis = RedisStore::connect(&Redis::shared().url()).await.unwrap();
    let redis = redis.prefix(&Redis::shared().prefix()).unwrap();
    let store = SplitStore::new(durable.clone(), redis).asking();
    let mut old = granted(3);
    old.access = later(3, 3);
    for new in [old, later_grant(30)] {
        assert_eq!(store.insert_access(new).await.unwrap(), Inserted::Live);
    }
    durable.remember_consent(consent("read")).await.unwrap();
    let busy = Busy::with(&schema, THE_CONSENT).await;
    let revoke = revoking(&durable);
    waits(&schema.0).await;
    assert!(store.find_access(&hash(3)).await.unwrap().is_none());
    // Its grant began later than the mark, so only the walk can tell.
    assert!(store.find_access(&hash(30)).await.unwrap().is_some());
    busy.done().await;
    assert_eq!(revoke.await.unwrap().unwrap(), 2);
    assert!(store.find_access(&hash(30)).await.unwrap().is_none());
}

/// One insert of the client's hangs, on another node. It is waited for, and nobody else waits.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_insert_that_hangs_keeps_nobody_waiting_and_is_over_in_the_end() {
    let schema = Schema::new();
    let (node, other) = (schema.named(&schema.0).await, schema.store().await);
    given(&other).await;
    let token = format!(
        "INSERT INTO access_tokens (hash, client_id, scopes, issued_at, expires_at)
             VALUES ('\\x{}', 'app', '', 0, {})",
        "06".repeat(32),
        at(900).seconds()
    );
    // The same token: the insert of the store's waits for what becomes of this one.
    let busy = Busy::with(&schema, &token).await;
    let hangs = tokio::spawn(async move { node.insert_access(own(6, "app", 9)).await });
    waits(&schema.0).await;
    let revoke = revoking(&other);
    while schema.run("SELECT count(*) FROM revocations") == "0\n" {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    is_over(&other).await;
    let tokens = (30..60).map(|number| match number % 2 {
        0 => own(number, "app", 9),
        _ => own(number, "other", 0),
    });
    let inserted = join_all(tokens.map(|new| other.insert_access(new))).await;
    for (number, inserted) in (30..60).zip(inserted) {
        let expected = [Inserted::Revoked, Inserted::Live][number % 2];
        assert_eq!(inserted.unwrap(), expected, "{number}");
    }
    assert!(!revoke.is_finished() && !hangs.is_finished());
    busy.done().await;
    // It had looked for marks before there was one.
    assert_eq!(hangs.await.unwrap().unwrap(), Inserted::Live);
    assert_eq!(revoke.await.unwrap().unwrap(), 5);
    // The row goes, so that it is over also when the mark is forgotten.
    let rows = schema
        .run("SELECT count(*) FROM access_tokens WHERE client_id = 'app' AND grant_id IS NULL");
    assert_eq!(rows, "0\n");
}
