//! The authorization server metadata (RFC 8414): what is mounted, in the words of its rows and grants.
//!
//! There is no second list: a row tells of its endpoint, a grant of itself, and who is not there
//! tells nothing.

use super::answering::Answering;
use super::{Endpoint, Visit, visit};
use crate::grant::{Describe, GrantList as _};
use crate::model::Scopes as _;
use crate::provider::{AuthorizationServer, Provider, Shared};
use crate::response;
use axum::extract::Request;
use http::StatusCode;
use serde_json::{Map, Value};
use std::sync::atomic::Ordering;

/// The document; every address in it is the issuer's, whatever host the request names.
pub(super) fn metadata<P: Provider + 'static>(
    server: AuthorizationServer<P>,
    _: Request,
) -> Answering {
    Box::pin(async move {
        let shared = server.shared();
        let mut document = Document::default();
        document.text("issuer", shared.issuer.as_str());
        P::Grants::describe(&mut document);
        for scope in P::Scope::TABLE {
            document.supports("scopes_supported", scope.name);
        }
        let Description { document, .. } = visit::<P, _>(Description { shared, document });
        let response = response::json(StatusCode::OK, &Value::Object(document.0));
        response::to_any_origin(response)
    })
}

/// The members of the document. A list comes into being with its first entry: RFC 8414 §3.2 wants
/// none that is empty.
#[derive(Default)]
pub(crate) struct Document(Map<String, Value>);

impl Document {
    fn text(&mut self, name: &str, value: &str) {
        self.0.insert(name.to_owned(), value.into());
    }
}

impl Describe for Document {
    fn supports(&mut self, name: &str, value: &str) {
        let list = self
            .0
            .entry(name)
            .or_insert_with(|| Value::Array(Vec::new()));
        if let Value::Array(list) = list
            && !list.iter().any(|known| known == value)
        {
            list.push(value.into());
        }
    }
}

struct Description<'a, P: Provider> {
    shared: &'a Shared<P>,
    document: Document,
}

impl<P: Provider + 'static> Visit<P> for Description<'_, P> {
    fn row<E: Endpoint<P>>(&mut self) {
        let Self { shared, document } = self;
        let mounted = shared.mounted.load(Ordering::Relaxed) & E::MARK != 0;
        if let Some((name, tell)) = E::TOLD.filter(|_| mounted) {
            let path = E::path(&shared.settings.paths);
            document.text(name, &format!("{}{path}", shared.issuer.origin()));
            tell(document, name);
        }
    }
}

/// Beside the authorization endpoint: its answers name the issuer (RFC 9207 §3).
pub(super) fn answers_name_issuer(document: &mut Document, _: &str) {
    let name = "authorization_response_iss_parameter_supported";
    document.0.insert(name.to_owned(), true.into());
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
