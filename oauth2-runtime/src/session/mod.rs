//! The browser: its cookies, and bytes sealed for it.
//!
//! It seals bytes and knows no request.

mod cookie;
mod seal;

pub(crate) use cookie::{Cookies, Name};
pub(crate) use seal::SealingKey;
