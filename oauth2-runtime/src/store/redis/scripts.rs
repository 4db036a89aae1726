//! One Lua script a verb; the server learns it once and is then sent its name.

use redis::Script;
use std::sync::LazyLock;

macro_rules! scripts {
    ($($name:ident $file:literal)*) => {$(
        pub(super) static $name: LazyLock<Script> = LazyLock::new(|| {
            Script::new(concat!(
                include_str!("../../../scripts/redis/common.lua"),
                include_str!(concat!("../../../scripts/redis/", $file, ".lua")),
            ))
        });
    )*};
}

scripts! {
    CLAIM_ONCE "claim_once"
    INSERT_CODE "insert_code"
    TAKE_CODE "take_code"
    INSERT_ACCESS "insert_access"
    FIND_ACCESS "find_access"
    FIND_REFRESH "find_refresh"
    ROTATE_REFRESH "rotate_refresh"
    REVOKE_ACCESS "revoke_access"
    REVOKE_GRANT "revoke_grant"
    REVOKE_SUBJECT "revoke_subject"
    REVOKE_CLIENT "revoke_client"
    GRANTS_OF "grants_of"
    INSERT_SESSION "insert_session"
    FIND_SESSION "find_session"
    TOUCH_SESSION "touch_session"
    END_SESSION "end_session"
    CONSENT "consent"
    KEEP "keep"
    FIND_KEPT "find_kept"
    MARK_GRANT "mark_grant"
}
