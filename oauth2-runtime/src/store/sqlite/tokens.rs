//! Access tokens and refresh families in SQL; revocation is checked in the same transaction.

use super::Outcome;
use super::columns::{client_id, grant_id, hash, scopes, seconds, subject, time};
use super::grants::insert_grant;
use super::revoke::{is_access_over, is_grant_over, revoke_grant};
use crate::model::{ClientId, GrantId, SubjectId};
use crate::secret::{Salt, TokenHash};
use crate::store::{
    AccessRecord, Inserted, MOST_RETRIES, NewAccess, RefreshRecord, RefreshStart, RotateRefresh,
    RotatedRefresh,
};
use rusqlite::{Connection, OptionalExtension as _, Result, Row, params};

pub(super) fn insert_access(db: &Connection, new: &NewAccess) -> Outcome<Inserted> {
    let inserted = admit(db, new)?;
    if inserted == Inserted::Live {
        keep_access(db, &new.access)?;
    }
    Ok(inserted)
}

/// Everything that comes with an access token but its row.
pub(super) fn admit(db: &Connection, new: &NewAccess) -> Outcome<Inserted> {
    let NewAccess {
        access,
        creates,
        refresh,
    } = new;
    if is_access_over(db, access)? {
        return Ok(Inserted::Revoked);
    }
    if let Some(why) = new.fault() {
        return Err(why.into());
    }
    if let Some(grant) = creates {
        if is_grant_over(db, grant)? {
            return Ok(Inserted::Revoked);
        }
        insert_grant(db, grant)?;
    }
    let Some(grant) = access.grant else {
        return Ok(Inserted::Live);
    };
    if !prolong(db, grant, access)? {
        return Ok(Inserted::Revoked);
    }
    if let Some(start) = refresh {
        start_family(db, grant, start, access)?;
    }
    Ok(Inserted::Live)
}

/// Whether a token may still be used, as far as grants and revocations tell.
#[cfg(feature = "redis")]
pub(super) fn admits(db: &Connection, access: &AccessRecord) -> Outcome<bool> {
    if is_access_over(db, access)? {
        return Ok(false);
    }
    let Some(grant) = access.grant else {
        return Ok(true);
    };
    let mut live =
        db.prepare_cached("SELECT 1 FROM grants WHERE id = ?1 AND revoked_at IS NULL")?;
    Ok(live.exists([grant.as_bytes()])?)
}

/// A grant lives as long as its tokens. `false`: it is revoked, or gone.
fn prolong(db: &Connection, grant: GrantId, access: &AccessRecord) -> Outcome<bool> {
    let live = db.prepare_cached(
        "UPDATE grants SET expires_at = MAX(expires_at, ?2) WHERE id = ?1 AND revoked_at IS NULL",
    )?.execute(params![grant.as_bytes(), seconds(access.expires_at)])?;
    Ok(live == 1)
}

fn start_family(
    db: &Connection,
    grant: GrantId,
    start: &RefreshStart,
    access: &AccessRecord,
) -> Outcome<()> {
    let started = db
        .prepare_cached(
            "UPDATE grants SET family = ?2, current = ?3, rotated_at = ?4, refresh_expires_at = ?5,
             expires_at = MAX(expires_at, ?5), scopes = ?6
         WHERE id = ?1 AND family IS NULL",
        )?
        .execute(params![
            grant.as_bytes(),
            start.family.as_bytes(),
            start.current.as_bytes(),
            seconds(access.issued_at),
            seconds(start.expires_at),
            start.scopes.as_str(),
        ])?;
    if started == 1 {
        Ok(())
    } else {
        Err("this grant has a refresh family already".into())
    }
}

fn keep_access(db: &Connection, access: &AccessRecord) -> Outcome<()> {
    db.prepare_cached(
        "INSERT INTO access_tokens
             (hash, grant_id, client_id, subject, scopes, issued_at, expires_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![
        access.hash.as_bytes(),
        access.grant.as_ref().map(GrantId::as_bytes),
        access.client_id.as_str(),
        access.subject.as_ref().map(SubjectId::as_str),
        access.scopes.as_str(),
        seconds(access.issued_at),
        seconds(access.expires_at),
    ])?;
    Ok(())
}

pub(super) fn find_access(db: &Connection, token: &TokenHash) -> Outcome<Option<AccessRecord>> {
    let mut found = db.prepare_cached(
        "SELECT hash, grant_id, client_id, subject, scopes, issued_at, expires_at
         FROM access_tokens WHERE hash = ?1 AND (grant_id IS NULL OR EXISTS (
             SELECT 1 FROM grants WHERE id = access_tokens.grant_id AND revoked_at IS NULL
         ))",
    )?;
    Ok(found
        .query_row([token.as_bytes()], read_access)
        .optional()?)
}

fn read_access(row: &Row<'_>) -> Result<AccessRecord> {
    Ok(AccessRecord {
        hash: hash(row, "hash")?,
        grant: row
            .get::<_, Option<_>>("grant_id")?
            .map(GrantId::from_stored),
        client_id: client_id(row, "client_id")?,
        subject: row.get::<_, Option<String>>("subject")?.map(SubjectId::new),
        scopes: scopes(row, "scopes")?,
        issued_at: time(row, "issued_at")?,
        expires_at: time(row, "expires_at")?,
    })
}

pub(super) fn revoke_access(db: &Connection, token: &TokenHash) -> Outcome<()> {
    let mut delete = db.prepare_cached("DELETE FROM access_tokens WHERE hash = ?1")?;
    delete.execute([token.as_bytes()])?;
    Ok(())
}

pub(super) fn find_refresh(
    db: &Connection,
    client: &ClientId,
    family: &TokenHash,
) -> Outcome<Option<RefreshRecord>> {
    let mut found = db.prepare_cached(
        "SELECT id, subject, scopes, current, previous, rotated_at, refresh_expires_at
         FROM grants WHERE client_id = ?1 AND family = ?2 AND revoked_at IS NULL",
    )?;
    let found = found.query_row(params![client.as_str(), family.as_bytes()], |row| {
        Ok(RefreshRecord {
            grant: grant_id(row, "id")?,
            subject: subject(row, "subject")?,
            scopes: scopes(row, "scopes")?,
            current: hash(row, "current")?,
            previous: row
                .get::<_, Option<_>>("previous")?
                .map(TokenHash::from_stored),
            rotated_at: time(row, "rotated_at")?,
            expires_at: time(row, "refresh_expires_at")?,
        })
    });
    Ok(found.optional()?)
}

pub(super) fn rotate_refresh(db: &Connection, rotation: &RotateRefresh) -> Outcome<RotatedRefresh> {
    let rotated = rotate_family(db, rotation)?;
    if let RotatedRefresh::Rotated | RotatedRefresh::Retried { .. } = rotated {
        keep_access(db, &rotation.access)?;
    }
    Ok(rotated)
}

/// The same without the row of the new access token.
pub(super) fn rotate_family(db: &Connection, rotation: &RotateRefresh) -> Outcome<RotatedRefresh> {
    if is_access_over(db, &rotation.access)? {
        return Ok(RotatedRefresh::Unknown);
    }
    let Some(refresh) = find_refresh(db, &rotation.client_id, &rotation.family)? else {
        return Ok(RotatedRefresh::Unknown);
    };
    if rotation.access.grant != Some(refresh.grant) {
        return Err("a refreshed access token hangs on the family's grant".into());
    }
    let rotated = if rotation.presented == refresh.current {
        rotate(db, refresh.grant, rotation)?;
        RotatedRefresh::Rotated
    } else if let Some(salt) = retry(db, &refresh, rotation)? {
        RotatedRefresh::Retried { salt }
    } else {
        revoke_grant(db, refresh.grant, rotation.now)?;
        return Ok(RotatedRefresh::Reused(refresh.grant));
    };
    prolong(db, refresh.grant, &rotation.access)?;
    Ok(rotated)
}

fn rotate(db: &Connection, grant: GrantId, rotation: &RotateRefresh) -> Outcome<()> {
    db.prepare_cached(
        "UPDATE grants SET previous = current, current = ?2, rotated_at = ?3,
             retry_scopes = ?4, retries = 0, salt = ?5, salt_until = ?6
         WHERE id = ?1",
    )?
    .execute(params![
        grant.as_bytes(),
        rotation.successor.as_bytes(),
        seconds(rotation.now),
        rotation.scopes.as_str(),
        rotation.salt.as_bytes(),
        seconds(rotation.now.after(rotation.retry_window)),
    ])?;
    Ok(())
}

/// The window is half open, as every lifetime is: of zero seconds, nothing is a retry.
fn retry(
    db: &Connection,
    refresh: &RefreshRecord,
    rotation: &RotateRefresh,
) -> Outcome<Option<Salt>> {
    let open = rotation.now < refresh.rotated_at.after(rotation.retry_window);
    if !open || refresh.previous != Some(rotation.presented) {
        return Ok(None);
    }
    let mut salt = db.prepare_cached(
        "UPDATE grants SET retries = retries + 1
         WHERE id = ?1 AND retry_scopes = ?2 AND retries < ?3 AND salt IS NOT NULL
         RETURNING salt",
    )?;
    let salt = salt.query_row(
        params![
            refresh.grant.as_bytes(),
            rotation.scopes.as_str(),
            MOST_RETRIES
        ],
        |row| row.get(0).map(Salt::from_stored),
    );
    Ok(salt.optional()?)
}
