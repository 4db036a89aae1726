//! The `scope` parameter: absent, or a set of declared scopes (RFC 6749 §3.3).

use super::params::Params;
use crate::error::{OAuthError, refusal};
use crate::model::{Client, DeclaredScopes, ScopeEntry, ScopeSet};

/// What a request asks for.
#[derive(Clone, Debug)]
pub(crate) struct RequestedScope {
    named: Option<ScopeSet>,
    table: &'static [ScopeEntry],
}

impl RequestedScope {
    /// Parses the parameter; a malformed value or an undeclared scope is `invalid_scope`.
    pub(crate) fn parse(
        params: &Params,
        client: &Client,
        declared: &DeclaredScopes,
    ) -> Result<Self, OAuthError> {
        let table = declared.table();
        let Some(text) = params.get("scope") else {
            return Ok(Self { named: None, table });
        };
        let most = client.scopes();
        let set = if text == most.as_str() {
            // All that the client may ask for, as most do: its tokens share one text.
            most.clone()
        } else {
            ScopeSet::parse(text).ok_or(refusal::scope_malformed())?
        };
        if !declared.have(&set) {
            return Err(refusal::scope_unknown());
        }
        Ok(Self {
            named: Some(set),
            table,
        })
    }

    /// The scopes named in the request.
    pub(crate) const fn named(&self) -> Option<&ScopeSet> {
        self.named.as_ref()
    }

    /// The scopes this client gets at most: those named, or the declared defaults cut to its own.
    pub(crate) fn resolve(&self, client: &ScopeSet) -> Result<ScopeSet, OAuthError> {
        if let Some(named) = &self.named {
            return if named.is_subset(client) {
                Ok(named.clone())
            } else {
                Err(refusal::scope_beyond_client())
            };
        }
        let defaults = self
            .table
            .iter()
            .filter(|entry| entry.default)
            .map(|entry| entry.name);
        let granted = ScopeSet::from_names(defaults).narrow(client);
        if granted.is_empty() && !self.table.is_empty() {
            return Err(refusal::scope_has_no_default());
        }
        Ok(granted)
    }
}

/// Refuses a grant of nothing where something was asked: an empty scope cannot be written in a
/// reply, and one that is left out would mean "as asked" (RFC 6749 §3.3, §5.1).
pub(crate) fn check_told(asked: &ScopeSet, granted: &ScopeSet) -> Result<(), OAuthError> {
    if granted.is_empty() && !asked.is_empty() {
        return Err(refusal::scope_comes_to_nothing());
    }
    Ok(())
}
