//! Two nodes on one place are one store.

use super::Backend;
use super::sample::{
    Shared, access, at, client, code, grant, grant_id, granted, hash, is_live, plain, race_on,
    refreshable, rotation,
};
use crate::model::SubjectId;
use crate::secret::Salt;
use crate::store::{
    AccessRecord, Claim, Claimed, Consent, GrantRecord, NewAccess, RotateRefresh, RotatedRefresh,
    SessionRecord, TakenCode, Verdict,
};

async fn two<B: Backend>(place: &B) -> [Shared; 2] {
    [place.open().await, place.open().await]
}

fn count<T>(answers: &[T], chosen: impl Fn(&T) -> bool) -> usize {
    answers.iter().filter(|answer| chosen(answer)).count()
}

pub async fn one_of_two_nodes_gets_the_code<B: Backend>(place: &B) {
    let nodes = two(place).await;
    for number in 1..=4 {
        let [one, _] = &nodes;
        let _ = one.insert_code(code(number)).await.unwrap();
        let answers = race_on(&nodes, |node, _| async move {
            let app = client("app");
            node.take_code(&app, &hash(number), at(1)).await.unwrap()
        });
        let fresh = count(&answers.await, |taken| matches!(taken, TakenCode::Fresh(_)));
        assert_eq!(fresh, 1, "of 64 tasks on two nodes got the code");
    }
}

pub async fn one_of_two_nodes_settles_the_ticket<B: Backend>(place: &B) {
    let nodes = two(place).await;
    let answers = race_on(&nodes, |node, task| async move {
        let claim = Claim {
            ticket: hash(9),
            expires_at: at(600),
            verdict: Verdict::Allow,
            code: Some(code(task)),
        };
        (task, node.claim_once(claim, at(0)).await.unwrap())
    });
    let answers = answers.await;
    let first = count(&answers, |(_, claimed)| *claimed == Claimed::First);
    assert_eq!(first, 1, "of 64 tasks on two nodes settled the ticket");
    for (task, claimed) in answers {
        let [_, two] = &nodes;
        let taken = two.take_code(&client("app"), &hash(task), at(1)).await;
        let is_there = matches!(taken.unwrap(), TakenCode::Fresh(_));
        assert_eq!(is_there, claimed == Claimed::First, "code {task}");
    }
}

/// All hold the current secret: one rotates, and the others are retries of it.
pub async fn one_of_two_nodes_rotates<B: Backend>(place: &B) {
    let nodes = two(place).await;
    let [one, _] = &nodes;
    let _ = one.insert_access(refreshable(1)).await.unwrap();
    let answers = race_on(&nodes, |node, task| async move {
        let rotation = RotateRefresh {
            access: access(120 + task, 1),
            ..rotation(100, 120 + task)
        };
        if task >= 16 {
            return None;
        }
        let rotated = node.rotate_refresh(rotation).await.unwrap();
        Some((120 + task, rotated))
    });
    let answers: Vec<_> = answers.await.into_iter().flatten().collect();
    let winner = answers
        .iter()
        .find(|(_, it)| *it == RotatedRefresh::Rotated);
    let winner = winner.unwrap().0;
    for (task, rotated) in answers {
        if task != winner {
            let salt = Salt::from_stored([winner; 16]);
            assert_eq!(rotated, RotatedRefresh::Retried { salt }, "{task}");
        }
        assert!(is_live(&nodes[usize::from(task % 2)], task).await, "{task}");
    }
    let family = one.find_refresh(&client("app"), &hash(1)).await.unwrap();
    assert_eq!(family.unwrap().current, hash(winner));
}

pub async fn what_one_node_revokes_is_gone_on_the_other<B: Backend>(place: &B) {
    let [one, two] = two(place).await;
    let alice = SubjectId::new("alice");
    let consent = Consent {
        subject: alice.clone(),
        client_id: client("app"),
        place: hash(50),
        scopes: grant(1).scopes,
    };
    let session = SessionRecord {
        hash: hash(4),
        subject: alice.clone(),
        name: "Alice".into(),
        created_at: at(0),
        seen_at: at(0),
        expires_at: at(900),
    };
    for number in 1..=3 {
        let _ = one.insert_access(granted(number)).await.unwrap();
    }
    let own = AccessRecord {
        grant: None,
        subject: None,
        ..access(6, 6)
    };
    let _ = one.insert_access(plain(own)).await.unwrap();
    let _ = one.insert_session(session.clone()).await.unwrap();
    one.remember_consent(consent.clone()).await.unwrap();
    assert!(is_live(&two, 1).await && two.has_consent(&consent).await.unwrap());
    assert!(two.find_session(&hash(4)).await.unwrap().is_some());
    two.revoke_access(&hash(1)).await.unwrap();
    assert!(!is_live(&one, 1).await && is_live(&one, 2).await);
    two.revoke_grant(grant_id(2), at(1)).await.unwrap();
    assert!(!is_live(&one, 2).await && is_live(&one, 3).await);
    assert!(!one.has_consent(&consent).await.unwrap());
    two.revoke_client(&client("app"), at(1)).await.unwrap();
    assert!(!is_live(&one, 3).await && !is_live(&one, 6).await);
    two.revoke_subject(&alice, at(1)).await.unwrap();
    assert!(one.find_session(&hash(4)).await.unwrap().is_none());
}

/// Whoever revokes on whichever node: once it is answered, nothing of it is found, whatever was
/// under way.
pub async fn revocation_wins_every_race_between_nodes<B: Backend>(place: &B) {
    let nodes = two(place).await;
    let [one, other] = &nodes;
    for (round, way) in ["grant", "person", "client"].into_iter().enumerate() {
        let person = SubjectId::new(format!("person {round}"));
        let app = client(&format!("app{round}"));
        let number = u8::try_from(round).unwrap() + 1;
        let access = |token| AccessRecord {
            client_id: app.clone(),
            subject: Some(person.clone()),
            ..access(token, number)
        };
        let first = NewAccess {
            access: access(number),
            creates: Some(GrantRecord {
                client_id: app.clone(),
                subject: person.clone(),
                created_at: at(0),
                ..grant(number)
            }),
            refresh: None,
        };
        let _ = one.insert_access(first).await.unwrap();
        let tokens = |task| 50 + number * 50 + task;
        let answers = race_on(&nodes, |node, task| {
            let late = access(tokens(task % 50));
            let (person, app) = (person.clone(), app.clone());
            async move {
                if task == 20 {
                    match way {
                        "grant" => node.revoke_grant(grant_id(number), at(1)).await.unwrap(),
                        "person" => drop(node.revoke_subject(&person, at(1)).await.unwrap()),
                        _ => drop(node.revoke_client(&app, at(1)).await.unwrap()),
                    }
                } else if task < 50 {
                    let _ = node.insert_access(plain(late)).await.unwrap();
                }
            }
        });
        answers.await;
        for token in (0..50).map(tokens).chain([number]) {
            let found = is_live(one, token).await || is_live(other, token).await;
            assert!(!found, "a token of a revoked {way} is live");
        }
    }
}
