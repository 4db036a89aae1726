//! Each missing hook is one error, at the grant that needs it.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(code, password, client_credentials), allow(password))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
}

fn main() {}

//@ error E0277 | 5: grants | hook find_client | fix impl Clients for Demo {
//@ error E0277 | 5: code | hook current_user | grant code | fix impl Login for Demo {
//@ error E0277 | 5: password | hook validate_user | grant password | fix impl Users for Demo {
//@ error E0277 | 5: client_credentials | hook authorize_client | grant client_credentials | fix impl ClientCredentials for Demo {
//@ mistakes 4
