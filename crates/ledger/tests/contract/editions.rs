//! Frozen editions and the two worlds.

use copydesk_ledger::{
    Clock, Cursor, EditionId, Intents, LedgerError, Opened, Part, Settled, World,
};
use copydesk_manuscript::Digest;

use crate::desk::{Desk, accepted, claim, edition, new};

const KEY: &str = "2027-01-15-brief";

pub(crate) async fn a_live_edition_is_new_then_unfinished_then_closed(desk: Desk) {
    let opened_at = desk.clock.now();
    let id = desk.planned(&["ann"]).await;
    desk.clock.advance(5);

    let again = edition(World::Live, KEY, "text");
    let Opened::Unfinished(found) = desk.ledger.open(again.clone()).await.unwrap() else {
        panic!("its run is not closed");
    };
    assert_eq!((found.id, found.opened_at), (id, opened_at));
    assert_eq!((found.closed_at, found.balance.waiting), (None, 1));

    desk.finish(id, accepted()).await;
    let Opened::Closed(found) = desk.ledger.open(again).await.unwrap() else {
        panic!("its run is closed");
    };
    assert_eq!((found.id, found.closed_at), (id, Some(desk.clock.now())));
    assert_eq!(found.balance.accepted, 1);
}

pub(crate) async fn a_live_edition_is_never_replaced_by_other_bytes(desk: Desk) {
    let id = desk.planned(&["ann"]).await;
    let changed = edition(World::Live, KEY, "other text");
    let Opened::Differs(found) = desk.ledger.open(changed.clone()).await.unwrap() else {
        panic!("other bytes");
    };
    assert_eq!((found.id, found.digest), (id, Digest::of(b"text")));

    desk.finish(id, accepted()).await;
    let after = desk.ledger.open(changed).await.unwrap();
    assert!(matches!(after, Opened::Differs(_)), "{after:?}");
}

pub(crate) async fn a_correction_is_an_edition_of_its_own(desk: Desk) {
    let first = desk.planned(&["ann"]).await;
    let mut corrected = edition(World::Live, KEY, "corrected text");
    corrected.revision = 2;
    let second = new(desk.ledger.open(corrected).await.unwrap());
    assert_ne!(first, second);
    assert_eq!(desk.balance(second).await.candidates, 0);
    assert_eq!(desk.balance(first).await.candidates, 1);
}

pub(crate) async fn what_was_frozen_is_read_back(desk: Desk) {
    let mut frozen = edition(World::Live, KEY, "text");
    let part = |name: &str, bytes: &[u8]| Part { name: name.to_owned(), bytes: bytes.to_vec() };
    frozen.parts = vec![part("subject", b"Ni hao"), part("html", b"\0\xff"), part("a", b"")];
    frozen.revision = u32::MAX;
    let id = new(desk.ledger.open(frozen.clone()).await.unwrap());

    let stored = desk.ledger.edition(id).await.unwrap();
    assert_eq!(stored.parts, frozen.parts);
    assert_eq!(stored.summary.key, KEY);
    assert_eq!(stored.summary.revision, u32::MAX);
    assert_eq!(stored.summary.world, World::Live);
    assert_eq!(stored.summary.pipeline.as_deref(), Some("brief"));
    assert_eq!(stored.summary.digest, frozen.digest);

    let nowhere = desk.ledger.edition(EditionId(id.0 + 1)).await;
    assert!(matches!(nowhere, Err(LedgerError::UnknownEdition)));
}

pub(crate) async fn a_rehearsal_of_changed_bytes_replaces_the_former_one(desk: Desk) {
    let former = desk.open(World::Rehearsal, KEY).await;
    desk.plan(former, &["ann"], Cursor::End).await;
    desk.finish(former, Settled::Written).await;

    let changed = edition(World::Rehearsal, KEY, "other text");
    let id = new(desk.ledger.open(changed).await.unwrap());
    assert_ne!(id, former);
    assert_eq!(desk.balance(id).await.candidates, 0);
    let gone = desk.ledger.balance(former).await;
    assert!(matches!(gone, Err(LedgerError::UnknownEdition)));
    assert_eq!(desk.ledger.editions(World::Rehearsal).await.unwrap().len(), 1);
}

pub(crate) async fn a_rehearsal_that_did_not_close_begins_again(desk: Desk) {
    let former = desk.open(World::Rehearsal, KEY).await;
    desk.plan(former, &["ann", "bob"], Cursor::End).await;
    let id = desk.open(World::Rehearsal, KEY).await;
    assert_ne!(id, former);
    assert_eq!(desk.balance(id).await.candidates, 0);
}

pub(crate) async fn a_finished_rehearsal_is_done_until_it_is_forgotten(desk: Desk) {
    let id = desk.open(World::Rehearsal, KEY).await;
    desk.plan(id, &["ann", "bob"], Cursor::End).await;
    desk.finish(id, Settled::Written).await;
    let again = edition(World::Rehearsal, KEY, "text");
    let Opened::Closed(found) = desk.ledger.open(again).await.unwrap() else {
        panic!("rehearsed already");
    };
    assert_eq!((found.id, found.balance.written), (id, 2));

    desk.ledger.forget_rehearsal(id).await.unwrap();
    let draft = Digest::of(b"draft");
    let held = desk.ledger.holding(World::Rehearsal, None, &draft).await;
    assert_eq!(held.unwrap(), None);
    assert_ne!(desk.open(World::Rehearsal, KEY).await, id);
}

pub(crate) async fn nobody_works_on_a_rehearsal_that_was_replaced(desk: Desk) {
    let former = desk.open(World::Rehearsal, KEY).await;
    desk.plan(former, &["ann", "bob"], Cursor::End).await;
    let (lease, delivery) = desk.attempted(former, "w").await;
    let id = desk.open(World::Rehearsal, KEY).await;
    desk.plan(id, &["ann", "bob"], Cursor::End).await;
    desk.batch(id, "w", 1).await;

    let intended = desk.ledger.intend(&[Intents::new(&lease, &[delivery])]).await;
    assert!(matches!(intended, Err(LedgerError::UnknownEdition)));
    let settled = desk.ledger.settle(&lease, Vec::new()).await;
    assert!(matches!(settled, Err(LedgerError::UnknownEdition)));
    let claimed = desk.ledger.claim(claim(former, "w", 1)).await;
    assert!(matches!(claimed, Err(LedgerError::UnknownEdition)));
    let closed = desk.ledger.close(former).await;
    assert!(matches!(closed, Err(LedgerError::UnknownEdition)));
    assert_eq!(desk.balance(id).await.waiting, 2);
}

pub(crate) async fn a_rehearsal_is_never_seen_from_the_live_world(desk: Desk) {
    let rehearsal = desk.open(World::Rehearsal, KEY).await;
    desk.plan(rehearsal, &["ann"], Cursor::End).await;
    desk.finish(rehearsal, Settled::Written).await;

    assert_eq!(desk.ledger.editions(World::Live).await.unwrap(), []);
    let draft = Digest::of(b"draft");
    let held = desk.ledger.holding(World::Live, None, &draft).await;
    assert_eq!(held.unwrap(), None);

    // The same key, the same bytes and the same person: all new to this world.
    let live = desk.planned(&["ann"]).await;
    assert_eq!(desk.balance(live).await.waiting, 1);
    assert_eq!(desk.balance(rehearsal).await.written, 1);
    // And back: the live one does not stand in a rehearsal's way.
    let changed = edition(World::Rehearsal, KEY, "other text");
    new(desk.ledger.open(changed).await.unwrap());
    assert_eq!(desk.balance(live).await.waiting, 1);
}

pub(crate) async fn a_live_edition_is_never_forgotten(desk: Desk) {
    let id = desk.planned(&["ann"]).await;
    let refused = desk.ledger.forget_rehearsal(id).await.unwrap_err();
    assert_eq!(
        refused.to_string(),
        "edition 2027-01-15-brief is live: only a rehearsal can be forgotten"
    );
    assert_eq!(desk.balance(id).await.waiting, 1);

    let unknown = desk.ledger.forget_rehearsal(EditionId(id.0 + 1)).await;
    assert!(matches!(unknown, Err(LedgerError::UnknownEdition)));
}

pub(crate) async fn editions_are_listed_newest_first(desk: Desk) {
    let first = desk.open(World::Live, "b").await;
    // The machine's clock is set right, backwards.
    desk.clock.advance(-3600);
    let second = desk.open(World::Live, "a").await;
    desk.plan(first, &["ann"], Cursor::End).await;
    let listed = desk.ledger.editions(World::Live).await.unwrap();
    let ids: Vec<_> = listed.iter().map(|found| found.id).collect();
    assert_eq!(ids, [second, first]);
    assert_eq!(listed[1].balance.candidates, 1);
}

/// A list counts as each of them counts by itself, open or closed.
pub(crate) async fn a_part_of_every_edition_is_listed_with_its_counts(desk: Desk) {
    let closed = desk.open(World::Live, "monday").await;
    desk.plan(closed, &["ann", "bo"], Cursor::End).await;
    desk.finish(closed, Settled::Accepted("250".to_owned())).await;
    let open = desk.open(World::Live, "tuesday").await;
    desk.plan(open, &["ann"], Cursor::End).await;
    let nobody = desk.open(World::Live, "wednesday").await;
    desk.plan(nobody, &[], Cursor::End).await;
    desk.ledger.close(nobody).await.unwrap();
    desk.open(World::Rehearsal, "thursday").await;
    let mut other = edition(World::Live, "friday", "words");
    other.parts[0].name = "page".to_owned();
    new(desk.ledger.open(other).await.unwrap());

    let listed = desk.ledger.parts(World::Live, "text").await.unwrap();
    let ids: Vec<_> = listed.iter().map(|(found, _)| found.id).collect();
    assert_eq!(ids, [nobody, open, closed]);
    for (found, part) in listed {
        let alone = desk.ledger.edition(found.id).await.unwrap();
        assert_eq!(found, alone.summary);
        assert_eq!([part], *alone.parts);
    }
}

pub(crate) async fn the_newest_edition_holding_a_draft_is_found(desk: Desk) {
    let mut first = edition(World::Live, "monday", "text");
    first.contents = vec![Digest::of(b"a"), Digest::of(b"b"), Digest::of(b"b")];
    let mut second = edition(World::Live, "tuesday", "text");
    second.contents = vec![Digest::of(b"b")];
    let first = new(desk.ledger.open(first).await.unwrap());
    let second = new(desk.ledger.open(second).await.unwrap());

    for (content, expected) in [("a", Some(first)), ("b", Some(second)), ("c", None)] {
        let content = Digest::of(content.as_bytes());
        let found = desk.ledger.holding(World::Live, None, &content).await.unwrap();
        assert_eq!(found.map(|found| found.id), expected);
    }
}

pub(crate) async fn a_draft_is_looked_for_in_one_pipeline(desk: Desk) {
    let mut brief = edition(World::Live, "monday", "text");
    brief.contents = vec![Digest::of(b"a"), Digest::of(b"b")];
    let mut morning = edition(World::Live, "tuesday", "text");
    morning.pipeline = "morning".to_owned();
    morning.contents = vec![Digest::of(b"b")];
    let brief = new(desk.ledger.open(brief).await.unwrap());
    let morning = new(desk.ledger.open(morning).await.unwrap());

    for (pipeline, content, expected) in [
        (None, "a", Some(brief)),
        (None, "b", Some(morning)),
        (Some("brief"), "a", Some(brief)),
        (Some("brief"), "b", Some(brief)),
        (Some("morning"), "a", None),
        (Some("morning"), "b", Some(morning)),
        (Some("evening"), "b", None),
    ] {
        let content = Digest::of(content.as_bytes());
        let found = desk.ledger.holding(World::Live, pipeline, &content).await.unwrap();
        assert_eq!(found.map(|found| found.id), expected, "{pipeline:?}");
    }
}
