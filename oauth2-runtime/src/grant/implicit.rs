//! A token straight from the authorization endpoint (RFC 6749 §4.2). Legacy: RFC 9700 §2.1.2
//! forbids it.
//!
//! ```text
//! GET /oauth/authorize?response_type=token&client_id=page&state=x
//! HTTP/1.1 303 See Other
//! Location: https://page.example/cb#access_token=oat_...&token_type=Bearer&expires_in=900&state=x
//! ```

use super::{Endpoints, Grant, Respond, ResponseType};
use crate::model::{GrantWord, ResponseMode};
use crate::page::HasPages;

/// Grant `implicit`: the token travels in the fragment of the redirect, without a refresh token.
/// Legacy; prefer [`code`](super::words::code) with PKCE. Needs the hook
/// [`Login::current_user`](crate::Login::current_user).
#[expect(
    non_camel_case_types,
    reason = "the attribute's word, and `{G}` in messages"
)]
#[derive(Clone, Copy, Debug)]
pub struct implicit;

impl GrantWord for implicit {
    const WORD: &'static str = "implicit";
}

impl<M: HasPages> Grant<M> for implicit {
    const RESPONSE_TYPE: Option<ResponseType> = Some(ResponseType {
        name: "token",
        word: "implicit",
        mode: ResponseMode::Fragment,
        pkce: false,
    });

    fn mount(endpoints: &mut impl Endpoints<M>) {
        endpoints.authorization();
    }

    async fn respond<R: Respond>(respond: R) -> Option<R::Answer> {
        Some(respond.token().await)
    }
}
