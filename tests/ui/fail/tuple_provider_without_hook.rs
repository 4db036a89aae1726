//! A tuple struct without a hook.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(password), allow(password))]
struct Demo(
    #[oauth2(store)] MemoryStore,
    #[oauth2(clients)] MemoryClients,
);

fn main() {}

//@ error E0277 | 5: password | hook validate_user | grant password | fix impl Users for Demo {
