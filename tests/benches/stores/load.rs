//! Many tasks at once, and how fast they are.

use axum::Router;
use axum::body::Body;
use http::Request;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use oauth2_runtime::{AccessRecord, NewAccess, Store, TokenHash};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use support::{SECRET, basic, photos_on};
use tokio::time::Instant;
use tower::ServiceExt as _;

/// How many tasks ask at once.
pub(crate) const TASKS: u64 = 64;

/// How long one figure is measured, after a tenth of it to warm up.
const LONG: Duration = Duration::from_secs(4);

/// How often a second `TASKS` tasks can do it.
pub(crate) async fn rate<F>(once: impl Fn() -> F + Clone + Send + 'static) -> f64
where
    F: Future<Output = ()> + Send,
{
    let done = Arc::new(AtomicU64::new(0));
    let tasks: Vec<_> = (0..TASKS)
        .map(|_| {
            let (done, once) = (Arc::clone(&done), once.clone());
            tokio::spawn(async move {
                loop {
                    once().await;
                    done.fetch_add(1, Ordering::Relaxed);
                    // What never waits would not let the clock be looked at.
                    tokio::task::yield_now().await;
                }
            })
        })
        .collect();
    tokio::time::sleep(LONG / 10).await;
    let (began, before) = (Instant::now(), done.load(Ordering::Relaxed));
    tokio::time::sleep(LONG).await;
    let count = done.load(Ordering::Relaxed) - before;
    let took = began.elapsed();
    for task in tasks {
        task.abort();
        assert!(task.await.is_err_and(|error| error.is_cancelled()));
    }
    f64::from(u32::try_from(count).expect("some")) / took.as_secs_f64()
}

/// Tokens a second at the token endpoint of a provider on this store.
pub(crate) async fn requests(store: Arc<dyn Store>) -> f64 {
    let (router, _server, _) = photos_on(store);
    let authorization = basic("web", SECRET);
    rate(move || token(router.clone(), authorization.clone())).await
}

async fn token(router: Router, authorization: String) {
    let request = Request::post("/oauth/token")
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(AUTHORIZATION, authorization)
        .body(Body::from("grant_type=client_credentials"))
        .expect("a request");
    let response = router.oneshot(request).await.expect("infallible");
    assert_eq!(response.status(), 200);
}

/// A token like those that the endpoint keeps; each call another one.
pub(crate) fn next_access() -> NewAccess {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    NewAccess {
        access: AccessRecord {
            hash: scattered(NEXT.fetch_add(1, Ordering::Relaxed)),
            grant: None,
            subject: None,
            ..oauth2_runtime::contract::sample::access(1, 1)
        },
        creates: None,
        refresh: None,
    }
}

/// A hash of its own for each number, spread over all there are as real ones.
pub(crate) fn scattered(number: u64) -> TokenHash {
    use sha2::{Digest as _, Sha256};
    TokenHash::from_stored(Sha256::digest(number.to_be_bytes()).into())
}
