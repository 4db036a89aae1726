//! The guard as a layer of tower: what holds of every layer holds of it.

use axum::body::Body;
use http::Request;
use http::header::AUTHORIZATION;
use http_body_util::BodyExt as _;
use oauth2_runtime::RequireScopes;
use std::convert::Infallible;
use std::future::{Ready, ready};
use std::task::{Context, Poll};
use support::{Browser, Photos, app_scope, photos};
use tower::{Layer as _, Service, ServiceExt as _};

/// A service that answers once it was asked whether it is ready; a clone has to be asked anew.
struct Sleeper {
    asked: bool,
}

impl Clone for Sleeper {
    fn clone(&self) -> Self {
        Self { asked: false }
    }
}

impl Service<Request<Body>> for Sleeper {
    type Response = &'static str;
    type Error = Infallible;
    type Future = Ready<Result<&'static str, Infallible>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        if std::mem::replace(&mut self.asked, true) {
            return Poll::Ready(Ok(()));
        }
        context.waker().wake_by_ref();
        Poll::Pending
    }

    fn call(&mut self, _: Request<Body>) -> Self::Future {
        ready(Ok(if self.asked { "awake" } else { "asleep" }))
    }
}

/// The contract of a tower service: load that waits below is felt above.
#[tokio::test]
async fn a_layer_waits_until_the_service_below_it_is_ready() {
    let (router, server, _) = photos();
    let ask = [
        ("grant_type", "client_credentials"),
        ("scope", "photos:write"),
    ];
    let reply = Browser::new(&router).token("web", &ask).await;
    let token = reply.text("access_token");
    let layer = RequireScopes::<Photos, app_scope::Write>::new(&server);
    let request = Request::get("/").header(AUTHORIZATION, format!("Bearer {token}"));
    let request = request.body(Body::empty()).expect("a request");
    let below = layer.layer(Sleeper { asked: false });
    let reply = below.oneshot(request).await.expect("infallible");
    let body = reply.into_body().collect().await.expect("a body");
    assert_eq!(body.to_bytes(), "awake");
}
