//! What every [`Store`] must do, as tests: one macro call runs all of them over any store.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::must_use_candidate,
    reason = "a check is a test: it tells of what is broken by a panic"
)]

#[doc(hidden)]
pub mod clock;
#[doc(hidden)]
pub mod codes;
#[doc(hidden)]
pub mod cut;
#[doc(hidden)]
pub mod hostile;
#[doc(hidden)]
pub mod nodes;
#[doc(hidden)]
pub mod outage;
#[doc(hidden)]
pub mod overtaken;
#[doc(hidden)]
pub mod people;
#[doc(hidden)]
pub mod purge;
#[doc(hidden)]
pub mod races;
#[doc(hidden)]
pub mod refresh;
#[doc(hidden)]
pub mod restart;
#[doc(hidden)]
pub mod retry;
#[doc(hidden)]
pub mod revocation;
#[doc(hidden)]
pub mod sample;
#[doc(hidden)]
pub mod tickets;
#[doc(hidden)]
pub mod tokens;

use super::Store;
use std::sync::Arc;
use tokio::runtime::Builder;

/// How a test brings up a store: a place that is empty at first, and nodes on it.
///
/// What must live as long as the place, as a folder, belongs into the type that implements this.
pub trait Backend: Send + Sync + Sized + 'static {
    /// When a row goes that is past its end.
    const REMOVAL: Removal = Removal::AtItsEnd;

    /// An empty place.
    fn new() -> impl Future<Output = Self> + Send;

    /// One more node on this place. What one node was told, every other knows at once; and a node
    /// that is opened after the others were shut down knows it too.
    fn open(&self) -> impl Future<Output = Arc<dyn Store>> + Send;
}

/// When a row goes that is past its end; no store may remove one earlier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Removal {
    /// At the first `purge_expired` with a `now` that is not before its end.
    AtItsEnd,
    /// Some time after its end: with the partition it lies in, or by a clock of the store's own.
    Later,
}

/// A [`Backend`] whose server can be taken away while its nodes are open.
pub trait Severed: Backend {
    /// From now on no node reaches what it stores in.
    fn sever(&self) -> impl Future<Output = ()> + Send;

    /// It is back.
    fn mend(&self) -> impl Future<Output = ()> + Send;
}

/// Runs one check on one node of a new place.
#[doc(hidden)]
pub fn on_a_store<B: Backend>(check: impl AsyncFnOnce(Arc<dyn Store>)) {
    on_a_place(async |place: &B| check(place.open().await).await);
}

/// Runs one check on a new place.
#[doc(hidden)]
pub fn on_a_place<B: Backend>(check: impl AsyncFnOnce(&B)) {
    let mut runtime = Builder::new_multi_thread();
    let runtime = runtime.worker_threads(4).enable_all().build().unwrap();
    runtime.block_on(async {
        let place = B::new().await;
        check(&place).await;
    });
}

/// Runs the whole contract of [`Store`](crate::Store) over a store: one `#[test]` a check.
///
/// The argument is a type that implements [`contract::Backend`](crate::contract::Backend). The
/// tests need no other package; they run on a runtime of their own. Call it once in a module.
///
/// `store_contract!(Mine, volatile)` leaves out what a restart asks: for a store whose rows go when
/// its last node is shut down.
///
/// ```
/// use oauth2_runtime::contract::Backend;
/// use oauth2_runtime::{MemoryStore, Store};
/// use std::sync::Arc;
///
/// struct InMemory(MemoryStore);
///
/// impl Backend for InMemory {
///     async fn new() -> Self {
///         Self(MemoryStore::new())
///     }
///
///     async fn open(&self) -> Arc<dyn Store> {
///         Arc::new(self.0.clone())
///     }
/// }
///
/// oauth2_runtime::store_contract!(InMemory);
/// ```
#[macro_export]
macro_rules! store_contract {
    ($backend:ty) => {
        $crate::store_contract! { $backend, volatile }
        $crate::__store_checks! { $backend, on_a_place;
            restart: what_was_kept_is_there, what_was_ended_stays_ended,
                who_was_revoked_stays_revoked;
        }
    };
    ($backend:ty, volatile) => {
        $crate::__store_checks! { $backend, on_a_store;
            codes: a_code_is_spent_once, a_code_comes_back_as_it_was_kept,
                another_clients_code_stays_as_it_is, a_spent_code_answers_its_grant_until_it_expires,
                a_code_is_kept_once, a_replayed_code_ends_its_grant,
                a_replay_during_the_exchange_comes_first, one_of_sixty_four_tasks_gets_the_code;
            tickets: the_first_answer_settles_a_ticket, another_verdict_comes_too_late,
                another_code_comes_too_late,
                a_no_creates_nothing, a_ticket_is_over_when_its_code_is_spent_or_dead,
                one_of_sixty_four_tasks_settles_the_ticket;
            tokens: an_access_token_comes_back_as_it_was_kept,
                tokens_of_one_grant_are_told_apart,
                a_token_of_a_client_alone_has_no_grant, a_revoked_token_is_not_found,
                a_token_is_kept_once, a_failing_verb_leaves_nothing_behind,
                a_family_hangs_on_a_grant_and_is_its_only_one, a_token_of_no_grant_is_refused;
            refresh: a_rotation_replaces_the_secret_and_keeps_the_token,
                a_family_starts_with_the_scopes_of_its_first_token,
                a_grant_tells_when_it_was_last_used,
                an_older_secret_ends_the_grant, a_made_up_secret_ends_the_grant,
                another_clients_family_is_unknown, a_rotation_that_fails_changes_nothing,
                one_of_sixty_four_tasks_rotates;
            retry: a_retry_repeats_the_rotation, the_window_ends_on_the_second,
                a_retry_with_other_scopes_is_reuse, the_seventeenth_retry_is_reuse,
                a_window_of_zero_allows_no_retry, a_new_rotation_counts_retries_anew;
            revocation: a_revoked_grant_takes_everything_with_it,
                nothing_comes_to_life_on_a_revoked_grant, revocation_wins_every_race,
                a_person_is_revoked_with_grants_and_sessions,
                a_client_is_revoked_with_grants_and_tokens, live_grants_are_told_newest_first;
            people: a_session_comes_back_as_it_was_kept, a_session_ends,
                the_latest_use_of_a_session_counts, consents_add_up, consent_is_for_one_place_alone,
                revocation_forgets_what_was_allowed;
            overtaken: what_began_before_a_person_was_revoked_is_refused,
                what_began_before_a_client_was_revoked_is_refused,
                what_began_in_the_same_second_passes, others_are_not_touched,
                a_no_is_kept_whoever_is_revoked, an_earlier_revocation_does_not_undo_a_later_one,
                a_later_revocation_counts;
            hostile: names_come_back_as_they_were_kept, names_that_look_alike_are_kept_apart,
                clients_that_look_alike_are_kept_apart, names_that_run_together_are_kept_apart,
                a_name_with_a_zero_is_kept_or_refused;
        }
        $crate::__store_checks! { $backend, on_a_place;
            purge: nothing_goes_early, what_is_overdue_is_told, everything_goes_at_its_end,
                a_purge_is_bounded, a_prolonged_grant_stays,
                what_ends_earlier_does_not_shorten_its_grant,
                a_token_of_a_rotation_outlives_its_family,
                a_code_outlives_the_end_of_its_grant, a_settled_ticket_stays_settled_for_an_hour,
                a_revocation_is_remembered_for_a_day, rows_come_and_go_at_once;
            clock: nothing_goes_by_a_clock_within_its_life;
            nodes: one_of_two_nodes_gets_the_code, one_of_two_nodes_settles_the_ticket,
                one_of_two_nodes_rotates, what_one_node_revokes_is_gone_on_the_other,
                revocation_wins_every_race_between_nodes;
            races: revocation_wins_over_rotations_and_codes,
                rotations_and_retries_at_once_leave_one_successor;
        }
    };
}

/// Runs what the contract says of a store that cannot reach what it stores in: every verb is an
/// error, soon; nothing is half written; and when the server is back, so is the store.
///
/// The argument is a type that implements [`contract::Severed`](crate::contract::Severed). The
/// server must be the test's own: it is taken away.
#[macro_export]
macro_rules! store_outage_contract {
    ($backend:ty) => {
        $crate::__store_checks! { $backend, on_a_place;
            outage: every_verb_is_an_error_and_soon, what_was_kept_is_there_afterwards,
                nothing_is_half_written, nobody_is_half_revoked;
            cut: what_was_acknowledged_amid_a_cut_is_kept;
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __store_checks {
    ($backend:ty, $run:ident; $($group:ident: $($check:ident),*;)*) => {$(
        mod $group {
            use super::*;
            $(
                #[test]
                fn $check() {
                    $crate::contract::$run::<$backend>($crate::contract::$group::$check);
                }
            )*
        }
    )*};
}
