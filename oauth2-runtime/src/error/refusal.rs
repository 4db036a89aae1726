//! THE table of refusals: a reason for the log, what the client is told, the section that asks for
//! it, and a hint for whoever reads the log.
//!
//! Several reasons may share one phrase: what the client must not tell apart, the log does. The
//! page `docs/log.md` shows the table; a test keeps it so.

use super::{ErrorCode, OAuthError};
use http::StatusCode;

/// One row. No input is ever in it.
#[derive(Debug)]
pub(crate) struct Refusal {
    /// The stable code in the log.
    pub(crate) reason: &'static str,
    /// The code on the wire.
    pub(crate) code: ErrorCode,
    /// The status of a reply that is neither a redirect nor a page of its own.
    pub(crate) status: StatusCode,
    /// What the client is told, in the alphabet of RFC 6749 §5.2.
    pub(crate) description: &'static str,
    /// The RFC and section that ask for the refusal.
    pub(crate) section: &'static str,
    /// What to look at.
    pub(crate) hint: &'static str,
}

macro_rules! status {
    ($code:ident) => {
        ErrorCode::$code.status()
    };
    ($code:ident $status:ident) => {
        StatusCode::$status
    };
}

macro_rules! refusals {
    ($($reason:ident = $code:ident $(at $status:ident)?, $description:literal, $section:literal,
        $hint:literal;)*) => {
        $(
            #[doc = concat!($section, ": ", $description, ".")]
            pub(crate) const fn $reason() -> OAuthError {
                const ROW: Refusal = Refusal {
                    reason: stringify!($reason),
                    code: ErrorCode::$code,
                    status: status!($code $($status)?),
                    description: $description,
                    section: $section,
                    hint: $hint,
                };
                OAuthError::refused(&ROW)
            }
        )*

        /// Every row, in order.
        #[cfg(test)]
        fn all() -> Vec<OAuthError> {
            vec![$($reason()),*]
        }
    };
}

refusals! {
    // The body and its parameters.
    content_type_missing = InvalidRequest, "exactly one content type is needed",
        "RFC 6749 appendix B", "the request has no `Content-Type`, or more than one";
    content_type_malformed = InvalidRequest, "the content type is malformed",
        "RFC 6749 appendix B", "the header holds more than visible ASCII";
    content_encoding_unsupported = InvalidRequest, "a content encoding is not supported",
        "RFC 6749 appendix B", "the client compresses its body";
    charset_unsupported = InvalidRequest, "the charset must be UTF-8",
        "RFC 6749 appendix B", "the `Content-Type` names another charset";
    body_is_json = InvalidRequest, "the body is JSON; send application/x-www-form-urlencoded",
        "RFC 6749 §3.2", "`allow(json_body)` accepts JSON at the token endpoint";
    body_is_no_form = InvalidRequest, "the body must be application/x-www-form-urlencoded",
        "RFC 6749 §3.2", "the client sends another media type";
    json_malformed = InvalidRequest, "the body is not a flat JSON object of texts",
        "RFC 6749 §3.2", "numbers, lists and objects are no parameters";
    body_too_slow = InvalidRequest at REQUEST_TIMEOUT, "the body took too long",
        "RFC 9110 §15.5.9", "it did not arrive within ten seconds";
    body_too_large = InvalidRequest at PAYLOAD_TOO_LARGE, "the body is too large",
        "RFC 9110 §15.5.14", "64 KiB at most are read";
    body_unreadable = InvalidRequest, "the body could not be read",
        "RFC 9110 §6.4", "the connection broke, or a layer in front failed";
    parameter_repeated = InvalidRequest, "a parameter is given twice",
        "RFC 6749 §3.1", "also where both values are the same";
    too_many_parameters = InvalidRequest, "there are too many parameters",
        "RFC 6749 §3.1", "64 at most are read";
    parameter_malformed = InvalidRequest, "a parameter is not UTF-8 in percent encoding",
        "RFC 6749 appendix B", "the client does not encode its form or query";
    grant_type_missing = InvalidRequest, "grant_type is missing",
        "RFC 6749 §4", "it must be in the body, not in the query";
    code_missing = InvalidRequest, "code is missing",
        "RFC 6749 §4.1.3", "it must be in the body, not in the query";
    refresh_token_missing = InvalidRequest, "refresh_token is missing",
        "RFC 6749 §6", "it must be in the body, not in the query";
    username_missing = InvalidRequest, "username is missing",
        "RFC 6749 §4.3.2", "an empty one counts as none";
    password_missing = InvalidRequest, "password is missing",
        "RFC 6749 §4.3.2", "an empty one counts as none";
    control_character = InvalidRequest, "username or password holds a control character",
        "RFC 6749 appendix A.15", "no line break, no tab, no NUL";
    token_missing = InvalidRequest, "token is missing",
        "RFC 7009 §2.1", "revocation and introspection name the token in the body";

    // The client.
    two_credentials = InvalidRequest, "the client authenticates in more than one way",
        "RFC 6749 §2.3", "Basic, `client_secret` or an assertion: one of them";
    client_id_differs = InvalidRequest, "client_id is not that of the Authorization header",
        "RFC 6749 §2.3", "leave the parameter out";
    assertion_unsupported = InvalidClient, "client assertions are not supported",
        "RFC 7521 §4.2", "register a secret";
    basic_malformed = InvalidClient, "the Authorization header is not well-formed Basic",
        "RFC 6749 §2.3.1", "both halves are form-encoded, joined by a colon, then base64";
    client_unnamed = InvalidClient, "the client does not say who it is",
        "RFC 6749 §2.3.1", "send Basic, or `client_id` in the body";
    client_id_of_no_client = InvalidClient, "the client is unknown or did not prove who it is",
        "RFC 6749 appendix A.1", "the identifier or the secret holds forbidden characters";
    client_unknown = InvalidClient, "the client is unknown or did not prove who it is",
        "RFC 6749 §5.2", "no client of this id is registered, or it is disabled";
    client_secret_missing = InvalidClient, "the client is unknown or did not prove who it is",
        "RFC 6749 §3.2.1", "a confidential client sent its id alone";
    client_secret_wrong = InvalidClient, "the client is unknown or did not prove who it is",
        "RFC 6749 §2.3.1", "rotate the secret if this goes on";
    client_method_wrong = InvalidClient, "the client is unknown or did not prove who it is",
        "RFC 6749 §2.3", "the client is registered for another way to authenticate";
    client_secret_weak = InvalidClient, "the client is unknown or did not prove who it is",
        "RFC 6749 §10.10", "a secret under 32 characters works on a loopback issuer alone";
    too_many_secrets = InvalidClient at TOO_MANY_REQUESTS,
        "too many wrong secrets; try again later",
        "RFC 6749 §2.3.1", "somebody guesses, or a client has an old secret";
    grant_not_allowed = UnauthorizedClient, "this client may not use this grant",
        "RFC 6749 §5.2", "the client is not registered for it";
    client_is_public = UnauthorizedClient, "a public client cannot act for itself",
        "RFC 6749 §4.4", "only a client with a secret can";
    client_may_not_act = UnauthorizedClient, "this client may not act for itself",
        "RFC 6749 §4.4", "the hook `authorize_client` said no";
    introspection_needs_secret = InvalidClient,
        "a client without a secret may not ask about tokens",
        "RFC 7662 §2.1", "whoever is only named could scan for tokens";

    // What is traded for a token.
    grant_disabled = UnsupportedGrantType, "this grant type is not enabled",
        "RFC 6749 §5.2", "`grants(..)` of the provider does not list it";
    code_malformed = InvalidGrant, "the code is not valid",
        "RFC 6749 §4.1.3", "it never was a code of this server, or was cut";
    code_unknown = InvalidGrant, "the code is not valid",
        "RFC 6749 §4.1.3", "another client's, another issuer's, or gone";
    code_expired = InvalidGrant, "the code is not valid",
        "RFC 6749 §4.1.2", "`code_ttl` is over; the client must redeem at once";
    code_spent = InvalidGrant, "the code is not valid",
        "RFC 6749 §4.1.2", "it came twice: what it had given is revoked";
    redirect_uri_differs = InvalidGrant, "redirect_uri is not that of the authorization request",
        "RFC 6749 §4.1.3", "byte for byte the same, or absent in both";
    verifier_malformed = InvalidGrant, "code_verifier does not fit",
        "RFC 7636 §4.1", "43 to 128 unreserved characters";
    verifier_wrong = InvalidGrant, "code_verifier does not fit",
        "RFC 7636 §4.6", "wrong, missing, or there without a challenge";
    refresh_token_malformed = InvalidGrant, "the refresh token is not valid",
        "RFC 6749 §6", "it never was a refresh token of this server, or was cut";
    refresh_token_unknown = InvalidGrant, "the refresh token is not valid",
        "RFC 6749 §6", "another client's, revoked, or gone";
    refresh_token_expired = InvalidGrant, "the refresh token is not valid",
        "RFC 9700 §4.14.2", "unused for too long, or the family is at its end";
    refresh_token_spent = InvalidGrant, "the refresh token is not valid",
        "RFC 9700 §4.14.2", "a spent one came again: the grant is revoked";
    wrong_password = InvalidGrant, "the username or the password is wrong",
        "RFC 6749 §4.3.2", "the hook `validate_user` said no";
    too_many_passwords = InvalidGrant at TOO_MANY_REQUESTS,
        "too many wrong passwords; try again later",
        "RFC 6749 §4.3.2", "somebody guesses, or a program has an old password";
    too_many_tokens = TemporarilyUnavailable at TOO_MANY_REQUESTS,
        "too many unknown tokens; try again later",
        "RFC 7009 §5", "somebody guesses, or a client gives up tokens that are long gone";
    policy_refuses = InvalidGrant, "the application's policy says no",
        "RFC 6749 §5.2", "the hook `Policy::approve` answered `None`";
    revoked_meanwhile = InvalidGrant, "the person or the client has been revoked",
        "RFC 6749 §5.2", "between the request and its reply";

    // The scope.
    scope_malformed = InvalidScope, "the scope is malformed",
        "RFC 6749 §3.3", "words parted by single spaces";
    scope_unknown = InvalidScope, "a scope is unknown",
        "RFC 6749 §3.3", "no variant of the scopes' enum has this word";
    scope_beyond_client = InvalidScope, "a scope is more than this client may ask for",
        "RFC 6749 §3.3", "the client is not registered for it";
    scope_beyond_grant = InvalidScope, "a scope is more than what was granted",
        "RFC 6749 §6", "a refresh may only narrow";
    scope_has_no_default = InvalidScope, "no scope is asked for and this client has no default one",
        "RFC 6749 §3.3", "mark a scope `#[scope(default)]`, or let the client ask";
    scope_comes_to_nothing = InvalidScope, "nothing of the scope may be granted",
        "RFC 6749 §3.3", "a hook or a smaller registration took every scope away";

    // The authorization request.
    client_id_missing = InvalidRequest, "client_id is missing, empty or repeated",
        "RFC 6749 §4.1.1", "the page cannot say who asks";
    client_id_malformed = InvalidRequest, "client_id is malformed",
        "RFC 6749 appendix A.1", "visible ASCII and spaces, 255 at most";
    client_unregistered = InvalidRequest, "the client is not registered here",
        "RFC 6749 §3.1.2.4", "the hook `find_client` answered `None`";
    redirect_uri_repeated = InvalidRequest, "redirect_uri is repeated",
        "RFC 6749 §3.1", "one URI a request";
    redirect_uri_unregistered = InvalidRequest,
        "the redirect URI is not registered for this client",
        "RFC 9700 §4.1.3", "byte for byte; only a loopback address may change its port";
    redirect_uri_insecure = InvalidRequest, "redirect URIs of plain http are not allowed here",
        "RFC 9700 §2.6", "`allow(http_redirect)` accepts them";
    response_type_missing = InvalidRequest, "response_type is missing",
        "RFC 6749 §3.1.1", "`code`, or `token` where grant `implicit` is on";
    response_type_disabled = UnsupportedResponseType, "this response type is not enabled",
        "RFC 6749 §3.1.1", "`grants(..)` of the provider does not list it";
    response_type_not_allowed = UnauthorizedClient, "this client may not use this response type",
        "RFC 6749 §4.1.2.1", "the client is not registered for the grant";
    response_mode_unsupported = InvalidRequest, "this response mode is not supported",
        "RFC 9700 §4.12.1", "codes go in the query, tokens in the fragment";
    state_too_long = InvalidRequest, "state is longer than 4096 bytes",
        "RFC 6749 §4.1.1", "keep what is long at the client and send its key";
    challenge_missing = InvalidRequest, "code_challenge is missing: use PKCE with S256",
        "RFC 7636 §4.4.1", "every client that asks for a code needs PKCE";
    challenge_malformed = InvalidRequest, "code_challenge is malformed",
        "RFC 7636 §4.2", "43 characters of base64url without padding";
    challenge_method_unsupported = InvalidRequest, "code_challenge_method must be S256",
        "RFC 9700 §2.1.1", "left out it would mean `plain`, which does not exist here";
    challenge_method_alone = InvalidRequest,
        "code_challenge_method is given without code_challenge",
        "RFC 7636 §4.3", "send both";
    request_too_long = InvalidRequest, "the request is too long",
        "RFC 6749 §3.1", "a ticket holds 16 KiB at most";

    // The person's answer.
    policy_denies = AccessDenied, "the application's policy says no",
        "RFC 6749 §4.1.2.1", "the hook `Policy::auto_approve` answered `Deny`";
    person_denies = AccessDenied, "the person said no",
        "RFC 6749 §4.1.2.1", "on the consent page";
    transaction_id_missing = InvalidRequest, "transaction_id is missing",
        "RFC 6749 §10.12", "the form was not that of the consent page";
    transaction_id_malformed = InvalidRequest at FORBIDDEN, "transaction_id is not valid",
        "RFC 6749 §10.12", "it never was a ticket of this server";
    decision_unknown = InvalidRequest, "decision must be allow or deny",
        "RFC 6749 §4.1.1", "the buttons' name is `decision`";
    decision_lapsed = InvalidRequest at CONFLICT, "the question had lapsed; nothing was allowed",
        "RFC 6749 §10.12", "the page lay open for more than ten minutes";
    decision_settled = InvalidRequest at CONFLICT,
        "this question was answered before; start again at the application",
        "RFC 6749 §10.5", "a double click, the back button, or another tab";
    foreign_form = AccessDenied at FORBIDDEN, "this form was posted by a page of another site",
        "RFC 6749 §10.12", "an attack, or a proxy that rewrites `Origin`";
    ticket_missing = InvalidRequest, "ticket is missing",
        "RFC 6749 §10.12", "the form was not that of this server";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_shows_every_row_in_order_and_no_other() {
        let rows: Vec<_> = all().iter().filter_map(OAuthError::refusal).collect();
        let shown = rows.iter().map(|row| {
            let Refusal {
                reason,
                code,
                status,
                description,
                section,
                hint,
            } = row;
            let (code, status) = (code.as_str(), status.as_u16());
            format!("| `{reason}` | {status} `{code}` | {description} | {section} | {hint} |\n")
        });
        let table: String = shown.collect();
        let page = include_str!("../../docs/log.md");
        assert!(
            page.contains(&format!("|\n{table}\n")),
            "in log.md:\n{table}"
        );
        let mut reasons: Vec<_> = rows.iter().map(|row| row.reason).collect();
        reasons.sort_unstable();
        reasons.dedup();
        assert_eq!(reasons.len(), rows.len(), "a reason stands for one row");
    }

    /// RFC 6749 §5.2: `%x20-21 / %x23-5B / %x5D-7E`.
    #[test]
    fn every_description_is_in_the_alphabet_of_the_wire() {
        let good = |byte: u8| matches!(byte, 0x20..=0x21 | 0x23..=0x5b | 0x5d..=0x7e);
        for error in all() {
            let text = error.description();
            assert!(text.bytes().all(good), "{text}");
        }
    }
}
