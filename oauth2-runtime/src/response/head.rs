//! The headers of what clients are told in JSON, made once for a server: each reply takes a copy,
//! which costs less than to name them one by one in a map that grows.

use super::error::{retry_after, told};
use super::token::object;
use super::{Object, Refused, https_from_now_on, to_any_origin};
use crate::error::OAuthError;
use axum::body::Body;
use axum::response::Response;
use http::StatusCode;
use http::header::{CONTENT_LENGTH, HeaderMap, HeaderValue, WWW_AUTHENTICATE};

/// The headers of replies, by whose pages may read them.
pub(crate) struct Heads {
    pub(crate) own_origin: Head,
    pub(crate) any_origin: Head,
}

impl Heads {
    /// 401 names the scheme (RFC 9110 §11.6.1) in this challenge.
    pub(crate) fn new(challenge: &HeaderValue, tells_https: bool) -> Self {
        let usual = || {
            let empty = object(StatusCode::OK, Object::new());
            if tells_https {
                https_from_now_on(empty)
            } else {
                empty
            }
        };
        Self {
            own_origin: Head::new(usual(), challenge),
            any_origin: Head::new(to_any_origin(usual()), challenge),
        }
    }
}

/// The headers of replies to clients.
pub(crate) struct Head {
    usual: HeaderMap,
    unauthorized: HeaderMap,
}

impl Head {
    fn new(usual: Response, challenge: &HeaderValue) -> Self {
        let mut usual = usual.into_parts().0.headers;
        // Its place: a map that need not grow is copied soonest.
        usual.insert(CONTENT_LENGTH, HeaderValue::from(0));
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
