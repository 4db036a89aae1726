//! Refreshing under any interleaving of an honest client, a thief, time and revocation
//! (RFC 6749 §6, RFC 9700 §4.14.2): a model of a few lines says what each request must answer.

mod world;

use oauth2_runtime::{MemoryStore, SqliteStore, Store};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;
use std::sync::Arc;
use world::{ACCESS_TTL, IDLE, RETRIES, WINDOW, World};

/// What happens next. `line` is one of two families; `age` counts back from its newest token.
#[derive(Clone, Debug)]
enum Step {
    /// The honest client refreshes. If the last reply was lost, it repeats that request.
    Refresh {
        line: usize,
        scope: &'static str,
        lost: bool,
    },
    /// A thief, who can pass as the client, presents any token that was ever sent; or several
    /// requests of whomever race with it.
    Steal {
        line: usize,
        age: usize,
        scope: &'static str,
        racers: usize,
    },
    /// Another client presents the token.
    Foreign {
        line: usize,
        age: usize,
    },
    Wait(u64),
    /// Until so many seconds after the last one of the family.
    WaitForEnd(usize, u64),
    RevokeGrant(usize),
    RevokeClient(usize),
    RevokePerson,
    Sweep,
}

fn step() -> impl Strategy<Value = Step> {
    let scope = || {
        let named = prop::sample::select(vec![
            "read",
            "photos:write",
            "photos:write read",
            "read photos:write",
            "admin",
            "read admin",
        ]);
        prop_oneof![2 => Just(""), 1 => named]
    };
    let racers = prop_oneof![4 => Just(1_usize), 2 => 2..=4_usize, 1 => Just(RETRIES + 3)];
    let refresh = (0..2_usize, scope(), any::<bool>());
    let steal = (0..2_usize, 0..6_usize, scope(), racers);
    let edge = [WINDOW[0], WINDOW[1], ACCESS_TTL, IDLE];
    let wait = (prop::sample::select(edge.to_vec()), 0..3_u64).prop_map(|(edge, by)| edge + by - 1);
    prop_oneof![
        8 => refresh.prop_map(|(line, scope, lost)| Step::Refresh { line, scope, lost }),
        4 => steal.prop_map(|(line, age, scope, racers)| Step::Steal { line, age, scope, racers }),
        1 => (0..2_usize, 0..3_usize).prop_map(|(line, age)| Step::Foreign { line, age }),
        2 => (0..4_u64).prop_map(Step::Wait),
        3 => wait.prop_map(Step::Wait),
        1 => (0..2_usize, 0..2_u64).prop_map(|(line, by)| Step::WaitForEnd(line, by)),
        1 => Just(Step::Sweep),
        1 => prop_oneof![
            (0..2_usize).prop_map(Step::RevokeGrant),
            (0..2_usize).prop_map(Step::RevokeClient),
            Just(Step::RevokePerson),
        ],
    ]
}

/// Runs the steps, and holds every invariant after each.
async fn live(
    store: Arc<dyn Store>,
    granted: [&'static str; 2],
    steps: Vec<Step>,
) -> TestCaseResult {
    let mut world = World::new(store, granted).await?;
    for step in steps {
        world.take(step).await?;
        world.holds().await?;
    }
    // At last every token that was ever sent is tried, the oldest first.
    world.try_everything().await
}

fn granted() -> impl Strategy<Value = [&'static str; 2]> {
    let one = || prop::sample::select(vec!["photos:write read", "read", "photos:write"]);
    [one(), one()]
}

fn run(store: Arc<dyn Store>, granted: [&'static str; 2], steps: Vec<Step>) -> TestCaseResult {
    tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .expect("a runtime")
        .block_on(live(store, granted, steps))
}

proptest! {
    #[test]
    fn a_family_is_one_line_of_tokens_whatever_happens(
        granted in granted(),
        steps in vec(step(), 1..32),
    ) {
        run(Arc::new(MemoryStore::new().allow_any_issuer()), granted, steps)?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// The same where racing requests overlap: this store answers from other threads.
    #[test]
    fn a_family_is_one_line_of_tokens_also_in_sqlite(
        granted in granted(),
        steps in vec(step(), 1..32),
    ) {
        let folder = tempfile::tempdir().expect("a folder");
        let store = SqliteStore::open(folder.path().join("oauth2.db")).expect("a store");
        run(Arc::new(store.without_waiting_for_the_disk()), granted, steps)?;
    }
}
