//! `PostgresStore` under the contract, and what its server promises beyond it.

mod connections;
mod partitions;
mod revoked_client;
mod revoking;
mod rotation;
mod schema;
mod tls;
mod under_way;

use crate::clients::clients;
use oauth2_runtime::contract::{Backend, Removal, Severed};
use oauth2_runtime::{PostgresStore, Store};
use std::sync::Arc;
use support::Proxy;
use support::servers::Postgres;

/// A schema of the server that all tests share.
pub(crate) struct Schema(pub(crate) String);

impl Schema {
    pub(crate) fn new() -> Self {
        Self(Postgres::shared().schema())
    }

    pub(crate) fn url(&self) -> String {
        Postgres::shared().url_of(&self.0)
    }

    /// The same behind a proxy of the server.
    pub(crate) fn url_through(&self, proxy: &Proxy) -> String {
        let [there, here] =
            [Postgres::shared().port(), proxy.port()].map(|port| format!(":{port}/"));
        self.url().replace(&there, &here)
    }

    pub(crate) async fn store(&self) -> PostgresStore {
        PostgresStore::connect(&self.url()).await.expect("a store")
    }

    /// A store whose connections the server knows by a name.
    pub(crate) async fn named(&self, name: &str) -> PostgresStore {
        let url = format!("{}&application_name={name}", self.url());
        PostgresStore::connect(&url).await.expect("a store")
    }

    /// Runs SQL with the tables of this schema in sight.
    pub(crate) fn run(&self, sql: &str) -> String {
        Postgres::shared().run(&format!("SET search_path = {}; {sql}", self.0))
    }
}

impl Backend for Schema {
    /// An access token goes with its partition.
    const REMOVAL: Removal = Removal::Later;

    async fn new() -> Self {
        Self::new()
    }

    async fn open(&self) -> Arc<dyn Store> {
        Arc::new(self.store().await)
    }
}

oauth2_runtime::store_contract!(Schema);

mod table_of_clients {
    use super::{Schema, clients};

    clients!(async {
        // The schema is dropped with the server.
        Schema::new().store().await
    });
}

/// A server of its own, which the test kills.
struct Killed(Postgres);

impl Backend for Killed {
    const REMOVAL: Removal = Removal::Later;

    async fn new() -> Self {
        Self(Postgres::new(&["fsync=off"]))
    }

    async fn open(&self) -> Arc<dyn Store> {
        let store = PostgresStore::connect(&self.0.url()).await;
        Arc::new(store.expect("a store"))
    }
}

impl Severed for Killed {
    async fn sever(&self) {
        self.0.kill();
    }

    async fn mend(&self) {
        self.0.start();
    }
}

mod killed {
    use super::Killed;

    oauth2_runtime::store_outage_contract!(Killed);
}

/// A schema behind a network that the test cuts.
struct Cut(Schema, Proxy);

impl Backend for Cut {
    const REMOVAL: Removal = Removal::Later;

    async fn new() -> Self {
        Self(Schema::new(), Proxy::to(&[Postgres::shared().port()]))
    }

    async fn open(&self) -> Arc<dyn Store> {
        let store = PostgresStore::connect(&self.0.url_through(&self.1)).await;
        Arc::new(store.expect("a store"))
    }
}

impl Severed for Cut {
    async fn sever(&self) {
        self.1.cut();
    }

    async fn mend(&self) {
        self.1.mend();
    }
}

mod cut {
    use super::Cut;

    oauth2_runtime::store_outage_contract!(Cut);
}
