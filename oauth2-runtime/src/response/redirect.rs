//! Redirects: to a proven redirect URI with the protocol's parameters, or to a path of our own
//! (RFC 6749 §4.1.2, §4.2.2, RFC 9207). Always 303: a form is never sent on. In the mode
//! `form_post` a page stands in the redirect's place.

use super::error::{Refused, refusal};
use super::head::Heads;
use super::page::PageWriter;
use super::token::{extra_parameters, scope_text};
use crate::error::OAuthError;
use crate::model::{AuthorizationCode, Issued, Parameter, ResponseMode, SentRedirect, alphabet};
use crate::page::{FormPostView, HasPages, Pages as _};
use axum::response::Response;
use http::StatusCode;
use http::header::{HeaderValue, LOCATION};

/// Where an authorization response goes, and what it always says.
pub(crate) struct Answer<'a, M> {
    pub(crate) heads: &'a Heads,
    pub(crate) pages: PageWriter<'a, M>,
    pub(crate) at: Refused<'a>,
    pub(crate) redirect_uri: &'a SentRedirect,
    pub(crate) mode: ResponseMode,
    pub(crate) state: Option<&'a str>,
    pub(crate) issuer: &'a str,
}

/// A text, and parameters behind it, form-encoded (RFC 6749 appendix B).
#[derive(Default)]
struct Parameters {
    text: String,
    first_at: usize,
}

impl Parameters {
    fn append_pair(&mut self, name: &str, value: &str) {
        if self.text.len() > self.first_at {
            self.text.push('&');
        }
        self.encode(name);
        self.text.push('=');
        self.encode(value);
    }

    /// Tokens and most names are written as they are.
    fn encode(&mut self, piece: &str) {
        if alphabet::is_of(piece, alphabet::unreserved) {
            self.text.push_str(piece);
        } else {
            let encoded = form_urlencoded::byte_serialize(piece.as_bytes());
            self.text.extend(encoded);
        }
    }
}

/// A code for the client (RFC 6749 §4.1.2).
pub(crate) fn code_response<M: HasPages>(
    answer: &Answer<'_, M>,
    code: &AuthorizationCode,
) -> Response {
    let mut query = begin(answer);
    query.append_pair("code", code.expose());
    finish(answer, query)
}

/// A token for the client (RFC 6749 §4.2.2).
pub(crate) fn implicit_response<M: HasPages>(answer: &Answer<'_, M>, issued: &Issued) -> Response {
    let mut query = begin(answer);
    query.append_pair("access_token", issued.access.expose());
    query.append_pair("token_type", "Bearer");
    query.append_pair("expires_in", &issued.expires_in.to_string());
    if let Some(scope) = scope_text(issued.approval.scopes()) {
        query.append_pair("scope", scope);
    }
    for (name, value) in extra_parameters(issued) {
        let (Parameter::Text(value) | Parameter::Json(value)) = value;
        query.append_pair(name, value);
    }
    finish(answer, query)
}

/// An error that the client is told: the redirect URI is proven.
pub(crate) fn authorization_error<M: HasPages>(
    answer: &Answer<'_, M>,
    error: &OAuthError,
) -> Response {
    let description = refusal(error, answer.at);
    let mut query = begin(answer);
    query.append_pair("error", error.code().as_str());
    query.append_pair("error_description", &description);
    finish(answer, query)
}

/// The redirect URI, ready for parameters; nothing before them where a form carries them.
fn begin<M>(answer: &Answer<'_, M>) -> Parameters {
    let uri = answer.redirect_uri.as_str();
    let joint = match answer.mode {
        ResponseMode::Fragment => '#',
        ResponseMode::Query if uri.contains('?') => '&',
        ResponseMode::Query => '?',
        ResponseMode::FormPost => return Parameters::default(),
    };
    let mut text = String::with_capacity(uri.len() + 256);
    text.push_str(uri);
    text.push(joint);
    Parameters {
        first_at: text.len(),
        text,
    }
}

fn finish<M: HasPages>(answer: &Answer<'_, M>, mut query: Parameters) -> Response {
    if let Some(state) = answer.state {
        query.append_pair("state", state);
    }
    query.append_pair("iss", answer.issuer);
    let text = query.text;
    match answer.mode {
        ResponseMode::FormPost => form_post(answer, &text),
        ResponseMode::Query | ResponseMode::Fragment => see_other(answer.heads, text),
    }
}

/// A page with a form that carries the parameters on (OAuth 2.0 Form Post Response Mode §2). It has
/// a button, since no script may run that would press it.
fn form_post<M: HasPages>(answer: &Answer<'_, M>, parameters: &str) -> Response {
    let fields = form_urlencoded::parse(parameters.as_bytes());
    let view = FormPostView {
        site: answer.pages.site(),
        action: answer.redirect_uri.as_str(),
        fields: fields.into_owned().collect(),
        place: answer.redirect_uri.place(),
    };
    let html = answer.pages.pages().form_post(&view);
    answer.pages.page(StatusCode::OK, html, answer.at)
}

/// 303 to a place that the caller has proven to be ours or the client's.
pub(crate) fn see_other(heads: &Heads, location: impl TryInto<HeaderValue>) -> Response {
    if let Ok(location) = location.try_into() {
        return heads.see_other(location);
    }
    tracing::error!(
        reason = "bad_redirect",
        "a hook named a place that no header can carry"
    );
    let mut response = heads.see_other(HeaderValue::from_static(""));
    response.headers_mut().remove(LOCATION);
    *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    response
}
