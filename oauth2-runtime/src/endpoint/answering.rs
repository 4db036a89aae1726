//! From a row of the table to a route of axum: which methods are answered, and by which steps.
//!
//! What axum makes of a handler it makes of each one anew, in the crate of each provider. So all rows
//! are one service to it, compiled here.

use super::any_provider::AnyProvider;
use crate::provider::{AuthorizationServer, Provider};
use crate::response::{https_from_now_on, method_not_allowed, preflight, to_any_origin};
use axum::extract::Request;
use axum::response::Response;
use axum::routing::{MethodFilter, MethodRouter};
use http::Method;
use http::header::ACCESS_CONTROL_REQUEST_METHOD;
use std::convert::Infallible;
use std::future::{Future, ready};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tower::Service;

/// An answer that is under way.
pub(super) type Answering = Pin<Box<dyn Future<Output = Response> + Send>>;

/// The steps of an endpoint.
pub(super) enum Steps<P: Provider> {
    /// Of this provider.
    Own(fn(AuthorizationServer<P>, Request) -> Answering),
    /// The same for each one, and compiled once.
    Common(fn(Arc<dyn AnyProvider>, Request) -> Answering),
}

/// What an endpoint does with each method.
pub(crate) struct Methods<P: Provider> {
    get: Option<Steps<P>>,
    post: Option<Steps<P>>,
    /// Whether `HEAD` is answered as `GET` is, without the body.
    head: bool,
    refused: Refused,
}

/// What is said to a method that has no steps.
#[derive(Clone, Copy)]
struct Refused {
    allow: &'static str,
    /// Whether pages of any origin may use the endpoint: it answers preflights, and refuses readably.
    open: bool,
}

impl<P: Provider + 'static> Methods<P> {
    /// `GET` alone: what answers it does something, so `HEAD` is refused.
    pub(super) fn get_alone(steps: Steps<P>) -> Self {
        Self {
            head: false,
            ..Self::new(Some(steps), None, "GET")
        }
    }

    /// `GET`, and `HEAD` as the same without its body.
    pub(super) fn get(steps: Steps<P>) -> Self {
        Self::new(Some(steps), None, "GET, HEAD")
    }

    pub(super) fn post(steps: Steps<P>) -> Self {
        Self::new(None, Some(steps), "POST")
    }

    pub(super) fn get_and_post(get: Steps<P>, post: Steps<P>) -> Self {
        Self::new(Some(get), Some(post), "GET, HEAD, POST")
    }

    fn new(get: Option<Steps<P>>, post: Option<Steps<P>>, allow: &'static str) -> Self {
        Self {
            head: get.is_some(),
            get,
            post,
            refused: Refused { allow, open: false },
        }
    }

    /// For pages of any origin.
    pub(super) fn open(mut self) -> Self {
        self.refused.open = true;
        self
    }

    /// The routes on this server.
    pub(super) fn routes(self, server: AuthorizationServer<P>) -> MethodRouter {
        let Self {
            get,
            post,
            head,
            refused,
        } = self;
        let tells_https = server.shared().tells_https;
        let any: Arc<dyn AnyProvider> = Arc::new(server.clone());
        let (gets, posts) = (get.is_some(), post.is_some());
        let answer = move |request: Request| {
            let steps = match *request.method() {
                Method::GET => &get,
                Method::HEAD if head => &get,
                Method::POST => &post,
                _ => &None,
            };
            match steps {
                Some(Steps::Own(steps)) => steps(server.clone(), request),
                Some(Steps::Common(steps)) => steps(Arc::clone(&any), request),
                None => refused.answering(&request),
            }
        };
        let answers = Answers {
            answer: Arc::new(answer),
            tells_https,
        };
        answers.routes(gets, posts)
    }
}

impl Refused {
    fn answering(self, request: &Request) -> Answering {
        let asks = request.method() == Method::OPTIONS
            && request
                .headers()
                .contains_key(ACCESS_CONTROL_REQUEST_METHOD);
        let response = match self.open {
            true if asks => preflight(self.allow),
            true => to_any_origin(method_not_allowed(self.allow)),
            false => method_not_allowed(self.allow),
        };
        Box::pin(ready(response))
    }
}

/// An endpoint, whatever it is and whoever's.
#[derive(Clone)]
struct Answers {
    answer: Arc<dyn Fn(Request) -> Answering + Send + Sync>,
    tells_https: bool,
}

impl Answers {
    /// Methods without steps come here too, to be refused.
    fn routes(self, get: bool, post: bool) -> MethodRouter {
        let mut routes = MethodRouter::new();
        if get {
            routes = routes.on_service(MethodFilter::GET.or(MethodFilter::HEAD), self.clone());
        }
        if post {
            routes = routes.on_service(MethodFilter::POST, self.clone());
        }
        routes.fallback_service(self)
    }
}

impl Service<Request> for Answers {
    type Response = Response;
    type Error = Infallible;
    type Future = Told;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Told {
        Told {
            answering: (self.answer)(request),
            tells_https: self.tells_https,
        }
    }
}

/// An answer with what this server tells in each.
struct Told {
    answering: Answering,
    tells_https: bool,
}

impl Future for Told {
    type Output = Result<Response, Infallible>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let tells_https = self.tells_https;
        self.answering.as_mut().poll(context).map(|response| {
            Ok(if tells_https {
                https_from_now_on(response)
            } else {
                response
            })
        })
    }
}
