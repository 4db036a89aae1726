//! The router: each endpoint that an enabled grant or the login form names, mounted once.

use crate::endpoint;
use crate::grant::{Endpoints, GrantList as _};
use crate::hook::HasFormUsers;
use crate::provider::{AuthorizationServer, LoginKind as _, Provider, SignsIn};
use crate::store::HasStore;
use axum::Router;
use axum::routing::MethodRouter;

impl<P: Provider + 'static> AuthorizationServer<P> {
    /// Every enabled endpoint at its path, to be merged into the application's router: the paths
    /// count from the issuer's origin, so it is never nested.
    pub fn router<S: Clone + Send + Sync + 'static>(&self) -> Router<S> {
        let mut mount = Mount {
            server: self,
            router: Router::new(),
            authorization: false,
            token: false,
        };
        P::Grants::mount(&mut mount);
        P::Login::mount(&mut mount);
        mount.router
    }

    /// The authorization endpoint alone, for an application that mounts paths itself; tell the
    /// settings where, so that a login returns there. It answers GET.
    pub fn authorization<S: Clone + Send + Sync + 'static>(&self) -> MethodRouter<S>
    where
        P: SignsIn,
    {
        endpoint::authorization(self)
    }

    /// The endpoint of the consent page's verdict alone. It answers POST.
    pub fn decision<S: Clone + Send + Sync + 'static>(&self) -> MethodRouter<S>
    where
        P: SignsIn,
    {
        endpoint::decision(self)
    }

    /// The token endpoint alone. It answers POST.
    pub fn token<S: Clone + Send + Sync + 'static>(&self) -> MethodRouter<S> {
        endpoint::token(self)
    }
}

struct Mount<'a, P: Provider, S> {
    server: &'a AuthorizationServer<P>,
    router: Router<S>,
    authorization: bool,
    token: bool,
}

impl<P: Provider + 'static, S: Clone + Send + Sync + 'static> Mount<'_, P, S> {
    fn route(&mut self, path: &str, route: MethodRouter<S>) {
        self.router = std::mem::take(&mut self.router).route(path, route);
    }
}

impl<P, S> Endpoints<P::Me> for Mount<'_, P, S>
where
    P: Provider + 'static,
    S: Clone + Send + Sync + 'static,
{
    fn authorization(&mut self) {
        if !std::mem::replace(&mut self.authorization, true) {
            let paths = &self.server.shared().settings.paths;
            self.route(&paths.authorize, endpoint::authorization(self.server));
            self.route(&paths.decision, endpoint::decision(self.server));
        }
    }

    fn token(&mut self) {
        if !std::mem::replace(&mut self.token, true) {
            let paths = &self.server.shared().settings.paths;
            self.route(&paths.token, endpoint::token(self.server));
        }
    }

    fn login_form(&mut self)
    where
        P::Me: HasFormUsers + HasStore,
    {
        let paths = &self.server.shared().settings.paths;
        self.route(&paths.login, endpoint::login(self.server));
        self.route(&paths.logout, endpoint::logout(self.server));
    }
}
