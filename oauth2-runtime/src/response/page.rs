//! Pages with the headers that keep them from being framed, cached, sniffed or scripted.

use super::error::{Refused, refusal, retry_after};
use crate::error::{HookResult, OAuthError};
use crate::page::{BuiltInPages, ErrorView, HasPages, Html, Pages, Site};
use axum::body::Body;
use axum::response::Response;
use http::header::{self, HeaderValue};
use http::{HeaderName, StatusCode};

/// No script, no frame, no third party. `form-action` is left out: browsers apply it to the whole
/// chain of redirects after a POST, and would eat the client's callback.
const POLICY: &str = "default-src 'none'; style-src STYLE; img-src 'self' data:; \
                      base-uri 'none'; frame-ancestors 'none'";

/// Writes the pages of one server for one browser.
pub(crate) struct PageWriter<'a, M> {
    me: &'a M,
    site: Site<'a>,
}

impl<M> Clone for PageWriter<'_, M> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M> Copy for PageWriter<'_, M> {}

impl<'a, M: HasPages> PageWriter<'a, M> {
    pub(crate) const fn new(me: &'a M, site: Site<'a>) -> Self {
        Self { me, site }
    }

    /// For the views.
    pub(crate) const fn site(self) -> Site<'a> {
        self.site
    }

    /// Who writes them.
    pub(crate) fn pages(self) -> &'a impl Pages {
        self.me.pages()
    }

    /// A page; where a hook failed to write it, the built-in error page.
    pub(crate) fn page(
        self,
        status: StatusCode,
        page: HookResult<Html>,
        at: Refused<'_>,
    ) -> Response {
        match page {
            Ok(page) => html(status, page),
            Err(error) => {
                let error = OAuthError::from(error);
                let description = refusal(&error, at);
                let view = ErrorView {
                    site: self.site,
                    code: error.code().as_str(),
                    description: &description,
                    start_again: None,
                };
                html(error.status(), BuiltInPages::last_resort(&view))
            }
        }
    }

    /// The reply, or the page of the error in its place.
    pub(crate) fn or_error(
        self,
        result: Result<Response, OAuthError>,
        at: Refused<'_>,
    ) -> Response {
        result.unwrap_or_else(|error| self.error(&error, None, at))
    }

    /// An error that must not leave this server: a page for the person, with a way back where the
    /// same request may go better.
    pub(crate) fn error(
        self,
        error: &OAuthError,
        start_again: Option<&str>,
        at: Refused<'_>,
    ) -> Response {
        let description = refusal(error, at);
        let view = ErrorView {
            site: self.site,
            code: error.code().as_str(),
            description: &description,
            start_again,
        };
        let mut response = self.page(error.status(), self.pages().error(&view), at);
        retry_after(&mut response, error.wait());
        response
    }
}

fn html(status: StatusCode, page: Html) -> Response {
    let mut response = Response::new(Body::from(page.text));
    *response.status_mut() = status;
    super::always(&mut response);
    let policy = POLICY.replace("STYLE", &page.style_source);
    let pairs: [(HeaderName, &'static str); 4] = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "no-referrer"),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
    ];
    let headers = response.headers_mut();
    for (name, value) in pairs {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if let Ok(policy) = HeaderValue::try_from(policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// Adds cookies to a reply.
pub(crate) fn with_cookies(
    mut response: Response,
    cookies: impl IntoIterator<Item = HeaderValue>,
) -> Response {
    for cookie in cookies {
        let headers = response.headers_mut();
        headers.append(header::SET_COOKIE, cookie);
    }
    response
}
