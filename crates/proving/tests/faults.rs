//! A relay that fails in every way: each fault ends in the state that is promised of it.
//! `cargo xtask faults` does the same for two hundred people each.
#![cfg(feature = "services")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "clippy takes the helpers of a test for production code"
)]

use std::path::Path;
use std::time::Duration;

use copydesk_proving::faults::{PROMISES, Setting, fail};

const SENDER: &str = env!("CARGO_BIN_EXE_sender");

/// On a machine that is busy with other tests.
const PATIENCE: Duration = Duration::from_secs(3);

async fn every_promise_is_kept(chunking: bool, promises: usize) {
    let sender = Some(Path::new(SENDER));
    let setting = Setting { sender, each: 3, patience: PATIENCE, chunking, seed: 20_261_130 };
    let kept = fail(setting).await.unwrap();
    assert_eq!(kept.len(), promises);
    assert!(kept.iter().all(|kept| kept.people == 3), "{kept:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn faults_around_a_dot_end_as_promised() {
    every_promise_is_kept(false, PROMISES.len()).await;
}

/// There is no DATA to fail at.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn faults_around_a_length_end_as_promised() {
    every_promise_is_kept(true, PROMISES.len() - 3).await;
}
