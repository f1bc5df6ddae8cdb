//! Batches of one destination, and the pace of each.

use copydesk_ledger::{Candidate, Chunk, Clock, Cursor, EditionId, Pace, Ramp, Settled, World};

use crate::desk::{Desk, claim, ids};

async fn planned(desk: &Desk, addresses: &[&str]) -> EditionId {
    let id = desk.open(World::Live, "brief").await;
    let person = |address: &&str| Candidate {
        address: (*address).to_owned(),
        name: None,
        list: "subscribers".to_owned(),
        since: None,
    };
    let candidates = addresses.iter().map(person).collect();
    let chunk = Chunk { from: Cursor::Start, candidates, tokens: Vec::new(), to: Cursor::End };
    desk.ledger.plan(id, chunk).await.unwrap();
    id
}

const PEOPLE: [&str; 5] =
    ["a@gmail.com", "b@outlook.com", "c@gmail.com", "d@hotmail.com", "e@gmail.com"];

pub(crate) async fn a_batch_is_of_one_destination(desk: Desk) {
    let id = planned(&desk, &PEOPLE).await;
    let one = desk.batch(id, "one", 2).await;
    assert_eq!((&*one.destination, one.deliveries.len()), ("gmail.com", 2));
    let two = desk.batch(id, "two", 9).await;
    assert_eq!((&*two.destination, two.deliveries.len()), ("gmail.com", 1));
    let three = desk.batch(id, "three", 9).await;
    assert_eq!((&*three.destination, three.deliveries.len()), ("outlook.com", 2));
}

pub(crate) async fn excepted_and_paused_destinations_are_left_alone(desk: Desk) {
    let id = planned(&desk, &PEOPLE).await;
    let mut asked = claim(id, "one", 9);
    asked.except = vec!["gmail.com".to_owned()];
    let batch = desk.ledger.claim(asked).await.unwrap().unwrap();
    assert_eq!(batch.destination, "outlook.com");
    desk.settle(&batch.lease, ids(&batch)[0], Settled::Unsent("421".to_owned())).await;

    let until = desk.clock.in_seconds(60);
    desk.ledger.pause("outlook.com", until).await.unwrap();
    desk.ledger.pause("outlook.com", desk.clock.in_seconds(1)).await.unwrap();
    assert_eq!(desk.ledger.paused().await.unwrap(), [("outlook.com".to_owned(), until)]);
    assert_eq!(desk.batch(id, "two", 9).await.destination, "gmail.com");
    assert!(desk.claim(id, "three", 9).await.is_none());
    desk.clock.advance(60);
    assert_eq!(desk.batch(id, "three", 9).await.destination, "outlook.com");
}

pub(crate) async fn a_run_leaves_alone_what_it_has_tried(desk: Desk) {
    let id = planned(&desk, &PEOPLE[..1]).await;
    let begun = desk.ledger.epoch(id).await.unwrap();
    let mut asked = claim(id, "w", 9);
    asked.tried_after = Some(begun);
    let batch = desk.ledger.claim(asked.clone()).await.unwrap().unwrap();
    desk.settle(&batch.lease, ids(&batch)[0], Settled::Unsent("reset".to_owned())).await;
    assert!(desk.ledger.claim(asked.clone()).await.unwrap().is_none());
    asked.tried_after = Some(desk.ledger.epoch(id).await.unwrap());
    assert!(desk.ledger.claim(asked).await.unwrap().is_some(), "the next run");
}

pub(crate) async fn no_more_is_granted_than_the_pace_allows(desk: Desk) {
    let pace = Pace { per_second: 2.0, burst: 5, ramp: None };
    let other = desk.another_handle();
    let mut granted = 0;
    // Two processes ask for whatever there is, for a minute.
    for second in 0..=60_u32 {
        for ledger in [&desk.ledger, &other] {
            let tokens = ledger.take("gmail.com", pace, 100).await.unwrap();
            granted += tokens.granted;
            if tokens.granted == 0 {
                assert!(tokens.again_at > desk.clock.now());
            }
        }
        assert!(granted <= 2 * second + 5, "{granted} in {second} s");
        desk.clock.advance(1);
    }
    assert_eq!(granted, 125);
    // A clock that is set back an hour stops nobody for an hour.
    desk.clock.advance(-3600);
    desk.ledger.take("gmail.com", pace, 1).await.unwrap();
    desk.clock.advance(4);
    assert!(desk.ledger.take("gmail.com", pace, 1).await.unwrap().granted > 0);
}

pub(crate) async fn a_ramp_grows_day_by_day(desk: Desk) {
    let ramp = Some(Ramp { per_day: 10, growth: 1.5 });
    let pace = Pace { per_second: 1e6, burst: 1000, ramp };
    for allowed in [10, 15, 22] {
        assert_eq!(desk.ledger.take("gmail.com", pace, 7).await.unwrap().granted, 7);
        let rest = desk.ledger.take("gmail.com", pace, 900).await.unwrap();
        assert_eq!(7 + rest.granted, allowed);
        let none = desk.ledger.take("gmail.com", pace, 1).await.unwrap();
        assert_eq!(none.granted, 0);
        let wait = none.again_at.as_second() - desk.clock.now().as_second();
        assert!(wait > 0 && wait <= 86_400);
        desk.clock.advance(86_400);
    }
}
