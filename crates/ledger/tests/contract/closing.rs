//! The end of a run.

use copydesk_ledger::{Balance, Clock, Closing, Cursor, Settled, World};

use crate::desk::{Desk, LEASE, accepted, after};

async fn open(desk: &Desk, id: copydesk_ledger::EditionId) -> Balance {
    match desk.ledger.close(id).await.unwrap() {
        Closing::Open(balance) => balance,
        Closing::Closed(balance) => panic!("closed: {balance:?}"),
    }
}

pub(crate) async fn a_run_with_people_waiting_stays_open(desk: Desk) {
    let id = desk.planned(&["ann"]).await;
    assert_eq!(open(&desk, id).await.waiting, 1, "planned");
    let (lease, delivery) = desk.attempted(id, "w").await;
    assert_eq!(open(&desk, id).await.waiting, 1, "attempted");
    let deferred = Settled::Deferred { reply: "451".to_owned(), until: desk.clock.now() };
    desk.settle(&lease, delivery, deferred).await;
    assert_eq!(open(&desk, id).await.waiting, 1, "deferred");
    assert_eq!(desk.finish(id, accepted()).await.accepted, 1);
}

pub(crate) async fn a_run_whose_plan_has_not_ended_stays_open(desk: Desk) {
    let id = desk.open(World::Live, "brief").await;
    assert_eq!(open(&desk, id).await, Balance::default());
    desk.plan(id, &["ann"], after("ann")).await;
    let (lease, delivery) = desk.attempted(id, "w").await;
    desk.settle(&lease, delivery, accepted()).await;
    assert_eq!(open(&desk, id).await.waiting, 0);
    desk.plan(id, &[], Cursor::End).await;
    let closing = desk.ledger.close(id).await.unwrap();
    assert!(matches!(closing, Closing::Closed(balance) if balance.accepted == 1));
}

pub(crate) async fn an_edition_for_nobody_closes(desk: Desk) {
    let id = desk.planned(&[]).await;
    let closing = desk.ledger.close(id).await.unwrap();
    assert_eq!(closing, Closing::Closed(Balance::default()));
}

pub(crate) async fn uncertain_ones_are_counted_but_nobody_waits_for_them(desk: Desk) {
    let id = desk.planned(&["ann", "bob"]).await;
    let (lease, delivery) = desk.attempted(id, "one").await;
    let silence = Settled::Uncertain("no reply in 600 s".to_owned());
    desk.settle(&lease, delivery, silence).await;
    desk.attempted(id, "two").await;
    desk.clock.advance(i64::from(LEASE) + 1);
    // The claim finds nothing to send, but settles what worker two left.
    let balance = desk.finish(id, accepted()).await;
    assert_eq!((balance.uncertain, balance.waiting), (2, 0));
}

pub(crate) async fn a_closed_run_keeps_its_time_and_counts(desk: Desk) {
    let id = desk.planned(&["ann", "bob"]).await;
    let balance = desk.finish(id, accepted()).await;
    let closed_at = desk.clock.now();
    desk.clock.advance(3600);

    let again = desk.ledger.close(id).await.unwrap();
    assert_eq!(again, Closing::Closed(balance));
    assert!(desk.claim(id, "w", 10).await.is_none());
    assert_eq!(desk.balance(id).await, balance);
    let desk = desk.reopened();
    let summary = desk.ledger.edition(id).await.unwrap().summary;
    assert_eq!(summary.closed_at, Some(closed_at));
    assert_eq!(summary.balance, balance);
    assert!(balance.holds() && balance.accepted == 2);
}
