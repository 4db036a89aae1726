//! What is answered later, behind a pointer.
//!
//! The body of an async function is compiled where it is awaited. Behind a pointer it is compiled
//! where it is written: so what needs no type of the provider is not compiled again in its crate.

use crate::error::OAuthError;
use std::pin::Pin;

/// An answer that is under way.
pub(crate) type Later<'a, T, E = OAuthError> =
    Pin<Box<dyn Future<Output = Result<T, E>> + Send + 'a>>;
