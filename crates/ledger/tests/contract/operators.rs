//! What a person at the desk may do to a run: stop it, end it, hurry it, and say
//! what became of the uncertain.

use copydesk_ledger::{Balance, Clock, Closing, Cursor, Settled, Standing, Verdict, Whose, World};

use crate::desk::{Desk, accepted, after, chunk, ids, names, person};

pub(crate) async fn a_stopped_edition_intends_nothing_until_it_is_resumed(desk: Desk) {
    let id = desk.planned(&["ann", "bob"]).await;
    let batch = desk.batch(id, "w", 1).await;
    desk.another_handle().stop(id).await.unwrap();
    assert_eq!(desk.intend(&batch.lease, &ids(&batch)).await, []);
    assert!(desk.claim(id, "other", 1).await.is_none());
    let stopped = desk.ledger.edition(id).await.unwrap().summary.stopped_at;
    assert_eq!(stopped, Some(desk.clock.now()));
    assert_eq!(desk.ledger.standing(id).await.unwrap(), Standing::Stopped);

    // Still stopped for whoever comes next.
    let desk = desk.reopened();
    assert!(desk.claim(id, "w", 1).await.is_none());
    desk.ledger.resume(id).await.unwrap();
    assert_eq!(desk.finish(id, accepted()).await.accepted, 2);
}

pub(crate) async fn what_is_on_the_wire_keeps_its_outcome_when_a_run_is_stopped(desk: Desk) {
    let id = desk.planned(&["ann"]).await;
    let (lease, delivery) = desk.attempted(id, "w").await;
    desk.ledger.stop(id).await.unwrap();
    desk.settle(&lease, delivery, accepted()).await;
    assert_eq!(desk.balance(id).await.accepted, 1);
}

pub(crate) async fn cancelling_is_final_and_leaves_the_wire_alone(desk: Desk) {
    let id = desk.planned(&["ann", "bob", "cleo", "dan"]).await;
    let batch = desk.batch(id, "w", 3).await;
    let [ann, bob, cleo] = ids(&batch)[..] else { panic!("three") };
    desk.intend(&batch.lease, &[ann, bob]).await;
    assert_eq!(desk.ledger.cancel(id).await.unwrap(), 2, "cleo and dan");
    assert_eq!(desk.intend(&batch.lease, &[cleo]).await, []);
    desk.settle(&batch.lease, ann, accepted()).await;
    let later = Settled::Deferred { reply: "451".to_owned(), until: desk.clock.in_seconds(300) };
    desk.settle(&batch.lease, bob, later).await;
    desk.ledger.resume(id).await.unwrap();
    assert!(desk.claim(id, "w", 9).await.is_none());
    let expected = Balance { candidates: 4, accepted: 1, cancelled: 3, ..Balance::default() };
    assert_eq!(desk.ledger.close(id).await.unwrap(), Closing::Closed(expected));
    assert_eq!(desk.ledger.cancel(id).await.unwrap(), 0);
}

pub(crate) async fn a_cancelled_plan_ends_where_it_stands(desk: Desk) {
    let id = desk.open(World::Live, "brief").await;
    desk.plan(id, &["ann"], after("ann")).await;
    desk.ledger.cancel(id).await.unwrap();
    let more = chunk(after("ann"), &["bob"], Cursor::End);
    assert_eq!(desk.ledger.plan(id, more).await.unwrap().candidates, 1);
    assert!(matches!(desk.ledger.close(id).await.unwrap(), Closing::Closed(b) if b.cancelled == 1));
}

pub(crate) async fn what_a_dead_worker_held_of_a_cancelled_edition_is_cancelled(desk: Desk) {
    let id = desk.planned(&["ann", "bob"]).await;
    let (lease, delivery) = desk.attempted(id, "w").await;
    desk.ledger.cancel(id).await.unwrap();
    desk.settle(&lease, delivery, Settled::Unsent("reset".to_owned())).await;
    assert_eq!(desk.balance(id).await.cancelled, 2);
}

pub(crate) async fn who_waits_past_the_end_expires(desk: Desk) {
    let mut edition = crate::desk::edition(World::Live, "brief", "text");
    edition.not_after = Some(desk.clock.in_seconds(600));
    let id = crate::desk::new(desk.ledger.open(edition).await.unwrap());
    desk.plan(id, &["ann", "bob", "cleo"], Cursor::End).await;
    let batch = desk.batch(id, "w", 2).await;
    let deferred = |seconds| Settled::Deferred {
        reply: "451 4.2.2 full".to_owned(),
        until: desk.clock.in_seconds(seconds),
    };
    desk.settle(&batch.lease, ids(&batch)[0], deferred(300)).await;
    desk.settle(&batch.lease, ids(&batch)[1], deferred(601)).await;
    assert_eq!(desk.balance(id).await.expired, 1, "bob's next try would be too late");
    desk.clock.advance(601);
    assert!(desk.claim(id, "w", 9).await.is_none());
    let balance = desk.balance(id).await;
    assert_eq!((balance.expired, balance.waiting), (3, 0));
}

pub(crate) async fn deferred_ones_can_be_tried_at_once(desk: Desk) {
    let id = desk.planned(&["ann"]).await;
    let (lease, delivery) = desk.attempted(id, "w").await;
    let until = desk.clock.in_seconds(3600);
    desk.settle(&lease, delivery, Settled::Deferred { reply: "451".to_owned(), until }).await;
    assert_eq!(desk.ledger.hasten(id).await.unwrap(), 1);
    assert_eq!(names(&desk.batch(id, "w", 9).await), ["ann"]);
}

pub(crate) async fn an_operator_settles_the_uncertain(desk: Desk) {
    let id = desk.planned(&["ann", "bob", "cleo"]).await;
    let silence = Settled::Uncertain("no answer".to_owned());
    let before = desk.finish(id, silence).await;
    assert_eq!(before.uncertain, 3);
    let ledger = &desk.ledger;
    let ann = Whose::Address(person("ann").address);
    let said = ledger.resolve(id, ann.clone(), Verdict::Accepted, "in the relay's log").await;
    assert_eq!(said.unwrap(), 1);
    let closed = ledger.edition(id).await.unwrap().summary;
    assert!(closed.closed_at.is_some() && closed.balance.accepted == 1);
    assert_eq!(ledger.resolve(id, ann, Verdict::Resend, "again").await.unwrap(), 0);

    assert_eq!(ledger.resolve(id, Whose::All, Verdict::Resend, "not there").await.unwrap(), 2);
    let open = ledger.edition(id).await.unwrap().summary;
    assert!(open.closed_at.is_none() && open.balance.waiting == 2);
    assert_eq!(desk.finish(id, accepted()).await.accepted, 3);
}

pub(crate) async fn a_trace_tells_everything_in_order(desk: Desk) {
    let id = desk.planned(&["ann", "bob"]).await;
    let planned_at = desk.clock.now();
    desk.clock.advance(5);
    let (lease, delivery) = desk.attempted(id, "mail-1").await;
    let intended_at = desk.clock.now();
    let address = person("ann").address;
    let under_way = desk.ledger.trace(World::Live, &address, None).await.unwrap().remove(0);
    let [intent] = &under_way.events[..] else { panic!("one event: {under_way:?}") };
    assert_eq!((&*intent.event, &*intent.detail, intent.at), ("intended", "mail-1", intended_at));
    desk.clock.advance(2);
    desk.settle(&lease, delivery, Settled::Rejected("550 5.1.1 no".to_owned())).await;
    let traces = desk.ledger.trace(World::Live, &address, None).await.unwrap();
    let [trace] = &traces[..] else { panic!("one edition: {traces:?}") };
    assert_eq!(trace.planned_at, Some(planned_at));
    assert_eq!((trace.edition.id, trace.attempts), (id, 1));
    let events: Vec<_> = trace.events.iter().map(|e| (&*e.event, &*e.detail)).collect();
    assert_eq!(events, [("intended", "mail-1"), ("rejected", "550 5.1.1 no")]);
    assert_eq!([trace.events[0].at, trace.events[1].at], [intended_at, desk.clock.now()]);
    let ledger = &desk.ledger;
    assert_eq!(ledger.trace(World::Rehearsal, &address, None).await.unwrap(), []);
    assert_eq!(ledger.trace(World::Live, "zoe@example.org", Some(id)).await.unwrap(), []);
}

pub(crate) async fn a_ledger_is_adopted_once(desk: Desk) {
    use copydesk_manuscript::Digest;
    let (old, new) = (Digest::of(b"old"), Digest::of(b"new"));
    assert_eq!(desk.ledger.adopted().await.unwrap(), None);
    let first = desk
        .ledger
        .adopt(vec![(old.clone(), "drafts/old.md".to_owned())], Vec::new())
        .await
        .unwrap();
    desk.clock.advance(60);
    let again = desk
        .ledger
        .adopt(vec![(new.clone(), "drafts/new.md".to_owned())], Vec::new())
        .await
        .unwrap();
    let desk = desk.reopened();
    assert_eq!((first, desk.ledger.adopted().await.unwrap()), (again, Some(first)));
    assert!(desk.ledger.was_seen(&old).await.unwrap());
    assert!(!desk.ledger.was_seen(&new).await.unwrap());
}
