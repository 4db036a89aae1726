//! The warnings of legacy settings: the attribute names one of these under the user's own word.
//!
//! RFC 6749 §4.1.2, RFC 9700 §2.1.2 and §2.4.

#![expect(
    non_upper_case_globals,
    reason = "a warning prints the word as the user wrote it"
)]

/// Named where grant `implicit` is listed without `allow(implicit)`.
#[deprecated(
    note = "OAuth 2.1 and RFC 9700 (2.1.2) forbid this grant because tokens leak through the URL. Use grant `code` with PKCE, or keep it with `allow(implicit)`"
)]
pub const implicit: () = ();

/// Named where grant `password` is listed without `allow(password)`.
#[deprecated(
    note = "OAuth 2.1 and RFC 9700 (2.4) forbid this grant because people learn to type their password into other programs. Use grant `code` with PKCE, or keep it with `allow(password)`"
)]
pub const password: () = ();

/// Named where `code_ttl` is over ten minutes.
#[deprecated(
    note = "RFC 6749 (4.1.2) recommends at most 10 minutes. Write a shorter lifetime, e.g. \"1m\""
)]
pub const code_ttl: () = ();
