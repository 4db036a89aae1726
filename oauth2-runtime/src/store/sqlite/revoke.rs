//! Revocation in SQL, and what it overtakes.

use super::Outcome;
use super::columns::seconds;
use crate::clock::Timestamp;
use crate::model::{ClientId, GrantId, SubjectId};
use crate::store::{AccessRecord, GrantRecord};
use rusqlite::{Connection, params};

pub(super) const LATER: &str =
    "SELECT 1 FROM revocations WHERE kind = 'subject' AND id = ?1 AND at > ?3
     UNION ALL
     SELECT 1 FROM revocations WHERE kind = 'client' AND id = ?2 AND at > ?3";

/// Whether what began then was overtaken by a revocation. Time counts in whole seconds: in the
/// second of the revocation itself, what begins after it passes.
pub(super) fn is_over(
    db: &Connection,
    subject: Option<&SubjectId>,
    client: Option<&ClientId>,
    began: Timestamp,
) -> Outcome<bool> {
    let mut later = db.prepare_cached(LATER)?;
    Ok(later.exists(params![
        subject.map(SubjectId::as_str),
        client.map(ClientId::as_str),
        seconds(began),
    ])?)
}

pub(super) fn is_grant_over(db: &Connection, grant: &GrantRecord) -> Outcome<bool> {
    let GrantRecord {
        subject, client_id, ..
    } = grant;
    is_over(db, Some(subject), Some(client_id), grant.created_at)
}

pub(super) fn is_access_over(db: &Connection, access: &AccessRecord) -> Outcome<bool> {
    let AccessRecord {
        subject, client_id, ..
    } = access;
    is_over(db, subject.as_ref(), Some(client_id), access.issued_at)
}

/// The latest revocation counts.
fn mark(db: &Connection, kind: &str, id: &str, now: Timestamp) -> Outcome<()> {
    db.execute(
        "INSERT INTO revocations (kind, id, at) VALUES (?1, ?2, ?3)
         ON CONFLICT (kind, id) DO UPDATE SET at = MAX(at, excluded.at)",
        params![kind, id, seconds(now)],
    )?;
    Ok(())
}

pub(super) fn revoke_grant(db: &Connection, grant: GrantId, now: Timestamp) -> Outcome<()> {
    db.prepare_cached(
        "UPDATE grants SET revoked_at = ?2, salt = NULL WHERE id = ?1 AND revoked_at IS NULL",
    )?
    .execute(params![grant.as_bytes(), seconds(now)])?;
    db.prepare_cached(
        "DELETE FROM consents WHERE (subject, client_id) =
             (SELECT subject, client_id FROM grants WHERE id = ?1)",
    )?
    .execute([grant.as_bytes()])?;
    Ok(())
}

pub(super) fn revoke_subject(db: &Connection, subject: &SubjectId, now: Timestamp) -> Outcome<u64> {
    mark(db, "subject", subject.as_str(), now)?;
    db.execute(
        "DELETE FROM sessions WHERE subject = ?1",
        [subject.as_str()],
    )?;
    db.execute(
        "DELETE FROM consents WHERE subject = ?1",
        [subject.as_str()],
    )?;
    let grants = db.execute(
        "UPDATE grants SET revoked_at = ?2, salt = NULL WHERE subject = ?1 AND revoked_at IS NULL",
        params![subject.as_str(), seconds(now)],
    )?;
    Ok(u64::try_from(grants)?)
}

pub(super) fn revoke_client(db: &Connection, client: &ClientId, now: Timestamp) -> Outcome<u64> {
    mark(db, "client", client.as_str(), now)?;
    // Tokens with a grant are void through it.
    db.execute(
        "DELETE FROM access_tokens WHERE client_id = ?1 AND grant_id IS NULL",
        [client.as_str()],
    )?;
    db.execute(
        "DELETE FROM consents WHERE client_id = ?1",
        [client.as_str()],
    )?;
    let grants = db.execute(
        "UPDATE grants SET revoked_at = ?2, salt = NULL
         WHERE client_id = ?1 AND revoked_at IS NULL",
        params![client.as_str(), seconds(now)],
    )?;
    Ok(u64::try_from(grants)?)
}
