//! Login sessions and remembered consent in SQL.

use super::Outcome;
use super::columns::{hash, scopes, seconds, subject, text, time};
use super::db::{Db, Sql};
use super::locks;
use super::revoke::later;
use super::verb::Verb;
use crate::clock::Timestamp;
use crate::secret::TokenHash;
use crate::store::{Consent, Inserted, SessionRecord};
use tokio_postgres::Row;
use tokio_postgres::types::Type;

pub(super) struct InsertSession {
    pub(super) session: SessionRecord,
    pub(super) keys: Vec<i64>,
}

impl Verb for InsertSession {
    type Answer = Inserted;

    async fn run(&self, db: &mut Db) -> Outcome<Inserted> {
        const INSERT: Sql = Sql::new(
            concat!(
                "INSERT INTO sessions (hash, subject, name, created_at, seen_at, expires_at)
                 SELECT $1, $2, $3, $4, $5, $6 WHERE NOT EXISTS (",
                later!("$2", "NULL", "$4"),
                ") RETURNING 1"
            ),
            &[
                Type::BYTEA,
                Type::TEXT,
                Type::TEXT,
                Type::INT8,
                Type::INT8,
                Type::INT8,
            ],
        );
        let session = &self.session;
        let [_, kept] = db
            .at_once([
                locks::share(&[&self.keys]),
                INSERT.with(&[
                    &session.hash.as_bytes().as_slice(),
                    &session.subject.as_str(),
                    &&*session.name,
                    &seconds(session.created_at),
                    &seconds(session.seen_at),
                    &seconds(session.expires_at),
                ]),
            ])
            .await?;
        Ok(if kept.is_empty() {
            Inserted::Revoked
        } else {
            Inserted::Live
        })
    }
}

pub(super) struct FindSession(pub(super) TokenHash);

impl Verb for FindSession {
    type Answer = Option<SessionRecord>;

    async fn run(&self, db: &mut Db) -> Outcome<Option<SessionRecord>> {
        const FIND: Sql = Sql::new(
            "SELECT hash, subject, name, created_at, seen_at, expires_at
             FROM sessions WHERE hash = $1",
            &[Type::BYTEA],
        );
        let found = db.one(FIND.with(&[&self.0.as_bytes().as_slice()])).await?;
        found.first().map(read_session).transpose()
    }
}

fn read_session(row: &Row) -> Outcome<SessionRecord> {
    Ok(SessionRecord {
        hash: hash(row, "hash")?,
        subject: subject(row, "subject")?,
        name: text(row, "name")?.into(),
        created_at: time(row, "created_at")?,
        seen_at: time(row, "seen_at")?,
        expires_at: time(row, "expires_at")?,
    })
}

pub(super) struct TouchSession {
    pub(super) session: TokenHash,
    pub(super) now: Timestamp,
}

impl Verb for TouchSession {
    type Answer = ();

    async fn run(&self, db: &mut Db) -> Outcome<()> {
        // Requests of one browser overtake each other: the latest use counts.
        const TOUCH: Sql = Sql::new(
            "UPDATE sessions SET seen_at = $2 WHERE hash = $1 AND seen_at < $2",
            &[Type::BYTEA, Type::INT8],
        );
        let session = self.session.as_bytes().as_slice();
        db.one(TOUCH.with(&[&session, &seconds(self.now)])).await?;
        Ok(())
    }
}

pub(super) struct EndSession(pub(super) TokenHash);

impl Verb for EndSession {
    type Answer = ();

    async fn run(&self, db: &mut Db) -> Outcome<()> {
        const END: Sql = Sql::new("DELETE FROM sessions WHERE hash = $1", &[Type::BYTEA]);
        db.one(END.with(&[&self.0.as_bytes().as_slice()])).await?;
        Ok(())
    }
}

pub(super) struct RememberConsent(pub(super) Consent);

impl Verb for RememberConsent {
    type Answer = ();

    async fn run(&self, db: &mut Db) -> Outcome<()> {
        // Two consents at once add up as well: the second sees the row of the first.
        const REMEMBER: Sql = Sql::new(
            "INSERT INTO consents (subject, client_id, place, scopes) VALUES ($1, $2, $3, $4)
             ON CONFLICT (subject, client_id, place) DO UPDATE SET scopes = (
                 SELECT coalesce(string_agg(DISTINCT word, ' '), '')
                 FROM unnest(string_to_array(consents.scopes || ' ' || excluded.scopes, ' '))
                     AS word
                 WHERE word <> ''
             )",
            &[Type::TEXT, Type::TEXT, Type::BYTEA, Type::TEXT],
        );
        let consent = &self.0;
        db.one(REMEMBER.with(&[
            &consent.subject.as_str(),
            &consent.client_id.as_str(),
            &consent.place.as_bytes().as_slice(),
            &consent.scopes.as_str(),
        ]))
        .await?;
        Ok(())
    }
}

pub(super) struct HasConsent(pub(super) Consent);

impl Verb for HasConsent {
    type Answer = bool;

    async fn run(&self, db: &mut Db) -> Outcome<bool> {
        const FIND: Sql = Sql::new(
            "SELECT scopes FROM consents WHERE subject = $1 AND client_id = $2 AND place = $3
                 AND NOT EXISTS (
                     SELECT FROM revocations
                     WHERE kind = 'client' AND id = $2 AND unfinished OFFSET 0
                 )",
            &[Type::TEXT, Type::TEXT, Type::BYTEA],
        );
        let consent = &self.0;
        let place = consent.place.as_bytes().as_slice();
        let (subject, client) = (consent.subject.as_str(), consent.client_id.as_str());
        let found = db.one(FIND.with(&[&subject, &client, &place])).await?;
        let Some(row) = found.first() else {
            return Ok(false);
        };
        Ok(consent.scopes.is_subset(&scopes(row, "scopes")?))
    }
}
