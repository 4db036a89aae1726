//! What a failure of the server means: try again, make a partition, or tell the caller.

use crate::error::BoxError;
use tokio_postgres::error::{DbError, SqlState};

fn told_by_the_server(error: &BoxError) -> Option<&DbError> {
    error
        .downcast_ref::<tokio_postgres::Error>()
        .and_then(tokio_postgres::Error::as_db_error)
}

fn is_one_of(error: &BoxError, states: &[SqlState]) -> bool {
    told_by_the_server(error).is_some_and(|error| states.contains(error.code()))
}

/// Two verbs were in each other's way, and this one was taken back.
pub(super) fn is_conflict(error: &BoxError) -> bool {
    is_one_of(
        error,
        &[
            SqlState::T_R_DEADLOCK_DETECTED,
            SqlState::T_R_SERIALIZATION_FAILURE,
        ],
    )
}

/// No partition takes this access token. A broken `CHECK` has the same code, and a name.
pub(super) fn lacks_partition(error: &BoxError) -> bool {
    told_by_the_server(error).is_some_and(|error| {
        *error.code() == SqlState::CHECK_VIOLATION
            && error.constraint().is_none()
            && error.table() == Some("access_tokens")
    })
}

/// A function of the schema is not there, as after a restore of tables alone, or not this role's to
/// call.
pub(super) fn lacks_function(error: &BoxError) -> bool {
    is_one_of(
        error,
        &[
            SqlState::UNDEFINED_FUNCTION,
            SqlState::INSUFFICIENT_PRIVILEGE,
        ],
    )
}

/// It waited for a lock as long as it may.
pub(super) fn was_kept_waiting(error: &BoxError) -> bool {
    is_one_of(error, &[SqlState::LOCK_NOT_AVAILABLE])
}

/// A row was refused for what is in it: a value twice, or one that the server cannot keep.
pub(super) fn is_about_a_row(error: &BoxError) -> bool {
    told_by_the_server(error).is_some_and(|error| {
        let class = error.code().code().get(..2);
        matches!(class, Some("22" | "23" | "54"))
    })
}

/// Somebody else does, or did, the same to this table, or keeps it busy.
pub(super) fn is_somebody_elses(error: &BoxError) -> bool {
    is_conflict(error)
        || is_one_of(
            error,
            &[
                SqlState::LOCK_NOT_AVAILABLE,
                SqlState::OBJECT_NOT_IN_PREREQUISITE_STATE,
                SqlState::QUERY_CANCELED,
                SqlState::UNDEFINED_TABLE,
            ],
        )
}
