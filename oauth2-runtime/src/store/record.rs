//! The rows and answers of the store's verbs.

use crate::clock::Timestamp;
use crate::error::StoreError;
use crate::model::{
    ClientId, CodeChallenge, GrantId, GrantSummary, ScopeSet, SentRedirect, SubjectId,
};
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

impl GrantRecord {
    /// Moves the end, never to an earlier time: a grant lives at least as long as each code, token
    /// and refresh family that hangs on it.
    ///
    /// ```
    /// # use oauth2_runtime::{ClientId, GrantId, GrantRecord, ScopeSet, SubjectId, Timestamp};
    /// # let at = Timestamp::from_seconds;
    /// # let mut grant = GrantRecord {
    /// #     id: GrantId::from_stored([1; 16]),
    /// #     client_id: ClientId::parse("app").unwrap(),
    /// #     subject: SubjectId::new("alice"),
    /// #     scopes: ScopeSet::empty(),
    /// #     created_at: at(0),
    /// #     expires_at: at(60),
    /// # };
    /// grant.prolong(at(900));
    /// grant.prolong(at(30));
    /// assert_eq!(grant.expires_at, at(900));
    /// ```
    pub fn prolong(&mut self, end: Timestamp) {
        self.expires_at = self.expires_at.max(end);
    }

    /// With a refresh family, the grant allows no more than the first token.
    pub(super) fn begin_family(&mut self, start: RefreshStart) {
        self.prolong(start.expires_at);
        self.scopes = start.scopes;
    }

    /// The grant as [`Store::grants_of`](super::Store::grants_of) tells it. `used_at` is
    /// [`RefreshRecord::rotated_at`] of the family that hangs on it; with none it counts as used
    /// when it was given.
    ///
    /// ```
    /// # use oauth2_runtime::{ClientId, GrantId, GrantRecord, ScopeSet, SubjectId, Timestamp};
    /// # let at = Timestamp::from_seconds;
    /// # let grant = GrantRecord {
    /// #     id: GrantId::from_stored([1; 16]),
    /// #     client_id: ClientId::parse("app").unwrap(),
    /// #     subject: SubjectId::new("alice"),
    /// #     scopes: ScopeSet::empty(),
    /// #     created_at: at(3),
    /// #     expires_at: at(60),
    /// # };
    /// assert_eq!(grant.summary(None).used_at, grant.created_at);
    /// assert_eq!(grant.summary(Some(at(7))).used_at, at(7));
    /// ```
    #[must_use]
    pub fn summary(&self, used_at: Option<Timestamp>) -> GrantSummary {
        GrantSummary {
            id: self.id,
            client_id: self.client_id.clone(),
            scopes: self.scopes.clone(),
            created_at: self.created_at,
            used_at: used_at.unwrap_or(self.created_at),
        }
    }
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

impl CodeRecord {
    /// The grant to keep with it: one that ends no earlier than the code, whatever end the caller
    /// named.
    ///
    /// ```
    /// # use oauth2_runtime::{
    /// #     ClientId, CodeRecord, GrantId, GrantRecord, ScopeSet, SentRedirect, SubjectId,
    /// #     Timestamp, TokenHash,
    /// # };
    /// # let at = Timestamp::from_seconds;
    /// # let grant = GrantRecord {
    /// #     id: GrantId::from_stored([1; 16]),
    /// #     client_id: ClientId::parse("app").unwrap(),
    /// #     subject: SubjectId::new("alice"),
    /// #     scopes: ScopeSet::empty(),
    /// #     created_at: at(0),
    /// #     expires_at: at(60),
    /// # };
    /// # let code = CodeRecord {
    /// #     hash: TokenHash::from_stored([1; 32]),
    /// #     grant,
    /// #     redirect_uri: SentRedirect::from_stored("https://app.example/cb", true),
    /// #     challenge: None,
    /// #     expires_at: at(300),
    /// # };
    /// assert_eq!(code.grant.expires_at, at(60));
    /// assert_eq!(code.kept_grant().expires_at, at(300));
    /// ```
    #[must_use]
    pub fn kept_grant(&self) -> GrantRecord {
        let mut grant = self.grant.clone();
        grant.prolong(self.expires_at);
        grant
    }
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

impl NewAccess {
    /// Whether its parts belong together, whatever is kept: a store asks this before it writes.
    ///
    /// ```
    /// # use oauth2_runtime::{
    /// #     AccessRecord, ClientId, NewAccess, RefreshStart, ScopeSet, Timestamp, TokenHash,
    /// # };
    /// # let (hash, at) = (TokenHash::from_stored([1; 32]), Timestamp::from_seconds);
    /// # let (client_id, scopes) = (ClientId::parse("app").unwrap(), ScopeSet::empty());
    /// # let start = RefreshStart {
    /// #     family: hash,
    /// #     current: hash,
    /// #     scopes: scopes.clone(),
    /// #     expires_at: at(5000),
    /// # };
    /// # let access = AccessRecord {
    /// #     hash,
    /// #     grant: None,
    /// #     client_id,
    /// #     subject: None,
    /// #     scopes,
    /// #     issued_at: at(0),
    /// #     expires_at: at(900),
    /// # };
    /// let mut new = NewAccess { access, creates: None, refresh: None };
    /// assert!(new.check().is_ok());
    /// new.refresh = Some(start);
    /// assert!(new.check().is_err());
    /// ```
    ///
    /// # Errors
    ///
    /// When the token does not hang on the grant that is created with it, or a refresh family would
    /// start on no grant.
    pub fn check(&self) -> Result<(), StoreError> {
        self.fault().map_or(Ok(()), |why| Err(StoreError::new(why)))
    }

    pub(super) fn fault(&self) -> Option<&'static str> {
        let created = self.creates.as_ref();
        if created.is_some_and(|grant| self.access.grant != Some(grant.id)) {
            return Some("an access token hangs on the grant that it creates");
        }
        let alone = self.refresh.is_some() && self.access.grant.is_none();
        alone.then_some("a refresh family hangs on a grant")
    }
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

impl Consent {
    /// All that is allowed from now on at this client and place: what was before, and this. The
    /// words are put in order, so that a set is kept in one form (RFC 6749 §3.3).
    ///
    /// ```
    /// use oauth2_runtime::{ClientId, Consent, ScopeSet, SubjectId, TokenHash};
    ///
    /// let consent = Consent {
    ///     subject: SubjectId::new("alice"),
    ///     client_id: ClientId::parse("app").unwrap(),
    ///     place: TokenHash::from_stored([50; 32]),
    ///     scopes: ScopeSet::from_stored("read"),
    /// };
    /// let allowed = consent.added_to(&ScopeSet::from_stored("write"));
    /// assert_eq!(allowed.as_str(), "read write");
    /// ```
    #[must_use]
    pub fn added_to(&self, earlier: &ScopeSet) -> ScopeSet {
        ScopeSet::from_names(earlier.iter().chain(self.scopes.iter()))
    }
}
