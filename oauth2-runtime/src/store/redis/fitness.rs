//! What a server must be before anything is kept in it.

use crate::error::BoxError;
use redis::aio::ConnectionManager;
use redis::{InfoDict, cmd};

/// The first version with every command that the scripts use.
const FIRST: (u32, u32) = (6, 2);

pub(super) async fn check(connection: &ConnectionManager) -> Result<(), BoxError> {
    let mut connection = connection.clone();
    let info: InfoDict = cmd("INFO").query_async(&mut connection).await?;
    let text = |name: &str| info.get::<String>(name).unwrap_or_default();
    let version = text("redis_version");
    if parse(&version).is_none_or(|version| version < FIRST) {
        return Err(format!("Redis {version} is too old; 6.2 is needed").into());
    }
    let policy = text("maxmemory_policy");
    if policy != "noeviction" {
        return Err(format!(
            "Redis may throw away tokens that are still good: set maxmemory-policy to noeviction \
             (it is {policy})"
        )
        .into());
    }
    if text("role") == "slave" {
        return Err("this Redis is a replica: it takes no writes; connect to its primary".into());
    }
    if text("aof_enabled") != "1" {
        tracing::warn!(
            reason = "redis_forgets",
            "Redis keeps no log of writes (appendonly no): a crash of it signs everybody out"
        );
    }
    Ok(())
}

fn parse(version: &str) -> Option<(u32, u32)> {
    let mut parts = version.split('.');
    let mut next = || parts.next()?.parse().ok();
    Some((next()?, next()?))
}
