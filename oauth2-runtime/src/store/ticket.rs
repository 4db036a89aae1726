//! The rows and answers of `claim_once`: a ticket of the consent page is settled once.

use super::CodeRecord;
use crate::clock::Timestamp;
use crate::secret::TokenHash;
use std::time::Duration;

/// How long a settled ticket is remembered past its end.
const TICKET_AFTERLIFE: Duration = Duration::from_secs(60 * 60);

/// What a person answered on the consent page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Yes.
    Allow,
    /// No.
    Deny,
}

/// A ticket to settle.
///
/// ```
/// use oauth2_runtime::{Claim, Timestamp, TokenHash, Verdict};
///
/// let no = Claim {
///     ticket: TokenHash::from_stored([9; 32]),
///     expires_at: Timestamp::from_seconds(600),
///     verdict: Verdict::Deny,
///     code: None,
/// };
/// assert_eq!((no.code_hash(), no.given_code().is_none()), (None, true));
/// assert!(no.repeats(Verdict::Deny, None) && !no.repeats(Verdict::Allow, None));
/// assert_eq!(no.kept_until(), Timestamp::from_seconds(4200));
/// ```
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
    /// The code that a yes gives; a no gives none, whatever came with it.
    #[must_use]
    pub fn given_code(&self) -> Option<&CodeRecord> {
        let code = self.code.as_ref();
        code.filter(|_| self.verdict == Verdict::Allow)
    }

    /// The hash of the code that a yes gives; a no gives none, whatever came with it.
    #[must_use]
    pub fn code_hash(&self) -> Option<TokenHash> {
        self.given_code().map(|code| code.hash)
    }

    /// Whether it says what settled the ticket: the verdict that was kept, with the code of the
    /// hash that was kept. Whether that code is still good is the store's to look up.
    #[must_use]
    pub fn repeats(&self, verdict: Verdict, code: Option<TokenHash>) -> bool {
        self.verdict == verdict && self.code_hash() == code
    }

    /// When it may be forgotten: an hour past its end, so that a clock that steps back does not open
    /// the ticket again.
    #[must_use]
    pub const fn kept_until(&self) -> Timestamp {
        self.expires_at.after(TICKET_AFTERLIFE)
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
