//! The names in a response: those of the protocol, and those that others may add.

/// Names that belong to the protocol; an extra parameter of such a name is dropped.
pub(crate) fn is_reserved(name: &str) -> bool {
    matches!(
        name,
        "access_token"
            | "token_type"
            | "expires_in"
            | "refresh_token"
            | "scope"
            | "state"
            | "iss"
            | "code"
            | "error"
            | "error_description"
            | "error_uri"
            | "id_token"
            | "response"
    )
}

/// Whether an extra parameter may have this name (RFC 6749 §8.2 and appendix A.18).
pub(crate) fn is_parameter_name(name: &str) -> bool {
    let good = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    !name.is_empty() && name.bytes().all(good)
}
