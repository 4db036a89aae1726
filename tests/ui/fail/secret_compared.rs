//! A secret is checked, not compared.

use oauth2_runtime::ClientSecret;

fn same(one: &ClientSecret, other: &ClientSecret) -> bool {
    one == other
}

fn main() {}

//@ error E0369 | 6: ==
//@ because rustc says that a secret has no `==`, and knows nothing to write instead
