//! What becomes of drafts while their daemon is killed, hears nothing or has its
//! folder taken away, as Markdown: `saves SAVES SEED`. The built `copydesk` must lie
//! beside this program.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "its output is its purpose")]

use std::process::ExitCode;

use copydesk_proving::saving::flood::flood;
use copydesk_proving::saving::saves::{Tally, saves};
use copydesk_proving::saving::share::share;
use copydesk_proving::saving::styles::{STYLES, Style};
use copydesk_proving::trial::TrialError;

/// Saved at once, while the kernel drops what it would say of them.
const FLOOD: usize = 10_000;

fn main() -> ExitCode {
    let words: Vec<u64> = std::env::args().skip(1).filter_map(|word| word.parse().ok()).collect();
    let [count, seed] = words[..] else {
        eprintln!("error: saves SAVES SEED");
        return ExitCode::from(2);
    };
    match prove(count as usize, seed) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(1)
        }
    }
}

/// Whether everything holds.
fn prove(count: usize, seed: u64) -> Result<bool, TrialError> {
    let tally = saves(count, seed, None)?;
    table(&tally);
    let flood = flood(FLOOD, None)?;
    println!(
        "\nThe kernel's queue of events held 64 when {} files were saved at once: {} of them were \
         taken in, the last {:.1} s after the last save, of which it had to be quiet for 2. No \
         later look was needed.",
        flood.files,
        flood.taken,
        flood.time.as_secs_f64()
    );
    let share = share(None)?;
    println!(
        "\nA share that was unmounted under its daemon: {}, then, mounted again, {}; {} of 2 \
         drafts went out once.",
        if share.degraded { "degraded, and said so" } else { "NOT NOTICED" },
        if share.sound { "all right" } else { "NOT FOUND AGAIN" },
        share.editions
    );
    let share = share.degraded && share.sound && share.editions == 2;
    Ok(tally.holds() && flood.taken == flood.files && share)
}

fn table(tally: &Tally) {
    println!(
        "{} saves by two writers, {} kills, {:.0} s: **{} lost, {} published twice, {} torn**.\n",
        tally.saves,
        tally.kills,
        tally.time.as_secs_f64(),
        tally.lost,
        tally.twice,
        tally.torn
    );
    println!("| style | by | saves | out once and whole |\n|---|---|--:|--:|");
    for style in &STYLES {
        let (saves, whole) = tally.styles.get(style.name).copied().unwrap_or_default();
        println!("| {} | {} | {saves} | {whole} |", style.name, by(style));
    }
}

fn by(style: &Style) -> String {
    match (style.is_real(), style.missing()) {
        (true, _) => "the program".to_owned(),
        (false, Some(missing)) => format!("its habit; `{missing}` is not installed"),
        (false, None) => "its habit".to_owned(),
    }
}
