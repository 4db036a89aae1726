//! A client of many grants with one of each kind, and what shows that all of it is over.

use super::Schema;
use oauth2_runtime::contract::sample::{
    access, at, client, code, consent, grant, granted, hash, plain, refreshable, rotation, start,
};
use oauth2_runtime::{
    AccessRecord, Claim, Claimed, GrantRecord, Inserted, NewAccess, PostgresStore, RotateRefresh,
    RotatedRefresh, Store as _, StoreError, SubjectId, TakenCode, Verdict,
};
use std::time::Duration;
use support::Proxy;
use support::servers::Postgres;
use tokio::task::JoinHandle;

/// When `app` is revoked; everything of [`filled`] began earlier, or in this second.
pub(super) const REVOKED: u64 = 20;

/// How many grants SQL writes beside those of [`given`].
pub(super) const MANY: u32 = 5000;

/// A token of a client alone.
pub(super) fn own(number: u8, app: &str, began: u64) -> NewAccess {
    plain(AccessRecord {
        grant: None,
        subject: None,
        client_id: client(app),
        issued_at: at(began),
        ..access(number, 1)
    })
}

pub(super) fn claim() -> Claim {
    Claim {
        ticket: hash(9),
        expires_at: at(600),
        verdict: Verdict::Allow,
        code: Some(code(9)),
    }
}

/// Many grants of `app`, in the order in which they are walked through.
pub(super) fn fill(schema: &Schema) {
    schema.run(&format!(
        "INSERT INTO grants (id, client_id, subject, scopes, created_at, expires_at, family)
             SELECT decode(lpad(n::text, 32, '0'), 'hex'), 'app', 's' || n, '', {began},
                 {began} + 100000, decode(lpad(n::text, 64, '0'), 'hex')
             FROM generate_series(1, {MANY}) AS n",
        began = at(1).seconds(),
    ));
}

/// A token that was issued after the revocation, as a fast clock has it, unless its grant is older.
pub(super) fn later(number: u8, grant: u8) -> AccessRecord {
    AccessRecord {
        issued_at: at(REVOKED + 1),
        ..access(number, grant)
    }
}

/// A grant of bob's that began after the revocation, with a token of the same number.
pub(super) fn later_grant(number: u8) -> NewAccess {
    let bob = SubjectId::new("bob");
    let created = GrantRecord {
        subject: bob.clone(),
        created_at: at(REVOKED + 1),
        ..grant(number)
    };
    NewAccess {
        creates: Some(created),
        ..plain(AccessRecord {
            subject: Some(bob),
            ..later(number, number)
        })
    }
}

/// One of each kind behind them.
pub(super) async fn given(store: &PostgresStore) {
    let inserted = [
        store.insert_access(refreshable(1)).await.unwrap(),
        store.insert_code(code(2)).await.unwrap(),
        store.insert_access(granted(3)).await.unwrap(),
        store.insert_access(own(4, "app", 9)).await.unwrap(),
        store.insert_access(plain(later(7, 1))).await.unwrap(),
    ];
    assert_eq!(inserted, [Inserted::Live; 5]);
    // In the very second of the revocation.
    let same = granted(u8::try_from(REVOKED).unwrap());
    assert_eq!(store.insert_access(same).await.unwrap(), Inserted::Live);
    let own = own(5, "app", REVOKED);
    assert_eq!(store.insert_access(own).await.unwrap(), Inserted::Live);
    let claimed = store.claim_once(claim(), at(9)).await.unwrap();
    assert_eq!(claimed, Claimed::First);
    store.remember_consent(consent("read")).await.unwrap();
}

pub(super) async fn filled(schema: &Schema, store: &PostgresStore) {
    fill(schema);
    given(store).await;
}

/// No door of the store opens for what `app` had.
pub(super) async fn is_over(store: &PostgresStore) {
    let app = client("app");
    for token in [1, 3, 4, 5, 7, 20] {
        let found = store.find_access(&hash(token)).await.unwrap();
        assert!(found.is_none(), "{token}");
    }
    assert!(store.find_refresh(&app, &hash(1)).await.unwrap().is_none());
    let rotation = RotateRefresh {
        access: later(101, 1),
        now: at(REVOKED + 1),
        ..rotation(100, 101)
    };
    let rotated = store.rotate_refresh(rotation).await.unwrap();
    assert_eq!(rotated, RotatedRefresh::Unknown);
    let taken = store.take_code(&app, &hash(2), at(21)).await.unwrap();
    assert!(matches!(taken, TakenCode::Unknown), "{taken:?}");
    let claimed = store.claim_once(claim(), at(21)).await.unwrap();
    assert_eq!(claimed, Claimed::Over);
    let grants = store.grants_of(&grant(1).subject, at(0)).await.unwrap();
    assert_eq!(grants.len(), 0);
    assert!(!store.has_consent(&consent("read")).await.unwrap());
    let family = NewAccess {
        refresh: Some(start(3)),
        ..plain(later(103, 3))
    };
    for new in [plain(later(102, 1)), family] {
        let inserted = store.insert_access(new).await.unwrap();
        assert_eq!(inserted, Inserted::Revoked);
    }
}

/// Somebody who holds the rows of a query, until [`Busy::done`].
pub(super) struct Busy(tokio_postgres::Client);

impl Busy {
    pub(super) async fn with(schema: &Schema, sql: &str) -> Self {
        let no_tls = tokio_postgres::NoTls;
        let (busy, connection) = tokio_postgres::connect(&schema.url(), no_tls)
            .await
            .unwrap();
        tokio::spawn(connection);
        busy.batch_execute(&format!("BEGIN; {sql}")).await.unwrap();
        Self(busy)
    }

    pub(super) async fn done(self) {
        self.0.batch_execute("ROLLBACK").await.unwrap();
    }
}

pub(super) const THE_CONSENT: &str = "SELECT FROM consents FOR UPDATE";

/// In the third chunk.
pub(super) const A_GRANT: &str =
    "SELECT FROM grants WHERE family = decode(lpad('2500', 64, '0'), 'hex') FOR UPDATE";

/// A connection of this name waits for somebody's row.
pub(super) async fn waits(name: &str) {
    let waits = format!(
        "SELECT count(*) > 0 FROM pg_locks JOIN pg_stat_activity USING (pid)
         WHERE NOT granted AND locktype = 'transactionid' AND application_name = '{name}'"
    );
    while Postgres::shared().run(&waits) != "t\n" {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

pub(super) fn revoking(store: &PostgresStore) -> JoinHandle<Result<u64, StoreError>> {
    let store = store.clone();
    tokio::spawn(async move { store.revoke_client(&client("app"), at(REVOKED)).await })
}

/// How many grants of `app` that began until then no row tells to be over.
pub(super) fn left(schema: &Schema) -> u32 {
    let left = schema.run(&format!(
        "SELECT count(*) FROM grants
         WHERE client_id = 'app' AND revoked_at IS NULL AND created_at <= {}",
        at(REVOKED).seconds()
    ));
    left.trim().parse().unwrap()
}

pub(super) fn unfinished(schema: &Schema) -> bool {
    schema.run("SELECT unfinished FROM revocations WHERE kind = 'client'") == "t\n"
}

/// A store whose connection is cut while its revocation waits for a row: nobody goes on with it.
pub(super) async fn cut_at(schema: &Schema, row: &str) {
    let proxy = Proxy::to(&[Postgres::shared().port()]);
    let behind = schema.url_through(&proxy);
    let url = format!("{behind}&application_name={}", schema.0);
    let store = PostgresStore::connect(&url).await.unwrap();
    filled(schema, &store).await;
    let busy = Busy::with(schema, row).await;
    let revoke = revoking(&store);
    waits(&schema.0).await;
    proxy.cut();
    busy.done().await;
    assert!(revoke.await.unwrap().is_err());
}
