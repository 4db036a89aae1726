//! A field that does not know who is signed in.

use oauth2_runtime::prelude::*;

struct Session;

#[oauth2_provider(grants(client_credentials, code))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
    #[oauth2(login)]
    session: Session,
}

fn main() {}

//@ error E0277 | 13: login | hook current_user | grant code | fix impl Login for Session {
