//! What every engine promises: one readable scenario each, and random histories
//! against a small model. An engine joins with one line below and a function in
//! `engines.rs`; `sqlite_file.rs` holds what is promised of files alone.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that meets a surprise has failed"
)]

mod attempts;
mod backups;
mod captures;
mod claims;
mod closing;
mod desk;
mod destinations;
mod editions;
mod engines;
mod model;
mod operators;
mod plans;
mod proposals;
mod recovery;
mod revisions;
mod shelf;
mod sqlite_file;

/// Runs every scenario on the engine of that name. A scenario that is missing
/// here is dead code, and the compiler says so.
macro_rules! scenarios {
    ($engine:ident runs $($module:ident { $($scenario:ident)* })*) => {
        mod $engine {
            $(mod $module {
                $(#[tokio::test]
                async fn $scenario() {
                    crate::$module::$scenario(crate::engines::$engine()).await;
                })*
            })*

            #[test]
            fn random_histories_agree_with_the_model() {
                crate::model::agrees_with(crate::engines::$engine);
            }

            #[test]
            fn random_shelves_agree_with_the_model() {
                crate::shelf::agrees_with(crate::engines::$engine);
            }
        }
    };
    ($($engine:ident)*) => {
        $(scenarios! { $engine runs
            captures {
                the_same_bytes_keep_their_first_moment
                other_bytes_under_the_same_path_are_another_capture
                what_went_out_lately_comes_back_as_it_was
                what_is_ready_stands_on_the_shelf_under_its_last_name
            }
            editions {
                a_live_edition_is_new_then_unfinished_then_closed
                a_live_edition_is_never_replaced_by_other_bytes
                a_correction_is_an_edition_of_its_own
                what_was_frozen_is_read_back
                a_rehearsal_of_changed_bytes_replaces_the_former_one
                a_rehearsal_that_did_not_close_begins_again
                a_finished_rehearsal_is_done_until_it_is_forgotten
                nobody_works_on_a_rehearsal_that_was_replaced
                a_rehearsal_is_never_seen_from_the_live_world
                a_live_edition_is_never_forgotten
                editions_are_listed_newest_first
                a_part_of_every_edition_is_listed_with_its_counts
                the_newest_edition_holding_a_draft_is_found
                a_draft_is_looked_for_in_one_pipeline
            }
            revisions {
                the_revisions_of_one_edition_are_found_by_its_key
                a_correction_is_for_those_who_have_the_words
                a_later_revision_that_was_refused_ends_it
                who_has_a_rehearsal_has_nothing_live
                the_drafts_of_an_edition_come_back
            }
            proposals {
                an_answer_is_to_one_digest_and_a_persons_last_word_counts
                the_proposal_that_was_made_last_comes_first
                nobody_answers_what_was_never_proposed
                what_waits_for_its_time_keeps_its_beginning
                what_was_ended_before_it_went_out_is_never_opened
            }
            plans {
                a_plan_grows_in_chunks_and_goes_on_anywhere
                a_repeated_chunk_changes_nothing
                a_chunk_from_elsewhere_changes_nothing
                an_address_planned_twice_is_one_person
                nothing_follows_the_end_of_a_plan
                nobody_plans_an_edition_that_is_not_there
            }
            claims {
                a_claim_takes_no_more_than_its_limit
                another_owner_gets_nothing_of_a_living_lease
                an_expired_lease_leaves_uncertain_and_free_rows
                who_is_alive_keeps_rows_under_a_lease_that_is_over
                a_returning_owner_voids_its_former_lease_at_once
                a_lease_lasts_through_its_last_moment
                every_intent_renews_the_lease
                owners_of_other_editions_are_left_alone
                rows_that_came_back_wait_for_those_never_tried
                claims_work_while_the_plan_still_grows
                people_keep_their_names_and_lists
                two_handles_never_share_a_row
            }
            attempts {
                an_intent_is_returned_once
                intents_under_several_leases_are_answered_in_order
                an_old_epoch_may_intend_nothing
                an_expired_lease_may_intend_nothing
                rows_of_another_lease_may_not_be_intended
                every_outcome_is_counted_where_it_belongs
                what_is_certainly_unsent_is_planned_again
                an_unsent_row_needs_no_intent
                a_deferred_row_is_due_when_its_time_has_come
                an_outcome_after_a_takeover_is_dropped
                an_outcome_under_an_expired_lease_still_counts
                the_first_outcome_of_an_attempt_counts
                a_message_that_went_out_without_intent_stays_out
                a_run_goes_on_after_the_ledger_was_dropped
            }
            closing {
                a_run_with_people_waiting_stays_open
                a_run_whose_plan_has_not_ended_stays_open
                an_edition_for_nobody_closes
                uncertain_ones_are_counted_but_nobody_waits_for_them
                a_closed_run_keeps_its_time_and_counts
            }
            operators {
                a_stopped_edition_intends_nothing_until_it_is_resumed
                what_is_on_the_wire_keeps_its_outcome_when_a_run_is_stopped
                cancelling_is_final_and_leaves_the_wire_alone
                a_cancelled_plan_ends_where_it_stands
                what_a_dead_worker_held_of_a_cancelled_edition_is_cancelled
                who_waits_past_the_end_expires
                deferred_ones_can_be_tried_at_once
                an_operator_settles_the_uncertain
                a_trace_tells_everything_in_order
                a_ledger_is_adopted_once
            }
            recovery {
                evidence_settles_what_a_dead_worker_left
                without_evidence_all_attempted_may_be_uncertain
            }
            destinations {
                a_batch_is_of_one_destination
                excepted_and_paused_destinations_are_left_alone
                a_run_leaves_alone_what_it_has_tried
                no_more_is_granted_than_the_pace_allows
                a_ramp_grows_day_by_day
            }
        })*
    };
}

scenarios! { sqlite }
