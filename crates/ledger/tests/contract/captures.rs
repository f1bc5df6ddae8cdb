//! Drafts' bytes.

use copydesk_ledger::{Clock, NewCapture};
use copydesk_manuscript::Digest;

use crate::desk::Desk;

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
