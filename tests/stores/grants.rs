//! Grants: kept once, told as long as their code is good; a family may begin anew after its end.

use oauth2_runtime::{
    AccessRecord, ClientId, CodeRecord, GrantId, GrantRecord, Inserted, MemoryStore, NewAccess,
    RefreshStart, ScopeSet, SentRedirect, SqliteStore, Store, SubjectId, TakenCode, Timestamp,
    TokenHash,
};

fn stores() -> [Box<dyn Store>; 2] {
    let sqlite = SqliteStore::in_memory().unwrap();
    [Box::new(MemoryStore::new()), Box::new(sqlite)]
}

fn at(seconds: u64) -> Timestamp {
    Timestamp::from_seconds(1_000_000 + seconds)
}

fn hash(number: u8) -> TokenHash {
    TokenHash::from_stored([number; 32])
}

fn app() -> ClientId {
    ClientId::parse("app").unwrap()
}

fn grant() -> GrantRecord {
    GrantRecord {
        id: GrantId::from_stored([1; 16]),
        client_id: app(),
        subject: SubjectId::new("alice"),
        scopes: ScopeSet::empty(),
        created_at: at(0),
        expires_at: at(60),
    }
}

fn code(number: u8) -> CodeRecord {
    CodeRecord {
        hash: hash(number),
        grant: grant(),
        redirect_uri: SentRedirect::from_stored("https://app.example/cb", true),
        challenge: None,
        expires_at: at(60),
    }
}

#[tokio::test]
async fn a_revoked_grant_does_not_come_to_life_under_another_code() {
    for store in stores() {
        let _ = store.insert_code(code(1)).await.unwrap();
        store.revoke_grant(grant().id, at(1)).await.unwrap();
        assert!(store.insert_code(code(2)).await.is_err());
        for number in [1, 2] {
            let taken = store.take_code(&app(), &hash(number), at(1)).await.unwrap();
            assert!(matches!(taken, TakenCode::Unknown), "{number}: {taken:?}");
        }
        assert!(
            store
                .grants_of(&grant().subject, at(1))
                .await
                .unwrap()
                .is_empty()
        );
    }
}

#[tokio::test]
async fn a_family_may_begin_anew_after_its_end() {
    for store in stores() {
        for _ in 0..2 {
            let access = AccessRecord {
                hash: hash(3),
                grant: Some(grant().id),
                client_id: app(),
                subject: Some(grant().subject),
                scopes: ScopeSet::empty(),
                issued_at: at(0),
                expires_at: at(60),
            };
            let start = RefreshStart {
                family: hash(4),
                current: hash(5),
                scopes: ScopeSet::empty(),
                expires_at: at(60),
            };
            let new = NewAccess {
                access,
                creates: Some(grant()),
                refresh: Some(start),
            };
            assert_eq!(store.insert_access(new).await.unwrap(), Inserted::Live);
            assert_eq!(store.purge_expired(at(60), 10).await.unwrap(), 2);
        }
    }
}

#[tokio::test]
async fn a_grant_is_told_as_long_as_its_code_is_good() {
    for store in stores() {
        let later = CodeRecord {
            expires_at: at(120),
            ..code(1)
        };
        let _ = store.insert_code(later).await.unwrap();
        for (now, told) in [(119, 1), (120, 0)] {
            let grants = store.grants_of(&grant().subject, at(now)).await.unwrap();
            assert_eq!(grants.len(), told, "{now}");
        }
    }
}
