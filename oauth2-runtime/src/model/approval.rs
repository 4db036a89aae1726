//! What the application is asked, and what it answers: consent and approval.

use super::client::Client;
use super::redirect_uri::SentRedirect;
use super::scope::ScopeSet;
use super::subject::{Subject, SubjectId};
use crate::secret::Secret;
use serde_json::Value;

/// The application's yes to a token: the scopes granted and, if it likes, extra members of the
/// reply and a token string of its own.
///
/// ```
/// use oauth2_runtime::{Approval, ScopeSet};
///
/// let approval = Approval::new(ScopeSet::empty()).parameter("tenant", "blue");
/// ```
#[derive(Clone, Debug)]
pub struct Approval {
    scopes: ScopeSet,
    /// Each with its name.
    parameters: Vec<(String, Parameter)>,
    token: Option<Secret<String>>,
}

/// What an application adds to a reply. A tree of values would be dropped, and its code be compiled,
/// wherever an approval is; a text stands in a redirect without its quotes.
#[derive(Clone, Debug)]
pub(crate) enum Parameter {
    Text(String),
    /// As it is written.
    Json(String),
}

impl Approval {
    /// Grants these scopes. Scopes beyond those that were proposed are cut off by the runtime.
    #[must_use]
    pub const fn new(scopes: ScopeSet) -> Self {
        Self {
            scopes,
            parameters: Vec::new(),
            token: None,
        }
    }

    /// Adds a member to the reply; a second one of the same name takes the place of the first. A name
    /// of the protocol (`access_token`, `scope`, `state`, ..) is dropped when the reply is written, so
    /// that it can never replace a protocol field; so is one of other characters than letters, digits
    /// and `-._`. The log says so.
    #[must_use]
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        let name = name.into();
        self.parameters.retain(|(known, _)| *known != name);
        let value = match value.into() {
            Value::String(text) => Parameter::Text(text),
            value => Parameter::Json(value.to_string()),
        };
        self.parameters.push((name, value));
        self
    }

    /// Uses this string as the access token: 32 to 2048 characters of RFC 6750's `b64token`, hard
    /// to guess and never used twice, otherwise the client gets `server_error`.
    #[must_use]
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.token = Some(Secret::new(token.into()));
        self
    }

    /// The granted scopes.
    #[must_use]
    pub const fn scopes(&self) -> &ScopeSet {
        &self.scopes
    }

    pub(crate) fn narrowed_to(mut self, most: &ScopeSet) -> Self {
        if !self.scopes.is_subset(most) {
            self.scopes = self.scopes.narrow(most);
        }
        self
    }

    pub(crate) fn parameters(&self) -> &[(String, Parameter)] {
        &self.parameters
    }

    pub(crate) const fn own_token(&self) -> Option<&Secret<String>> {
        self.token.as_ref()
    }
}

/// What [`Policy::auto_approve`](crate::Policy::auto_approve) is asked before a consent page.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct ConsentRequest<'a> {
    /// The word of the grant: `code` or `implicit`.
    pub grant: &'static str,
    /// Who asks.
    pub client: &'a Client,
    /// Who is signed in.
    pub subject: &'a Subject,
    /// What is asked for.
    pub scopes: &'a ScopeSet,
    /// Where the answer goes.
    pub redirect_uri: &'a SentRedirect,
}

/// The answer to a [`ConsentRequest`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Show the consent page.
    Ask,
    /// Show it unless this person has allowed the same confidential client all of this before, at
    /// the same redirect URI. A public client, and grant `implicit`, always ask: there nothing proves
    /// who the client is.
    AskOnce,
    /// Go on as if the person had allowed it.
    Approve,
    /// Answer `access_denied` to the client.
    Deny,
}

/// What [`Policy::approve`](crate::Policy::approve) is asked before any token, also at refresh.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Proposed<'a> {
    /// The word of the grant: `code`, `implicit`, `password`, `client_credentials`, `refresh_token`.
    pub grant: &'static str,
    /// Who will hold the token.
    pub client: &'a Client,
    /// The person behind it; none for `client_credentials`.
    pub subject: Option<&'a SubjectId>,
    /// What would be granted.
    pub approval: &'a Approval,
}

impl Proposed<'_> {
    /// Apart, so that it is compiled once for every policy.
    pub(crate) fn unchanged(&self) -> Approval {
        self.approval.clone()
    }
}
