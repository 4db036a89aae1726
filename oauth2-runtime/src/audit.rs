//! Audit events: what whoever runs the server must be able to find later, under one target. The
//! page `docs/log.md` lists them.

/// An event of the target `oauth2_runtime::audit` with its stable reason; no field is a secret.
macro_rules! audit {
    ($level:ident, $reason:ident, $($rest:tt)+) => {
        tracing::$level!(
            target: "oauth2_runtime::audit",
            reason = stringify!($reason),
            $($rest)+
        )
    };
}

pub(crate) use audit;
