//! What watching costs, as Markdown: `soak SAVES SEED`. The built `copydesk` must lie
//! beside this program.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "its output is its purpose")]

use std::process::ExitCode;
use std::time::Duration;

use copydesk_proving::saving::soak::soak;
use copydesk_proving::saving::speed::{idle, latencies};
use copydesk_proving::trial::TrialError;

/// Editions that are out already when it is measured how long another one takes.
const BEHIND: [usize; 3] = [0, 100, 1_000];
/// Measured at each.
const SINGLES: usize = 40;
/// Drafts that do not change.
const DRAFTS: [usize; 2] = [100, 10_000];
/// For how long nothing happens.
const REST: Duration = Duration::from_secs(120);

fn main() -> ExitCode {
    let words: Vec<u64> = std::env::args().skip(1).filter_map(|word| word.parse().ok()).collect();
    let [saves, seed] = words[..] else {
        eprintln!("error: soak SAVES SEED");
        return ExitCode::from(2);
    };
    match measure(saves as usize, seed) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(1)
        }
    }
}

fn measure(saves: usize, seed: u64) -> Result<(), TrialError> {
    println!("| editions behind it | saves | p50 ms | p95 ms | worst ms |\n|--:|--:|--:|--:|--:|");
    for found in latencies(&BEHIND, SINGLES, seed, None)? {
        let (behind, saves) = (found.behind, found.saves);
        let (p50, p95, worst) = (found.p50, found.p95, found.worst);
        println!("| {behind} | {saves} | {p50:.0} | {p95:.0} | {worst:.0} |");
    }
    println!(
        "\n| drafts that do not change | ms a look | idle, % of a core | MB |\n|--:|--:|--:|--:|"
    );
    for drafts in DRAFTS {
        let found = idle(drafts, REST, None)?;
        println!("| {drafts} | {:.1} | {:.3} | {:.1} |", found.look, found.cpu, found.memory);
    }
    let found = soak(saves, seed, None, |done| {
        if done % 10_000 == 0 {
            eprintln!("{done} saves");
        }
    })?;
    println!(
        "\nA soak: {} saves of 3.4 kB, {} editions, in {:.0} s, {:.2} ms of a core each. Memory \
         was {:.1} MB after a tenth of them, {:.1} MB after all, {:.1} MB at its most.",
        found.saves,
        found.editions,
        found.time.as_secs_f64(),
        found.cpu,
        found.memory.0,
        found.memory.1,
        found.peak
    );
    Ok(())
}
