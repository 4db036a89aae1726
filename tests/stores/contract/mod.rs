//! What every store must do: one macro call runs all of it over one store.

pub(crate) mod codes;
pub(crate) mod overtaken;
pub(crate) mod people;
pub(crate) mod purge;
pub(crate) mod refresh;
pub(crate) mod retry;
pub(crate) mod revocation;
pub(crate) mod sample;
pub(crate) mod tickets;
pub(crate) mod tokens;

/// Runs each check of the contract on a new store. `$new` answers the store as an
/// `Arc<dyn Store>`, and what must live as long as it.
macro_rules! contract {
    ($new:expr) => {
        $crate::contract::checks! { $new;
            codes: a_code_is_spent_once, a_code_comes_back_as_it_was_kept,
                another_clients_code_stays_as_it_is, a_spent_code_answers_its_grant_until_it_expires,
                a_code_is_kept_once, a_replayed_code_ends_its_grant,
                a_replay_during_the_exchange_comes_first, one_of_sixty_four_tasks_gets_the_code;
            tickets: the_first_answer_settles_a_ticket, another_verdict_comes_too_late,
                a_no_creates_nothing, a_ticket_is_over_when_its_code_is_spent_or_dead,
                one_of_sixty_four_tasks_settles_the_ticket;
            tokens: an_access_token_comes_back_as_it_was_kept,
                a_token_of_a_client_alone_has_no_grant, a_revoked_token_is_not_found,
                a_token_is_kept_once, a_failing_verb_leaves_nothing_behind,
                a_family_hangs_on_a_grant_and_is_its_only_one, a_token_of_no_grant_is_refused;
            refresh: a_rotation_replaces_the_secret_and_keeps_the_token,
                a_family_starts_with_the_scopes_of_its_first_token,
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
            purge: nothing_goes_early, everything_goes_at_its_end, a_purge_is_bounded,
                a_prolonged_grant_stays, a_settled_ticket_stays_settled_for_an_hour;
            overtaken: what_began_before_a_person_was_revoked_is_refused,
                what_began_before_a_client_was_revoked_is_refused,
                what_began_in_the_same_second_passes, others_are_not_touched,
                a_no_is_kept_whoever_is_revoked, an_earlier_revocation_does_not_undo_a_later_one,
                a_revocation_is_remembered_for_a_day;
        }
    };
}

macro_rules! checks {
    ($new:expr; $($group:ident: $($check:ident),*;)*) => {$(
        mod $group {
            use super::*;
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
                async fn $check() {
                    let (store, _alive) = $new;
                    $crate::contract::$group::$check(store).await;
                }
            )*
        }
    )*};
}

pub(crate) use {checks, contract};
