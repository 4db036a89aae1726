//! Advisory locks: they order what rows cannot, across every node on one schema.
//!
//! What is inserted on behalf of a person or a client takes a lock of theirs that many may share,
//! in a statement before the one that reads `revocations`; a revocation takes it alone, that of a
//! client for a moment after its mark. So either the insert sees the mark, or the revocation sees the
//! row. All sort their locks first.

use super::db::{Sql, Step};
use crate::model::{ClientId, SubjectId};
use crate::secret;
use tokio_postgres::types::{ToSql, Type};

/// Locks of people and clients, for the length of the transaction.
const SHARE: Sql = Sql::new(
    "SELECT pg_advisory_xact_lock_shared(key) FROM unnest($1) AS key",
    &[Type::INT8_ARRAY],
);

const TAKE: Sql = Sql::new("SELECT pg_advisory_xact_lock($1)", &[Type::INT8]);

const TRY: Sql = Sql::new(
    "SELECT pg_try_advisory_xact_lock($1) AS taken",
    &[Type::INT8],
);

pub(super) const fn share<'verb>(keys: &'verb [&'verb (dyn ToSql + Sync)]) -> Step<'verb> {
    SHARE.with(keys)
}

pub(super) const fn take<'verb>(key: &'verb [&'verb (dyn ToSql + Sync)]) -> Step<'verb> {
    TAKE.with(key)
}

pub(super) const fn try_to_take<'verb>(key: &'verb [&'verb (dyn ToSql + Sync)]) -> Step<'verb> {
    TRY.with(key)
}

/// Makes the keys. A lock counts for a whole database, so the schema is part of each.
#[derive(Debug)]
pub(super) struct Locks {
    schema: String,
}

impl Locks {
    pub(super) const fn new(schema: String) -> Self {
        Self { schema }
    }

    pub(super) fn migrations(&self) -> i64 {
        self.key("migrations", "")
    }

    pub(super) fn partitions(&self) -> i64 {
        self.key("partitions", "")
    }

    pub(super) fn sweeper(&self) -> i64 {
        self.key("sweeper", "")
    }

    pub(super) fn subject(&self, subject: &SubjectId) -> i64 {
        self.key("subject", subject.as_str())
    }

    pub(super) fn client(&self, client: &ClientId) -> i64 {
        self.key("client", client.as_str())
    }

    /// In the one order in which everybody takes them.
    pub(super) fn of<'verb>(
        &self,
        subjects: impl IntoIterator<Item = &'verb SubjectId>,
        clients: impl IntoIterator<Item = &'verb ClientId>,
    ) -> Vec<i64> {
        let subjects = subjects.into_iter().map(|subject| self.subject(subject));
        let clients = clients.into_iter().map(|client| self.client(client));
        let mut keys: Vec<_> = subjects.chain(clients).collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    fn key(&self, class: &str, id: &str) -> i64 {
        let text = format!("oauth2\0{}\0{class}\0{id}", self.schema);
        let hash = secret::sha256(text.as_bytes());
        hash.first_chunk().copied().map_or(0, i64::from_be_bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schema_a_class_and_a_name_make_a_key() {
        let (one, other) = (Locks::new("one".to_owned()), Locks::new("other".to_owned()));
        let (alice, same) = (SubjectId::new("alice"), ClientId::parse("alice").unwrap());
        assert_ne!(one.subject(&alice), one.client(&same));
        assert_ne!(one.subject(&alice), other.subject(&alice));
        assert_ne!(one.sweeper(), one.partitions());
    }

    #[test]
    fn keys_stand_in_order_and_once() {
        let locks = Locks::new("one".to_owned());
        let (alice, bob) = (SubjectId::new("alice"), SubjectId::new("bob"));
        let app = ClientId::parse("app").unwrap();
        let keys = locks.of([&alice, &bob, &alice], [&app, &app]);
        assert_eq!(keys.len(), 3);
        assert_eq!(keys, locks.of([&bob, &alice], [&app]));
        assert!(keys.is_sorted());
    }
}
