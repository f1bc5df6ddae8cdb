//! Drafts' bytes.

use copydesk_ledger::{Clock, NewCapture, NewEdition, SentContent, World};
use copydesk_manuscript::Digest;

use crate::desk::{Desk, edition};

fn draft(path: &str, text: &str) -> NewCapture {
    NewCapture { path: path.to_owned(), bytes: text.as_bytes().to_vec() }
}

pub(crate) async fn the_same_bytes_keep_their_first_moment(desk: Desk) {
    let morning = desk.clock.now();
    let first = desk.ledger.capture(draft("drafts/today.md", "news")).await.unwrap();
    assert_eq!(first.first_seen, morning);
    assert_eq!(first.digest, Digest::of(b"news"));

    desk.clock.advance(86_400);
    let renamed = desk.ledger.capture(draft("drafts/tomorrow.md", "news")).await.unwrap();
    assert_eq!(renamed, first);
}

pub(crate) async fn other_bytes_under_the_same_path_are_another_capture(desk: Desk) {
    let before = desk.ledger.capture(draft("today.md", "news")).await.unwrap();
    desk.clock.advance(60);
    let after = desk.ledger.capture(draft("today.md", "newer")).await.unwrap();
    assert_ne!(after.digest, before.digest);
    assert_eq!(after.first_seen, desk.clock.now());
}

pub(crate) async fn what_went_out_lately_comes_back_as_it_was(desk: Desk) {
    for (world, key, text) in [
        (World::Live, "long-ago", "old news"),
        (World::Live, "lately", "news"),
        (World::Rehearsal, "tried", "tried news"),
    ] {
        let content = desk.ledger.capture(draft("today.md", text)).await.unwrap().digest;
        let contents = vec![content];
        desk.ledger.open(NewEdition { contents, ..edition(world, key, text) }).await.unwrap();
        desk.clock.advance(60);
    }
    let since = desk.clock.in_seconds(-150);
    let sent = desk.ledger.sent_since(World::Live, since).await.unwrap();
    let (key, path, digest) = ("lately".to_owned(), "today.md".to_owned(), Digest::of(b"news"));
    let lately = SentContent { key, path, digest, gist: None };
    assert_eq!(sent, std::slice::from_ref(&lately));

    // What it is compared by is kept with it.
    let gist = b"anything".to_vec();
    desk.ledger.keep_gists(vec![(lately.digest.clone(), gist.clone())]).await.unwrap();
    let sent = desk.ledger.sent_since(World::Live, since).await.unwrap();
    assert_eq!(sent, [SentContent { gist: Some(gist), ..lately }]);
}

pub(crate) async fn what_is_ready_stands_on_the_shelf_under_its_last_name(desk: Desk) {
    use copydesk_ledger::World;
    let ledger = &desk.ledger;
    let draft = |path: &str, text: &str| NewCapture {
        path: path.to_owned(),
        bytes: text.as_bytes().to_vec(),
    };
    let shelf = async |world| {
        let shelf = ledger.shelf(world).await.unwrap();
        let row = |row: copydesk_ledger::Shelved| format!("{} {}", row.pipeline, row.path);
        shelf.into_iter().map(row).collect::<Vec<_>>()
    };
    let first = ledger.shelve(World::Live, "brief", draft("a.md", "one")).await.unwrap();
    ledger.shelve(World::Live, "morning", draft("a.md", "one")).await.unwrap();
    ledger.shelve(World::Rehearsal, "brief", draft("a.md", "one")).await.unwrap();
    // Saved again, then called by another name; then as it was at first.
    ledger.shelve(World::Live, "brief", draft("a.md", "two")).await.unwrap();
    ledger.shelve(World::Live, "brief", draft("b.md", "two")).await.unwrap();
    assert_eq!(shelf(World::Live).await, ["brief b.md", "morning a.md"]);
    desk.clock.advance(60);
    let again = ledger.shelve(World::Live, "brief", draft("b.md", "one")).await.unwrap();
    assert_eq!(again, first, "the same bytes keep their first moment");
    ledger.unshelve(World::Live, "morning", "a.md").await.unwrap();
    ledger.unshelve(World::Live, "morning", "a.md").await.unwrap();
    assert_eq!(shelf(World::Live).await, ["brief b.md"]);
    assert_eq!(shelf(World::Rehearsal).await, ["brief a.md"]);
    let kept = ledger.captured(&first.digest).await.unwrap().unwrap();
    assert_eq!((kept.path.as_str(), kept.bytes.as_slice()), ("a.md", &b"one"[..]));
}
