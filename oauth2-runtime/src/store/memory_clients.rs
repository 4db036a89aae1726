//! Clients kept in memory: for tests, demos and applications whose clients stand in the code.

use crate::error::{ConfigError, HookResult};
use crate::hook::{ClientCredentials, Clients};
use crate::model::{Approval, Client, ClientId, ClientParts, ClientSecret, ScopeSet, SecretHash};
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// Plays `clients`, and `client_credentials` by granting what was asked for. A clone is the same
/// table.
///
/// ```
/// use oauth2_runtime::{Client, ClientSecret, MemoryClients, grants};
///
/// # fn main() -> Result<(), oauth2_runtime::ConfigError> {
/// let secret = ClientSecret::random();
/// let billing = Client::confidential("billing", &secret).grants(grants::client_credentials);
/// let clients = MemoryClients::new([billing.build()?])?;
/// let next = clients.add_secret("billing")?;
/// clients.retire_secret("billing")?; // `next` alone is live
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct MemoryClients {
    table: Arc<dyn Rows>,
}

type Table = RwLock<HashMap<String, Row>>;

/// The rows behind a pointer: what drops them is compiled once, here, and not again in the crate of
/// each provider.
trait Rows: Send + Sync {
    fn table(&self) -> &Table;
}

impl Rows for Table {
    fn table(&self) -> &Table {
        self
    }
}

impl Default for MemoryClients {
    fn default() -> Self {
        Self {
            table: Arc::new(Table::default()),
        }
    }
}

impl fmt::Debug for MemoryClients {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let table = self.table.table();
        f.debug_struct("MemoryClients")
            .field("table", table)
            .finish()
    }
}

/// A disabled client keeps its row, so that its identifier cannot be registered again.
#[derive(Debug)]
struct Row {
    client: Client,
    disabled: bool,
}

impl MemoryClients {
    /// A table of these clients.
    ///
    /// # Errors
    /// Lists every identifier that is there twice.
    pub fn new(clients: impl IntoIterator<Item = Client>) -> Result<Self, ConfigError> {
        let (table, mut faults) = (Self::default(), ConfigError::default());
        for client in clients {
            table.insert_or_tell(client, &mut faults);
        }
        faults.into_result(table)
    }

    /// Apart, so that it is compiled once for whatever gives the clients.
    fn insert_or_tell(&self, client: Client, faults: &mut ConfigError) {
        if let Err(refused) = self.insert(client) {
            refused.faults().iter().for_each(|fault| faults.push(fault));
        }
    }

    /// Registers a client.
    ///
    /// # Errors
    /// The identifier is registered already, also when its client is disabled.
    pub fn insert(&self, client: Client) -> Result<(), ConfigError> {
        match self.write().entry(client.id().as_str().to_owned()) {
            Entry::Vacant(place) => {
                place.insert(Row {
                    client,
                    disabled: false,
                });
                Ok(())
            }
            Entry::Occupied(_) => Err(twice(client.id())),
        }
    }

    /// Makes a second secret live and answers it, the only time that it is shown.
    ///
    /// # Errors
    /// There is no such client, it is public, or it has two live secrets already.
    pub fn add_secret(&self, client_id: &str) -> Result<ClientSecret, ConfigError> {
        let secret = ClientSecret::random();
        self.change(client_id, |parts| {
            parts.secrets.push(secret.hash());
            Ok(())
        })?;
        Ok(secret)
    }

    /// Ends the older of two live secrets.
    ///
    /// # Errors
    /// There is no such client, or it has one secret alone, or none.
    pub fn retire_secret(&self, client_id: &str) -> Result<(), ConfigError> {
        self.change(client_id, |parts| {
            if parts.secrets.len() < 2 {
                return Err(last_secret(client_id));
            }
            parts.secrets.remove(0);
            Ok(())
        })
    }

    /// Stops a client: it is not found any more. Tokens that it holds live on until
    /// `revoke_client`.
    ///
    /// # Errors
    /// There is no such client.
    pub fn disable(&self, client_id: &str) -> Result<(), ConfigError> {
        let mut table = self.write();
        let row = table.get_mut(client_id).ok_or_else(|| unknown(client_id))?;
        row.disabled = true;
        Ok(())
    }

    /// A changed registration is checked as a new one is.
    fn change(
        &self,
        client_id: &str,
        change: impl FnOnce(&mut ClientParts) -> Result<(), ConfigError>,
    ) -> Result<(), ConfigError> {
        let mut table = self.write();
        let row = table.get_mut(client_id).ok_or_else(|| unknown(client_id))?;
        let mut parts = row.client.parts().clone();
        change(&mut parts)?;
        row.client = Client::from_parts(parts)?;
        Ok(())
    }

    fn find(&self, client_id: &str) -> Option<Client> {
        let table = self.read();
        let found = table.get(client_id).filter(|row| !row.disabled);
        found.map(|row| row.client.clone())
    }

    fn read(&self) -> RwLockReadGuard<'_, HashMap<String, Row>> {
        let table = self.table.table();
        table.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, HashMap<String, Row>> {
        let table = self.table.table();
        table.write().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(super) fn twice(client_id: &ClientId) -> ConfigError {
    ConfigError::new(format!("client `{client_id}` is registered already"))
}

pub(super) fn last_secret(client_id: &str) -> ConfigError {
    let client_id = client_id.escape_debug();
    ConfigError::new(format!(
        "client `{client_id}` has no second live secret; add one first"
    ))
}

pub(super) fn unknown(client_id: &str) -> ConfigError {
    ConfigError::new(format!(
        "client `{}` is not registered",
        client_id.escape_debug()
    ))
}

impl Clients for MemoryClients {
    async fn find_client(&self, client_id: &str) -> HookResult<Option<Client>> {
        Ok(self.find(client_id))
    }

    fn weak_clients(&self) -> Vec<String> {
        let table = self.read();
        let weak = table.values().filter(|row| {
            !row.disabled && row.client.parts().secrets.iter().any(SecretHash::is_weak)
        });
        let mut weak: Vec<_> = weak.map(|row| row.client.id().as_str()).collect();
        weak.sort_unstable();
        weak.into_iter().map(str::to_owned).collect()
    }
}

impl ClientCredentials for MemoryClients {
    async fn authorize_client(
        &self,
        _: &Client,
        requested: &ScopeSet,
    ) -> HookResult<Option<Approval>> {
        Ok(Some(Approval::new(requested.clone())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn confidential(id: &str, secret: &ClientSecret) -> Client {
        Client::confidential(id, secret).build().unwrap()
    }

    fn found(clients: &MemoryClients, id: &str) -> Option<Client> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        runtime.block_on(clients.find_client(id)).unwrap()
    }

    #[test]
    fn a_second_registration_of_an_id_is_refused() {
        let secret = ClientSecret::random();
        let twice = [confidential("a", &secret), confidential("a", &secret)];
        assert_eq!(MemoryClients::new(twice).unwrap_err().faults().len(), 1);
        let clients = MemoryClients::new([confidential("a", &secret)]).unwrap();
        clients.disable("a").unwrap();
        assert!(clients.insert(confidential("a", &secret)).is_err());
        assert!(found(&clients, "a").is_none());
    }

    #[test]
    fn a_new_secret_replaces_the_old_one_in_two_steps() {
        let old = ClientSecret::random();
        let clients = MemoryClients::new([confidential("a", &old)]).unwrap();
        assert!(clients.retire_secret("a").is_err());
        let new = clients.add_secret("a").unwrap();
        assert!(clients.add_secret("a").is_err());
        assert!(found(&clients, "a").unwrap().has_secret(old.expose()));
        clients.retire_secret("a").unwrap();
        let client = found(&clients, "a").unwrap();
        assert!(client.has_secret(new.expose()) && !client.has_secret(old.expose()));
        assert!(clients.add_secret("b").is_err());
    }

    #[test]
    fn weak_secrets_are_told() {
        let (weak, strong) = (ClientSecret::given("short"), ClientSecret::random());
        let clients = [confidential("weak", &weak), confidential("strong", &strong)];
        assert_eq!(
            MemoryClients::new(clients).unwrap().weak_clients(),
            ["weak"]
        );
    }
}
