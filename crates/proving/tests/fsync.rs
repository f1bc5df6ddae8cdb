//! The order of what reaches the disk and what reaches the relay, as the kernel saw
//! it: no byte of a body before its intent is synced. It needs strace.
#![cfg(feature = "services")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "clippy takes the helpers of a test for production code"
)]

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::process::Command;

use copydesk_ledger::{Ledger, World};
use copydesk_proving::sink::{Manner, Sink};
use copydesk_proving::trial::Trial;
use jiff::Timestamp;

const SENDER: &str = env!("CARGO_BIN_EXE_sender");
const PEOPLE: usize = 60;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_intent_is_synced_before_its_body_leaves() {
    let folder = tempfile::tempdir().unwrap();
    let sink = Sink::start(0, Manner { chunking: true, ..Manner::default() }).await.unwrap();
    // One connection: intents are noted after the bodies before them were answered.
    let trial = Trial::begin(folder.path(), None, PEOPLE, sink.port, 1).await.unwrap();
    let traced = folder.path().join("strace.txt");
    let mut strace = Command::new("strace");
    strace.args(["--follow-forks", "--trace=fdatasync,fsync,sendto,sendmsg,write,writev", "-o"]);
    let status = strace.arg(&traced).arg(SENDER).arg(folder.path()).status().unwrap();
    assert!(status.success(), "strace or the sender failed");
    assert_eq!(trial.balance().await.unwrap().accepted, PEOPLE as u64);

    // Intents of one commit have one moment. A body that begins a new one leaves only
    // after a sync that came behind all bodies before it.
    let noted = noted_at_once(&trial).await;
    let begins: HashSet<usize> =
        noted.iter().scan(0, |sum, n| Some(std::mem::replace(sum, *sum + n))).collect();
    let (mut synced, mut bodies) = (false, 0);
    for line in fs::read_to_string(&traced).unwrap().lines() {
        if line.contains("\"BDAT ") {
            assert!(synced || !begins.contains(&bodies), "body {bodies} left too early:\n{line}");
            bodies += 1;
            synced = false;
        }
        // Finished, not merely begun.
        synced |= line.contains("sync") && line.ends_with("= 0");
    }
    assert_eq!(bodies, PEOPLE, "a body for each");
    assert!(noted.len() > 5, "{noted:?}");
}

/// How many intents each commit noted, in the order of the commits.
async fn noted_at_once(trial: &Trial) -> Vec<usize> {
    let mut moments: BTreeMap<Timestamp, usize> = BTreeMap::new();
    for address in trial.addresses() {
        let traces = trial.ledger().unwrap().trace(World::Live, &address, None).await.unwrap();
        for event in traces.iter().flat_map(|trace| &trace.events) {
            if event.event == "intended" {
                *moments.entry(event.at).or_default() += 1;
            }
        }
    }
    moments.into_values().collect()
}
