//! No prelude, and every name that the expansion could stumble over means something else.

#![no_implicit_prelude]
#![allow(non_camel_case_types, dead_code, unused_macros)]

struct Option;
struct Result;
struct Some;
struct None;
struct Ok;
struct Vec;
struct String;
struct str;
struct bool;
struct u64;
trait Send {}
trait Sync {}
trait Copy {}
trait Clone {}
trait Default {}
trait Into {}
mod core {}
mod std {}
mod alloc {}
mod oauth2_runtime {}
mod grants {}

macro_rules! assert {
    () => {};
}
macro_rules! panic {
    () => {};
}

#[derive(::core::clone::Clone, ::core::marker::Copy, ::oauth2_runtime::prelude::Scopes)]
enum AppScope {
    /// See your photos
    Read,
}

#[::oauth2_runtime::prelude::oauth2_provider(
    grants(code, password, client_credentials),
    allow(password, json_body),
    login(form),
    scopes = AppScope,
    issuer = "https://photos.example",
    access_token_ttl = "15m",
    paths(login = "/in"),
    pkce = "optional"
)]
struct Demo {
    #[oauth2(store)]
    store: ::oauth2_runtime::prelude::MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: ::oauth2_runtime::prelude::MemoryClients,
    #[oauth2(users)]
    users: ::oauth2_runtime::prelude::MemoryUsers,
}

#[::oauth2_runtime::prelude::oauth2_provider(grants(client_credentials))]
struct WithSettings {
    #[oauth2(store)]
    store: ::oauth2_runtime::prelude::MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: ::oauth2_runtime::prelude::MemoryClients,
    #[oauth2(settings)]
    settings: ::oauth2_runtime::prelude::Settings,
}

fn main() {}
