//! What happens to senders that die or are stopped in the middle of a run, as
//! Markdown: `kill KILLS SEED`. The binary `sender` must lie beside this one.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "its output is its purpose")]

use std::process::ExitCode;

use copydesk_ledger::fail_points;
use copydesk_proving::kills::{Setting, Tally, abort, kill, pause};
use copydesk_proving::stops::{Stopped, stop};
use copydesk_proving::trial::TrialError;

/// On each list: few enough that a thousand kills meet many lists.
const PEOPLE: usize = 4_000;
/// For a thousand kills: deaths at each named point, and pauses past the lease.
const ABORTS: usize = 20;
const PAUSES: usize = 200;
/// Of the list that is stopped, and when.
const STOPPED: (usize, u64) = (100_000, 20_000);

fn main() -> ExitCode {
    let words: Vec<u64> = std::env::args().skip(1).filter_map(|word| word.parse().ok()).collect();
    let [kills, seed] = words[..] else {
        eprintln!("error: kill KILLS SEED");
        return ExitCode::from(2);
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let done = runtime
        .map_err(TrialError::from)
        .and_then(|runtime| runtime.block_on(prove(kills as usize, seed)));
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(1)
        }
    }
}

/// Whether everything holds.
async fn prove(kills: usize, seed: u64) -> Result<bool, TrialError> {
    let killed = kill(kills, Setting { sender: None, people: PEOPLE, seed }).await?;
    // Fewer kills are a look, and everything else is shortened with them.
    let share = |of: usize| (of * kills).div_ceil(1_000).clamp(1, of);
    let few = Setting { sender: None, people: 1_000, seed };
    let aborted = abort(share(ABORTS), few).await?;
    let paused = pause(share(PAUSES), few).await?;
    println!(
        "| | deaths | editions | people | lost | twice | uncertain (of these accepted) | most after one death |"
    );
    println!("|---|--:|--:|--:|--:|--:|--:|--:|");
    row("`kill -9` in mid-run", &killed);
    row(&format!("abort at each of {} named points", fail_points().len()), &aborted);
    row("SIGSTOP for longer than a lease", &paused);
    let (people, at) = STOPPED;
    let stopped = stop(people, at, None).await?;
    println!("\n{}", words(&stopped));
    let whole = |tally: &Tally| tally.lost == 0 && tally.duplicates == 0;
    Ok(whole(&killed) && whole(&aborted) && whole(&paused) && stopped.last.as_secs() < 2)
}

fn row(what: &str, tally: &Tally) {
    println!(
        "| {what} | {} | {} | {} | {} | {} | {} ({}) | {} |",
        tally.kills,
        tally.editions,
        tally.people,
        tally.lost,
        tally.duplicates,
        tally.uncertain,
        tally.uncertain_accepted,
        tally.worst
    );
}

fn words(stopped: &Stopped) -> String {
    let Stopped { before, people, after, last, accepted, uncertain } = stopped;
    let more = match (after, last.as_millis()) {
        (0, _) => "nobody more was accepted".to_owned(),
        (after, last) => format!("{after} more were accepted, the last one {last} ms later"),
    };
    format!(
        "Stopped by another process when {before} of {people} had it: {more}. It stayed stopped \
         over a restart and a kill, and when it was resumed it came to {accepted} accepted and \
         {uncertain} uncertain, nobody twice."
    )
}
