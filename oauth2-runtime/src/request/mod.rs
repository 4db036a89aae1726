//! From untrusted text to typed requests: after this room no raw string travels.

mod authorize;
mod body;
mod params;
mod scope;

pub(crate) use authorize::{AuthorizationRequest, State};
pub(crate) use body::{form, token_body};
pub(crate) use params::{Params, decode, is_escaped};
pub(crate) use scope::{RequestedScope, check_told};
