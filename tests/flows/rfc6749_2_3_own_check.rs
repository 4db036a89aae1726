//! An application that checks secrets itself: what it is asked, and what it cannot allow (RFC 6749
//! §2.3).

use oauth2_runtime::prelude::*;
use support::{AppScope, Browser, basic, clients, query_of};

const ASK: &str = "grant_type=client_credentials&scope=photos:write";

/// A hook that finds every secret good, and clients without regard to case, as many a database does.
struct Gullible(MemoryClients);

impl Clients for Gullible {
    async fn find_client(&self, client_id: &str) -> HookResult<Option<Client>> {
        self.0.find_client(&client_id.to_lowercase()).await
    }

    async fn validate_client(&self, _: &Client, _: &str) -> HookResult<bool> {
        Ok(true)
    }
}

#[oauth2_provider(
    grants(client_credentials),
    scopes = AppScope,
    issuer = "http://127.0.0.1:3000"
)]
struct Trusting {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients)]
    clients: Gullible,
    #[oauth2(client_credentials)]
    own: MemoryClients,
}

fn trusting() -> Browser {
    let table = MemoryClients::new(clients()).expect("clients");
    let trusting = Trusting {
        store: MemoryStore::new(),
        clients: Gullible(table.clone()),
        own: table,
    };
    Browser::new(&trusting.router().expect("a server"))
}

/// oauth-v2-1-draft-2.1-1: not even where the application's own check says yes.
#[tokio::test]
async fn a_hook_cannot_make_a_public_client_a_confidential_one() {
    let mut app = trusting();
    let made_up = app.token_raw(Some(&basic("cli", "made-up")), ASK).await;
    made_up.is_error(401, "invalid_client");
    let method = app.token_raw(Some(&basic("post", "made-up")), ASK).await;
    method.is_error(401, "invalid_client");
    let own_check = app.token_raw(Some(&basic("web", "made-up")), ASK).await;
    assert_eq!(own_check.status, 200, "{own_check:?}");
}

/// Its tokens would hang on one name, its failures on many.
#[tokio::test]
async fn a_client_is_not_found_by_another_spelling_whatever_the_hook_says() {
    let mut app = trusting();
    let other = app.token_raw(Some(&basic("WEB", "made-up")), ASK).await;
    other.is_error(401, "invalid_client");
    let own = app.token_raw(Some(&basic("web", "made-up")), ASK).await;
    assert_eq!(own.status, 200, "{own:?}");
}

/// rfc6749-A.2-1: the application's own check would have said yes.
#[tokio::test]
async fn no_hook_is_asked_about_a_secret_that_cannot_be_one() {
    let mut app = trusting();
    for (secret, status) in [
        (" ~", 200),
        ("\u{1f}", 401),
        ("\u{7f}", 401),
        ("\u{e4}", 401),
        ("a\n", 401),
    ] {
        let by_basic = app.token_raw(Some(&basic("web", secret)), ASK).await;
        let pairs = query_of(&[("client_id", "web"), ("client_secret", secret)]);
        let in_form = app.token_raw(None, &format!("{ASK}&{pairs}")).await;
        for reply in [by_basic, in_form] {
            assert_eq!(reply.status.as_u16(), status, "{secret:?}: {reply:?}");
        }
    }
}
