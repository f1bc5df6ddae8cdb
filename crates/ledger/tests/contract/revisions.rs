//! Revisions: whom a correction is for, and what it was made of.

use copydesk_ledger::{Cursor, EditionId, NewCapture, NewEdition, SentDraft, Settled, World};

use crate::desk::{Desk, accepted, edition, new, person};

const KEY: &str = "2027-01-15-brief";

/// An edition that is over, in which each of these people got that answer.
async fn sent(desk: &Desk, world: World, revision: u32, people: &[(&str, Settled)]) -> EditionId {
    let text = format!("text {revision}");
    let next = NewEdition { revision, ..edition(world, KEY, &text) };
    let id = new(desk.ledger.open(next).await.unwrap());
    let names: Vec<&str> = people.iter().map(|(name, _)| *name).collect();
    desk.plan(id, &names, Cursor::End).await;
    while let Some(batch) = desk.claim(id, "sender", 100).await {
        for delivery in &batch.deliveries {
            let name = delivery.candidate.name.clone().unwrap();
            let (_, settled) = people.iter().find(|(person, _)| *person == name).unwrap();
            desk.intend(&batch.lease, &[delivery.id]).await;
            desk.settle(&batch.lease, delivery.id, settled.clone()).await;
        }
    }
    desk.ledger.close(id).await.unwrap();
    id
}

/// Who of everybody has a revision before that one.
async fn holders(desk: &Desk, world: World, before: u32) -> Vec<String> {
    let all = ["zoe", "ann", "bob", "cleo"].map(|name| person(name).address).to_vec();
    let found = desk.ledger.holders(world, KEY, before, all).await.unwrap();
    found.iter().map(|address| address.split('@').next().unwrap().to_owned()).collect()
}

fn refused() -> Settled {
    Settled::Rejected("550 no such user".to_owned())
}

fn unknown() -> Settled {
    Settled::Uncertain("no reply".to_owned())
}

pub(crate) async fn the_revisions_of_one_edition_are_found_by_its_key(desk: Desk) {
    for (world, revision) in [(World::Live, 1), (World::Live, 2), (World::Rehearsal, 1)] {
        sent(&desk, world, revision, &[("ann", accepted())]).await;
    }
    let other = edition(World::Live, "2027-01-15-other", "text");
    new(desk.ledger.open(other).await.unwrap());
    let found = async |world, key| {
        let found = desk.ledger.revisions(world, key).await.unwrap();
        let all = desk.ledger.editions(world).await.unwrap();
        assert!(found.iter().all(|one| all.contains(one)), "as in the list of all");
        found.iter().map(|one| one.revision).collect::<Vec<_>>()
    };
    assert_eq!(found(World::Live, KEY).await, [2, 1]);
    assert_eq!(found(World::Rehearsal, KEY).await, [1]);
    assert_eq!(found(World::Live, "2027-01-15").await, [0; 0]);
}

pub(crate) async fn a_correction_is_for_those_who_have_the_words(desk: Desk) {
    let people = [("ann", accepted()), ("bob", refused()), ("cleo", unknown())];
    sent(&desk, World::Live, 1, &people).await;
    assert_eq!(holders(&desk, World::Live, 2).await, ["ann", "cleo"]);
    assert!(holders(&desk, World::Live, 1).await.is_empty());
    // What is planned of the revision itself changes nothing in whom it is for.
    let next = NewEdition { revision: 2, ..edition(World::Live, KEY, "text 2") };
    let second = new(desk.ledger.open(next).await.unwrap());
    desk.plan(second, &["ann"], crate::desk::after("ann")).await;
    assert_eq!(holders(&desk, World::Live, 2).await, ["ann", "cleo"]);
}

pub(crate) async fn a_later_revision_that_was_refused_ends_it(desk: Desk) {
    sent(&desk, World::Live, 1, &[("ann", accepted()), ("bob", accepted())]).await;
    sent(&desk, World::Live, 2, &[("ann", refused()), ("bob", accepted())]).await;
    assert_eq!(holders(&desk, World::Live, 3).await, ["bob"]);
    // The second one was cancelled before it came to them: they have the first.
    let other = desk.ledger.editions(World::Live).await.unwrap().len();
    assert_eq!(other, 2);
    let third = NewEdition { revision: 3, ..edition(World::Live, KEY, "text 3") };
    let third = new(desk.ledger.open(third).await.unwrap());
    desk.plan(third, &["bob"], Cursor::End).await;
    desk.ledger.cancel(third).await.unwrap();
    assert_eq!(holders(&desk, World::Live, 4).await, ["bob"]);
}

pub(crate) async fn who_has_a_rehearsal_has_nothing_live(desk: Desk) {
    sent(&desk, World::Rehearsal, 1, &[("ann", Settled::Written)]).await;
    assert_eq!(holders(&desk, World::Rehearsal, 2).await, ["ann"]);
    assert!(holders(&desk, World::Live, 2).await.is_empty());
}

pub(crate) async fn the_drafts_of_an_edition_come_back(desk: Desk) {
    let mut contents = Vec::new();
    for (path, text) in [("drafts/b.md", "b"), ("drafts/a.md", "a")] {
        let draft = NewCapture { path: path.to_owned(), bytes: text.as_bytes().to_vec() };
        contents.push(desk.ledger.capture(draft).await.unwrap().digest);
    }
    let two = NewEdition { contents, ..edition(World::Live, KEY, "text") };
    let id = new(desk.ledger.open(two).await.unwrap());
    let draft = |path: &str, text: &str| SentDraft {
        key: KEY.to_owned(),
        path: path.to_owned(),
        bytes: text.as_bytes().to_vec(),
    };
    let drafts = desk.ledger.drafts(id).await.unwrap();
    assert_eq!(drafts, [draft("drafts/a.md", "a"), draft("drafts/b.md", "b")]);
}
