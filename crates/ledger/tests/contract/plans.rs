//! Who is planned, and how often.

use copydesk_ledger::{Cursor, EditionId, LedgerError, Planned, World};

use crate::desk::{Desk, after, chunk, names};

pub(crate) async fn a_plan_grows_in_chunks_and_goes_on_anywhere(desk: Desk) {
    let id = desk.open(World::Live, "brief").await;
    assert_eq!(desk.ledger.planned(id).await.unwrap().cursor, Cursor::Start);
    assert_eq!(desk.plan(id, &["ann", "bob"], after("bob")).await, 2);

    // Another process, which knows nothing of the first, goes on.
    let desk = desk.reopened();
    let stands = desk.ledger.planned(id).await.unwrap();
    assert_eq!((stands.cursor, stands.candidates), (after("bob"), 2));
    assert_eq!(desk.plan(id, &["cleo"], after("cleo")).await, 3);
    assert_eq!(desk.plan(id, &[], Cursor::End).await, 3);

    let batch = desk.batch(id, "w", 10).await;
    assert_eq!(names(&batch), ["ann", "bob", "cleo"]);
}

pub(crate) async fn a_repeated_chunk_changes_nothing(desk: Desk) {
    let id = desk.open(World::Live, "brief").await;
    let first = chunk(Cursor::Start, &["ann", "bob"], after("bob"));
    let once = desk.ledger.plan(id, first.clone()).await.unwrap();
    let twice = desk.ledger.plan(id, first).await.unwrap();
    assert_eq!(once, twice);
    assert_eq!(desk.balance(id).await.waiting, 2);
}

pub(crate) async fn a_chunk_from_elsewhere_changes_nothing(desk: Desk) {
    let id = desk.open(World::Live, "brief").await;
    desk.plan(id, &["ann"], after("ann")).await;
    let skips = chunk(after("bob"), &["cleo"], Cursor::End);
    let stands = Planned { cursor: after("ann"), candidates: 1 };
    assert_eq!(desk.ledger.plan(id, skips).await.unwrap(), stands);
    assert_eq!(desk.ledger.planned(id).await.unwrap(), stands);
    assert_eq!(desk.balance(id).await.candidates, 1);
}

pub(crate) async fn an_address_planned_twice_is_one_person(desk: Desk) {
    let id = desk.open(World::Live, "brief").await;
    let people = ["ann", "ann", "bob"];
    assert_eq!(desk.plan(id, &people, after("bob")).await, 2);
    assert_eq!(desk.plan(id, &["bob", "cleo"], Cursor::End).await, 3);
    assert_eq!(desk.balance(id).await.candidates, 3);
    let batch = desk.batch(id, "w", 10).await;
    assert_eq!(names(&batch), ["ann", "bob", "cleo"]);
}

pub(crate) async fn nothing_follows_the_end_of_a_plan(desk: Desk) {
    let id = desk.planned(&["ann"]).await;
    let late = chunk(Cursor::End, &["zoe"], Cursor::End);
    assert_eq!(desk.ledger.plan(id, late).await.unwrap().candidates, 1);
    assert_eq!(desk.balance(id).await.candidates, 1);
}

pub(crate) async fn nobody_plans_an_edition_that_is_not_there(desk: Desk) {
    let nowhere = EditionId(7);
    let planned = desk.ledger.planned(nowhere).await;
    assert!(matches!(planned, Err(LedgerError::UnknownEdition)));
    let chunk = chunk(Cursor::Start, &["ann"], Cursor::End);
    let planned = desk.ledger.plan(nowhere, chunk).await;
    assert!(matches!(planned, Err(LedgerError::UnknownEdition)));
}
