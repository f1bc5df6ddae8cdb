//! The order of what reaches the disk and what reaches the relay, as the kernel saw
//! it: no byte of a body before its intent is synced. It needs strace.
#![cfg(feature = "services")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "clippy takes the helpers of a test for production code"
)]

use std::fs;
use std::process::Command;

use copydesk_proving::sink::{Manner, Sink};
use copydesk_proving::trial::Trial;

const SENDER: &str = env!("CARGO_BIN_EXE_sender");
const PEOPLE: usize = 60;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_intent_is_synced_before_its_body_leaves() {
    let folder = tempfile::tempdir().unwrap();
    let sink = Sink::start(0, Manner { chunking: true, ..Manner::default() }).await.unwrap();
    // One connection: a body's intent is noted after the body before it was answered.
    let trial = Trial::begin(folder.path(), None, PEOPLE, sink.port, 1).await.unwrap();
    let traced = folder.path().join("strace.txt");
    let mut strace = Command::new("strace");
    strace.args(["--follow-forks", "--trace=fdatasync,fsync,sendto,sendmsg,write,writev", "-o"]);
    let status = strace.arg(&traced).arg(SENDER).arg(folder.path()).status().unwrap();
    assert!(status.success(), "strace or the sender failed");
    assert_eq!(trial.balance().await.unwrap().accepted, PEOPLE as u64);

    let (mut synced, mut bodies) = (false, 0);
    for line in fs::read_to_string(&traced).unwrap().lines() {
        if line.contains("\"BDAT ") {
            bodies += 1;
            assert!(synced, "body {bodies} left before a sync:\n{line}");
            synced = false;
        }
        // Finished, not merely begun.
        synced |= line.contains("sync") && line.ends_with("= 0");
    }
    assert_eq!(bodies, PEOPLE, "a body for each");
}
