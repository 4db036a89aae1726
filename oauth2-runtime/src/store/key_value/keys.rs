//! What each row stands under: a letter for its kind, and a hash or an id of a fixed length.
//!
//! Names are hashed, so that no name can be read as part of another key, and none makes a key long.

use crate::model::{ClientId, GrantId, SubjectId};
use crate::secret::{TokenHash, sha256};
use crate::store::GrantRecord;

pub(super) type Key = Vec<u8>;

/// The hash of a client's id or a person's.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Name(pub(super) [u8; 32]);

impl Name {
    pub(super) fn client(id: &ClientId) -> Self {
        Self(sha256(id.as_str().as_bytes()))
    }

    pub(super) fn subject(id: &SubjectId) -> Self {
        Self(sha256(id.as_str().as_bytes()))
    }

    fn with(self, other: &[u8; 32]) -> [u8; 32] {
        sha256(&[self.0, *other].concat())
    }
}

/// The two kinds of whom a revocation ends all of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Client,
    Subject,
}

impl Side {
    pub(super) const fn other(self) -> Self {
        match self {
            Self::Client => Self::Subject,
            Self::Subject => Self::Client,
        }
    }

    /// The mark of the last revocation.
    pub(super) fn mark(self, name: Name) -> Key {
        let kind = match self {
            Self::Client => b'x',
            Self::Subject => b'y',
        };
        key(kind, &name.0)
    }

    /// What every key of their index begins with; the id of a grant follows.
    pub(super) fn index(self, name: Name) -> Key {
        let kind = match self {
            Self::Client => b'p',
            Self::Subject => b'q',
        };
        key(kind, &name.0)
    }
}

/// A grant with whom it is between: all of its keys can be told from this.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) id: GrantId,
    pub(super) client: Name,
    pub(super) subject: Name,
}

impl Place {
    pub(super) fn of(grant: &GrantRecord) -> Self {
        Self {
            id: grant.id,
            client: Name::client(&grant.client_id),
            subject: Name::subject(&grant.subject),
        }
    }

    pub(super) const fn whose(&self) -> Whose {
        Whose {
            client: Some(self.client),
            subject: Some(self.subject),
        }
    }

    pub(super) fn index(&self, side: Side) -> Key {
        let name = match side {
            Side::Client => self.client,
            Side::Subject => self.subject,
        };
        let mut key = side.index(name);
        key.extend_from_slice(self.id.as_bytes());
        key
    }

    pub(super) fn consents(&self) -> Key {
        consents(self.client, self.subject)
    }
}

/// Whose revocation ends a row.
#[derive(Clone, Copy, Default)]
pub(super) struct Whose {
    pub(super) client: Option<Name>,
    pub(super) subject: Option<Name>,
}

impl Whose {
    pub(super) fn keys(&self) -> Vec<Key> {
        let client = self.client.map(|name| Side::Client.mark(name));
        let subject = self.subject.map(|name| Side::Subject.mark(name));
        client.into_iter().chain(subject).collect()
    }
}

fn key(kind: u8, id: &[u8]) -> Key {
    [&[kind], id].concat()
}

/// What follows the kind of a key, when it is of this length.
pub(super) fn id_of<const N: usize>(key: &[u8]) -> Option<[u8; N]> {
    key.get(1..)?.try_into().ok()
}

/// The grant that a key of an index ends in.
pub(super) fn grant_of(key: &[u8]) -> Option<GrantId> {
    key.last_chunk().copied().map(GrantId::from_stored)
}

pub(super) fn access(hash: &TokenHash) -> Key {
    key(b'a', hash.as_bytes())
}

pub(super) fn code(hash: &TokenHash) -> Key {
    key(b'c', hash.as_bytes())
}

pub(super) fn session(hash: &TokenHash) -> Key {
    key(b's', hash.as_bytes())
}

pub(super) fn ticket(hash: &TokenHash) -> Key {
    key(b't', hash.as_bytes())
}

pub(super) fn grant(id: GrantId) -> Key {
    key(b'g', id.as_bytes())
}

/// What the last rotation on a grant was derived with.
pub(super) fn salt(id: GrantId) -> Key {
    key(b'z', id.as_bytes())
}

/// A family is found by its client alone.
pub(super) fn family(client: Name, family: &TokenHash) -> Key {
    key(b'f', &client.with(family.as_bytes()))
}

/// All that one person allowed one client: a grant that is revoked takes it along with one key.
pub(super) fn consents(client: Name, subject: Name) -> Key {
    key(b'k', &client.with(&subject.0))
}
