//! A secret has no text of its own.

use oauth2_runtime::ClientSecret;

fn log(secret: &ClientSecret) {
    println!("{secret}");
}

fn main() {}

//@ error E0277 | 6: println!("{secret}") | fix you may be able to use `{:?}`
