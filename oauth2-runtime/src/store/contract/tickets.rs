//! A ticket of the consent page is settled once, and a double click changes nothing.

use super::sample::{Shared, at, client, code, grant_id, hash, race};
use crate::store::{Claim, Claimed, TakenCode, Verdict};

fn yes() -> Claim {
    Claim {
        ticket: hash(9),
        expires_at: at(600),
        verdict: Verdict::Allow,
        code: Some(code(1)),
    }
}

fn no() -> Claim {
    Claim {
        verdict: Verdict::Deny,
        code: None,
        ..yes()
    }
}

pub async fn the_first_answer_settles_a_ticket(store: Shared) {
    assert_eq!(
        store.claim_once(yes(), at(0)).await.unwrap(),
        Claimed::First
    );
    assert_eq!(
        store.claim_once(yes(), at(59)).await.unwrap(),
        Claimed::Again
    );
    let taken = store
        .take_code(&client("app"), &hash(1), at(1))
        .await
        .unwrap();
    assert!(matches!(taken, TakenCode::Fresh(_)), "{taken:?}");
}

pub async fn another_verdict_comes_too_late(store: Shared) {
    assert_eq!(
        store.claim_once(yes(), at(0)).await.unwrap(),
        Claimed::First
    );
    assert_eq!(store.claim_once(no(), at(0)).await.unwrap(), Claimed::Over);
    assert_eq!(
        store.claim_once(yes(), at(0)).await.unwrap(),
        Claimed::Again
    );
}

/// What was ticked decides the code: another code is another answer.
pub async fn another_code_comes_too_late(store: Shared) {
    let other = Claim {
        code: Some(code(2)),
        ..yes()
    };
    let none = Claim {
        code: None,
        ..yes()
    };
    let first = store.claim_once(yes(), at(0)).await.unwrap();
    assert_eq!(first, Claimed::First);
    for late in [other, none.clone()] {
        let answer = store.claim_once(late, at(0)).await.unwrap();
        assert_eq!(answer, Claimed::Over);
    }
    let taken = store.take_code(&client("app"), &hash(2), at(1)).await;
    assert!(matches!(taken.unwrap(), TakenCode::Unknown));
    let again = store.claim_once(yes(), at(0)).await.unwrap();
    assert_eq!(again, Claimed::Again);
    let without = |code| Claim {
        ticket: hash(8),
        code,
        ..none.clone()
    };
    let first = store.claim_once(without(None), at(0)).await.unwrap();
    assert_eq!(first, Claimed::First);
    let late = store.claim_once(without(Some(code(3))), at(0)).await;
    assert_eq!(late.unwrap(), Claimed::Over);
}

pub async fn a_no_creates_nothing(store: Shared) {
    let no_with_code = Claim {
        code: Some(code(1)),
        ..no()
    };
    assert_eq!(
        store.claim_once(no_with_code, at(0)).await.unwrap(),
        Claimed::First
    );
    assert_eq!(
        store.claim_once(no(), at(599)).await.unwrap(),
        Claimed::Again
    );
    assert_eq!(store.claim_once(yes(), at(0)).await.unwrap(), Claimed::Over);
    let taken = store
        .take_code(&client("app"), &hash(1), at(1))
        .await
        .unwrap();
    assert!(matches!(taken, TakenCode::Unknown), "{taken:?}");
}

pub async fn a_ticket_is_over_when_its_code_is_spent_or_dead(store: Shared) {
    let ticket = |number: u8| Claim {
        ticket: hash(number),
        code: Some(code(number)),
        ..yes()
    };
    for number in 1..=3 {
        assert_eq!(
            store.claim_once(ticket(number), at(0)).await.unwrap(),
            Claimed::First
        );
    }
    assert_eq!(
        store.claim_once(ticket(1), at(60)).await.unwrap(),
        Claimed::Over
    );
    let _ = store
        .take_code(&client("app"), &hash(2), at(1))
        .await
        .unwrap();
    assert_eq!(
        store.claim_once(ticket(2), at(1)).await.unwrap(),
        Claimed::Over
    );
    store.revoke_grant(grant_id(3), at(1)).await.unwrap();
    assert_eq!(
        store.claim_once(ticket(3), at(1)).await.unwrap(),
        Claimed::Over
    );
}

pub async fn one_of_sixty_four_tasks_settles_the_ticket(store: Shared) {
    let answers = race(&store, |store, _| async move {
        store.claim_once(yes(), at(0)).await.unwrap()
    });
    let answers = answers.await;
    let first = answers
        .iter()
        .filter(|claimed| **claimed == Claimed::First)
        .count();
    let again = answers
        .iter()
        .filter(|claimed| **claimed == Claimed::Again)
        .count();
    assert_eq!((first, again), (1, 63));
}
