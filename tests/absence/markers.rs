//! What must be in a binary exactly when one of some grants is on.
//!
//! Never named here, because every provider has it whatever its grants are: the words with which a
//! client is registered (`Client::from_parts` knows `code`, `implicit` and `client_credentials`),
//! the names and defaults of `Settings` and `Paths`, the kinds of hashes, and the reserved names of
//! replies.

/// The features of the subject.
pub(crate) const GRANTS: [&str; 4] = ["code", "implicit", "password", "refresh_token"];

/// A marker, and the grants of which one is enough to bring it.
pub(crate) type Marker = (&'static str, &'static [&'static str]);

/// Grants that sign people in.
const SIGN_IN: &[&str] = &["code", "implicit"];

/// Parts of demangled symbols.
pub(crate) const SYMBOLS: &[Marker] = &[
    ("oauth2_runtime::grant::code", &["code"]),
    ("Respond>::code", &["code"]),
    ("AuthorizationRequest::with_challenge", &["code"]),
    ("model::pkce::", &["code"]),
    ("CodeVerifier", &["code"]),
    ("token::opaque::new_code", &["code"]),
    ("oauth2_runtime::grant::implicit", &["implicit"]),
    ("implicit_response", &["implicit"]),
    ("current_user", SIGN_IN),
    ("OwnLogin", SIGN_IN),
    ("endpoint::apps", SIGN_IN),
    ("endpoint::asked", SIGN_IN),
    ("endpoint::authorize", SIGN_IN),
    ("endpoint::browser_post", SIGN_IN),
    ("endpoint::decision", SIGN_IN),
    ("metadata::answers_name_issuer", SIGN_IN),
    ("endpoint::respond", SIGN_IN),
    ("endpoint::ticket", SIGN_IN),
    ("endpoint::transaction", SIGN_IN),
    ("request::authorize", SIGN_IN),
    ("response::page", SIGN_IN),
    ("response::redirect", SIGN_IN),
    ("oauth2_runtime::page::", SIGN_IN),
    ("oauth2_runtime::session::", SIGN_IN),
    ("SentRedirect", SIGN_IN),
    ("askama", SIGN_IN),
    ("oauth2_runtime::grant::password", &["password"]),
    ("validate_user", &["password"]),
    ("creates_grant", &["implicit", "password"]),
    ("oauth2_runtime::grant::refresh_token", &["refresh_token"]),
    ("endpoint::rotate", &["refresh_token"]),
    ("token::refresh", &["refresh_token"]),
    ("PresentedRefresh", &["refresh_token"]),
    // No grant reads JSON: the word `allow(json_body)` does, which no build here has.
    ("serde_json::de::", &[]),
];

/// The store's verbs, counted apart: the subject names its store's type, so the linker drops a verb
/// that nobody calls. Behind `Arc<dyn Store>` every verb is in the table of the object, always.
pub(crate) const VERBS: &[Marker] = &[
    ("Store>::claim_once", SIGN_IN),
    ("Store>::grants_of", SIGN_IN),
    ("Store>::has_consent", SIGN_IN),
    ("Store>::remember_consent", SIGN_IN),
    ("Store>::insert_code", &["code"]),
    ("Store>::take_code", &["code"]),
    ("Store>::find_refresh", &["refresh_token"]),
    (
        "Store>::revoke_grant",
        &["code", "implicit", "refresh_token"],
    ),
    ("Store>::rotate_refresh", &["refresh_token"]),
];

/// Text that is loaded with the program.
pub(crate) const STRINGS: &[Marker] = &[
    ("src/grant/code.rs", &["code"]),
    ("authorization_code", &["code"]),
    ("code is missing", &["code"]),
    ("code_verifier", &["code"]),
    ("code_verifier does not fit", &["code"]),
    ("the code is not valid", &["code"]),
    (
        "redirect_uri is not that of the authorization request",
        &["code"],
    ),
    ("code_replayed", &["code"]),
    ("a spent code came again: grant revoked", &["code"]),
    ("code_challenge is missing: use PKCE with S256", &["code"]),
    ("code_challenge_method must be S256", &["code"]),
    ("oac_", &["code"]),
    ("src/grant/implicit.rs", &["implicit"]),
    ("the desk knows who is there", SIGN_IN),
    ("response_type is missing", SIGN_IN),
    ("this response type is not enabled", SIGN_IN),
    ("the client is not registered here", SIGN_IN),
    (
        "the redirect URI is not registered for this client",
        SIGN_IN,
    ),
    ("/login?return_to=", SIGN_IN),
    ("this form was posted by a page of another site", SIGN_IN),
    ("transaction_id is missing", SIGN_IN),
    ("decision must be allow or deny", SIGN_IN),
    ("the person said no", SIGN_IN),
    ("this question was answered before", SIGN_IN),
    ("consent_given", SIGN_IN),
    ("app_disconnected", SIGN_IN),
    ("Connected apps", SIGN_IN),
    ("<!doctype html>", SIGN_IN),
    ("You are signed in as", SIGN_IN),
    ("authorization_endpoint", SIGN_IN),
    ("authorization_response_iss_parameter_supported", SIGN_IN),
    ("response_types_supported", SIGN_IN),
    ("response_modes_supported", SIGN_IN),
    ("code_challenge_methods_supported", &["code"]),
    ("endpoint authorize", SIGN_IN),
    ("endpoint decision", SIGN_IN),
    ("endpoint apps", SIGN_IN),
    ("src/grant/password.rs", &["password"]),
    ("username is missing", &["password"]),
    ("password is missing", &["password"]),
    (
        "username or password holds a control character",
        &["password"],
    ),
    ("the username or the password is wrong", &["password"]),
    ("the desk believes a password", &["password"]),
    ("src/grant/refresh_token.rs", &["refresh_token"]),
    ("refresh_token is missing", &["refresh_token"]),
    ("the refresh token is not valid", &["refresh_token"]),
    ("a scope is more than what was granted", &["refresh_token"]),
    ("refresh_retried", &["refresh_token"]),
    ("refresh_reused", &["refresh_token"]),
    ("a client gave up a refresh token", &["refresh_token"]),
    (
        "a spent refresh token came again: grant revoked",
        &["refresh_token"],
    ),
    ("refresh/1", &["refresh_token"]),
];

/// Lines of the manifest, by their beginning.
pub(crate) const MANIFEST: &[Marker] = &[
    ("hook current_user: ", SIGN_IN),
    ("endpoint authorize: ", SIGN_IN),
    ("endpoint decision: ", SIGN_IN),
    ("endpoint apps: ", SIGN_IN),
    ("allow: implicit", &["implicit"]),
    ("hook validate_user: ", &["password"]),
    ("allow: password", &["password"]),
];

/// Members and values of the server's metadata.
pub(crate) const METADATA: &[Marker] = &[
    ("\"authorization_endpoint\"", SIGN_IN),
    (
        "\"authorization_response_iss_parameter_supported\"",
        SIGN_IN,
    ),
    ("\"response_types_supported\"", SIGN_IN),
    ("\"code\"", &["code"]),
    ("\"query\"", &["code"]),
    ("\"authorization_code\"", &["code"]),
    ("\"S256\"", &["code"]),
    ("\"implicit\"", &["implicit"]),
    ("\"token\"", &["implicit"]),
    ("\"fragment\"", &["implicit"]),
    ("\"password\"", &["password"]),
    ("\"refresh_token\"", &["refresh_token"]),
    ("\"none\"", &["code", "implicit", "password"]),
];

/// Values of `grant_type`.
pub(crate) const GRANT_TYPES: &[Marker] = &[
    ("authorization_code", &["code"]),
    ("password", &["password"]),
    ("refresh_token", &["refresh_token"]),
];

/// Values of `response_type`.
pub(crate) const RESPONSE_TYPES: &[Marker] = &[("code", &["code"]), ("token", &["implicit"])];
