//! A file that another process holds for longer than a statement waits: 503, and nothing is lost.

use oauth2_runtime::SqliteStore;
use rusqlite::Connection;
use std::sync::Arc;
use support::{Browser, Reply, photos_on};

const OWN: [(&str, &str); 1] = [("grant_type", "client_credentials")];

/// Every kind of request that writes, at once: together they wait as long as one.
async fn ask(app: &Browser, code: &str, refresh: &str, token: &str) -> Vec<Reply> {
    let [mut one, mut two, mut three, mut four] = [(); 4].map(|()| app.clone());
    let given_up = [("token", token)];
    let (own, redeemed, refreshed, revoked) = tokio::join!(
        one.token("web", &OWN),
        two.redeem(code),
        three.refresh(refresh),
        four.post_as("web", "/oauth/revoke", &given_up),
    );
    vec![own, redeemed, refreshed, revoked]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_locked_file_is_503_until_it_is_free_and_live_tokens_stay_good() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("oauth2.db");
    let (router, ..) = photos_on(Arc::new(SqliteStore::open(&path).unwrap()));
    let mut app = Browser::new(&router);
    app.sign_in().await;
    let code = app.code().await;
    let first = app.redeem(&code).await;
    let unspent = app.code_with(&[("scope", "photos:write")]).await;
    let token = app.token("web", &OWN).await.text("access_token");
    let refresh = first.text("refresh_token");
    let other = Connection::open(&path).unwrap();
    other.execute_batch("BEGIN EXCLUSIVE").unwrap();
    for reply in ask(&app, &unspent, &refresh, &token).await {
        reply.is_error(503, "server_error");
    }
    let live = app.with_token("/api/me", &token).await;
    assert_eq!(live.status, 200, "who only reads does not wait");
    other.execute_batch("ROLLBACK").unwrap();
    for reply in ask(&app, &unspent, &refresh, &token).await {
        assert_eq!(reply.status, 200, "{reply:?}");
    }
    let gone = app.with_token("/api/me", &token).await;
    assert_eq!(gone.status, 401);
}
