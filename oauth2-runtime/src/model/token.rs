//! The three strings that open doors, as three types: none can stand in for another.

use crate::secret::Secret;
use std::fmt;

macro_rules! token_strings {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name(Secret<String>);

        impl $name {
            pub(crate) const fn new(text: String) -> Self {
                Self(Secret::new(text))
            }

            /// The string itself: for the reply that carries it, and for nothing that is kept.
            #[must_use]
            pub fn expose(&self) -> &str {
                self.0.expose()
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(..)"))
            }
        }
    )*};
}

token_strings! {
    /// A bearer token (RFC 6750). Opaque ones are 53 characters: `oat_`, 43 random, 6 check.
    AccessToken;
    /// A code that is redeemed once (RFC 6749 §4.1.2): 53 characters, `oac_`, 43, 6 check.
    AuthorizationCode;
    /// A token that buys the next access token (RFC 6749 §6): 75 characters, `ort_`, 22 of the
    /// family, 43 of this generation, 6 check.
    RefreshToken;
}
