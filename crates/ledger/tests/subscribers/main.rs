//! What every engine promises about people on lists, one readable scenario each.
//! Another engine joins with a function in `store.rs` and its name in [`scenarios`].
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that meets a surprise has failed"
)]

mod erasing;
mod lists;
mod mailing;
mod people;
mod requests;
mod returned;
mod store;

/// Runs every scenario on the engine of that name. A scenario that is missing
/// here is dead code, and the compiler says so.
macro_rules! scenarios {
    ($engine:ident runs $($module:ident { $($scenario:ident)* })*) => {
        mod $engine {
            $(mod $module {
                $(#[tokio::test]
                async fn $scenario() {
                    crate::$module::$scenario(&crate::store::$engine()).await;
                })*
            })*
        }
    };
}

scenarios! { sqlite runs
    lists {
        an_import_adds_updates_and_then_changes_nothing
        a_dry_run_counts_and_changes_nothing
        the_first_of_repeated_rows_counts
        nobody_who_left_comes_back_by_an_import
        what_another_system_gave_up_is_taken_over
        who_came_back_later_is_not_taken_off_by_an_old_export
        who_may_not_be_mailed_is_not_subscribed
        pending_people_are_not_mailed_until_they_confirm
        one_reason_is_undone_without_the_other
        people_come_in_pages_in_byte_order
        the_kinds_of_an_attributes_values_are_counted
        lists_are_counted
    }
    mailing {
        who_left_before_planning_is_planned_as_suppressed
        who_leaves_between_plan_and_intent_gets_nothing
        a_delivery_knows_whom_it_was_to
        a_stretch_of_people_who_left_is_no_end_of_the_plan
    }
    returned {
        what_comes_back_marks_its_delivery_and_is_undone
        evidence_settles_what_nobody_knew
        what_is_on_the_wire_is_marked_when_it_is_settled
    }
    erasing {
        erasure_leaves_a_mark_and_nothing_else
        words_of_the_newsroom_are_mentions_that_stay
        a_plan_goes_on_behind_an_erased_person
    }
    requests {
        a_wish_mails_nobody_until_it_is_confirmed
        a_wish_is_forgotten_with_everything_about_the_person
        what_an_operator_put_there_never_expires
        whoever_left_or_was_given_up_comes_back_by_their_own_word
        coming_back_to_one_list_is_not_coming_back_to_all
        coming_back_to_one_list_is_not_coming_back_to_a_file
        what_an_operator_said_outlives_a_confirmation
        a_form_ends_nothing_that_stands
        a_wish_that_is_confirmed_proves_what_stood_there
        many_wishes_are_forgotten_at_once
        a_token_is_one_persons_until_they_are_erased
        a_letter_waits_until_it_is_forgotten
        people_say_themselves_what_is_known_of_them
        nothing_is_asked_for_too_often
    }
}
