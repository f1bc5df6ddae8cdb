//! A disk that fills up in the middle of a run, and two senders at once.
#![cfg(feature = "services")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "clippy takes the helpers of a test for production code"
)]

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use copydesk_proving::sink::{Manner, Sink};
use copydesk_proving::trial::Trial;

const SENDER: &str = env!("CARGO_BIN_EXE_sender");

/// A small disk of its own; gone with its value.
struct Disk(tempfile::TempDir);

impl Disk {
    fn mount() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=24m", "tmpfs"]).arg(folder.path());
        assert!(mount.status().unwrap().success(), "mounting needs root");
        Self(folder)
    }

    /// Leaves not a byte.
    fn fill(&self) -> PathBuf {
        let path = self.0.path().join("filler");
        let mut file = File::create(&path).unwrap();
        for size in [1 << 20, 1 << 12, 1] {
            let block = vec![7; size];
            while file.write_all(&block).is_ok() {}
        }
        path
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0.path()).status();
    }
}

async fn until(sink: &Sink, accepted: u64) {
    while sink.accepted() < accepted {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

async fn nobody_is_missed_or_mailed_twice(trial: &Trial, sink: &Sink, people: u64) {
    let balance = trial.balance().await.unwrap();
    assert!(balance.holds() && balance.waiting == 0, "{balance:?}");
    assert_eq!(balance.accepted + balance.uncertain, people);
    for address in trial.addresses() {
        assert!(sink.for_person(&address) <= 1, "{address} was mailed twice");
    }
    assert!(sink.accepted() >= balance.accepted);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_stops_the_run_before_the_next_intent_and_loses_nobody() {
    let disk = Disk::mount();
    let manner = Manner { delay: Duration::from_millis(1), ..Manner::default() };
    let sink = Sink::start(0, manner).await.unwrap();
    let sender = Some(Path::new(SENDER));
    let trial = Trial::begin(disk.0.path(), sender, 2_000, sink.port, 4).await.unwrap();
    let mut child = trial.send(None).unwrap();
    until(&sink, 100).await;
    let filler = disk.fill();
    let status = child.wait().unwrap();
    assert_eq!(status.code(), Some(5), "it says that the ledger has no room left");
    let stopped = sink.accepted();
    assert!(stopped < 2_000, "it was not stopped");
    // And it sends nothing as long as nothing can be recorded.
    assert!(!trial.send_to_the_end(None).unwrap().success());
    assert_eq!(sink.accepted(), stopped);

    std::fs::remove_file(filler).unwrap();
    assert!(trial.send_to_the_end(None).unwrap().success());
    nobody_is_missed_or_mailed_twice(&trial, &sink, 2_000).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_senders_on_one_ledger_mail_everybody_once() {
    let folder = tempfile::tempdir().unwrap();
    let sink = Sink::start(0, Manner::default()).await.unwrap();
    let sender = Some(Path::new(SENDER));
    let trial = Trial::begin(folder.path(), sender, 500, sink.port, 4).await.unwrap();
    let mut first = trial.send(None).unwrap();
    let mut second = trial.send(None).unwrap();
    assert!(first.wait().unwrap().success() && second.wait().unwrap().success());
    nobody_is_missed_or_mailed_twice(&trial, &sink, 500).await;
    assert_eq!(sink.accepted(), 500);
}
