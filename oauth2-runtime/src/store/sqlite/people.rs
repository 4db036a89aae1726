//! Login sessions and remembered consent in SQL.

use super::Outcome;
use super::columns::{hash, scopes, seconds, subject, text, time};
use super::revoke;
use crate::clock::Timestamp;
use crate::model::ScopeSet;
use crate::secret::TokenHash;
use crate::store::{Consent, Inserted, SessionRecord};
use rusqlite::{Connection, OptionalExtension as _, params};

pub(super) fn insert_session(db: &Connection, session: &SessionRecord) -> Outcome<Inserted> {
    if revoke::is_over(db, Some(&session.subject), None, session.created_at)? {
        return Ok(Inserted::Revoked);
    }
    db.prepare_cached(
        "INSERT INTO sessions (hash, subject, name, created_at, seen_at, expires_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![
        session.hash.as_bytes(),
        session.subject.as_str(),
        &*session.name,
        seconds(session.created_at),
        seconds(session.seen_at),
        seconds(session.expires_at),
    ])?;
    Ok(Inserted::Live)
}

pub(super) fn find_session(db: &Connection, session: &TokenHash) -> Outcome<Option<SessionRecord>> {
    let mut found = db.prepare_cached(
        "SELECT hash, subject, name, created_at, seen_at, expires_at
         FROM sessions WHERE hash = ?1",
    )?;
    let found = found.query_row([session.as_bytes()], |row| {
        Ok(SessionRecord {
            hash: hash(row, "hash")?,
            subject: subject(row, "subject")?,
            name: text(row, "name")?.into(),
            created_at: time(row, "created_at")?,
            seen_at: time(row, "seen_at")?,
            expires_at: time(row, "expires_at")?,
        })
    });
    Ok(found.optional()?)
}

pub(super) fn touch_session(db: &Connection, session: &TokenHash, now: Timestamp) -> Outcome<()> {
    // Requests of one browser overtake each other: the latest use counts.
    let mut touch =
        db.prepare_cached("UPDATE sessions SET seen_at = MAX(seen_at, ?2) WHERE hash = ?1")?;
    touch.execute(params![session.as_bytes(), seconds(now)])?;
    Ok(())
}

pub(super) fn end_session(db: &Connection, session: &TokenHash) -> Outcome<()> {
    let mut end = db.prepare_cached("DELETE FROM sessions WHERE hash = ?1")?;
    end.execute([session.as_bytes()])?;
    Ok(())
}

pub(super) fn remember_consent(db: &Connection, consent: &Consent) -> Outcome<()> {
    let earlier = find_consent(db, consent)?.unwrap_or_else(ScopeSet::empty);
    let allowed = consent.added_to(&earlier);
    db.prepare_cached(
        "INSERT INTO consents (subject, client_id, place, scopes) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (subject, client_id, place) DO UPDATE SET scopes = excluded.scopes",
    )?
    .execute(params![
        consent.subject.as_str(),
        consent.client_id.as_str(),
        consent.place.as_bytes(),
        allowed.as_str(),
    ])?;
    Ok(())
}

pub(super) fn has_consent(db: &Connection, consent: &Consent) -> Outcome<bool> {
    let allowed = find_consent(db, consent)?;
    Ok(allowed.is_some_and(|allowed| consent.scopes.is_subset(&allowed)))
}

fn find_consent(db: &Connection, consent: &Consent) -> Outcome<Option<ScopeSet>> {
    let mut found = db.prepare_cached(
        "SELECT scopes FROM consents
         WHERE subject = ?1 AND client_id = ?2 AND place = ?3",
    )?;
    let key = params![
        consent.subject.as_str(),
        consent.client_id.as_str(),
        consent.place.as_bytes(),
    ];
    Ok(found
        .query_row(key, |row| scopes(row, "scopes"))
        .optional()?)
}
