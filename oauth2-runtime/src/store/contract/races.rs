//! Whatever meets on two nodes: revocation wins, and a family has one successor.

use super::Backend;
use super::overtaken::Attempt;
use super::sample::{
    Shared, at, client, grant_id, hash, is_live, race_on, refreshable, rotation, start,
};
use crate::model::SubjectId;
use crate::secret::Salt;
use crate::store::{NewAccess, RotateRefresh, RotatedRefresh, TakenCode};

async fn two<B: Backend>(place: &B) -> [Shared; 2] {
    [place.open().await, place.open().await]
}

/// Rotations and new codes that are under way when somebody is revoked leave nothing that lives.
pub async fn revocation_wins_over_rotations_and_codes<B: Backend>(place: &B) {
    let nodes = two(place).await;
    for (round, way) in (0_u8..).zip(["grant", "person", "client"]) {
        let theirs = Attempt {
            subject: SubjectId::new(format!("person {round}")),
            client_id: client(&format!("app{round}")),
            began: at(0),
        };
        let (family, tokens) = (250 + round, 1 + round * 64);
        revoke_amid_rotations(&nodes, &theirs, way, [family, tokens]).await;
        let [_, node] = &nodes;
        for token in (tokens..tokens + 16).chain([family]) {
            let found = is_live(node, token).await;
            assert!(!found, "a token of a revoked {way} is live");
        }
        let found = node.find_refresh(&theirs.client_id, &hash(family)).await;
        let found = found.unwrap().is_some();
        assert!(!found, "the family of a revoked {way} is live");
        for code in tokens + 16..tokens + 64 {
            let taken = node.take_code(&theirs.client_id, &hash(code), at(1)).await;
            let fresh = matches!(taken.unwrap(), TakenCode::Fresh(_));
            assert_eq!(fresh, way == "grant", "a code of a revoked {way}");
        }
    }
}

/// Of 64 tasks 15 rotate a family, one revokes, and the others begin grants of their own.
async fn revoke_amid_rotations(
    nodes: &[Shared],
    theirs: &Attempt,
    way: &'static str,
    numbers: [u8; 2],
) {
    let [family, tokens] = numbers;
    let first = NewAccess {
        access: theirs.access(family, family),
        creates: Some(theirs.grant(family)),
        refresh: Some(start(family)),
    };
    let _ = nodes[0].insert_access(first).await.unwrap();
    let answers = race_on(nodes, |node, task| {
        let number = tokens + task;
        let code = theirs.code(number);
        let rotation = RotateRefresh {
            client_id: theirs.client_id.clone(),
            family: hash(family),
            access: theirs.access(number, family),
            ..rotation(100, number)
        };
        let Attempt {
            subject, client_id, ..
        } = theirs.clone();
        async move {
            match (task, way) {
                (9, "grant") => node.revoke_grant(grant_id(family), at(1)).await.unwrap(),
                (9, "person") => drop(node.revoke_subject(&subject, at(1)).await.unwrap()),
                (9, _) => drop(node.revoke_client(&client_id, at(1)).await.unwrap()),
                (0..16, _) => drop(node.rotate_refresh(rotation).await.unwrap()),
                _ => drop(node.insert_code(code).await.unwrap()),
            }
        }
    });
    answers.await;
}

/// Rotations and retries of one family meet: it gets one successor, or it ends and nothing is left.
pub async fn rotations_and_retries_at_once_leave_one_successor<B: Backend>(place: &B) {
    let nodes = two(place).await;
    let [one, other] = &nodes;
    let _ = one.insert_access(refreshable(1)).await.unwrap();
    let _ = one.rotate_refresh(rotation(100, 101)).await.unwrap();
    let answers = race_on(&nodes, |node, task| async move {
        // Odd pairs repeat the rotation before, even ones rotate on.
        let presented = if task / 2 % 2 == 0 { 101 } else { 100 };
        let rotation = RotateRefresh {
            now: at(11),
            ..rotation(presented, 120 + task)
        };
        let rotated = node.rotate_refresh(rotation).await.unwrap();
        (task, presented, rotated)
    });
    let answers = answers.await;
    let rotated: Vec<_> = answers
        .iter()
        .filter(|(.., rotated)| *rotated == RotatedRefresh::Rotated)
        .collect();
    assert_eq!(rotated.len(), 1, "{answers:?}");
    let (winner, presented, _) = rotated[0];
    assert_eq!(*presented, 101, "a spent secret was rotated");
    let family = other.find_refresh(&client("app"), &hash(1)).await.unwrap();
    let reused = |it: &RotatedRefresh| matches!(it, RotatedRefresh::Reused(_));
    let ended = answers.iter().any(|(.., it)| reused(it));
    assert_eq!(family.is_none(), ended, "{answers:?}");
    if let Some(family) = family {
        assert_eq!(family.current, hash(120 + winner));
    }
    for (task, presented, rotated) in &answers {
        if let RotatedRefresh::Retried { salt } = rotated {
            let own = if *presented == 100 { 101 } else { 120 + winner };
            assert_eq!(
                *salt,
                Salt::from_stored([own; 16]),
                "the salt of another rotation"
            );
        }
        let kept = !matches!(rotated, RotatedRefresh::Reused(_) | RotatedRefresh::Unknown);
        let live = is_live(&nodes[usize::from(task % 2)], 120 + task).await;
        assert_eq!(live, kept && !ended, "{task}: {rotated:?}");
    }
}
