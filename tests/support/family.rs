//! What a family of refresh tokens must do, in a few lines (RFC 6749 §6, RFC 9700 §4.14.2).
//!
//! Properties compare a server, or a store, with it. Tokens are numbers, the first is 0.

use oauth2_runtime::ScopeSet;

/// How often one rotation may be retried.
const MOST_RETRIES: u8 = 16;

/// One family: a line of tokens, of which at most the newest two mean anything.
#[derive(Clone, Debug)]
pub struct Family {
    /// What the person allowed.
    pub allows: ScopeSet,
    /// How many seconds after a rotation the token before the newest is a retry.
    pub window: u64,
    /// How many seconds the newest may lie unused.
    pub idle: u64,
    /// When the family is over, however busy it is.
    pub ends: u64,
    /// The newest token.
    pub newest: usize,
    /// When it came into being.
    pub rotated_at: u64,
    /// Whether the grant was revoked.
    pub dead: bool,
    /// The scope parameter of the last rotation, and how often it was retried.
    last: Option<(ScopeSet, u8)>,
}

/// What becomes of a token that was presented.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// A new token.
    Rotates,
    /// The newest token once more.
    Retries,
    /// Proven reuse: the grant dies.
    Ends,
    /// Nothing: the family is dead, idle or over.
    Refused,
    /// Nothing: the request asks for more than was allowed.
    TooWide,
}

impl Family {
    /// A family that begins now and lasts as long as its store lets it.
    #[must_use]
    pub const fn new(allows: ScopeSet, window: u64, now: u64) -> Self {
        Self {
            allows,
            window,
            idle: u64::MAX,
            ends: u64::MAX,
            newest: 0,
            rotated_at: now,
            dead: false,
            last: None,
        }
    }

    /// A token is presented with this scope parameter, which is empty when it is absent.
    pub fn present(&mut self, token: Option<usize>, scope: &ScopeSet, now: u64) -> Fate {
        if self.dead || now >= self.ends || now - self.rotated_at >= self.idle {
            return Fate::Refused;
        }
        if !scope.is_subset(&self.allows) {
            return Fate::TooWide;
        }
        if token == Some(self.newest) {
            self.newest += 1;
            self.rotated_at = now;
            self.last = Some((scope.clone(), 0));
            return Fate::Rotates;
        }
        let open = now - self.rotated_at < self.window;
        if let Some((same, retries)) = &mut self.last
            && token.map(|token| token + 1) == Some(self.newest)
            && (open && same == scope && *retries < MOST_RETRIES)
        {
            *retries += 1;
            return Fate::Retries;
        }
        self.dead = true;
        Fate::Ends
    }
}
