//! Records to keep: named by a small number, at a fixed time.

use oauth2_runtime::{
    AccessRecord, ClientId, CodeChallenge, CodeRecord, GrantId, GrantRecord, NewAccess,
    RefreshStart, RotateRefresh, ScopeSet, SentRedirect, Store, SubjectId, Timestamp, TokenHash,
};
use std::sync::Arc;
use std::time::Duration;

pub(crate) type Shared = Arc<dyn Store>;

/// The retry window of every rotation that does not say otherwise.
pub(crate) const WINDOW: Duration = Duration::from_secs(30);

/// So many seconds after the beginning of the test.
pub(crate) fn at(seconds: u64) -> Timestamp {
    Timestamp::from_seconds(1_000_000 + seconds)
}

pub(crate) fn hash(number: u8) -> TokenHash {
    TokenHash::from_stored([number; 32])
}

pub(crate) fn grant_id(number: u8) -> GrantId {
    GrantId::from_stored([number; 16])
}

pub(crate) fn client(id: &str) -> ClientId {
    ClientId::parse(id).unwrap()
}

pub(crate) fn scopes(words: &str) -> ScopeSet {
    ScopeSet::from_stored(words)
}

/// A grant of alice to `app` that ends at 60.
pub(crate) fn grant(number: u8) -> GrantRecord {
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
pub(crate) fn code(number: u8) -> CodeRecord {
    CodeRecord {
        hash: hash(number),
        grant: grant(number),
        redirect_uri: SentRedirect::from_stored("https://app.example/cb", true),
        challenge: Some(CodeChallenge::from_stored([number; 32])),
        expires_at: at(60),
    }
}

/// An access token that dies at 900.
pub(crate) fn access(number: u8, grant: u8) -> AccessRecord {
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

pub(crate) fn plain(access: AccessRecord) -> NewAccess {
    NewAccess {
        access,
        creates: None,
        refresh: None,
    }
}

/// A new grant with an access token of the same number.
pub(crate) fn granted(number: u8) -> NewAccess {
    NewAccess {
        access: access(number, number),
        creates: Some(grant(number)),
        refresh: None,
    }
}

/// A family of this number whose current secret is 100; it dies at 5000.
pub(crate) fn start(number: u8) -> RefreshStart {
    RefreshStart {
        family: hash(number),
        current: hash(100),
        scopes: scopes("read write"),
        expires_at: at(5000),
    }
}

/// A new grant with an access token and a family, all of this number.
pub(crate) fn refreshable(number: u8) -> NewAccess {
    NewAccess {
        refresh: Some(start(number)),
        ..granted(number)
    }
}

/// A rotation in family 1, at 10, with salt and access token named after the successor.
pub(crate) fn rotation(presented: u8, successor: u8) -> RotateRefresh {
    RotateRefresh {
        client_id: client("app"),
        family: hash(1),
        presented: hash(presented),
        successor: hash(successor),
        salt: [successor; 16],
        scopes: scopes("read"),
        retry_window: WINDOW,
        access: access(successor, 1),
        now: at(10),
    }
}

/// Whether the token is found.
pub(crate) async fn is_live(store: &Shared, number: u8) -> bool {
    store.find_access(&hash(number)).await.unwrap().is_some()
}

/// Runs the same 64 times at once and collects the answers.
pub(crate) async fn race<T, F>(store: &Shared, run: impl Fn(Shared, u8) -> F) -> Vec<T>
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let tasks: Vec<_> = (0..64)
        .map(|task| tokio::spawn(run(Arc::clone(store), task)))
        .collect();
    let mut answers = Vec::new();
    for task in tasks {
        answers.push(task.await.unwrap());
    }
    answers
}
