//! The cut comes while 64 tasks are at work: what was acknowledged stays, the rest is whole or absent.

use super::Severed;
use super::outage::{SOON, recovered, settled};
use super::sample::{
    Shared, access, at, client, code, grant, grant_id, granted, hash, is_live, race_on,
    refreshable, rotation, start,
};
use crate::error::StoreError;
use crate::store::{Inserted, NewAccess, RotateRefresh, RotatedRefresh, TakenCode};
use std::sync::Arc;
use tokio::sync::Semaphore;
use tokio::time::timeout;

/// Where the numbers of the families begin, of their next tokens, and of new grants. Codes have
/// those below.
const FAMILIES: u8 = 64;
const ROTATED: u8 = 128;
const GRANTED: u8 = 192;

/// How many answers come before the cut; 192 are asked for.
const BEFORE_THE_CUT: u32 = 48;

/// What one task was told; `None` where it was told of an error, or stopped before.
#[derive(Clone, Copy, Debug, Default)]
struct Told {
    taken: bool,
    rotated: bool,
    granted: bool,
}

pub async fn what_was_acknowledged_amid_a_cut_is_kept<B: Severed>(place: &B) {
    let store = place.open().await;
    for task in 0..64 {
        let _ = store.insert_code(code(task)).await.unwrap();
        let family = refreshable(FAMILIES + task);
        let _ = store.insert_access(family).await.unwrap();
    }
    let answered = Arc::new(Semaphore::new(0));
    let node = [Arc::clone(&store)];
    let work = race_on(&node, |store, task| {
        let answered = Arc::clone(&answered);
        async move {
            let mut told = Told::default();
            // Where it stops, it was told of an error.
            let _ = work(&store, task, &mut told, &answered).await;
            answered.add_permits(3);
            told
        }
    });
    let cut = async {
        let _ = answered.acquire_many(BEFORE_THE_CUT).await.unwrap();
        place.sever().await;
    };
    let (told, ()) = tokio::join!(work, cut);
    place.mend().await;
    recovered(&store).await;
    for (task, told) in (0..).zip(told) {
        is_kept(&store, task, told).await;
    }
}

async fn work(
    store: &Shared,
    task: u8,
    told: &mut Told,
    answered: &Semaphore,
) -> Result<(), StoreError> {
    let app = client("app");
    let (code, family) = (hash(task), hash(FAMILIES + task));
    let taken = soon(store.take_code(&app, &code, at(1))).await?;
    told.taken = matches!(taken, TakenCode::Fresh(_));
    answered.add_permits(1);
    let rotation = RotateRefresh {
        family,
        access: access(ROTATED + task, FAMILIES + task),
        ..rotation(100, ROTATED + task)
    };
    let rotated = soon(store.rotate_refresh(rotation)).await?;
    told.rotated = rotated == RotatedRefresh::Rotated;
    answered.add_permits(1);
    let inserted = soon(store.insert_access(whole(task))).await?;
    told.granted = inserted == Inserted::Live;
    answered.add_permits(1);
    Ok(())
}

async fn soon<T>(verb: impl Future<Output = T>) -> T {
    let answer = timeout(SOON, verb).await;
    answer.unwrap_or_else(|_| panic!("a verb keeps its caller waiting"))
}

/// A grant, a family and a token, in one step.
fn whole(task: u8) -> NewAccess {
    NewAccess {
        refresh: Some(start(GRANTED + task)),
        ..granted(GRANTED + task)
    }
}

async fn is_kept(store: &Shared, task: u8, told: Told) {
    let app = client("app");
    let first = is_live(store, FAMILIES + task).await;
    assert!(first, "{task}: a token was lost that was kept before");
    let (live, rotated) = settled(async || {
        let family = store.find_refresh(&app, &hash(FAMILIES + task)).await;
        let current = family.unwrap().unwrap().current;
        let live = is_live(store, ROTATED + task).await;
        (live, current == hash(ROTATED + task))
    })
    .await;
    assert_eq!(live, rotated, "{task}: half a rotation");
    assert!(rotated || !told.rotated, "{task}: a rotation was lost");
    let new = GRANTED + task;
    let (live, given, family) = settled(async || {
        let alice = grant(new).subject;
        let grants = store.grants_of(&alice, at(1)).await.unwrap();
        let family = store.find_refresh(&app, &hash(new)).await.unwrap();
        let given = grants.iter().any(|grant| grant.id == grant_id(new));
        (is_live(store, new).await, given, family.is_some())
    })
    .await;
    assert_eq!((given, family), (live, live), "{task}: half a grant");
    assert!(live || !told.granted, "{task}: a token was lost");
    let taken = [
        store.take_code(&app, &hash(task), at(1)).await.unwrap(),
        store.take_code(&app, &hash(task), at(1)).await.unwrap(),
    ];
    let once = matches!(taken, [_, TakenCode::Spent(_)]);
    assert!(once, "{task}: {taken:?}");
    let again = told.taken && matches!(taken, [TakenCode::Fresh(_), _]);
    assert!(!again, "{task}: a code was given twice");
}
