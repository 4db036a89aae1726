//! Behind a cache: what a request asks of the store, and that a revoked token opens nothing.

use crate::failing::Failing;
use oauth2_runtime::CachedStore;
use std::sync::Arc;
use std::time::Duration;
use support::{Browser, photos_on};

/// So long that nothing here is over by its age alone.
const LONG: Duration = Duration::from_secs(24 * 60 * 60);

fn bench() -> (Browser, Arc<Failing>) {
    let store = Failing::new();
    let cached = CachedStore::new(Arc::clone(&store), 100).max_age(LONG);
    let (router, ..) = photos_on(Arc::new(cached));
    (Browser::new(&router), store)
}

async fn opens(app: &mut Browser, token: &str) -> bool {
    app.with_token("/api/me", token).await.status == 200
}

#[tokio::test]
async fn a_token_that_is_revoked_opens_nothing_from_the_next_request_on() {
    let (mut app, store) = bench();
    let code = app.code().await;
    let reply = app.redeem(&code).await;
    let token = reply.text("access_token");
    for _ in 0..3 {
        assert!(opens(&mut app, &token).await);
    }
    assert_eq!(store.calls("find_access"), 1, "it is not cached");
    let given_up = [("token", token.as_str())];
    let done = app.post_as("web", "/oauth/revoke", &given_up).await;
    assert_eq!(done.status, 200, "{done:?}");
    let refused = app.with_token("/api/me", &token).await;
    assert_eq!(refused.status, 401, "{refused:?}");
    let told = app.post_as("web", "/oauth/introspect", &given_up).await;
    assert_eq!(told.body, r#"{"active":false}"#);
}

/// Its grant ends, with every token that hangs on it, and no cache keeps one of them alive.
#[tokio::test]
async fn a_code_that_comes_again_ends_what_it_gave() {
    let (mut app, _store) = bench();
    let [mine, stolen] = [app.code().await, app.code().await];
    let bystander = app.redeem(&mine).await.text("access_token");
    let token = app.redeem(&stolen).await.text("access_token");
    assert!(opens(&mut app, &token).await && opens(&mut app, &bystander).await);
    app.redeem(&stolen).await.is_error(400, "invalid_grant");
    assert!(!opens(&mut app, &token).await && opens(&mut app, &bystander).await);
}

/// A life that ended is no matter of the cache.
#[tokio::test]
async fn a_token_that_is_remembered_expires_on_the_second() {
    let store = CachedStore::new(Failing::new(), 100).max_age(LONG);
    let (router, _, clock) = photos_on(Arc::new(store));
    let mut app = Browser::new(&router);
    let ask = [("grant_type", "client_credentials")];
    let token = app.token("web", &ask).await.text("access_token");
    clock.advance(899);
    assert!(opens(&mut app, &token).await);
    clock.advance(1);
    assert!(!opens(&mut app, &token).await);
}
