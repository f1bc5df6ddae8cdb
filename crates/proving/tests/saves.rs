//! Drafts under a daemon that is killed, hears next to nothing, has its folder taken
//! away: each goes out once, whole. `cargo xtask saves` does the same two thousand
//! times, `cargo xtask soak` says what watching costs.
#![cfg(feature = "services")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "clippy takes the helpers of a test for production code"
)]

mod program;

use std::path::Path;
use std::time::Duration;

use copydesk_proving::saving::flood::flood;
use copydesk_proving::saving::saves::saves;
use copydesk_proving::saving::share::share;
use copydesk_proving::saving::soak::soak;
use copydesk_proving::saving::speed::{idle, latencies};
use copydesk_proving::saving::styles::STYLES;

/// Of chance.
const SEED: u64 = 20_261_125;

#[test]
fn each_save_goes_out_once_and_whole_however_often_the_daemon_dies() {
    let tally = saves(45, SEED, Some(&program::path())).unwrap();
    assert!(tally.holds() && tally.kills > 1, "{tally:?}");
    assert_eq!(tally.styles.len(), STYLES.len());
    assert!(tally.styles.values().all(|(saves, whole)| saves == whole), "{tally:?}");
}

#[test]
fn every_style_that_debian_has_a_program_for_is_the_program() {
    let habits: Vec<_> = STYLES.iter().filter_map(|style| style.missing()).collect();
    assert!(habits.is_empty(), "not installed: {habits:?}");
    assert_eq!(STYLES.iter().filter(|style| style.is_real()).count(), 8);
}

#[test]
fn a_kernel_that_drops_events_hides_no_draft() {
    let flood = flood(2_000, Some(&program::path())).unwrap();
    assert_eq!(flood.taken, flood.files, "{flood:?}");
}

#[test]
fn a_share_that_goes_and_comes_again_loses_and_repeats_nothing() {
    let share = share(Some(&program::path())).unwrap();
    assert!(share.degraded && share.sound && share.editions == 2, "{share:?}");
}

/// What noise cannot break: that all of it comes, and that memory does not grow with it.
/// The figures are those of `cargo xtask soak`.
#[test]
fn a_daemon_answers_every_save_and_holds_no_more_for_it() {
    let program: &Path = &program::path();
    let soak = soak(3_000, SEED, Some(program), |_| {}).unwrap();
    assert_eq!((soak.saves, soak.editions), (3_000, 30), "{soak:?}");
    let (early, late) = soak.memory;
    assert!(late < early * 1.5, "{soak:?}");
    let latencies = latencies(&[0, 20], 3, SEED, Some(program)).unwrap();
    assert!(latencies.iter().all(|found| found.saves == 3 && found.p95 > -50.0), "{latencies:?}");
    let idle = idle(500, Duration::from_secs(2), Some(program)).unwrap();
    assert!(idle.cpu < 50.0, "{idle:?}");
}
