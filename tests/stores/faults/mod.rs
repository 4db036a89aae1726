//! The contract finds what is broken: one fault at a time, and a check that is red by it.

mod direct;
mod faulty;
mod table;
mod verbs;

use faulty::Faulty;
use oauth2_runtime::contract::{Backend as _, on_a_place};
use std::panic::{AssertUnwindSafe, catch_unwind};
use table::FaultyTable;

/// The same store without a fault: every check is green.
mod none {
    use super::Faulty;
    oauth2_runtime::store_contract!(Faulty);
    oauth2_runtime::store_outage_contract!(Faulty);
}

/// The same of keys and values.
mod none_below {
    use super::FaultyTable;
    oauth2_runtime::store_contract!(FaultyTable);
    oauth2_runtime::store_outage_contract!(FaultyTable);
}

/// A test a fault: the check that is named beside it is red.
macro_rules! finds {
    ($broken:ident $run:ident: $($fault:ident by $group:ident::$check:ident;)*) => {$(
        #[test]
        fn $fault() {
            let run = || on_a_place::<$broken>(async |_| {
                let place = $broken::with(stringify!($fault));
                finds!(@$run place, $group::$check);
            });
            let red = catch_unwind(AssertUnwindSafe(run)).is_err();
            assert!(red, "{} does not see that {}", stringify!($check), stringify!($fault));
        }
    )*};
    (@store $place:ident, $group:ident::$check:ident) => {
        oauth2_runtime::contract::$group::$check($place.open().await).await
    };
    (@place $place:ident, $group:ident::$check:ident) => {
        oauth2_runtime::contract::$group::$check(&$place).await
    };
}

finds! { Faulty store:
    a_code_stays_fresh by codes::a_code_is_spent_once;
    a_code_is_read_before_it_is_spent by codes::one_of_sixty_four_tasks_gets_the_code;
    a_replay_is_harmless by codes::a_replayed_code_ends_its_grant;
    a_code_is_anybodys by codes::another_clients_code_stays_as_it_is;
    a_challenge_is_forgotten by codes::a_code_comes_back_as_it_was_kept;
    a_second_code_is_no_error by codes::a_code_is_kept_once;
    the_last_verdict_counts by tickets::another_verdict_comes_too_late;
    any_code_is_the_same_answer by tickets::another_code_comes_too_late;
    a_no_creates_the_code by tickets::a_no_creates_nothing;
    a_token_loses_its_scopes by tokens::an_access_token_comes_back_as_it_was_kept;
    a_token_is_kept_after_all by revocation::revocation_wins_every_race;
    the_window_is_a_second_longer by retry::the_window_ends_on_the_second;
    the_window_is_a_second_shorter by retry::the_window_ends_on_the_second;
    a_retry_gets_its_own_salt by retry::a_retry_repeats_the_rotation;
    a_retry_may_ask_for_more by retry::a_retry_with_other_scopes_is_reuse;
    a_made_up_secret_is_unknown by refresh::a_made_up_secret_ends_the_grant;
    a_rotation_forgets_its_token by refresh::a_rotation_replaces_the_secret_and_keeps_the_token;
    uses_are_not_told by refresh::a_grant_tells_when_it_was_last_used;
    a_rotation_reads_too_early by refresh::one_of_sixty_four_tasks_rotates;
    a_token_cannot_be_revoked by tokens::a_revoked_token_is_not_found;
    revocations_are_not_remembered by overtaken::what_began_before_a_person_was_revoked_is_refused;
    revocations_keep_consents by people::revocation_forgets_what_was_allowed;
    dead_grants_are_told by revocation::live_grants_are_told_newest_first;
    grants_are_told_oldest_first by revocation::live_grants_are_told_newest_first;
    consent_is_for_every_client by people::consent_is_for_one_place_alone;
    consent_is_for_every_place by people::consent_is_for_one_place_alone;
    a_session_never_ends by people::a_session_ends;
    names_are_folded by hostile::names_that_look_alike_are_kept_apart;
    names_end_at_a_zero by hostile::a_name_with_a_zero_is_kept_or_refused;
    clients_are_folded by hostile::clients_that_look_alike_are_kept_apart;
    keys_run_together by hostile::names_that_run_together_are_kept_apart;
}

finds! { Faulty place:
    a_node_remembers_tokens by nodes::what_one_node_revokes_is_gone_on_the_other;
    a_purge_is_a_second_early by purge::nothing_goes_early;
    a_purge_is_a_second_late by purge::everything_goes_at_its_end;
    a_purge_has_no_limit by purge::a_purge_is_bounded;
    a_clock_removes_early by clock::nothing_goes_by_a_clock_within_its_life;
    a_token_goes_with_the_first_end_of_its_grant by clock::nothing_goes_by_a_clock_within_its_life;
    a_restart_forgets_salts by restart::what_was_kept_is_there;
    a_restart_forgets_spent_codes by restart::what_was_ended_stays_ended;
    a_cut_is_no_error by outage::every_verb_is_an_error_and_soon;
    a_cut_leaves_half_a_rotation by outage::nothing_is_half_written;
    a_cut_leaves_half_a_revocation by outage::nobody_is_half_revoked;
    a_cut_loses_the_last_token by cut::what_was_acknowledged_amid_a_cut_is_kept;
}

finds! { FaultyTable store:
    a_commit_has_no_conditions by codes::one_of_sixty_four_tasks_gets_the_code;
    a_commit_ignores_that_a_key_is_there by tickets::one_of_sixty_four_tasks_settles_the_ticket;
    a_commit_ignores_that_a_value_is_another by refresh::one_of_sixty_four_tasks_rotates;
    a_commit_makes_its_first_change_alone by tokens::an_access_token_comes_back_as_it_was_kept;
    a_commit_that_failed_is_told_as_done by refresh::one_of_sixty_four_tasks_rotates;
    values_come_in_another_order by tokens::an_access_token_comes_back_as_it_was_kept;
    a_list_is_empty by revocation::live_grants_are_told_newest_first;
    a_list_has_all_of_a_kind by hostile::names_that_look_alike_are_kept_apart;
    a_list_begins_anew by revocation::live_grants_are_told_newest_first;
}

finds! { FaultyTable place:
    a_node_remembers_what_it_read by nodes::what_one_node_revokes_is_gone_on_the_other;
    a_cut_finds_nothing by outage::every_verb_is_an_error_and_soon;
}
