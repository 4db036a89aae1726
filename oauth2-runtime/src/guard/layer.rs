//! The same guard as a layer, for routes whose handlers do not ask who is there.

use super::challenge::refuse;
use super::verify::{Remembered, verify};
use crate::model::RequiredScopes;
use crate::provider::{AuthorizationServer, Provider};
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};
use tower::{Layer, Service};

/// Lets a request pass to the routes below only with a token of the provider `P` that holds every
/// scope of `S`. Answers as [`Bearer`](crate::Bearer) does; a [`Bearer`](crate::Bearer) below it
/// costs no second look-up.
///
/// ```
/// # use oauth2_runtime::prelude::*;
/// # #[derive(Clone, Copy, Scopes)]
/// # enum AppScope {
/// #     /// See your photos
/// #     Read,
/// # }
/// # #[oauth2_provider(grants(client_credentials), scopes = AppScope)]
/// # struct Photos {
/// #     #[oauth2(store)]
/// #     store: MemoryStore,
/// #     #[oauth2(clients, client_credentials)]
/// #     clients: MemoryClients,
/// # }
/// use oauth2_runtime::RequireScopes;
///
/// fn routes(server: &AuthorizationServer<Photos>) -> axum::Router {
///     axum::Router::new()
///         .route("/photos", axum::routing::get(|| async { "photos" }))
///         .route_layer(RequireScopes::<Photos, app_scope::Read>::new(server))
/// }
/// ```
pub struct RequireScopes<P: Provider, S = ()> {
    server: AuthorizationServer<P>,
    /// The words of `S`: it is asked for in `new` alone, so that a wrong one is one mistake.
    names: &'static [&'static str],
    scopes: PhantomData<fn() -> S>,
}

impl<P: Provider, S> RequireScopes<P, S> {
    /// A layer that asks this server.
    #[must_use]
    pub fn new(server: &AuthorizationServer<P>) -> Self
    where
        S: RequiredScopes<P::Scope>,
    {
        Self {
            server: server.clone(),
            names: S::NAMES,
            scopes: PhantomData,
        }
    }
}

impl<P: Provider, S> Clone for RequireScopes<P, S> {
    fn clone(&self) -> Self {
        Self {
            server: self.server.clone(),
            names: self.names,
            scopes: PhantomData,
        }
    }
}

impl<P: Provider, S> fmt::Debug for RequireScopes<P, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequireScopes").finish_non_exhaustive()
    }
}

impl<P: Provider, S, Inner> Layer<Inner> for RequireScopes<P, S> {
    type Service = RequireScopesService<P, S, Inner>;

    fn layer(&self, inner: Inner) -> Self::Service {
        RequireScopesService {
            guard: self.clone(),
            inner,
        }
    }
}

/// The service that [`RequireScopes`] makes.
pub struct RequireScopesService<P: Provider, S, Inner> {
    guard: RequireScopes<P, S>,
    inner: Inner,
}

impl<P: Provider, S, Inner: Clone> Clone for RequireScopesService<P, S, Inner> {
    fn clone(&self) -> Self {
        Self {
            guard: self.guard.clone(),
            inner: self.inner.clone(),
        }
    }
}

impl<P: Provider, S, Inner> fmt::Debug for RequireScopesService<P, S, Inner> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.guard, f)
    }
}

impl<P, S, Inner> Service<Request> for RequireScopesService<P, S, Inner>
where
    P: Provider + 'static,
    Inner: Service<Request, Response: IntoResponse, Future: Send> + Clone + Send + 'static,
{
    type Response = Response;
    type Error = Inner::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Inner::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Inner::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let (server, names) = (self.guard.server.clone(), self.guard.names);
        // The one that was polled ready is the one to call.
        let clone = self.inner.clone();
        let mut inner = std::mem::replace(&mut self.inner, clone);
        Box::pin(async move {
            let (mut parts, body) = request.into_parts();
            let shared = server.shared();
            match verify(shared, &parts, names).await {
                Ok(verified) => {
                    parts.extensions.insert(Remembered::new(shared, verified));
                }
                Err(refusal) => return Ok(refuse(shared, refusal, names)),
            }
            inner
                .call(Request::from_parts(parts, body))
                .await
                .map(IntoResponse::into_response)
        })
    }
}
