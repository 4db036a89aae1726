//! How our values stand in columns of every SQL store, and back.

use crate::clock::Timestamp;
use crate::error::BoxError;
use crate::model::{ClientAuthMethod, ClientParts};

/// Times beyond what a database can hold are the last it can hold.
pub(super) fn seconds(at: Timestamp) -> i64 {
    i64::try_from(at.seconds()).unwrap_or(i64::MAX)
}

/// No negative time is ever written: one that stands there is long past.
pub(super) fn time(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(u64::try_from(seconds).unwrap_or(0))
}

pub(super) fn uris_text(uris: &[String]) -> Result<String, BoxError> {
    Ok(serde_json::to_string(uris)?)
}

pub(super) fn uris(text: &str) -> Result<Vec<String>, BoxError> {
    Ok(serde_json::from_str(text)?)
}

pub(super) const fn method_word(method: ClientAuthMethod) -> &'static str {
    match method {
        ClientAuthMethod::ClientSecretBasic => "client_secret_basic",
        ClientAuthMethod::ClientSecretPost => "client_secret_post",
        ClientAuthMethod::ClientSecret => "client_secret",
        ClientAuthMethod::None => "none",
    }
}

pub(super) fn method(word: &str) -> Result<ClientAuthMethod, BoxError> {
    Ok(match word {
        "client_secret_basic" => ClientAuthMethod::ClientSecretBasic,
        "client_secret_post" => ClientAuthMethod::ClientSecretPost,
        "client_secret" => ClientAuthMethod::ClientSecret,
        "none" => ClientAuthMethod::None,
        _ => return Err("not a method of client authentication".into()),
    })
}

/// Rows of one client, one for each secret, in order: the registration of the first, the secrets of
/// all.
pub(super) fn gather<Row, E>(
    parts: &mut Option<ClientParts>,
    row: &Row,
    read_parts: impl FnOnce(&Row) -> Result<ClientParts, E>,
    secret: Option<crate::model::SecretHash>,
) -> Result<(), E> {
    let parts = match parts {
        Some(parts) => parts,
        none => none.insert(read_parts(row)?),
    };
    parts.secrets.extend(secret);
    Ok(())
}
