//! What holds of every answer, whatever was sent.

use crate::{Reply, SECRET, VERIFIER};
use std::cell::RefCell;
use std::collections::BTreeSet;

thread_local! {
    /// Descriptions that did not come from the input.
    static FIXED: RefCell<BTreeSet<String>> = const { RefCell::new(BTreeSet::new()) };
}

/// Alice's password.
pub(super) const PASSWORD: &str = "wonderland";

/// What the endpoints that clients post to may answer (RFC 6749 §5.2), with its status.
const ERRORS: [(u16, &str); 7] = [
    (400, "invalid_request"),
    (413, "invalid_request"),
    (401, "invalid_client"),
    (400, "invalid_grant"),
    (400, "unauthorized_client"),
    (400, "unsupported_grant_type"),
    (400, "invalid_scope"),
];

/// Not a failure of ours, and nothing in it that must stay secret.
pub fn holds(reply: &Reply, secrets: &[&str]) {
    is_sound(reply);
    hides(reply, secrets);
    hides(reply, &[SECRET, PASSWORD, VERIFIER]);
}

/// Not a failure of ours, and never sniffed.
pub(super) fn is_sound(reply: &Reply) {
    assert!(reply.status.as_u16() < 500, "{reply:?}");
    assert_eq!(reply.header("x-content-type-options"), "nosniff");
    assert_eq!(reply.header("cache-control"), "no-store");
}

/// None of these stands in the answer.
pub(super) fn hides(reply: &Reply, secrets: &[&str]) {
    let headers = format!("{:?}", reply.headers);
    for secret in secrets {
        assert!(
            !reply.body.contains(secret) && !headers.contains(secret),
            "{secret} in {reply:?}"
        );
    }
}

/// A redirect goes to our own pages or to the proven redirect URI of the client `web`.
pub fn stays(reply: &Reply) {
    let location = reply.header("location");
    let own = location.starts_with('/') && !location.starts_with("//");
    let proven = location.starts_with("https://web.example/cb?");
    assert!(location.is_empty() || own || proven, "{location}");
    is_page_or_redirect(reply);
}

/// 303 with a place, or a page without one.
pub(super) fn is_page_or_redirect(reply: &Reply) {
    let goes = reply.headers.contains_key("location");
    assert_eq!(reply.status == 303, goes, "{reply:?}");
    if !goes {
        assert_eq!(reply.header("content-type"), "text/html; charset=utf-8");
        assert!(super::page::is_known(&reply.body), "{}", reply.body);
    }
}

/// An answer of the token endpoint: tokens, or one of the RFC's errors.
pub fn is_token_reply(reply: &Reply) {
    if reply.status == 200 {
        assert!(reply.text("access_token").starts_with("oat_"), "{reply:?}");
    } else {
        is_oauth_error(reply);
    }
}

/// One of the RFC's errors, in a body of two members.
pub(super) fn is_oauth_error(reply: &Reply) {
    let (status, error) = (reply.status.as_u16(), reply.text("error"));
    assert!(ERRORS.contains(&(status, &error)), "{reply:?}");
    reply.is_error(status, &error);
    let members = reply.json().as_object().map(serde_json::Map::len);
    assert_eq!(members, Some(2), "{reply:?}");
    let challenged = reply.header("www-authenticate").starts_with("Basic realm=");
    assert_eq!(challenged, status == 401, "{reply:?}");
}

/// The error's description holds nothing of what was sent. Short values and plain words are left
/// out, since a fixed phrase may hold them by chance; and so is a phrase that was told before to
/// input without it, because a fuzzer that compares finds those too.
pub(super) fn does_not_echo<'a>(reply: &Reply, values: impl IntoIterator<Item = &'a str>) {
    let plain = |text: &str| {
        text.chars()
            .all(|one| one.is_ascii_alphabetic() || "_ .,".contains(one))
    };
    let told = reply.text("error_description");
    if FIXED.with_borrow(|fixed| fixed.contains(&told)) {
        return;
    }
    for value in values {
        let telling = value.len() >= 8 && !plain(value);
        assert!(!telling || !told.contains(value), "{value} in {reply:?}");
    }
    FIXED.with_borrow_mut(|fixed| fixed.insert(told));
}
