//! From a grant's yes to the strings of the reply: minted, hashed, kept; nothing is sent from here.

mod live;
mod opaque;
mod refresh;

pub(crate) use live::live;
pub(crate) use opaque::{code_of, new_access, new_code, presented_access};
pub(crate) use refresh::{FirstRefresh, Successor};

use crate::audit::audit;
use crate::clock::Timestamp;
use crate::error::{HookError, OAuthError};
use crate::hook::{HasTokenFormat, TokenFormat as _};
use crate::model::{
    AccessToken, Approval, Client, GrantId, Issued, Proposed, RefreshToken, ScopeSet, SubjectId,
};
use crate::secret::{Hasher, TokenHash};
use crate::settings::Settings;
use crate::store::{AccessRecord, GrantRecord};

/// What is issued under: the client, the time, the lifetimes.
pub(crate) struct Issuing<'a, M> {
    pub(crate) me: &'a M,
    pub(crate) client: &'a Client,
    pub(crate) settings: &'a Settings,
    pub(crate) hasher: &'a Hasher,
    pub(crate) now: Timestamp,
}

impl<M: HasTokenFormat + Send + Sync + 'static> Issuing<'_, M> {
    /// The access token's string: the policy's own, the token format's, or an opaque random one.
    pub(crate) async fn mint(
        &self,
        proposed: &Proposed<'_>,
    ) -> Result<(AccessToken, TokenHash), OAuthError> {
        let own = match proposed.approval.own_token() {
            Some(token) => Some(token.expose().clone()),
            None => self.me.tokens().mint(proposed).await?,
        };
        let Some(own) = own else {
            return Ok(new_access(self.hasher));
        };
        opaque::own_access(own, self.hasher).ok_or_else(|| {
            HookError::msg(
                "an own token string must be 32 to 2048 characters of b64token and must not \
                 begin as the toolkit's own do",
            )
            .into()
        })
    }

    /// The row of an access token.
    pub(crate) fn access_record(
        &self,
        hash: TokenHash,
        grant: Option<GrantId>,
        subject: Option<SubjectId>,
        scopes: &ScopeSet,
    ) -> AccessRecord {
        AccessRecord {
            hash,
            grant,
            client_id: self.client.id().clone(),
            subject,
            scopes: scopes.clone(),
            issued_at: self.now,
            expires_at: self.now.after(self.settings.access_token_ttl),
        }
    }

    /// The row of a grant that comes into being now and ends with its code or first token.
    pub(crate) fn grant_record(
        &self,
        subject: SubjectId,
        scopes: &ScopeSet,
        expires_at: Timestamp,
    ) -> GrantRecord {
        GrantRecord {
            id: GrantId::fresh(),
            client_id: self.client.id().clone(),
            subject,
            scopes: scopes.clone(),
            created_at: self.now,
            expires_at,
        }
    }

    /// What the client gets of a minted token, which the store has.
    pub(crate) fn issued(
        &self,
        access: AccessToken,
        approval: Approval,
        refresh: Option<RefreshToken>,
        grant: Option<GrantId>,
    ) -> Issued {
        log_issued(self.client, grant, approval.scopes(), refresh.is_some());
        Issued {
            access,
            expires_in: self.settings.access_token_ttl.as_secs(),
            approval,
            refresh,
        }
    }
}

fn log_issued(client: &Client, grant: Option<GrantId>, scopes: &ScopeSet, refreshes: bool) {
    audit!(debug, token_issued, client_id = %client.id(), ?grant, %scopes, refreshes,
        "a client got a token");
}
