//! In the string form each error underlines the string and names the grant.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants = "code,password,client_credentials", allow(password))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
}

fn main() {}

//@ error E0277 | 5: "code,password,client_credentials" | hook authorize_client | grant client_credentials | fix impl ClientCredentials for Demo {
//@ error E0277 | 5: "code,password,client_credentials" | hook current_user | grant code | fix impl Login for Demo {
//@ error E0277 | 5: "code,password,client_credentials" | hook find_client | fix impl Clients for Demo {
//@ error E0277 | 5: "code,password,client_credentials" | hook validate_user | grant password | fix impl Users for Demo {
//@ mistakes 4
