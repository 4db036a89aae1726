//! Audit events: what whoever runs the server must be able to find later, under one target. The
//! page `docs/log.md` lists them.

/// An event of the target `oauth2_runtime::audit` with its stable reason; no field is a secret.
///
/// It is much code: where the caller is generic over the provider, it stands in a function of its
/// own that is not, so that it is compiled here and not in each user's crate.
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
