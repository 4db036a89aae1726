//! The only `now()`: time enters here, so that tests move it by hand and nothing sleeps.

use std::fmt;
use std::time::Duration;

/// A moment in whole seconds since 1970-01-01 UTC, the unit of every OAuth wire format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(u64);

impl Timestamp {
    /// The moment `seconds` after the epoch.
    #[must_use]
    pub const fn from_seconds(seconds: u64) -> Self {
        Self(seconds)
    }

    /// Seconds since the epoch.
    #[must_use]
    pub const fn seconds(self) -> u64 {
        self.0
    }

    /// The moment `span` later; saturates, so that a huge lifetime cannot wrap into the past.
    /// A part of a second is dropped.
    #[must_use]
    pub const fn after(self, span: Duration) -> Self {
        // `i64::MAX` is the last moment that every database can hold.
        let latest = i64::MAX.cast_unsigned();
        let sum = self.0.saturating_add(span.as_secs());
        Self(if sum > latest { latest } else { sum })
    }

    /// How long after `earlier` this moment is; zero when it is not after it.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Duration {
        Duration::from_secs(self.0.saturating_sub(earlier.0))
    }
}

/// Tells the time. The provider asks it for each request.
pub trait Clock: fmt::Debug + Send + Sync + 'static {
    /// The present moment.
    fn now(&self) -> Timestamp;
}

/// The system's clock, the default.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        #[expect(clippy::disallowed_methods, reason = "this file is where time enters")]
        let now = std::time::SystemTime::now();
        // A clock before 1970 reads as the epoch: every lifetime is then in the future, none eternal.
        Timestamp(
            now.duration_since(std::time::UNIX_EPOCH)
                .map_or(0, |span| span.as_secs()),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_huge_lifetime_saturates() {
        let end = Timestamp::from_seconds(5).after(Duration::MAX);
        assert_eq!(end.seconds(), i64::MAX.cast_unsigned());
        assert_eq!(Timestamp::from_seconds(5).since(end), Duration::ZERO);
    }
}
