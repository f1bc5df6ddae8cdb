//! What is made of a worker's death.

use copydesk_ledger::{Evidence, HeldLease, LeftOpen, Recovery, World};

use crate::desk::{Desk, accepted, ids, names};

fn unsent() -> LeftOpen {
    LeftOpen::Unsent("the dot was not begun".to_owned())
}

pub(crate) async fn evidence_settles_what_a_dead_worker_left(desk: Desk) {
    let id = desk.planned(&["ann", "bob", "cleo", "dan"]).await;
    let batch = desk.batch(id, "mail-1", 4).await;
    let [ann, bob, cleo, dan] = ids(&batch)[..] else { panic!("four") };
    desk.intend(&batch.lease, &[ann, bob, cleo]).await;

    let desk = desk.reopened();
    let held = desk.ledger.held(World::Live).await.unwrap();
    let lease = HeldLease { edition: id, owner: "mail-1".to_owned(), epoch: batch.lease.epoch };
    assert_eq!(held, std::slice::from_ref(&lease));
    assert_eq!(desk.ledger.held(World::Rehearsal).await.unwrap(), []);
    let known = |delivery, epoch, settled| Evidence { delivery, epoch, settled };
    let evidence = vec![
        known(ann, lease.epoch, accepted()),
        known(bob, lease.epoch, copydesk_ledger::Settled::Uncertain("dot, no reply".to_owned())),
        // Of another lease, and of a row that was never intended.
        known(cleo, lease.epoch + 1, accepted()),
        known(dan, lease.epoch, accepted()),
    ];
    let recovery = Recovery { lease, evidence, otherwise: unsent() };
    desk.ledger.recover(recovery.clone()).await.unwrap();
    let balance = desk.balance(id).await;
    assert_eq!((balance.accepted, balance.uncertain, balance.waiting), (1, 1, 2));
    assert_eq!(desk.ledger.held(World::Live).await.unwrap(), []);

    desk.ledger.recover(recovery).await.unwrap();
    assert_eq!(desk.balance(id).await, balance);
    assert_eq!(names(&desk.batch(id, "mail-2", 9).await), ["cleo", "dan"]);
}

pub(crate) async fn without_evidence_all_attempted_may_be_uncertain(desk: Desk) {
    let id = desk.planned(&["ann", "bob"]).await;
    let batch = desk.batch(id, "mail-1", 2).await;
    desk.intend(&batch.lease, &ids(&batch)[..1]).await;
    let lease = desk.ledger.held(World::Live).await.unwrap().remove(0);
    let otherwise = LeftOpen::Uncertain("the machine was started anew".to_owned());
    desk.ledger.recover(Recovery { lease, evidence: Vec::new(), otherwise }).await.unwrap();
    let balance = desk.balance(id).await;
    assert_eq!((balance.uncertain, balance.waiting), (1, 1));
}
