//! The table of clients in SQL, and the roles that the store plays with it (RFC 6749 §2).

use super::columns::{scopes, text, unreadable};
use super::{Outcome, SqliteStore};
use crate::error::{HookResult, StoreError};
use crate::hook::{ClientCredentials, Clients};
use crate::model::{Approval, Client, ClientParts, ClientSecret, GrantWords, ScopeSet, SecretHash};
use crate::store::memory_clients::{last_secret, twice, unknown};
use crate::store::sql::{self, method_word, uris_text};
use rusqlite::types::Value;
use rusqlite::{Connection, Result, Row, params, params_from_iter};

/// The clients of the file. An error that refuses has a [`ConfigError`](crate::ConfigError) as its
/// source; every other one is the database's.
impl SqliteStore {
    /// Registers a client.
    ///
    /// # Errors
    /// The identifier is registered already, also when its client is disabled; or the database
    /// failed.
    pub async fn insert(&self, client: &Client) -> Result<(), StoreError> {
        let client = client.clone();
        self.write(move |db| {
            let parts = client.parts();
            let rows = db.execute(
                "INSERT INTO clients (id, name, auth_method, grants, scopes, redirect_uris,
                     insecure_redirect_uris, introspects, verified_host)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
                 ON CONFLICT (id) DO NOTHING",
                params_from_iter(columns_of(parts)?),
            )?;
            if rows == 0 {
                return Err(twice(client.id()).into());
            }
            parts
                .secrets
                .iter()
                .try_for_each(|secret| insert_secret(db, &parts.id, secret))
        })
        .await
    }

    /// Registers a client, or makes its registration the given one, secrets included: an
    /// application may call it at every start. A disabled client stays disabled.
    ///
    /// # Errors
    /// The database failed.
    pub async fn register(&self, client: &Client) -> Result<(), StoreError> {
        let client = client.clone();
        self.write(move |db| {
            let parts = client.parts();
            db.execute(
                "INSERT INTO clients (id, name, auth_method, grants, scopes, redirect_uris,
                     insecure_redirect_uris, introspects, verified_host)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
                 ON CONFLICT (id) DO UPDATE SET name = ?2, auth_method = ?3, grants = ?4,
                     scopes = ?5, redirect_uris = ?6, insecure_redirect_uris = ?7,
                     introspects = ?8, verified_host = ?9",
                params_from_iter(columns_of(parts)?),
            )?;
            db.execute(
                "DELETE FROM client_secrets WHERE client_id = ?1",
                [&parts.id],
            )?;
            parts
                .secrets
                .iter()
                .try_for_each(|secret| insert_secret(db, &parts.id, secret))
        })
        .await
    }

    /// Makes a second secret live and answers it, the only time that it is shown.
    ///
    /// # Errors
    /// There is no such client, it is public, or it has two live secrets already; or the database
    /// failed.
    pub async fn add_secret(&self, client_id: &str) -> Result<ClientSecret, StoreError> {
        let (id, secret) = (client_id.to_owned(), ClientSecret::random());
        let hash = secret.hash();
        self.write(move |db| {
            let mut parts = find_parts(db, &id, true)?.ok_or_else(|| unknown(&id))?;
            parts.secrets.push(hash.clone());
            Client::from_parts(parts)?;
            insert_secret(db, &id, &hash)
        })
        .await?;
        Ok(secret)
    }

    /// Ends the older of two live secrets.
    ///
    /// # Errors
    /// There is no such client, or it has one secret alone, or none; or the database failed.
    pub async fn retire_secret(&self, client_id: &str) -> Result<(), StoreError> {
        let id = client_id.to_owned();
        self.write(move |db| {
            let parts = find_parts(db, &id, true)?.ok_or_else(|| unknown(&id))?;
            if parts.secrets.len() < 2 {
                return Err(last_secret(&id).into());
            }
            db.execute(
                "DELETE FROM client_secrets WHERE id =
                     (SELECT MIN(id) FROM client_secrets WHERE client_id = ?1)",
                [&id],
            )?;
            Ok(())
        })
        .await
    }

    /// Stops a client: it is not found any more. Tokens that it holds live on until
    /// `revoke_client`.
    ///
    /// # Errors
    /// There is no such client; or the database failed.
    pub async fn disable(&self, client_id: &str) -> Result<(), StoreError> {
        let id = client_id.to_owned();
        self.write(move |db| {
            let rows = db.execute("UPDATE clients SET disabled = 1 WHERE id = ?1", [&id])?;
            if rows == 1 {
                Ok(())
            } else {
                Err(unknown(&id).into())
            }
        })
        .await
    }
}

impl Clients for SqliteStore {
    async fn find_client(&self, client_id: &str) -> HookResult<Option<Client>> {
        let id = client_id.to_owned();
        let parts = self.read(move |db| find_parts(db, &id, false)).await?;
        Ok(parts.map(Client::from_parts).transpose()?)
    }

    /// Asked once, when the provider is built. A file that cannot be asked is told as a fault
    /// instead of passing as one without weak secrets.
    fn weak_clients(&self) -> Vec<String> {
        let weak = self.inner.writer.run_blocking(|db| {
            let mut weak = db.prepare(
                "SELECT id FROM clients WHERE disabled = 0 AND EXISTS (
                     SELECT 1 FROM client_secrets WHERE client_id = clients.id AND weak = 1
                 ) ORDER BY id",
            )?;
            let weak = weak.query_map([], |row| row.get(0))?;
            Ok(weak.collect::<Result<Vec<String>>>()?)
        });
        weak.unwrap_or_else(|_| vec!["(the table of clients could not be read)".to_owned()])
    }
}

impl ClientCredentials for SqliteStore {
    async fn authorize_client(
        &self,
        _: &Client,
        requested: &ScopeSet,
    ) -> HookResult<Option<Approval>> {
        Ok(Some(Approval::new(requested.clone())))
    }
}

fn columns_of(parts: &ClientParts) -> Outcome<[Value; 9]> {
    Ok([
        parts.id.clone().into(),
        parts.name.clone().into(),
        method_word(parts.auth_method).to_owned().into(),
        parts.grants.as_str().to_owned().into(),
        parts.scopes.as_str().to_owned().into(),
        uris_text(&parts.redirect_uris)?.into(),
        uris_text(&parts.insecure_redirect_uris)?.into(),
        parts.introspects.into(),
        parts.verified_host.clone().into(),
    ])
}

fn insert_secret(db: &Connection, client_id: &str, secret: &SecretHash) -> Outcome<()> {
    db.execute(
        "INSERT INTO client_secrets (client_id, hash, weak) VALUES (?1, ?2, ?3)",
        params![client_id, secret.as_bytes(), secret.is_weak()],
    )?;
    Ok(())
}

/// One statement, so that a registration is never read half changed.
fn find_parts(
    db: &Connection,
    client_id: &str,
    disabled_too: bool,
) -> Outcome<Option<ClientParts>> {
    let mut found = db.prepare_cached(
        "SELECT clients.id AS id, name, auth_method, grants, scopes, redirect_uris,
             insecure_redirect_uris, introspects, verified_host, hash, weak
         FROM clients LEFT JOIN client_secrets ON client_id = clients.id
         WHERE clients.id = ?1 AND disabled <= ?2
         ORDER BY client_secrets.id",
    )?;
    let mut rows = found.query(params![client_id, disabled_too])?;
    let mut parts: Option<ClientParts> = None;
    while let Some(row) = rows.next()? {
        let secret = read_secret(row)?;
        sql::gather(&mut parts, row, |row| read_parts(row), secret)?;
    }
    Ok(parts)
}

fn read_parts(row: &Row<'_>) -> Result<ClientParts> {
    let uris = |column| sql::uris(text(row, column)?).map_err(unreadable);
    Ok(ClientParts {
        name: row.get("name")?,
        auth_method: sql::method(text(row, "auth_method")?).map_err(unreadable)?,
        grants: GrantWords::from_stored(text(row, "grants")?),
        scopes: scopes(row, "scopes")?,
        redirect_uris: uris("redirect_uris")?,
        insecure_redirect_uris: uris("insecure_redirect_uris")?,
        introspects: row.get("introspects")?,
        verified_host: row.get("verified_host")?,
        ..ClientParts::new(text(row, "id")?)
    })
}

fn read_secret(row: &Row<'_>) -> Result<Option<SecretHash>> {
    let Some(hash) = row.get("hash")? else {
        return Ok(None);
    };
    Ok(Some(SecretHash::from_stored(hash, row.get("weak")?)))
}
