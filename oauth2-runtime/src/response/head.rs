//! The headers of redirects and of what clients are told in JSON, made once for a server: each reply
//! takes a copy, which costs less than to name them one by one in a map that grows.

use super::error::{retry_after, told};
use super::token::object;
use super::{Object, Refused, always, https_from_now_on, to_any_origin};
use crate::error::OAuthError;
use axum::body::Body;
use axum::response::Response;
use http::StatusCode;
use http::header::{
    CONTENT_LENGTH, HeaderMap, HeaderValue, LOCATION, REFERRER_POLICY, WWW_AUTHENTICATE,
};

/// The headers of replies.
pub(crate) struct Heads {
    /// In JSON, to clients; by whose pages may read them.
    pub(crate) own_origin: Head,
    pub(crate) any_origin: Head,
    /// Of redirects.
    away: HeaderMap,
}

impl Heads {
    /// 401 names the scheme (RFC 9110 §11.6.1) in this challenge.
    pub(crate) fn new(challenge: &HeaderValue, tells_https: bool) -> Self {
        let told = |mut response: Response| {
            if tells_https {
                response = https_from_now_on(response);
            }
            // Its place, filled by each reply: a map that need not grow is copied soonest.
            let headers = response.headers_mut();
            headers.insert(CONTENT_LENGTH, HeaderValue::from(0));
            std::mem::take(headers)
        };
        let json = || object(StatusCode::OK, Object::new());
        let mut away = Response::new(Body::empty());
        always(&mut away);
        let mut away = told(away);
        away.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
        away.insert(LOCATION, HeaderValue::from_static(""));
        Self {
            own_origin: Head::new(told(json()), challenge),
            any_origin: Head::new(told(to_any_origin(json())), challenge),
            away,
        }
    }

    /// 303: a form is never sent on.
    pub(crate) fn see_other(&self, location: HeaderValue) -> Response {
        let mut headers = self.away.clone();
        if let Some(place) = headers.get_mut(LOCATION) {
            *place = location;
        }
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::SEE_OTHER;
        *response.headers_mut() = headers;
        response
    }
}

/// The headers of replies to clients.
pub(crate) struct Head {
    usual: HeaderMap,
    unauthorized: HeaderMap,
}

impl Head {
    fn new(usual: HeaderMap, challenge: &HeaderValue) -> Self {
        let mut unauthorized = usual.clone();
        unauthorized.insert(WWW_AUTHENTICATE, challenge.clone());
        Self {
            usual,
            unauthorized,
        }
    }

    /// An object, with every header that it must have.
    pub(crate) fn reply(&self, status: StatusCode, object: Object) -> Response {
        let text = object.finish();
        let mut headers = match status {
            StatusCode::UNAUTHORIZED => self.unauthorized.clone(),
            _ => self.usual.clone(),
        };
        if let Some(length) = headers.get_mut(CONTENT_LENGTH) {
            *length = number(text.len());
        }
        let mut response = Response::new(Body::from(text));
        *response.status_mut() = status;
        *response.headers_mut() = headers;
        response
    }

    /// An error as a JSON object (RFC 6749 §5.2).
    pub(crate) fn refuse(&self, error: &OAuthError, at: Refused<'_>) -> Response {
        let mut response = self.reply(error.status(), told(error, at));
        retry_after(&mut response, error.wait());
        response
    }
}

fn number(number: usize) -> HeaderValue {
    HeaderValue::from_str(itoa::Buffer::new().format(number))
        .unwrap_or_else(|_| HeaderValue::from(number))
}
