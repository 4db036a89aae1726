//! Codes are spent once (RFC 6749 §4.1.2), whoever races for them.

use super::sample::{
    Shared, access, at, client, code, grant_id, hash, is_live, plain, race, start,
};
use crate::model::SentRedirect;
use crate::store::{CodeRecord, Inserted, NewAccess, TakenCode};

pub async fn a_code_is_spent_once(store: Shared) {
    let _ = store.insert_code(code(1)).await.unwrap();
    let first = store
        .take_code(&client("app"), &hash(1), at(1))
        .await
        .unwrap();
    assert!(matches!(first, TakenCode::Fresh(_)), "{first:?}");
    let second = store
        .take_code(&client("app"), &hash(1), at(2))
        .await
        .unwrap();
    assert!(
        matches!(second, TakenCode::Spent(grant) if grant == grant_id(1)),
        "{second:?}"
    );
    let unknown = store
        .take_code(&client("app"), &hash(2), at(2))
        .await
        .unwrap();
    assert!(matches!(unknown, TakenCode::Unknown), "{unknown:?}");
}

pub async fn a_code_comes_back_as_it_was_kept(store: Shared) {
    let implied = SentRedirect::from_stored("https://app.example/cb", false);
    let bare = CodeRecord {
        redirect_uri: implied,
        challenge: None,
        ..code(2)
    };
    for (number, kept) in [(1, code(1)), (2, bare)] {
        let _ = store.insert_code(kept.clone()).await.unwrap();
        let taken = store
            .take_code(&client("app"), &hash(number), at(1))
            .await
            .unwrap();
        let TakenCode::Fresh(taken) = taken else {
            panic!("{taken:?}")
        };
        assert_eq!(format!("{taken:?}"), format!("{kept:?}"));
        let challenge = |code: &CodeRecord| code.challenge.map(|one| *one.as_bytes());
        assert_eq!(challenge(&taken), challenge(&kept));
    }
}

pub async fn another_clients_code_stays_as_it_is(store: Shared) {
    let _ = store.insert_code(code(1)).await.unwrap();
    for _ in 0..2 {
        let other = store
            .take_code(&client("thief"), &hash(1), at(1))
            .await
            .unwrap();
        assert!(matches!(other, TakenCode::Unknown), "{other:?}");
    }
    let own = store
        .take_code(&client("app"), &hash(1), at(1))
        .await
        .unwrap();
    assert!(matches!(own, TakenCode::Fresh(_)), "{own:?}");
    let other = store
        .take_code(&client("thief"), &hash(1), at(1))
        .await
        .unwrap();
    assert!(matches!(other, TakenCode::Unknown), "{other:?}");
}

pub async fn a_spent_code_answers_its_grant_until_it_expires(store: Shared) {
    let _ = store.insert_code(code(1)).await.unwrap();
    let _ = store
        .take_code(&client("app"), &hash(1), at(1))
        .await
        .unwrap();
    store.revoke_grant(grant_id(1), at(2)).await.unwrap();
    assert_eq!(store.purge_expired(at(59), 100).await.unwrap(), 0);
    let again = store
        .take_code(&client("app"), &hash(1), at(59))
        .await
        .unwrap();
    assert!(
        matches!(again, TakenCode::Spent(grant) if grant == grant_id(1)),
        "{again:?}"
    );
}

pub async fn a_replayed_code_ends_its_grant(store: Shared) {
    for number in [1, 2] {
        let _ = store.insert_code(code(number)).await.unwrap();
        let _ = store
            .take_code(&client("app"), &hash(number), at(1))
            .await
            .unwrap();
        let _ = store
            .insert_access(plain(access(number, number)))
            .await
            .unwrap();
    }
    let foreign = store
        .take_code(&client("thief"), &hash(1), at(2))
        .await
        .unwrap();
    assert!(matches!(foreign, TakenCode::Unknown), "{foreign:?}");
    assert!(is_live(&store, 1).await);
    let _ = store
        .take_code(&client("app"), &hash(1), at(2))
        .await
        .unwrap();
    assert!(!is_live(&store, 1).await && is_live(&store, 2).await);
    let late = NewAccess {
        refresh: Some(start(1)),
        ..plain(access(3, 1))
    };
    let late = store.insert_access(late).await.unwrap();
    assert_eq!(late, Inserted::Revoked);
}

pub async fn a_replay_during_the_exchange_comes_first(store: Shared) {
    let take = async || {
        store
            .take_code(&client("app"), &hash(1), at(1))
            .await
            .unwrap()
    };
    let _ = store.insert_code(code(1)).await.unwrap();
    assert!(matches!(take().await, TakenCode::Fresh(_)));
    assert!(matches!(take().await, TakenCode::Spent(_)));
    let given = store.insert_access(plain(access(1, 1))).await.unwrap();
    assert_eq!(given, Inserted::Revoked);
    assert!(!is_live(&store, 1).await);
}

pub async fn a_code_is_kept_once(store: Shared) {
    let _ = store.insert_code(code(1)).await.unwrap();
    let _ = store
        .take_code(&client("app"), &hash(1), at(1))
        .await
        .unwrap();
    let mut twice = code(2);
    twice.hash = hash(1);
    assert!(store.insert_code(twice).await.is_err());
    let spent = store
        .take_code(&client("app"), &hash(1), at(1))
        .await
        .unwrap();
    assert!(
        matches!(spent, TakenCode::Spent(grant) if grant == grant_id(1)),
        "{spent:?}"
    );
    let _ = store.insert_code(code(2)).await.unwrap();
}

pub async fn one_of_sixty_four_tasks_gets_the_code(store: Shared) {
    let _ = store.insert_code(code(1)).await.unwrap();
    let answers = race(&store, |store, _| async move {
        store
            .take_code(&client("app"), &hash(1), at(1))
            .await
            .unwrap()
    });
    let answers = answers.await;
    let fresh = answers
        .iter()
        .filter(|taken| matches!(taken, TakenCode::Fresh(_)))
        .count();
    let spent = answers
        .iter()
        .filter(|taken| matches!(taken, TakenCode::Spent(_)))
        .count();
    assert_eq!((fresh, spent), (1, 63));
}
