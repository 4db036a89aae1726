//! What a client gets: the token reply before it is written (RFC 6749 §5.1).

use super::approval::Approval;
use super::token::{AccessToken, RefreshToken};

/// What the client gets.
#[derive(Debug)]
pub(crate) struct Issued {
    pub(crate) access: AccessToken,
    pub(crate) expires_in: u64,
    pub(crate) approval: Approval,
    pub(crate) refresh: Option<RefreshToken>,
}
