//! The table of clients in SQL, and the roles that the store plays with it (RFC 6749 §2).

use super::columns::{bytes, scopes, text};
use super::db::{Db, Sql};
use super::verb::Verb;
use super::{Outcome, PostgresStore};
use crate::error::{HookResult, StoreError};
use crate::hook::{ClientCredentials, Clients};
use crate::model::{
    Approval, Client, ClientId, ClientParts, ClientSecret, GrantWords, ScopeSet, SecretHash,
};
use crate::store::memory_clients::{last_secret, twice, unknown};
use crate::store::sql::{self, method_word, uris_text};
use std::sync::PoisonError;
use tokio_postgres::Row;
use tokio_postgres::types::Type;

/// The clients of the schema. An error that refuses has a [`ConfigError`](crate::ConfigError) as its
/// source; every other one is the database's.
impl PostgresStore {
    /// Registers a client.
    ///
    /// # Errors
    /// The identifier is registered already, also when its client is disabled; or the database
    /// failed.
    pub async fn insert(&self, client: &Client) -> Result<(), StoreError> {
        let register = Change::Insert(client.clone());
        self.change(register).await
    }

    /// Registers a client, or makes its registration the given one, secrets included: an
    /// application may call it at every start. A disabled client stays disabled.
    ///
    /// # Errors
    /// The database failed.
    pub async fn register(&self, client: &Client) -> Result<(), StoreError> {
        self.change(Change::Register(client.clone())).await
    }

    /// Makes a second secret live and answers it, the only time that it is shown.
    ///
    /// # Errors
    /// There is no such client, it is public, or it has two live secrets already; or the database
    /// failed.
    pub async fn add_secret(&self, client_id: &str) -> Result<ClientSecret, StoreError> {
        let (id, secret) = (known(client_id)?, ClientSecret::random());
        self.change(Change::AddSecret(id, secret.hash())).await?;
        Ok(secret)
    }

    /// Ends the older of two live secrets.
    ///
    /// # Errors
    /// There is no such client, or it has one secret alone, or none; or the database failed.
    pub async fn retire_secret(&self, client_id: &str) -> Result<(), StoreError> {
        self.change(Change::RetireSecret(known(client_id)?)).await
    }

    /// Stops a client: it is not found any more. Tokens that it holds live on until
    /// `revoke_client`.
    ///
    /// # Errors
    /// There is no such client; or the database failed.
    pub async fn disable(&self, client_id: &str) -> Result<(), StoreError> {
        self.change(Change::Disable(known(client_id)?)).await
    }

    async fn change(&self, change: Change) -> Result<(), StoreError> {
        let weak = self.inner.run(change).await?;
        *self
            .inner
            .weak_clients
            .write()
            .unwrap_or_else(PoisonError::into_inner) = weak;
        Ok(())
    }
}

/// No client has an identifier that is none; the database could not even be asked for some.
fn known(client_id: &str) -> Result<ClientId, StoreError> {
    ClientId::parse(client_id).ok_or_else(|| StoreError::new(unknown(client_id)))
}

impl Clients for PostgresStore {
    async fn find_client(&self, client_id: &str) -> HookResult<Option<Client>> {
        let Some(id) = ClientId::parse(client_id) else {
            return Ok(None);
        };
        let parts = self.inner.run(FindClient(id)).await?;
        Ok(parts.map(Client::from_parts).transpose()?)
    }

    /// As they were when the store was opened, and after each change by this node.
    fn weak_clients(&self) -> Vec<String> {
        self.inner
            .weak_clients
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl ClientCredentials for PostgresStore {
    async fn authorize_client(
        &self,
        _: &Client,
        requested: &ScopeSet,
    ) -> HookResult<Option<Approval>> {
        Ok(Some(Approval::new(requested.clone())))
    }
}

/// What is done to the table; it answers who has a weak secret afterwards.
enum Change {
    Insert(Client),
    Register(Client),
    AddSecret(ClientId, SecretHash),
    RetireSecret(ClientId),
    Disable(ClientId),
}

impl Verb for Change {
    type Answer = Vec<String>;

    async fn run(&self, db: &mut Db) -> Outcome<Vec<String>> {
        db.begin(&[]).await?;
        match self {
            Self::Insert(client) => insert(db, client).await?,
            Self::Register(client) => register(db, client.parts()).await?,
            Self::AddSecret(id, hash) => add_secret(db, id, hash).await?,
            Self::RetireSecret(id) => retire_secret(db, id).await?,
            Self::Disable(id) => disable(db, id).await?,
        }
        let weak = find_weak(db).await?;
        db.commit().await?;
        Ok(weak)
    }
}

async fn insert(db: &Db, client: &Client) -> Outcome<()> {
    const INSERT: Sql = Sql::new(
        "INSERT INTO clients (id, name, auth_method, grants, scopes, redirect_uris,
             insecure_redirect_uris, introspects, verified_host)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         ON CONFLICT (id) DO NOTHING RETURNING 1",
        COLUMNS,
    );
    if put(db, INSERT, client.parts()).await?.is_empty() {
        return Err(twice(client.id()).into());
    }
    insert_secrets(db, client.parts()).await
}

async fn register(db: &Db, parts: &ClientParts) -> Outcome<()> {
    const REGISTER: Sql = Sql::new(
        "INSERT INTO clients (id, name, auth_method, grants, scopes, redirect_uris,
             insecure_redirect_uris, introspects, verified_host)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         ON CONFLICT (id) DO UPDATE SET name = $2, auth_method = $3, grants = $4, scopes = $5,
             redirect_uris = $6, insecure_redirect_uris = $7, introspects = $8, verified_host = $9",
        COLUMNS,
    );
    const FORGET: Sql = Sql::new(
        "DELETE FROM client_secrets WHERE client_id = $1",
        &[Type::TEXT],
    );
    put(db, REGISTER, parts).await?;
    db.one(FORGET.with(&[&parts.id])).await?;
    insert_secrets(db, parts).await
}

const COLUMNS: &[Type] = &[
    Type::TEXT,
    Type::TEXT,
    Type::TEXT,
    Type::TEXT,
    Type::TEXT,
    Type::TEXT,
    Type::TEXT,
    Type::BOOL,
    Type::TEXT,
];

async fn put(db: &Db, sql: Sql, parts: &ClientParts) -> Outcome<Vec<Row>> {
    db.one(sql.with(&[
        &parts.id,
        &parts.name,
        &method_word(parts.auth_method),
        &parts.grants.as_str(),
        &parts.scopes.as_str(),
        &uris_text(&parts.redirect_uris)?,
        &uris_text(&parts.insecure_redirect_uris)?,
        &parts.introspects,
        &parts.verified_host,
    ]))
    .await
}

async fn insert_secrets(db: &Db, parts: &ClientParts) -> Outcome<()> {
    for secret in &parts.secrets {
        insert_secret(db, &parts.id, secret).await?;
    }
    Ok(())
}

async fn insert_secret(db: &Db, client_id: &str, secret: &SecretHash) -> Outcome<()> {
    const INSERT: Sql = Sql::new(
        "INSERT INTO client_secrets (client_id, hash, weak) VALUES ($1, $2, $3)",
        &[Type::TEXT, Type::BYTEA, Type::BOOL],
    );
    let (hash, weak) = (secret.as_bytes().as_slice(), secret.is_weak());
    db.one(INSERT.with(&[&client_id, &hash, &weak])).await?;
    Ok(())
}

async fn add_secret(db: &Db, id: &ClientId, hash: &SecretHash) -> Outcome<()> {
    let mut parts = hold(db, id).await?;
    parts.secrets.push(hash.clone());
    Client::from_parts(parts)?;
    insert_secret(db, id.as_str(), hash).await
}

async fn retire_secret(db: &Db, id: &ClientId) -> Outcome<()> {
    const RETIRE: Sql = Sql::new(
        "DELETE FROM client_secrets
         WHERE id = (SELECT min(id) FROM client_secrets WHERE client_id = $1)",
        &[Type::TEXT],
    );
    if hold(db, id).await?.secrets.len() < 2 {
        return Err(last_secret(id.as_str()).into());
    }
    db.one(RETIRE.with(&[&id.as_str()])).await?;
    Ok(())
}

async fn disable(db: &Db, id: &ClientId) -> Outcome<()> {
    const DISABLE: Sql = Sql::new(
        "UPDATE clients SET disabled = true WHERE id = $1 RETURNING 1",
        &[Type::TEXT],
    );
    if db.one(DISABLE.with(&[&id.as_str()])).await?.is_empty() {
        return Err(unknown(id.as_str()).into());
    }
    Ok(())
}

/// The registration, and nobody else changes it until the commit.
async fn hold(db: &Db, id: &ClientId) -> Outcome<ClientParts> {
    const HOLD: Sql = Sql::new(
        "SELECT FROM clients WHERE id = $1 FOR UPDATE",
        &[Type::TEXT],
    );
    db.one(HOLD.with(&[&id.as_str()])).await?;
    let parts = find_parts(db, id, true).await?;
    parts.ok_or_else(|| unknown(id.as_str()).into())
}

struct FindClient(ClientId);

impl Verb for FindClient {
    type Answer = Option<ClientParts>;

    async fn run(&self, db: &mut Db) -> Outcome<Option<ClientParts>> {
        find_parts(db, &self.0, false).await
    }
}

/// One statement, so that a registration is never read half changed.
async fn find_parts(db: &Db, id: &ClientId, disabled_too: bool) -> Outcome<Option<ClientParts>> {
    const FIND: Sql = Sql::new(
        "SELECT clients.id AS id, name, auth_method, grants, scopes, redirect_uris,
             insecure_redirect_uris, introspects, verified_host, hash, weak
         FROM clients LEFT JOIN client_secrets ON client_id = clients.id
         WHERE clients.id = $1 AND disabled <= $2
         ORDER BY client_secrets.id",
        &[Type::TEXT, Type::BOOL],
    );
    let mut parts = None;
    for row in db.one(FIND.with(&[&id.as_str(), &disabled_too])).await? {
        sql::gather(&mut parts, &row, read_parts, read_secret(&row)?)?;
    }
    Ok(parts)
}

fn read_parts(row: &Row) -> Outcome<ClientParts> {
    let uris = |column| sql::uris(text(row, column)?);
    Ok(ClientParts {
        name: row.try_get("name")?,
        auth_method: sql::method(text(row, "auth_method")?)?,
        grants: GrantWords::from_stored(text(row, "grants")?),
        scopes: scopes(row, "scopes")?,
        redirect_uris: uris("redirect_uris")?,
        insecure_redirect_uris: uris("insecure_redirect_uris")?,
        introspects: row.try_get("introspects")?,
        verified_host: row.try_get("verified_host")?,
        ..ClientParts::new(text(row, "id")?)
    })
}

fn read_secret(row: &Row) -> Outcome<Option<SecretHash>> {
    let Some(weak) = row.try_get("weak")? else {
        return Ok(None);
    };
    Ok(Some(SecretHash::from_stored(bytes(row, "hash")?, weak)))
}

/// Enabled clients with a weak secret, in order.
pub(super) async fn find_weak(db: &Db) -> Outcome<Vec<String>> {
    const WEAK: Sql = Sql::new(
        "SELECT id FROM clients WHERE NOT disabled AND EXISTS (
             SELECT FROM client_secrets WHERE client_id = clients.id AND weak
         ) ORDER BY id",
        &[],
    );
    let weak = db.one(WEAK.with(&[])).await?;
    weak.iter().map(|row| Ok(row.try_get("id")?)).collect()
}
