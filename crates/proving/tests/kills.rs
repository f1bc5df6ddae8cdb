//! Senders that die in the middle: nobody is lost, nobody is mailed twice.
//! `cargo xtask kill` does the same a thousand times.
#![cfg(feature = "services")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "clippy takes the helpers of a test for production code"
)]

use std::path::Path;

use copydesk_proving::kills::{Setting, abort, kill, pause};
use copydesk_proving::stops::stop;

const SENDER: &str = env!("CARGO_BIN_EXE_sender");

fn setting(people: usize) -> Setting<'static> {
    Setting { sender: Some(Path::new(SENDER)), people, seed: 20_261_125 }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_kills_lose_nobody_and_mail_nobody_twice() {
    let tally = kill(50, setting(1_500)).await.unwrap();
    assert_eq!((tally.kills, tally.lost, tally.duplicates), (50, 0, 0), "{tally:?}");
    assert!(tally.worst <= 8, "{tally:?}");
    assert!(tally.uncertain > 0, "no kill met a message on its way: {tally:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn death_at_every_named_point_leaves_the_balance_whole() {
    let tally = abort(2, setting(120)).await.unwrap();
    assert_eq!((tally.lost, tally.duplicates), (0, 0), "{tally:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sender_that_was_held_up_past_its_leases_mails_nobody_twice() {
    let tally = pause(3, setting(600)).await.unwrap();
    assert_eq!((tally.kills, tally.lost, tally.duplicates), (3, 0, 0), "{tally:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stopped_edition_stays_stopped_and_goes_on_without_a_double() {
    let stopped = stop(4_000, 800, Some(Path::new(SENDER))).await.unwrap();
    assert!(stopped.last.as_secs() < 2, "{stopped:?}");
    assert_eq!(stopped.uncertain, 0, "{stopped:?}");
}
