//! One call of a script: the command is written as it goes out, argument by argument.

use redis::{Cmd, ErrorKind, RedisError, Script, ServerErrorKind, ToRedisArgs};

/// Room for the arguments of most verbs, and for their bytes.
const ROOM: (usize, usize) = (24, 512);

/// A script with its key and its arguments.
pub(super) struct Call {
    pub(super) script: &'static Script,
    pub(super) command: Cmd,
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
}

/// Whether the server has forgotten the script, or never knew it.
pub(super) fn is_forgotten(error: &RedisError) -> bool {
    error.kind() == ErrorKind::Server(ServerErrorKind::NoScript)
}
