//! Where the endpoints are, counted from the issuer's origin.

use crate::error::ConfigError;

macro_rules! paths {
    ($($(#[$doc:meta])* $name:ident = $default:literal;)*) => {
        /// The paths of the endpoints. Any may change; no two may be equal.
        ///
        /// ```
        /// use oauth2_runtime::{Paths, Settings};
        ///
        /// let paths = Paths::default().authorize("/dialog/authorize");
        /// let settings = Settings::new("https://photos.example").paths(paths);
        /// ```
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct Paths { $(pub(crate) $name: String,)* }

        impl Default for Paths {
            fn default() -> Self {
                Self { $($name: $default.to_owned(),)* }
            }
        }

        impl Paths {
            $(
                $(#[$doc])*
                #[must_use]
                pub fn $name(mut self, path: impl Into<String>) -> Self {
                    self.$name = path.into();
                    self
                }
            )*

            fn all(&self) -> Vec<(&'static str, &str)> {
                vec![$((stringify!($name), self.$name.as_str()),)*]
            }
        }
    };
}

paths! {
    /// The authorization endpoint, `/oauth/authorize`.
    authorize = "/oauth/authorize";
    /// Where the consent page posts, `/oauth/authorize/decision`.
    decision = "/oauth/authorize/decision";
    /// The token endpoint, `/oauth/token`.
    token = "/oauth/token";
    /// The revocation endpoint, `/oauth/revoke`.
    revoke = "/oauth/revoke";
    /// The introspection endpoint, `/oauth/introspect`.
    introspect = "/oauth/introspect";
    /// The authorization server metadata, `/.well-known/oauth-authorization-server`. The path of
    /// the issuer follows it (RFC 8414 §3.1).
    metadata = "/.well-known/oauth-authorization-server";
    /// The page of `login(form)`, `/login`.
    login = "/login";
    /// Where a person signs out of `login(form)`, `/logout`.
    logout = "/logout";
    /// The page of connected apps, `/oauth/apps`.
    apps = "/oauth/apps";
}

impl Paths {
    pub(crate) fn check(&self, faults: &mut ConfigError) {
        for (name, path) in self.all() {
            let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte);
            let good = path.starts_with('/') && !path.contains("//") && path.bytes().all(plain);
            if !good {
                faults.push(format!(
                    "path `{name}` is `{}`; write one that starts with `/`, of letters, digits and `-._~/`",
                    path.escape_debug()
                ));
            }
        }
    }

    /// Once the issuer's path is behind that of the metadata: each endpoint has a path of its own.
    pub(crate) fn check_distinct(&self, faults: &mut ConfigError) {
        let all = self.all();
        for (at, (name, path)) in all.iter().enumerate() {
            if let Some((other, _)) = all.iter().take(at).find(|(_, other)| other == path) {
                faults.push(format!("paths `{other}` and `{name}` are equal: `{path}`"));
            }
        }
    }
}
