//! The router: each endpoint that an enabled grant or the login form names, mounted once.

use crate::endpoint::{
    Apps, Authorization, Decision, Endpoint, Introspection, Metadata, Revocation, Token, Visit,
    mount, visit,
};
use crate::provider::{AuthorizationServer, Provider, SignsIn};
use axum::Router;
use axum::routing::MethodRouter;

impl<P: Provider + 'static> AuthorizationServer<P> {
    /// Every enabled endpoint at its path, to be merged into the application's router: the paths
    /// count from the issuer's origin, so it is never nested.
    pub fn router<S: Clone + Send + Sync + 'static>(&self) -> Router<S> {
        let router = Router::new();
        visit(Mount {
            server: self,
            router,
        })
        .router
    }

    /// The authorization endpoint alone, for an application that mounts paths itself; tell the
    /// settings where, so that a login returns there. It answers GET.
    pub fn authorization<S: Clone + Send + Sync + 'static>(&self) -> MethodRouter<S>
    where
        P: SignsIn,
    {
        mount::<Authorization, P, S>(self)
    }

    /// The endpoint of the consent page's verdict alone. It answers POST.
    pub fn decision<S: Clone + Send + Sync + 'static>(&self) -> MethodRouter<S>
    where
        P: SignsIn,
    {
        mount::<Decision, P, S>(self)
    }

    /// The page of connected apps alone. It answers GET and POST; tell the settings where it is, as
    /// with [`authorization`](Self::authorization).
    pub fn apps<S: Clone + Send + Sync + 'static>(&self) -> MethodRouter<S>
    where
        P: SignsIn,
    {
        mount::<Apps, P, S>(self)
    }

    /// The token endpoint alone. It answers POST.
    pub fn token<S: Clone + Send + Sync + 'static>(&self) -> MethodRouter<S> {
        mount::<Token, P, S>(self)
    }

    /// The revocation endpoint alone. It answers POST.
    pub fn revocation<S: Clone + Send + Sync + 'static>(&self) -> MethodRouter<S> {
        mount::<Revocation, P, S>(self)
    }

    /// The introspection endpoint alone. It answers POST, to clients registered with
    /// [`introspects`](crate::ClientBuilder::introspects), and of its own tokens to every client
    /// that has a secret.
    pub fn introspection<S: Clone + Send + Sync + 'static>(&self) -> MethodRouter<S> {
        mount::<Introspection, P, S>(self)
    }

    /// The authorization server metadata alone. It answers GET, and tells of the endpoints that
    /// this server has mounted, be it by [`router`](Self::router) or alone, at the paths of the
    /// settings.
    pub fn metadata<S: Clone + Send + Sync + 'static>(&self) -> MethodRouter<S> {
        mount::<Metadata, P, S>(self)
    }
}

struct Mount<'a, P: Provider, S> {
    server: &'a AuthorizationServer<P>,
    router: Router<S>,
}

impl<P: Provider + 'static, S: Clone + Send + Sync + 'static> Visit<P> for Mount<'_, P, S> {
    fn row<E: Endpoint<P>>(&mut self) {
        self.add(
            E::path(&self.server.shared().settings.paths),
            mount::<E, P, S>(self.server),
        );
    }
}

impl<P: Provider, S: Clone + Send + Sync + 'static> Mount<'_, P, S> {
    fn add(&mut self, path: &str, methods: MethodRouter<S>) {
        let router = std::mem::take(&mut self.router);
        self.router = router.route(path, methods);
    }
}
