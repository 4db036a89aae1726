//! One call of a script: the command is written as it goes out, argument by argument.

use redis::aio::ConnectionManager;
use redis::{Cmd, ErrorKind, FromRedisValue, RedisResult, Script, ServerErrorKind, ToRedisArgs};

/// Room for the arguments of most verbs, and for their bytes.
const ROOM: (usize, usize) = (24, 512);

/// A script with its key and its arguments.
pub(super) struct Call {
    script: &'static Script,
    command: Cmd,
}

impl Call {
    pub(super) fn new(script: &'static Script, key: &str) -> Self {
        let mut command = Cmd::with_capacity(ROOM.0, ROOM.1);
        command
            .arg("EVALSHA")
            .arg(script.get_hash())
            .arg(1)
            .arg(key);
        Self { script, command }
    }

    pub(super) fn arg(&mut self, argument: impl ToRedisArgs) -> &mut Self {
        self.command.arg(argument);
        self
    }

    /// The answer. A server that has forgotten the script, or never knew it, is sent it first.
    pub(super) async fn answer<T: FromRedisValue>(
        &self,
        connection: &mut ConnectionManager,
    ) -> RedisResult<T> {
        match self.command.query_async(connection).await {
            Err(error) if error.kind() == ErrorKind::Server(ServerErrorKind::NoScript) => {
                self.script.load_async(connection).await?;
                self.command.query_async(connection).await
            }
            answer => answer,
        }
    }
}
