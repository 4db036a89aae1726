//! Any interleaving of rotations, retries, reuse, revocation, purges and time, in every store
//! (RFC 9700 §4.14.2): the same few lines say what each rotation must answer.

use crate::postgres::Schema;
use futures_util::future::join_all;
use oauth2_runtime::contract::sample::{
    Shared, access, at, client, grant, grant_id, scopes, start,
};
use oauth2_runtime::{
    AccessRecord, GrantRecord, Inserted, MemoryStore, NewAccess, RefreshStart, RotateRefresh,
    RotatedRefresh, Salt, ScopeSet, SqliteStore, SubjectId, Timestamp, TokenHash,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;
use std::sync::Arc;
use std::time::Duration;
use support::{Family, Fate};

const WINDOW: u64 = 30;
const ACCESS_TTL: u64 = 100;
const FAMILY_TTL: u64 = 600;
const BEGAN: u64 = at(0).seconds();

/// What happens next. `age` counts back from the newest secret; one past the first was never given.
#[derive(Clone, Debug)]
enum Step {
    Rotate {
        age: usize,
        scope: &'static str,
        racers: usize,
    },
    Foreign(usize),
    RevokeAccess(prop::sample::Index),
    RevokeGrant,
    RevokeClient,
    RevokePerson,
    /// Time passes, and the sweeper deletes at most so many rows.
    Wait(u64, u32),
}

fn step() -> impl Strategy<Value = Step> {
    let scope = || prop::sample::select(vec!["", "", "", "read", "read write"]);
    let racers = || prop_oneof![16 => Just(1_usize), 3 => 2..=3_usize, 1 => Just(18_usize)];
    let rotate = |age: std::ops::Range<usize>| {
        (age, scope(), racers()).prop_map(|(age, scope, racers)| Step::Rotate {
            age,
            scope,
            racers,
        })
    };
    let later = vec![ACCESS_TTL - 1, ACCESS_TTL, FAMILY_TTL];
    let wait = prop_oneof![
        2 => 0..4_u64,
        4 => WINDOW - 1..=WINDOW + 1,
        1 => prop::sample::select(later),
    ];
    let limit = prop::sample::select(vec![0, 1, 1000]);
    prop_oneof![
        16 => rotate(0..2),
        2 => rotate(0..9),
        1 => (0..3_usize).prop_map(Step::Foreign),
        1 => any::<prop::sample::Index>().prop_map(Step::RevokeAccess),
        1 => prop_oneof![
            Just(Step::RevokeGrant),
            Just(Step::RevokeClient),
            Just(Step::RevokePerson),
        ],
        7 => (wait, limit).prop_map(|(seconds, limit)| Step::Wait(seconds, limit)),
    ]
}

/// A store with one family, and what is known of it.
struct World {
    store: Shared,
    now: u64,
    model: Family,
    /// The secret of each generation, and the salt of the last rotation.
    secrets: Vec<TokenHash>,
    salt: Salt,
    /// The hash, the end, and whether it still stands, of every access token that was kept.
    accesses: Vec<(TokenHash, u64, bool)>,
    /// How many numbers were given away.
    numbers: u32,
}

fn number(kind: u8, number: u32) -> TokenHash {
    let mut bytes = [kind; 32];
    bytes[..4].copy_from_slice(&number.to_be_bytes());
    TokenHash::from_stored(bytes)
}

async fn live(store: Shared, steps: Vec<Step>) -> TestCaseResult {
    let mut world = World::new(store).await?;
    for step in steps {
        world.take(step).await?;
        world.holds().await?;
    }
    for age in (0..world.model.newest).rev() {
        world.rotate(age, "", 1).await?;
    }
    world.holds().await
}

impl World {
    async fn new(store: Shared) -> Result<Self, TestCaseError> {
        let model = Family::new(scopes("read write"), WINDOW, BEGAN);
        let mut world = Self {
            store,
            now: BEGAN,
            model,
            secrets: vec![number(7, 0)],
            salt: Salt::from_stored([0; 16]),
            accesses: Vec::new(),
            numbers: 0,
        };
        let first = world.access();
        let begin = NewAccess {
            access: first.clone(),
            creates: Some(GrantRecord {
                created_at: world.at(0),
                ..grant(1)
            }),
            refresh: Some(RefreshStart {
                current: number(7, 0),
                expires_at: world.at(FAMILY_TTL),
                ..start(1)
            }),
        };
        let kept = world.store.insert_access(begin).await.expect("kept");
        prop_assert_eq!(kept, Inserted::Live);
        world.accesses.push((first.hash, BEGAN + ACCESS_TTL, true));
        Ok(world)
    }

    fn at(&self, later: u64) -> Timestamp {
        Timestamp::from_seconds(self.now + later)
    }

    /// A new access token of the family's grant.
    fn access(&mut self) -> AccessRecord {
        self.numbers += 1;
        AccessRecord {
            hash: number(8, self.numbers - 1),
            issued_at: self.at(0),
            expires_at: self.at(ACCESS_TTL),
            ..access(1, 1)
        }
    }

    fn rotation(&mut self, presented: TokenHash, scope: &str) -> RotateRefresh {
        let access = self.access();
        let mut salt = [9; 16];
        salt[..4].copy_from_slice(&self.numbers.to_be_bytes());
        RotateRefresh {
            client_id: client("app"),
            family: start(1).family,
            presented,
            successor: number(7, self.numbers),
            salt: Salt::from_stored(salt),
            scopes: ScopeSet::from_stored(scope),
            retry_window: Duration::from_secs(WINDOW),
            access,
            now: self.at(0),
        }
    }

    async fn take(&mut self, step: Step) -> TestCaseResult {
        let (app, alice, now) = (client("app"), SubjectId::new("alice"), self.at(0));
        match step {
            Step::Rotate { age, scope, racers } => self.rotate(age, scope, racers).await?,
            Step::Foreign(age) => {
                let presented = self.secrets[self.model.newest.saturating_sub(age)];
                let foreign = RotateRefresh {
                    client_id: client("other"),
                    ..self.rotation(presented, "")
                };
                let answer = self.store.rotate_refresh(foreign).await.expect("an answer");
                prop_assert_eq!(answer, RotatedRefresh::Unknown);
            }
            Step::RevokeAccess(index) => {
                let (token, _, stands) = index.get_mut(&mut self.accesses);
                *stands = false;
                self.store.revoke_access(token).await.expect("revoked");
            }
            Step::RevokeGrant => {
                self.model.dead = true;
                let revoked = self.store.revoke_grant(grant_id(1), now).await;
                revoked.expect("revoked");
            }
            Step::RevokeClient => {
                self.model.dead = true;
                self.store.revoke_client(&app, now).await.expect("revoked");
            }
            Step::RevokePerson => {
                self.model.dead = true;
                self.store
                    .revoke_subject(&alice, now)
                    .await
                    .expect("revoked");
            }
            Step::Wait(seconds, limit) => self.wait(seconds, limit).await,
        }
        Ok(())
    }

    /// Nothing goes before its end. A grant at its end may go with all that hangs on it; here it does.
    async fn wait(&mut self, seconds: u64, limit: u32) {
        self.now += seconds;
        let now = self.at(0);
        self.store.purge_expired(now, limit).await.expect("purged");
        let over = self.accesses.iter().all(|(_, end, _)| *end <= self.now);
        if over && self.now >= BEGAN + FAMILY_TTL {
            self.store.purge_expired(now, 1000).await.expect("purged");
            self.model.dead = true;
        }
    }

    /// Presents a secret, several times at once if asked: whoever wins, the others repeat it.
    async fn rotate(&mut self, age: usize, scope: &str, racers: usize) -> TestCaseResult {
        let generation = self.model.newest.checked_sub(age);
        let made_up = number(6, self.numbers);
        let presented = generation.map_or(made_up, |generation| self.secrets[generation]);
        let mut sent = Vec::new();
        for _ in 0..racers {
            sent.push(self.rotation(presented, scope));
        }
        let answers = sent
            .iter()
            .map(|one| self.store.rotate_refresh(one.clone()));
        let answers: Vec<_> = join_all(answers)
            .await
            .into_iter()
            .map(Result::unwrap)
            .collect();
        for (rotation, answer) in sent.iter().zip(&answers) {
            if *answer == RotatedRefresh::Rotated {
                self.secrets.push(rotation.successor);
                self.salt = rotation.salt;
            }
        }
        let asked = ScopeSet::from_stored(scope);
        let mut wanted = Vec::new();
        for _ in 0..racers {
            wanted.push(match self.model.present(generation, &asked, self.now) {
                Fate::Rotates => RotatedRefresh::Rotated,
                Fate::Retries => RotatedRefresh::Retried { salt: self.salt },
                Fate::Ends => RotatedRefresh::Reused(grant_id(1)),
                Fate::Refused | Fate::TooWide => RotatedRefresh::Unknown,
            });
        }
        for (rotation, answer) in sent.iter().zip(&answers) {
            use RotatedRefresh::{Retried, Rotated};
            let kept = matches!(answer, Rotated | Retried { .. });
            self.accesses
                .push((rotation.access.hash, self.now + ACCESS_TTL, kept));
        }
        let sorted = |answers: Vec<_>| {
            let mut texts: Vec<_> = answers.iter().map(|one| format!("{one:?}")).collect();
            texts.sort();
            texts
        };
        prop_assert_eq!(sorted(answers), sorted(wanted));
        Ok(())
    }

    /// The family is as the model says, and a token is found as long as it stands.
    async fn holds(&self) -> TestCaseResult {
        let found = self
            .store
            .find_refresh(&client("app"), &start(1).family)
            .await;
        let found = found.expect("an answer");
        prop_assert_eq!(found.is_none(), self.model.dead, "{:?}", self.model);
        if let Some(found) = found {
            prop_assert_eq!(Some(&found.current), self.secrets.last());
            let previous = self.secrets.iter().rev().nth(1).copied();
            prop_assert_eq!(found.previous, previous);
            prop_assert_eq!(found.rotated_at.seconds(), self.model.rotated_at);
            prop_assert_eq!(found.expires_at.seconds(), BEGAN + FAMILY_TTL);
            prop_assert_eq!(found.scopes, self.model.allows.clone());
        }
        for (token, end, stands) in &self.accesses {
            let found = self.store.find_access(token).await;
            let found = found.expect("an answer").is_some();
            let live = *stands && !self.model.dead;
            prop_assert!(live || !found, "{:?} works: {:?}", token, self.model);
            prop_assert!(found || !live || *end <= self.now, "{:?} is gone", token);
        }
        Ok(())
    }
}

fn run(store: Shared, steps: Vec<Step>) -> TestCaseResult {
    run_on(async { store }, steps)
}

fn run_on(store: impl Future<Output = Shared>, steps: Vec<Step>) -> TestCaseResult {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime")
        .block_on(async { live(store.await, steps).await })
}

proptest! {
    #[test]
    fn rotations_in_memory_are_as_the_model_says(steps in vec(step(), 1..32)) {
        run(Arc::new(MemoryStore::new()), steps)?;
    }

    #[test]
    fn rotations_in_sqlite_are_as_the_model_says(steps in vec(step(), 1..32)) {
        run(Arc::new(SqliteStore::in_memory().expect("a store")), steps)?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn rotations_in_postgres_are_as_the_model_says(steps in vec(step(), 1..32)) {
        let schema = Schema::new();
        run_on(async { Arc::new(schema.store().await) as Shared }, steps)?;
    }
}
