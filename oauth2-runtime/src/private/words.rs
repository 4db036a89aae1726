//! What each word of the attribute means: an editor shows it over the word and offers the word.

#![expect(
    non_camel_case_types,
    reason = "a word is looked up as the user wrote it"
)]

pub use crate::grant::words as grants;

/// Keeps the paths of the attribute's words for an editor, and none for the compiler.
#[cfg(rust_analyzer)]
#[doc(hidden)]
#[macro_export]
macro_rules! __words {
    ($($word:tt)*) => {
        const _: ::core::marker::PhantomData<($($word)*)> = ::core::marker::PhantomData;
    };
}

/// Keeps the paths of the attribute's words for an editor, and none for the compiler.
#[cfg(not(rust_analyzer))]
#[doc(hidden)]
#[macro_export]
macro_rules! __words {
    ($($word:tt)*) => {};
}

/// Keeps from an editor what only the compiler is asked, so that it leads from no word to there.
#[cfg(rust_analyzer)]
#[doc(hidden)]
#[macro_export]
macro_rules! __unseen {
    ($($item:item)*) => {};
}

/// Keeps from an editor what only the compiler is asked, so that it leads from no word to there.
#[cfg(not(rust_analyzer))]
#[doc(hidden)]
#[macro_export]
macro_rules! __unseen {
    ($($item:item)*) => { $($item)* };
}

macro_rules! words {
    ($($word:ident: $meaning:literal;)*) => {$(
        #[doc = $meaning]
        #[derive(Clone, Copy, Debug)]
        pub struct $word;
    )*};
}

/// The options of the attribute.
pub mod options {
    words! {
        grants: "`grants(code, refresh_token)`: the grants that are on.";
        scopes: "`scopes = AppScope`: the enum with `#[derive(Scopes)]`; without it only the empty scope exists.";
        issuer: "`issuer = \"https://photos.example\"`: who issues; or a field marked `settings`, or `.at(..)` at run time.";
        access_token_ttl: "`access_token_ttl = \"15m\"`: how long an access token lives; 15 minutes without it.";
        refresh_token_ttl: "`refresh_token_ttl = \"90d\"`: how long a refresh token lives; 90 days without it.";
        code_ttl: "`code_ttl = \"1m\"`: how long an authorization code lives; 1 minute without it.";
        paths: "`paths(authorize = \"/dialog/authorize\")`: where the endpoints are.";
        login: "`login(form)`: the toolkit's login page and session; needs the role `users` in place of `login`.";
        allow: "`allow(implicit)`: silences the warning about a legacy grant, or accepts a legacy behaviour.";
        pkce: "`pkce = \"optional\"`: confidential clients may leave PKCE out (RFC 7636): legacy.";
        plays: "`plays(pages)`: the optional roles that the struct itself plays.";
    }
}

/// The words of `login(..)`.
pub mod login {
    words! {
        form: "The toolkit's login page and session; needs the role `users` in place of `login`.";
    }
}

/// The words of `allow(..)`.
pub mod allow {
    pub use crate::grant::words::{implicit, password};

    words! {
        json_body: "Accepts JSON token bodies: legacy.";
        http_redirect: "Redirects over plain http for clients with `insecure_redirect`: legacy.";
    }
}

/// The words of `plays(..)`.
pub mod plays {
    pub use super::roles::{pages, policy, tokens};
}

/// The words of `paths(..)`.
pub mod paths {
    words! {
        authorize: "The authorization endpoint, where a person is asked: `/oauth/authorize` without it.";
        decision: "Where the consent page sends the answer: `/oauth/authorize/decision` without it.";
        token: "The token endpoint: `/oauth/token` without it.";
        revoke: "The revocation endpoint, where a client gives up a token: `/oauth/revoke` without it.";
        introspect: "The introspection endpoint, where a resource server asks about a token: `/oauth/introspect` without it.";
        metadata: "The authorization server metadata: `/.well-known/oauth-authorization-server` without it; the issuer's path follows.";
        login: "The login page of `login(form)`: `/login` without it.";
        logout: "The logout of `login(form)`: `/logout` without it.";
        apps: "The page of connected apps, where a person takes back what they allowed: `/oauth/apps` without it.";
    }
}

/// The words of `#[oauth2(..)]`.
pub mod roles {
    pub use crate::hook::{
        ClientCredentials as client_credentials, Clients as clients, Login as login,
        Policy as policy, TokenFormat as tokens, Users as users,
    };
    pub use crate::page::Pages as pages;
    pub use crate::settings::Settings as settings;
    pub use crate::store::Store as store;
}
