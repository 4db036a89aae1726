//! A throttle for tests that fail on purpose, and often.

use oauth2_runtime::prelude::*;
use oauth2_runtime::{Budget, Throttle, Timestamp};
use std::time::Duration;

/// Counts nothing, so that nobody waits.
#[derive(Clone, Copy, Debug)]
pub struct Unthrottled;

#[async_trait]
impl Throttle for Unthrottled {
    async fn wait(&self, _: &[Budget<'_>], _: Timestamp) -> HookResult<Option<Duration>> {
        Ok(None)
    }

    async fn count(&self, _: &[Budget<'_>], _: Timestamp) -> HookResult<Option<Duration>> {
        Ok(None)
    }

    async fn give_back(&self, _: &[Budget<'_>], _: Timestamp) -> HookResult<()> {
        Ok(())
    }
}
