//! What no noise can hide: a message waits about once for its relay, a longer list takes
//! no more memory or work a person, and a signed message less work than nodemailer's.
//! `cargo xtask bench-delivery` measures the rest.
#![cfg(feature = "services")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "clippy takes the helpers of a test for production code"
)]

mod judges;

use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use copydesk_distribution::{SigningKey, SigningKeyKind};
use copydesk_proving::sink::{Manner, Sink};
use copydesk_proving::trial::Trial;
use judges::target;

const SENDER: &str = env!("CARGO_BIN_EXE_sender");
/// As long as briefs are.
const DRAFT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../drafts/malaria-vaccines.md");
const NODEMAILER: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/judges/bench-delivery/nodemailer.mjs");

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
    let memory = long.peak / short.peak;
    assert!(memory < 1.2, "{memory}: {short:?}, {long:?}");
    let work = (long.ticks / 60_000.0) / (short.ticks / 10_000.0);
    assert!(work < 1.3, "{work}: {short:?}, {long:?}");
}

/// Goal P1, loosely: even unoptimised, a signed message takes a fraction of the processor
/// that nodemailer needs for one. How large a fraction is measured of releases.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_signed_message_takes_less_of_a_processor_than_nodemailers() {
    let people = 500;
    let folder = tempfile::tempdir().unwrap();
    let (key, newsroom) = (folder.path().join("dkim.pem"), folder.path().join("newsroom"));
    SigningKey::create(SigningKeyKind::Rsa, &key).unwrap();
    let manner = Manner { chunking: true, ..Manner::default() };
    let sink = Sink::start(0, manner).await.unwrap();
    let words = [people, sink.port.into(), 10].map(|number: usize| number.to_string());
    let mut trial = Command::new(env!("CARGO_BIN_EXE_trial"));
    trial.arg(&newsroom).args(&words).arg(DRAFT).arg("--key").arg(&key);
    assert!(trial.status().unwrap().success());

    let ours = watched(Command::new(SENDER).arg(&newsroom)).await;
    assert_eq!((ours.code, sink.accepted()), (Some(0), people as u64));
    let [people, port, connections] = &words;
    let mut peer = Command::new("node");
    peer.current_dir(target().join("bench-delivery/npm")).arg(NODEMAILER);
    peer.args([port, people]).arg(&newsroom).arg(connections).arg("--key").arg(&key);
    let theirs = watched(&mut peer).await;
    assert_eq!((theirs.code, sink.accepted()), (Some(0), 1_000), "after `cargo xtask test`?");
    let ratio = theirs.ticks / ours.ticks;
    assert!(ratio > 1.5, "{ratio}: {ours:?}, {theirs:?}");
}

/// What a sender that plans so many people takes, when there is no relay.
async fn planned(people: usize) -> Took {
    let folder = tempfile::tempdir().unwrap();
    let nowhere = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let sender = Some(Path::new(SENDER));
    let trial = Trial::begin(folder.path(), sender, people, nowhere, 8).await.unwrap();
    let took = watched(Command::new(SENDER).arg(folder.path())).await;
    assert_eq!(took.code, Some(3), "nobody took the mail");
    assert_eq!(trial.balance().await.unwrap().waiting, people as u64);
    took
}

/// What a process took.
#[derive(Debug)]
struct Took {
    /// The most memory, in kB.
    peak: f64,
    /// Of all processors.
    ticks: f64,
    code: Option<i32>,
}

/// Runs it to its end.
async fn watched(command: &mut Command) -> Took {
    let mut child = command.stdout(Stdio::null()).spawn().unwrap();
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
    Took { peak, ticks, code: child.wait().unwrap().code() }
}
