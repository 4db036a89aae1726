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

    /// The day in UTC, `2026-10-03`.
    ///
    /// ```
    /// use oauth2_runtime::Timestamp;
    ///
    /// assert_eq!(Timestamp::from_seconds(1_790_985_600).date(), "2026-10-03");
    /// ```
    #[must_use]
    pub fn date(self) -> String {
        // Years begin in March here, so that a leap day is the last of its year; an era has 400 of
        // them and begins with the year 0.
        let days = self.0 / 86_400 + 719_468;
        let (era, day) = (days / 146_097, days % 146_097);
        let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
        let day = day - (365 * year + year / 4 - year / 100);
        let month = (5 * day + 2) / 153;
        let day = day - (153 * month + 2) / 5 + 1;
        let (month, next) = if month < 10 {
            (month + 3, 0)
        } else {
            (month - 9, 1)
        };
        format!("{:04}-{month:02}-{day:02}", era * 400 + year + next)
    }
}

/// As RFC 3339 writes it: `2026-10-03T12:00:00Z`.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (date, second) = (self.date(), self.0 % 86_400);
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        write!(f, "{date}T{hour:02}:{minute:02}:{second:02}Z")
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
        Timestamp(since_epoch().as_secs())
    }
}

/// The system's time, for what is to stand in order: nothing is decided by it.
pub(crate) fn milliseconds() -> u64 {
    u64::try_from(since_epoch().as_millis()).unwrap_or_default()
}

fn since_epoch() -> Duration {
    #[expect(clippy::disallowed_methods, reason = "this file is where time enters")]
    let now = std::time::SystemTime::now();
    // A clock before 1970 reads as the epoch: every lifetime is then in the future, none eternal.
    now.duration_since(std::time::UNIX_EPOCH)
        .unwrap_or_default()
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

    #[test]
    fn a_moment_is_written_as_its_day_and_time() {
        for (seconds, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_399, "2000-02-28T23:59:59Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (951_868_800, "2000-03-01T00:00:00Z"),
            (1_735_689_599, "2024-12-31T23:59:59Z"),
            (1_790_985_600, "2026-10-03T00:00:00Z"),
            (4_107_542_399, "2100-02-28T23:59:59Z"),
            (4_107_542_400, "2100-03-01T00:00:00Z"),
            (253_402_300_799, "9999-12-31T23:59:59Z"),
        ] {
            assert_eq!(Timestamp::from_seconds(seconds).to_string(), text);
        }
        let latest = Timestamp::from_seconds(u64::MAX).date();
        assert_eq!(latest, "584554051223-11-09");
    }
}
