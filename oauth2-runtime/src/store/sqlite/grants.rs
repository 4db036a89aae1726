//! Grants, codes and tickets in SQL: RFC 6749 §4.1.2, single use by the state of the row.

use super::Outcome;
use super::columns::{client_id, grant_id, hash, scopes, seconds, subject, text, time};
use super::revoke;
use crate::clock::Timestamp;
use crate::model::{ClientId, CodeChallenge, GrantSummary, SentRedirect, SubjectId};
use crate::secret::TokenHash;
use crate::store::{Claim, Claimed, CodeRecord, GrantRecord, Inserted, TakenCode, Verdict};
use rusqlite::{Connection, OptionalExtension as _, Result, Row, params};

pub(super) fn claim_once(db: &Connection, claim: &Claim, now: Timestamp) -> Outcome<Claimed> {
    if let Some(again) = settled(db, claim, now)? {
        return Ok(if again { Claimed::Again } else { Claimed::Over });
    }
    let code = claim.given_code();
    if let Some(code) = code
        && insert_code(db, code)? == Inserted::Revoked
    {
        return Ok(Claimed::Over);
    }
    db.prepare_cached(
        "INSERT INTO claims (ticket, allowed, code, expires_at) VALUES (?1, ?2, ?3, ?4)",
    )?
    .execute(params![
        claim.ticket.as_bytes(),
        claim.verdict == Verdict::Allow,
        code.map(|code| code.hash.as_bytes()),
        seconds(claim.expires_at),
    ])?;
    Ok(Claimed::First)
}

/// Whether this verdict repeats an earlier one and is still good. None: there is no earlier one.
fn settled(db: &Connection, claim: &Claim, now: Timestamp) -> Outcome<Option<bool>> {
    let mut earlier = db.prepare_cached(
        "SELECT allowed = ?2 AND code IS ?4 AND (code IS NULL OR EXISTS (
             SELECT 1 FROM codes JOIN grants ON grants.id = codes.grant_id
             WHERE codes.hash = claims.code AND codes.spent_at IS NULL
               AND codes.expires_at > ?3 AND grants.revoked_at IS NULL
         )) FROM claims WHERE ticket = ?1",
    )?;
    let allowed = claim.verdict == Verdict::Allow;
    let code = claim.code_hash();
    let code = code.as_ref().map(TokenHash::as_bytes);
    let key = params![claim.ticket.as_bytes(), allowed, seconds(now), code];
    Ok(earlier.query_row(key, |row| row.get(0)).optional()?)
}

pub(super) fn insert_code(db: &Connection, code: &CodeRecord) -> Outcome<Inserted> {
    if revoke::is_grant_over(db, &code.grant)? {
        return Ok(Inserted::Revoked);
    }
    insert_grant(db, &code.kept_grant())?;
    db.prepare_cached(
        "INSERT INTO codes (hash, grant_id, redirect_uri, redirect_sent, challenge, expires_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![
        code.hash.as_bytes(),
        code.grant.id.as_bytes(),
        code.redirect_uri.as_str(),
        code.redirect_uri.was_sent(),
        code.challenge.as_ref().map(CodeChallenge::as_bytes),
        seconds(code.expires_at),
    ])?;
    Ok(Inserted::Live)
}

pub(super) fn insert_grant(db: &Connection, grant: &GrantRecord) -> Outcome<()> {
    db.prepare_cached(
        "INSERT INTO grants (id, client_id, subject, scopes, created_at, expires_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![
        grant.id.as_bytes(),
        grant.client_id.as_str(),
        grant.subject.as_str(),
        grant.scopes.as_str(),
        seconds(grant.created_at),
        seconds(grant.expires_at),
    ])?;
    Ok(())
}

pub(super) fn take_code(
    db: &Connection,
    client: &ClientId,
    code: &TokenHash,
    now: Timestamp,
) -> Outcome<TakenCode> {
    let fresh = db
        .prepare_cached(
            "UPDATE codes SET spent_at = ?3 WHERE hash = ?1 AND spent_at IS NULL AND EXISTS (
             SELECT 1 FROM grants
             WHERE id = codes.grant_id AND client_id = ?2 AND revoked_at IS NULL
         )",
        )?
        .execute(params![code.as_bytes(), client.as_str(), seconds(now)])?;
    let mut row = db.prepare_cached(
        "SELECT codes.hash, grant_id, redirect_uri, redirect_sent, challenge,
             codes.expires_at AS code_expires_at, spent_at,
             client_id, subject, scopes, created_at, grants.expires_at AS grant_expires_at
         FROM codes JOIN grants ON grants.id = codes.grant_id
         WHERE codes.hash = ?1 AND client_id = ?2 AND spent_at IS NOT NULL",
    )?;
    let spent = row.query_row(params![code.as_bytes(), client.as_str()], |row| {
        read_code(row)
    });
    Ok(match spent.optional()? {
        Some(code) if fresh == 1 => TakenCode::Fresh(Box::new(code)),
        Some(code) => {
            revoke::revoke_grant(db, code.grant.id, now)?;
            TakenCode::Spent(code.grant.id)
        }
        None => TakenCode::Unknown,
    })
}

fn read_code(row: &Row<'_>) -> Result<CodeRecord> {
    Ok(CodeRecord {
        hash: hash(row, "hash")?,
        grant: GrantRecord {
            id: grant_id(row, "grant_id")?,
            client_id: client_id(row, "client_id")?,
            subject: subject(row, "subject")?,
            scopes: scopes(row, "scopes")?,
            created_at: time(row, "created_at")?,
            expires_at: time(row, "grant_expires_at")?,
        },
        redirect_uri: SentRedirect::from_stored(
            text(row, "redirect_uri")?,
            row.get("redirect_sent")?,
        ),
        challenge: row
            .get::<_, Option<_>>("challenge")?
            .map(CodeChallenge::from_stored),
        expires_at: time(row, "code_expires_at")?,
    })
}

pub(super) fn grants_of(
    db: &Connection,
    subject: &SubjectId,
    now: Timestamp,
) -> Outcome<Vec<GrantSummary>> {
    let mut grants = db.prepare_cached(
        "SELECT id, client_id, scopes, created_at, COALESCE(rotated_at, created_at) AS used_at
         FROM grants
         WHERE subject = ?1 AND revoked_at IS NULL AND expires_at > ?2
         ORDER BY created_at DESC, id",
    )?;
    let grants = grants.query_map(params![subject.as_str(), seconds(now)], |row| {
        Ok(GrantSummary {
            id: grant_id(row, "id")?,
            client_id: client_id(row, "client_id")?,
            scopes: scopes(row, "scopes")?,
            created_at: time(row, "created_at")?,
            used_at: time(row, "used_at")?,
        })
    })?;
    Ok(grants.collect::<Result<_>>()?)
}
