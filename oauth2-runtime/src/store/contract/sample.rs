//! Records to keep: named by a small number, at a fixed time.

use crate::clock::Timestamp;
use crate::model::{ClientId, CodeChallenge, GrantId, ScopeSet, SentRedirect, SubjectId};
use crate::secret::{Salt, TokenHash};
use crate::store::{
    AccessRecord, CodeRecord, Consent, GrantRecord, NewAccess, RefreshStart, RotateRefresh,
    SessionRecord, Store,
};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Barrier;

pub type Shared = Arc<dyn Store>;

/// The retry window of every rotation that does not say otherwise.
pub const WINDOW: Duration = Duration::from_secs(30);

/// So many seconds after the beginning of the test, in 2096: no clock of a store's own finds anything
/// here past its end.
pub const fn at(seconds: u64) -> Timestamp {
    Timestamp::from_seconds(4_000_000_000 + seconds)
}

pub fn hash(number: u8) -> TokenHash {
    TokenHash::from_stored([number; 32])
}

pub fn grant_id(number: u8) -> GrantId {
    GrantId::from_stored([number; 16])
}

pub fn client(id: &str) -> ClientId {
    ClientId::parse(id).unwrap()
}

pub fn scopes(words: &str) -> ScopeSet {
    ScopeSet::from_stored(words)
}

/// A grant of alice to `app` that ends at 60.
pub fn grant(number: u8) -> GrantRecord {
    GrantRecord {
        id: grant_id(number),
        client_id: client("app"),
        subject: SubjectId::new("alice"),
        scopes: scopes("read write"),
        created_at: at(u64::from(number)),
        expires_at: at(60),
    }
}

/// A code that dies at 60, with its grant.
pub fn code(number: u8) -> CodeRecord {
    CodeRecord {
        hash: hash(number),
        grant: grant(number),
        redirect_uri: SentRedirect::from_stored("https://app.example/cb", true),
        challenge: Some(CodeChallenge::from_stored([number; 32])),
        expires_at: at(60),
    }
}

/// An access token that dies at 900.
pub fn access(number: u8, grant: u8) -> AccessRecord {
    AccessRecord {
        hash: hash(number),
        grant: Some(grant_id(grant)),
        client_id: client("app"),
        subject: Some(SubjectId::new("alice")),
        scopes: scopes("read"),
        issued_at: at(0),
        expires_at: at(900),
    }
}

/// A login session of alice that ends at 900.
pub fn session(number: u8) -> SessionRecord {
    SessionRecord {
        hash: hash(number),
        subject: SubjectId::new("alice"),
        name: "Alice".into(),
        created_at: at(0),
        seen_at: at(0),
        expires_at: at(900),
    }
}

/// What alice allowed `app`.
pub fn consent(words: &str) -> Consent {
    Consent {
        subject: SubjectId::new("alice"),
        client_id: client("app"),
        place: hash(50),
        scopes: scopes(words),
    }
}

pub fn plain(access: AccessRecord) -> NewAccess {
    NewAccess {
        access,
        creates: None,
        refresh: None,
    }
}

/// A new grant with an access token of the same number.
pub fn granted(number: u8) -> NewAccess {
    NewAccess {
        access: access(number, number),
        creates: Some(grant(number)),
        refresh: None,
    }
}

/// A family of this number whose current secret is 100; it dies at 5000.
pub fn start(number: u8) -> RefreshStart {
    RefreshStart {
        family: hash(number),
        current: hash(100),
        scopes: scopes("read write"),
        expires_at: at(5000),
    }
}

/// A new grant with an access token and a family, all of this number.
pub fn refreshable(number: u8) -> NewAccess {
    NewAccess {
        refresh: Some(start(number)),
        ..granted(number)
    }
}

/// A rotation in family 1, at 10, with salt and access token named after the successor.
pub fn rotation(presented: u8, successor: u8) -> RotateRefresh {
    RotateRefresh {
        client_id: client("app"),
        family: hash(1),
        presented: hash(presented),
        successor: hash(successor),
        salt: Salt::from_stored([successor; 16]),
        scopes: scopes("read"),
        retry_window: WINDOW,
        access: access(successor, 1),
        now: at(10),
    }
}

/// Whether the token is found.
pub async fn is_live(store: &Shared, number: u8) -> bool {
    store.find_access(&hash(number)).await.unwrap().is_some()
}

/// Runs the same 64 times at once and collects the answers.
pub async fn race<T, F>(store: &Shared, run: impl Fn(Shared, u8) -> F) -> Vec<T>
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    race_on(&[Arc::clone(store)], run).await
}

/// The same on several nodes in turn.
pub async fn race_on<T, F>(nodes: &[Shared], run: impl Fn(Shared, u8) -> F) -> Vec<T>
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    // None begins before all are there: the first might be done by then.
    let start = Arc::new(Barrier::new(64));
    let tasks = nodes.iter().cycle().zip(0..64).map(|(node, task)| {
        let (start, run) = (Arc::clone(&start), run(Arc::clone(node), task));
        tokio::spawn(async move {
            start.wait().await;
            run.await
        })
    });
    let tasks: Vec<_> = tasks.collect();
    let mut answers = Vec::new();
    for task in tasks {
        answers.push(task.await.unwrap());
    }
    answers
}
