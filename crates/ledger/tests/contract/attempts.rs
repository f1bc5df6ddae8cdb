//! Intents and outcomes.

use copydesk_ledger::{Balance, Closing, Intents, Settled};

use crate::desk::{Desk, LEASE, accepted, ids, names};

pub(crate) async fn an_intent_is_returned_once(desk: Desk) {
    let id = desk.planned(&["ann", "bob"]).await;
    let batch = desk.batch(id, "w", 2).await;
    let [ann, bob] = ids(&batch)[..] else { panic!("two") };
    assert_eq!(desk.intend(&batch.lease, &[ann, ann]).await, [ann]);
    assert_eq!(desk.intend(&batch.lease, &[ann, bob]).await, [bob]);
    assert_eq!(desk.balance(id).await.waiting, 2);
    desk.settle(&batch.lease, ann, accepted()).await;
    assert_eq!(desk.intend(&batch.lease, &[ann, bob]).await, []);
}

pub(crate) async fn intents_under_several_leases_are_answered_in_order(desk: Desk) {
    let id = desk.planned(&["ann", "bob", "cleo"]).await;
    let over = desk.batch(id, "over", 1).await;
    desk.clock.advance(i64::from(LEASE) + 1);
    let one = desk.batch(id, "one", 1).await;
    let two = desk.batch(id, "two", 1).await;
    let intents = [&two, &over, &one].map(|batch| Intents::new(&batch.lease, &ids(batch)));
    let intended = desk.ledger.intend(&intents).await.unwrap();
    let through: Vec<_> = intended.iter().map(|intended| intended.through.clone()).collect();
    assert_eq!(through, [ids(&two), vec![], ids(&one)]);
    let goes_on: Vec<_> = intended.iter().map(|intended| intended.goes_on).collect();
    assert_eq!(goes_on, [true, false, true], "one that is over keeps nobody else");
    assert!(desk.ledger.intend(&[]).await.unwrap().is_empty());
}

pub(crate) async fn an_old_epoch_may_intend_nothing(desk: Desk) {
    let id = desk.planned(&["ann"]).await;
    let paused = desk.batch(id, "paused", 1).await;
    desk.clock.advance(i64::from(LEASE) + 1);
    let heir = desk.batch(id, "heir", 1).await;
    assert_eq!(ids(&heir), ids(&paused));
    assert_eq!(desk.intend(&paused.lease, &ids(&paused)).await, []);
    assert_eq!(desk.intend(&heir.lease, &ids(&heir)).await, ids(&heir));
}

pub(crate) async fn an_expired_lease_may_intend_nothing(desk: Desk) {
    let id = desk.planned(&["ann"]).await;
    let batch = desk.batch(id, "w", 1).await;
    desk.clock.advance(i64::from(LEASE) + 1);
    // Nobody has taken over: the time alone is enough, and it is not renewed.
    assert_eq!(desk.intend(&batch.lease, &[]).await, []);
    assert_eq!(desk.intend(&batch.lease, &ids(&batch)).await, []);
    let again = desk.batch(id, "other", 1).await;
    assert_eq!(again.deliveries[0].attempts, 0);
}

pub(crate) async fn rows_of_another_lease_may_not_be_intended(desk: Desk) {
    let id = desk.planned(&["ann", "bob"]).await;
    let one = desk.batch(id, "one", 1).await;
    let two = desk.batch(id, "two", 1).await;
    assert_eq!(desk.intend(&one.lease, &ids(&two)).await, []);
    let mut forged = one.lease.clone();
    forged.epoch = two.lease.epoch;
    assert_eq!(desk.intend(&forged, &ids(&two)).await, []);
    assert_eq!(desk.intend(&two.lease, &ids(&two)).await, ids(&two));
}

pub(crate) async fn every_outcome_is_counted_where_it_belongs(desk: Desk) {
    let id = desk.planned(&["ann", "bob", "cleo", "dan", "eve", "fay"]).await;
    let batch = desk.batch(id, "w", 10).await;
    let ids = ids(&batch);
    assert_eq!(desk.intend(&batch.lease, &ids).await, ids);
    let outcomes = [
        Settled::Written,
        accepted(),
        Settled::Deferred {
            reply: "451 4.7.1 greylisted".to_owned(),
            until: desk.clock.in_seconds(300),
        },
        Settled::Rejected("550 5.1.1 no such user".to_owned()),
        Settled::Uncertain("connection reset after the dot".to_owned()),
        Settled::Unsent("421 4.3.2 shutting down".to_owned()),
    ];
    for (delivery, settled) in ids.into_iter().zip(outcomes) {
        desk.settle(&batch.lease, delivery, settled).await;
    }
    let expected = Balance {
        candidates: 6,
        written: 1,
        accepted: 1,
        rejected: 1,
        uncertain: 1,
        waiting: 2,
        ..Balance::default()
    };
    assert_eq!(desk.balance(id).await, expected);
}

pub(crate) async fn what_is_certainly_unsent_is_planned_again(desk: Desk) {
    let id = desk.planned(&["ann"]).await;
    let (lease, delivery) = desk.attempted(id, "w").await;
    let unsent = Settled::Unsent("reset before the dot".to_owned());
    desk.settle(&lease, delivery, unsent).await;
    assert_eq!(desk.intend(&lease, &[delivery]).await, [], "its lease on the row has ended");
    let again = desk.batch(id, "other", 1).await;
    assert_eq!(again.deliveries[0].attempts, 1);
    assert_eq!(desk.intend(&again.lease, &[delivery]).await, [delivery]);
}

pub(crate) async fn an_unsent_row_needs_no_intent(desk: Desk) {
    let id = desk.planned(&["ann"]).await;
    let batch = desk.batch(id, "w", 1).await;
    let unsent = Settled::Unsent("stopped".to_owned());
    desk.settle(&batch.lease, ids(&batch)[0], unsent).await;
    let again = desk.batch(id, "other", 1).await;
    assert_eq!(again.deliveries[0].attempts, 0);
}

pub(crate) async fn a_deferred_row_is_due_when_its_time_has_come(desk: Desk) {
    let id = desk.planned(&["ann"]).await;
    let (lease, delivery) = desk.attempted(id, "w").await;
    let deferred = Settled::Deferred {
        reply: "451 4.7.1 later".to_owned(),
        until: desk.clock.in_seconds(300),
    };
    desk.settle(&lease, delivery, deferred).await;
    desk.clock.advance(299);
    assert!(desk.claim(id, "w", 1).await.is_none());
    let closing = desk.ledger.close(id).await.unwrap();
    assert!(matches!(closing, Closing::Open(balance) if balance.waiting == 1));

    desk.clock.advance(1);
    let again = desk.batch(id, "w", 1).await;
    assert_eq!(again.deliveries[0].id, delivery);
    assert_eq!(again.deliveries[0].attempts, 1);
    assert!(desk.claim(id, "other", 1).await.is_none());
    assert_eq!(desk.intend(&again.lease, &[delivery]).await, [delivery]);
}

pub(crate) async fn an_outcome_after_a_takeover_is_dropped(desk: Desk) {
    let id = desk.planned(&["ann", "bob"]).await;
    let paused = desk.batch(id, "paused", 2).await;
    let [ann, bob] = ids(&paused)[..] else { panic!("two") };
    desk.intend(&paused.lease, &[ann]).await;
    desk.clock.advance(i64::from(LEASE) + 1);
    let heir = desk.batch(id, "heir", 2).await;
    assert_eq!(names(&heir), ["bob"]);

    desk.settle(&paused.lease, ann, accepted()).await;
    desk.settle(&paused.lease, bob, accepted()).await;
    let balance = desk.balance(id).await;
    assert_eq!((balance.uncertain, balance.waiting), (1, 1));
    assert_eq!(desk.intend(&heir.lease, &[bob]).await, [bob]);
}

pub(crate) async fn an_outcome_under_an_expired_lease_still_counts(desk: Desk) {
    let id = desk.planned(&["ann"]).await;
    let (lease, delivery) = desk.attempted(id, "w").await;
    // A relay that takes ten minutes to answer after the dot.
    desk.clock.advance(600);
    desk.settle(&lease, delivery, accepted()).await;
    assert!(desk.claim(id, "other", 1).await.is_none());
    let balance = desk.balance(id).await;
    assert_eq!((balance.accepted, balance.uncertain), (1, 0));
}

pub(crate) async fn the_first_outcome_of_an_attempt_counts(desk: Desk) {
    let id = desk.planned(&["ann"]).await;
    let (lease, delivery) = desk.attempted(id, "w").await;
    desk.settle(&lease, delivery, accepted()).await;
    let rejected = Settled::Rejected("550".to_owned());
    desk.settle(&lease, delivery, rejected).await;
    let unsent = Settled::Unsent("a mistake".to_owned());
    desk.settle(&lease, delivery, unsent).await;
    assert_eq!(desk.balance(id).await.accepted, 1);
    assert!(desk.claim(id, "w", 1).await.is_none());
}

pub(crate) async fn a_message_that_went_out_without_intent_stays_out(desk: Desk) {
    let id = desk.planned(&["ann"]).await;
    let batch = desk.batch(id, "careless", 1).await;
    desk.settle(&batch.lease, ids(&batch)[0], accepted()).await;
    assert_eq!(desk.balance(id).await.accepted, 1);
    assert!(desk.claim(id, "careless", 1).await.is_none());
}

pub(crate) async fn a_run_goes_on_after_the_ledger_was_dropped(desk: Desk) {
    let id = desk.planned(&["ann", "bob", "cleo", "dan", "eve", "fay"]).await;
    let batch = desk.batch(id, "w", 4).await;
    let [ann, bob, cleo, dan] = ids(&batch)[..] else { panic!("four") };
    desk.intend(&batch.lease, &[ann, bob, cleo]).await;
    desk.settle(&batch.lease, ann, accepted()).await;
    let deferred =
        Settled::Deferred { reply: "451 later".to_owned(), until: desk.clock.in_seconds(300) };
    desk.settle(&batch.lease, bob, deferred).await;

    // Cleo's message is on the wire, Dan's is not, Eve and Fay are nobody's.
    let desk = desk.reopened();
    assert_eq!(desk.intend(&batch.lease, &[ann, bob, cleo]).await, []);
    let rest = desk.batch(id, "w", 10).await;
    assert_eq!(names(&rest), ["dan", "eve", "fay"]);
    assert!(rest.lease.epoch > batch.lease.epoch);
    let balance = desk.balance(id).await;
    let counts = (balance.accepted, balance.uncertain, balance.waiting);
    assert_eq!(counts, (1, 1, 4));
    assert_eq!(desk.intend(&batch.lease, &[dan]).await, []);

    let desk = desk.reopened();
    desk.clock.advance(300);
    let balance = desk.finish(id, accepted()).await;
    assert_eq!((balance.accepted, balance.uncertain), (5, 1));
}
