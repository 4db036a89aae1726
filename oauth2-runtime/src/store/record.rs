//! The rows and answers of the store's verbs.

use crate::clock::Timestamp;
use crate::model::{ClientId, CodeChallenge, GrantId, ScopeSet, SentRedirect, SubjectId};
use crate::secret::{Salt, TokenHash};
use std::sync::Arc;
use std::time::Duration;

/// One consent of one person to one client, or one password given; tokens hang on it.
#[derive(Clone, Debug)]
pub struct GrantRecord {
    /// Which grant.
    pub id: GrantId,
    /// Who holds it.
    pub client_id: ClientId,
    /// On whose behalf.
    pub subject: SubjectId,
    /// What it allows at most.
    pub scopes: ScopeSet,
    /// When it was given.
    pub created_at: Timestamp,
    /// When the row may go: past the end of everything that hangs on it.
    pub expires_at: Timestamp,
}

/// An authorization code with the grant it creates (RFC 6749 §4.1.2, RFC 7636 §4.4).
#[derive(Clone, Debug)]
pub struct CodeRecord {
    /// The hash it is found by.
    pub hash: TokenHash,
    /// The grant that is created with it.
    pub grant: GrantRecord,
    /// The redirect URI it is bound to.
    pub redirect_uri: SentRedirect,
    /// The PKCE challenge it is bound to; `None` only where the policy allowed it.
    pub challenge: Option<CodeChallenge>,
    /// When it dies.
    pub expires_at: Timestamp,
}

/// The answer of [`Store::take_code`](super::Store::take_code).
#[must_use = "only a fresh code may give a token"]
#[derive(Clone, Debug)]
pub enum TakenCode {
    /// It was live, and now is spent.
    Fresh(Box<CodeRecord>),
    /// It was spent before: what it has given was revoked in the same step.
    Spent(GrantId),
    /// No such code of this client.
    Unknown,
}

/// An access token (RFC 6749 §1.4).
#[derive(Clone, Debug)]
pub struct AccessRecord {
    /// The hash it is found by.
    pub hash: TokenHash,
    /// The grant it hangs on; none for `client_credentials`.
    pub grant: Option<GrantId>,
    /// Who holds it.
    pub client_id: ClientId,
    /// On whose behalf; none for `client_credentials`.
    pub subject: Option<SubjectId>,
    /// What it allows.
    pub scopes: ScopeSet,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// When it dies.
    pub expires_at: Timestamp,
}

/// An access token to keep, with what comes into being in the same step.
#[derive(Clone, Debug)]
pub struct NewAccess {
    /// The token.
    pub access: AccessRecord,
    /// A grant to create first, for `implicit` and `password`.
    pub creates: Option<GrantRecord>,
    /// A refresh family to start on the token's grant.
    pub refresh: Option<RefreshStart>,
}

/// The first generation of a refresh family.
#[derive(Clone, Debug)]
pub struct RefreshStart {
    /// The hash of the family secret, equal in every generation.
    pub family: TokenHash,
    /// The hash of the current secret.
    pub current: TokenHash,
    /// What the first token allows: from now on the grant allows no more.
    pub scopes: ScopeSet,
    /// When the family dies for good; the grant lives at least as long.
    pub expires_at: Timestamp,
}

/// The answer of the verbs that keep something on somebody's behalf.
#[must_use = "what is revoked must not be handed out"]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inserted {
    /// It is kept.
    Live,
    /// The grant is revoked, or the person or the client was after this row began; nothing was kept.
    Revoked,
}

/// A live refresh family (RFC 6749 §6).
#[derive(Clone, Debug)]
pub struct RefreshRecord {
    /// The grant it hangs on.
    pub grant: GrantId,
    /// On whose behalf.
    pub subject: SubjectId,
    /// What the grant allows at most.
    pub scopes: ScopeSet,
    /// The hash of the current secret.
    pub current: TokenHash,
    /// The hash of the secret before it.
    pub previous: Option<TokenHash>,
    /// When the family was last used, or began.
    pub rotated_at: Timestamp,
    /// When it dies for good.
    pub expires_at: Timestamp,
}

/// A rotation to perform.
#[derive(Clone, Debug)]
pub struct RotateRefresh {
    /// Whose family.
    pub client_id: ClientId,
    /// The family.
    pub family: TokenHash,
    /// The hash of the secret that was presented.
    pub presented: TokenHash,
    /// The hash of its successor.
    pub successor: TokenHash,
    /// What the successor was derived with; kept for a retry, at least for `retry_window`.
    pub salt: Salt,
    /// The scope parameter as it was sent, empty when it was absent; a retry must repeat it.
    pub scopes: ScopeSet,
    /// How long after a rotation the previous secret is a retry.
    pub retry_window: Duration,
    /// The access token to keep with it.
    pub access: AccessRecord,
    /// Now.
    pub now: Timestamp,
}

/// The answer of [`Store::rotate_refresh`](super::Store::rotate_refresh).
#[must_use = "only `Rotated` and `Retried` may answer a token"]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RotatedRefresh {
    /// The successor is current; the access token is live.
    Rotated,
    /// A retry of the last rotation; the access token is live, and the successor must be derived
    /// with this salt.
    Retried {
        /// The salt of that rotation.
        salt: Salt,
    },
    /// Proven reuse: the grant has been revoked in the same step.
    Reused(GrantId),
    /// No such family of this client, or its grant is revoked.
    Unknown,
}

/// What a person answered on the consent page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Yes.
    Allow,
    /// No.
    Deny,
}

/// A ticket to settle.
#[derive(Clone, Debug)]
pub struct Claim {
    /// The hash of the ticket.
    pub ticket: TokenHash,
    /// When the ticket is void by itself; the claim is remembered for an hour longer, so that a
    /// clock that steps back does not open it again.
    pub expires_at: Timestamp,
    /// The answer.
    pub verdict: Verdict,
    /// The code that the answer gives.
    pub code: Option<CodeRecord>,
}

impl Claim {
    /// The hash of the code that a yes gives; a no gives none, whatever came with it.
    #[must_use]
    pub fn code_hash(&self) -> Option<TokenHash> {
        let code = self
            .code
            .as_ref()
            .filter(|_| self.verdict == Verdict::Allow);
        code.map(|code| code.hash)
    }
}

/// The answer of [`Store::claim_once`](super::Store::claim_once).
#[must_use = "only the first claim may give something new"]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claimed {
    /// This call settled it.
    First,
    /// The same verdict with the same code was given before, and the code is still good.
    Again,
    /// It was settled otherwise, or its code is spent or dead, or the person or the client was
    /// revoked after the grant began; nothing was kept.
    Over,
}

/// A login session of the toolkit's own login page.
#[derive(Clone, Debug)]
pub struct SessionRecord {
    /// The hash of the cookie's value.
    pub hash: TokenHash,
    /// Who is signed in.
    pub subject: SubjectId,
    /// The name shown on pages.
    pub name: Arc<str>,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last used.
    pub seen_at: Timestamp,
    /// When it ends for good.
    pub expires_at: Timestamp,
}

/// What a person allowed, or is asked to allow.
#[derive(Clone, Debug)]
pub struct Consent {
    /// Who allowed it.
    pub subject: SubjectId,
    /// To whom.
    pub client_id: ClientId,
    /// Where the answer went: a hash of the redirect URI, bound to the issuer, so that two providers
    /// on one store do not share what was allowed.
    pub place: TokenHash,
    /// What.
    pub scopes: ScopeSet,
}
