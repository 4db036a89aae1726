//! The names of the protocol in a response.

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
