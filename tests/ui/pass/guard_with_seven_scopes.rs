//! A tuple of seven scopes guards a handler and a router.

use axum::Router;
use axum::routing::get;
use oauth2_runtime::RequireScopes;
use oauth2_runtime::prelude::*;

#[derive(Clone, Copy, Scopes)]
enum Day {
    /// See your Mondays
    Monday,
    /// See your Tuesdays
    Tuesday,
    /// See your Wednesdays
    Wednesday,
    /// See your Thursdays
    Thursday,
    /// See your Fridays
    Friday,
    /// See your Saturdays
    Saturday,
    /// See your Sundays
    Sunday,
}

use day::{Friday, Monday, Saturday, Sunday, Thursday, Tuesday, Wednesday};

type Week = (
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
);

#[oauth2_provider(grants(client_credentials), scopes = Day)]
struct Diary {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

async fn week(_: Bearer<Diary, Week>) {}

fn main() -> Result<(), ConfigError> {
    let diary = Diary {
        store: MemoryStore::new(),
        clients: MemoryClients::default(),
    };
    let server = diary.at("http://localhost")?;
    let guard = RequireScopes::<Diary, Week>::new(&server);
    let router = Router::new().route("/week", get(week)).route_layer(guard);
    let _: Router = router.with_state(server);
    Ok(())
}
