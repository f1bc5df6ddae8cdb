//! Who may work on what, and until when.

use std::collections::BTreeSet;

use copydesk_ledger::{Candidate, Chunk, Claim, Cursor, Intents, Settled, World};

use crate::desk::{Desk, LEASE, accepted, after, claim, ids, names};

pub(crate) async fn a_claim_takes_no_more_than_its_limit(desk: Desk) {
    let id = desk.planned(&["ann", "bob", "cleo"]).await;
    assert!(desk.claim(id, "w", 0).await.is_none());
    let batch = desk.batch(id, "w", 2).await;
    assert_eq!(names(&batch), ["ann", "bob"]);
    assert_eq!(batch.lease.until, desk.clock.in_seconds(LEASE.into()));
    assert_eq!((&*batch.lease.owner, batch.lease.edition), ("w", id));
    assert_eq!(desk.balance(id).await.waiting, 3);
}

pub(crate) async fn another_owner_gets_nothing_of_a_living_lease(desk: Desk) {
    let id = desk.planned(&["ann", "bob", "cleo"]).await;
    let first = desk.batch(id, "one", 2).await;
    let second = desk.batch(id, "two", 10).await;
    assert_eq!(names(&second), ["cleo"]);
    assert!(second.lease.epoch > first.lease.epoch);
    assert!(desk.claim(id, "three", 10).await.is_none());
}

pub(crate) async fn an_expired_lease_leaves_uncertain_and_free_rows(desk: Desk) {
    let id = desk.planned(&["ann", "bob", "cleo"]).await;
    let dead = desk.batch(id, "dead", 3).await;
    let attempted = ids(&dead)[1];
    desk.intend(&dead.lease, &[attempted]).await;
    desk.clock.advance(i64::from(LEASE) + 1);

    let heir = desk.batch(id, "heir", 10).await;
    assert_eq!(names(&heir), ["ann", "cleo"]);
    assert!(heir.lease.epoch > dead.lease.epoch);
    let balance = desk.balance(id).await;
    assert_eq!((balance.uncertain, balance.waiting), (1, 2));
}

pub(crate) async fn who_is_alive_keeps_rows_under_a_lease_that_is_over(desk: Desk) {
    let id = desk.planned(&["ann", "bob", "cleo"]).await;
    let (lease, ann) = desk.attempted(id, "held-up").await;
    desk.clock.advance(i64::from(LEASE) + 1);
    let beside = Claim { alive: vec!["held-up".to_owned()], ..claim(id, "beside", 10) };
    let beside = desk.ledger.claim(beside).await.unwrap().unwrap();
    assert_eq!(names(&beside), ["bob", "cleo"]);
    let gone_on = desk.ledger.intend(&[Intents::new(&lease, &[])]).await.unwrap();
    assert!(!gone_on[0].goes_on, "it may begin nothing");
    desk.settle(&lease, ann, accepted()).await;
    assert_eq!(desk.balance(id).await.accepted, 1, "but what it did counts");
}

pub(crate) async fn a_returning_owner_voids_its_former_lease_at_once(desk: Desk) {
    let id = desk.planned(&["ann", "bob"]).await;
    let (former, attempted) = desk.attempted(id, "w").await;
    // It was killed and is back, the old lease still running.
    let now = desk.batch(id, "w", 10).await;
    assert_eq!(names(&now), ["bob"]);
    assert_eq!(desk.balance(id).await.uncertain, 1);
    assert_eq!(desk.intend(&former, &[attempted]).await, []);

    let again = desk.batch(id, "w", 10).await;
    assert_eq!(names(&again), ["bob"], "planned rows are free at once");
    assert_eq!(desk.intend(&now.lease, &ids(&again)).await, []);
}

pub(crate) async fn a_lease_lasts_through_its_last_moment(desk: Desk) {
    let id = desk.planned(&["ann"]).await;
    let batch = desk.batch(id, "w", 1).await;
    desk.clock.advance(LEASE.into());
    assert!(desk.claim(id, "other", 1).await.is_none());
    assert_eq!(desk.intend(&batch.lease, &ids(&batch)).await, ids(&batch));
}

pub(crate) async fn every_intent_renews_the_lease(desk: Desk) {
    let id = desk.planned(&["ann", "bob"]).await;
    let batch = desk.batch(id, "w", 2).await;
    let [ann, bob] = ids(&batch)[..] else { panic!("two") };
    desk.clock.advance(50);
    assert_eq!(desk.intend(&batch.lease, &[ann]).await, [ann]);
    desk.clock.advance(50);
    assert_eq!(desk.intend(&batch.lease, &[]).await, []);
    desk.clock.advance(50);
    assert!(desk.claim(id, "other", 2).await.is_none());
    assert_eq!(desk.intend(&batch.lease, &[bob]).await, [bob]);
}

pub(crate) async fn owners_of_other_editions_are_left_alone(desk: Desk) {
    let here = desk.planned(&["ann"]).await;
    let there = desk.open(World::Live, "another").await;
    desk.plan(there, &["ann"], Cursor::End).await;
    let (lease, delivery) = desk.attempted(here, "w").await;
    desk.attempted(there, "w").await;
    desk.settle(&lease, delivery, accepted()).await;
    assert_eq!(desk.balance(here).await.accepted, 1);
    assert_eq!(desk.balance(there).await.waiting, 1);
}

pub(crate) async fn rows_that_came_back_wait_for_those_never_tried(desk: Desk) {
    let id = desk.planned(&["ann", "bob", "cleo", "dan"]).await;
    let batch = desk.batch(id, "w", 2).await;
    // Bob comes back first, then Ann.
    for delivery in ids(&batch).into_iter().rev() {
        let unsent = Settled::Unsent("connection refused".to_owned());
        desk.settle(&batch.lease, delivery, unsent).await;
        desk.clock.advance(1);
    }
    assert_eq!(names(&desk.batch(id, "one", 1).await), ["cleo"]);
    assert_eq!(names(&desk.batch(id, "two", 2).await), ["bob", "dan"]);
    assert_eq!(names(&desk.batch(id, "three", 2).await), ["ann"]);
}

pub(crate) async fn claims_work_while_the_plan_still_grows(desk: Desk) {
    let id = desk.open(World::Live, "brief").await;
    assert!(desk.claim(id, "w", 10).await.is_none());
    desk.plan(id, &["ann"], after("ann")).await;
    assert_eq!(names(&desk.batch(id, "one", 10).await), ["ann"]);
    assert!(desk.claim(id, "two", 10).await.is_none());
    desk.plan(id, &["bob"], Cursor::End).await;
    assert_eq!(names(&desk.batch(id, "two", 10).await), ["bob"]);
}

pub(crate) async fn people_keep_their_names_and_lists(desk: Desk) {
    let id = desk.open(World::Live, "brief").await;
    let someone = |address: &str, name: Option<&str>, list: &str| Candidate {
        address: address.to_owned(),
        name: name.map(str::to_owned),
        list: list.to_owned(),
        since: name.map(|_| jiff::civil::date(2024, 5, 1)),
    };
    let candidates = vec![
        someone("a@example.org", None, "subscribers"),
        someone("b@example.org", Some("Zoë Ångström"), "staff"),
    ];
    let chunk = Chunk {
        from: Cursor::Start,
        candidates: candidates.clone(),
        tokens: Vec::new(),
        to: Cursor::End,
    };
    desk.ledger.plan(id, chunk).await.unwrap();
    let batch = desk.batch(id, "w", 10).await;
    let found: Vec<_> = batch.deliveries.into_iter().map(|d| d.candidate).collect();
    assert_eq!(found, candidates);
}

pub(crate) async fn two_handles_never_share_a_row(desk: Desk) {
    let people: Vec<String> = (0..60).map(|n| format!("p{n:02}")).collect();
    let people: Vec<&str> = people.iter().map(String::as_str).collect();
    let id = desk.planned(&people).await;
    let other = desk.another_handle();
    let mut seen = BTreeSet::new();
    for _ in 0..5 {
        let (one, two) =
            tokio::join!(desk.ledger.claim(claim(id, "one", 6)), other.claim(claim(id, "two", 6)));
        for (ledger, batch) in [(&desk.ledger, one), (&other, two)] {
            let batch = batch.unwrap().unwrap();
            let ids = ids(&batch);
            assert_eq!(
                ledger.intend(&[Intents::new(&batch.lease, &ids)]).await.unwrap()[0].through,
                ids
            );
            for delivery in ids {
                assert!(seen.insert(delivery), "{delivery:?} was handed out twice");
                desk.settle(&batch.lease, delivery, accepted()).await;
            }
        }
    }
    assert_eq!(seen.len(), 60);
    assert_eq!(desk.balance(id).await.accepted, 60);
}
