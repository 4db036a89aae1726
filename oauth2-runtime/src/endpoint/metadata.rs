//! The authorization server metadata (RFC 8414): what is mounted, in the words of its rows and grants.
//!
//! There is no second list: a row tells of its endpoint, a grant of itself, and who is not there
//! tells nothing.

use super::answering::Answering;
use super::any_provider::AnyProvider;
use super::{Endpoint, Told, Visit, visit};
use crate::grant::{Describe, GrantList as _};
use crate::provider::{Core, Provider};
use crate::response::Object;
use crate::settings::Paths;
use axum::extract::Request;
use axum::response::Response;
use http::StatusCode;
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// The document; every address in it is the issuer's, whatever host the request names.
pub(super) fn metadata(provider: Arc<dyn AnyProvider>, _: Request) -> Answering {
    Box::pin(async move { describe(&*provider) })
}

fn describe(provider: &dyn AnyProvider) -> Response {
    let core = provider.core();
    let mut document = Document::default();
    document.text("issuer", core.issuer.as_str());
    for scope in core.scopes.table() {
        document.supports("scopes_supported", scope.name);
    }
    provider.describe(&mut document);
    let head = &core.heads.any_origin;
    head.reply(StatusCode::OK, document.written())
}

/// The endpoints that were mounted.
pub(super) fn describe_mounted<P: Provider + 'static>(core: &Core, document: &mut Document) {
    visit::<P, _>(Description { core, document });
}

/// The members of the document.
#[derive(Default)]
pub(crate) struct Document(Vec<(String, Member)>);

enum Member {
    Text(String),
    True,
    /// It comes into being with its first entry: RFC 8414 §3.2 wants none that is empty.
    List(Vec<String>),
}

impl Document {
    fn text(&mut self, name: &str, value: &str) {
        self.0
            .push((name.to_owned(), Member::Text(value.to_owned())));
    }

    fn written(&self) -> Object {
        let mut object = Object::new();
        for (name, member) in &self.0 {
            match member {
                Member::Text(text) => object.text(name, text),
                Member::True => object.truth(name, true),
                Member::List(texts) => object.list(name, texts),
            };
        }
        object
    }

    /// An endpoint that was mounted.
    fn endpoint(&mut self, core: &Core, mark: u32, told: Told, path: fn(&Paths) -> &str) {
        if core.mounted.load(Ordering::Relaxed) & mark != 0 {
            let (name, tell) = told;
            let path = path(&core.settings.paths);
            self.text(name, &format!("{}{path}", core.issuer.origin()));
            tell(self, name);
        }
    }
}

impl Describe for Document {
    fn supports(&mut self, name: &str, value: &str) {
        let mut known = self.0.iter_mut();
        let found = known.find_map(|(known, member)| match member {
            Member::List(list) if known == name => Some(list),
            _ => None,
        });
        match found {
            Some(list) if list.iter().any(|known| known == value) => {}
            Some(list) => list.push(value.to_owned()),
            None => self
                .0
                .push((name.to_owned(), Member::List(vec![value.to_owned()]))),
        }
    }
}

struct Description<'a> {
    core: &'a Core,
    document: &'a mut Document,
}

impl<P: Provider + 'static> Visit<P> for Description<'_> {
    fn row<E: Endpoint<P>>(&mut self) {
        if let Some(told) = E::TOLD {
            self.document.endpoint(self.core, E::MARK, told, E::path);
        }
    }
}

/// Beside the authorization endpoint: its answers name the issuer (RFC 9207 §3).
pub(super) fn answers_name_issuer(document: &mut Document, _: &str) {
    let name = "authorization_response_iss_parameter_supported";
    document.0.push((name.to_owned(), Member::True));
}

/// Beside the token endpoint: how clients authenticate there.
pub(super) fn clients_that_exchange<P: Provider>(document: &mut Document, endpoint: &str) {
    clients(document, endpoint, P::Grants::PUBLIC_EXCHANGE);
}

/// Beside an endpoint for every client that gets tokens.
pub(super) fn clients_with_tokens<P: Provider>(document: &mut Document, endpoint: &str) {
    clients(document, endpoint, P::Grants::PUBLIC);
}

/// Beside an endpoint for confidential clients.
pub(super) fn clients_with_a_secret(document: &mut Document, endpoint: &str) {
    clients(document, endpoint, false);
}

fn clients(document: &mut Document, endpoint: &str, public: bool) {
    let name = format!("{endpoint}_auth_methods_supported");
    document.supports(&name, "client_secret_basic");
    document.supports(&name, "client_secret_post");
    if public {
        document.supports(&name, "none");
    }
}
