//! What no noise can hide: a message waits about once for its relay, and a longer list
//! takes no more memory or work a person. `cargo xtask bench-delivery` measures the rest.
#![cfg(feature = "services")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "clippy takes the helpers of a test for production code"
)]

use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::time::Duration;

use copydesk_proving::sink::{Manner, Sink};
use copydesk_proving::trial::Trial;

const SENDER: &str = env!("CARGO_BIN_EXE_sender");

/// Goal P5 without a clock: with so few answers to wait for, a slow relay costs no more
/// than the goal allows.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_waits_for_hardly_more_than_one_answer() {
    let people = 1_000;
    let folder = tempfile::tempdir().unwrap();
    let manner = Manner { chunking: true, ..Manner::default() };
    let sink = Sink::start(0, manner).await.unwrap();
    let sender = Some(Path::new(SENDER));
    let trial = Trial::begin(folder.path(), sender, people, sink.port, 10).await.unwrap();
    assert!(trial.send_to_the_end(None).unwrap().success());
    assert_eq!(sink.accepted(), people as u64);
    let waits = sink.answers() as f64 / people as f64;
    assert!(waits < 1.0 / 0.45, "{waits}");
}

/// Goals P7 and P9, up to the first connection: everybody is read, proved and planned,
/// and there is no relay.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_longer_list_takes_no_more_memory_and_no_more_work_a_person() {
    let (short, long) = (planned(10_000).await, planned(60_000).await);
    let memory = long.0 / short.0;
    assert!(memory < 1.2, "{memory}: {short:?}, {long:?}");
    let work = (long.1 / 60_000.0) / (short.1 / 10_000.0);
    assert!(work < 1.3, "{work}: {short:?}, {long:?}");
}

/// The most memory of a sender that plans so many people, in kB, and its CPU, in ticks.
async fn planned(people: usize) -> (f64, f64) {
    let folder = tempfile::tempdir().unwrap();
    let nowhere = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let sender = Some(Path::new(SENDER));
    let trial = Trial::begin(folder.path(), sender, people, nowhere, 8).await.unwrap();
    let mut child = trial.send(None).unwrap();
    let about = |what: &str| fs::read_to_string(format!("/proc/{}/{what}", child.id()));
    let about = |what: &str| about(what).unwrap_or_default();
    let (mut peak, mut ticks) = (0.0, 0.0);
    loop {
        let status = about("status");
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        if let Some(kilobytes) = line.and_then(|line| line.split_whitespace().next()) {
            peak = kilobytes.parse().unwrap();
        }
        let stat = about("stat");
        let words = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
        let used: Vec<f64> = words.skip(11).take(2).filter_map(|word| word.parse().ok()).collect();
        ticks = used.iter().sum::<f64>().max(ticks);
        // A process that has ended keeps its ticks until somebody waits for it.
        if stat.contains(") Z ") || stat.is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    assert_eq!(child.wait().unwrap().code(), Some(3), "nobody took the mail");
    assert_eq!(trial.balance().await.unwrap().waiting, people as u64);
    (peak, ticks)
}
