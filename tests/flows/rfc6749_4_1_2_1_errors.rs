//! Errors as clients read them (RFC 6749 §4.1.2.1, §5.2): their words, their alphabet, their place.

use oauth2_runtime::prelude::*;
use support::{Browser, ISSUER, Reply, SECRET, basic, clients, photos, query_of};

/// RFC 6749 §4.1.2.1 and §5.2.
const REGISTERED: [&str; 11] = [
    "invalid_request",
    "unauthorized_client",
    "access_denied",
    "unsupported_response_type",
    "invalid_scope",
    "server_error",
    "temporarily_unavailable",
    "invalid_client",
    "invalid_grant",
    "unsupported_grant_type",
    "insufficient_scope",
];
const HOSTILE: [&str; 4] = ["x\"\\y", "\u{e4}\u{202e}", "a\r\nb\u{1b}", "<b>&#\u{1f600}"];

/// The members of an error, wherever it is told.
fn told(reply: &Reply, name: &str) -> Option<String> {
    if reply.headers.contains_key("location") {
        return reply.query(name).or_else(|| reply.fragment(name));
    }
    reply.json().get(name)?.as_str().map(str::to_owned)
}

/// Every refusal that hostile values bring about, at the authorization and the token endpoint.
async fn refusals() -> Vec<Reply> {
    let (router, ..) = photos();
    let mut browser = Browser::new(&router);
    let page = [
        ("client_id", "page"),
        ("redirect_uri", "https://page.example/cb?tab=2"),
        ("response_type", "token"),
    ];
    let mut replies = Vec::new();
    for text in HOSTILE {
        for name in [
            "response_type",
            "response_mode",
            "scope",
            "code_challenge",
            "code_challenge_method",
        ] {
            replies.push(browser.ask_code(&[(name, text)]).await);
        }
        let scope = [&page[..], &[("scope", text), ("state", text)]].concat();
        replies.push(browser.ask_code(&scope).await);
        for name in [
            "grant_type",
            "scope",
            "code",
            "refresh_token",
            "username",
            "client_id",
        ] {
            for grant in [
                "authorization_code",
                "refresh_token",
                "password",
                "client_credentials",
            ] {
                let mut form = vec![("grant_type", grant), ("password", text)];
                form.retain(|(known, _)| *known != name);
                form.push((name, text));
                let body = query_of(&form);
                for header in [None, Some(basic("web", SECRET)), Some(basic("web", text))] {
                    replies.push(browser.token_raw(header.as_deref(), &body).await);
                }
            }
        }
    }
    replies.retain(|reply| reply.status != 200);
    replies
}

/// rfc6749-4.1.2.1-8, rfc6749-4.1.2.1-9, rfc6749-4.1.2.1-10, rfc6749-A.7-1, rfc6749-A.8-1,
/// rfc6749-A.9-1: no error names a page, so no address of one can be malformed.
#[tokio::test]
async fn every_error_is_a_registered_word_and_a_sentence_of_the_alphabet() {
    let replies = refusals().await;
    assert!(replies.len() > 250, "{}", replies.len());
    let allowed = |byte: u8| matches!(byte, 0x20..=0x21 | 0x23..=0x5b | 0x5d..=0x7e);
    let mut words = std::collections::BTreeSet::new();
    for reply in &replies {
        let error = told(reply, "error").unwrap_or_else(|| panic!("no error: {reply:?}"));
        assert!(REGISTERED.contains(&error.as_str()), "{reply:?}");
        let sentence = told(reply, "error_description").expect("a description");
        assert!(
            !sentence.is_empty() && sentence.bytes().all(allowed),
            "{reply:?}"
        );
        assert_eq!(told(reply, "error_uri"), None, "{reply:?}");
        words.insert(error);
    }
    assert!(words.len() >= 6, "{words:?}");
}

/// A policy that is overrun.
struct Overrun;

impl Policy for Overrun {
    async fn auto_approve(&self, _: &ConsentRequest<'_>) -> HookResult<Decision> {
        Err(HookError::busy())
    }
}

/// A login that knows one person.
struct Door;

impl Login for Door {
    async fn current_user(&self, _: &Parts) -> HookResult<Option<Subject>> {
        Ok(Some(Subject::new("alice")))
    }
}

#[oauth2_provider(grants(code), scopes = support::AppScope)]
struct Crowded {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients)]
    clients: MemoryClients,
    #[oauth2(login)]
    door: Door,
    #[oauth2(policy)]
    policy: Overrun,
}

/// rfc6749-4.1.2.1-7
#[tokio::test]
async fn overload_is_told_by_redirect_as_temporary() {
    let crowded = Crowded {
        store: MemoryStore::new().allow_any_issuer(),
        clients: MemoryClients::new(clients()).expect("clients"),
        door: Door,
        policy: Overrun,
    };
    let server = crowded.at(ISSUER).expect("a server");
    let reply = Browser::new(&server.router()).ask_code(&[]).await;
    reply.is_error_redirect("temporarily_unavailable");
    assert_eq!(reply.query("state").as_deref(), Some("xyz"));
}
