//! What becomes of mail when its relay fails, as Markdown: `faults EACH SEED`. The binary
//! `sender` must lie beside this one.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "its output is its purpose")]

use std::process::ExitCode;
use std::time::Duration;

use copydesk_proving::faults::{Kept, Setting, fail};
use copydesk_proving::trial::TrialError;

/// Long for a relay on the same machine, short for hundreds who get no answer.
const PATIENCE: Duration = Duration::from_millis(1_000);

fn main() -> ExitCode {
    let words: Vec<u64> = std::env::args().skip(1).filter_map(|word| word.parse().ok()).collect();
    let [each, seed] = words[..] else {
        eprintln!("error: faults EACH SEED");
        return ExitCode::from(2);
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let done = runtime
        .map_err(TrialError::from)
        .and_then(|runtime| runtime.block_on(prove(each as usize, seed)));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(1)
        }
    }
}

async fn prove(each: usize, seed: u64) -> Result<(), TrialError> {
    let setting = Setting { sender: None, each, patience: PATIENCE, chunking: false, seed };
    let dotted = fail(setting).await?;
    let by_length = fail(Setting { chunking: true, ..setting }).await?;
    println!("| the relay | at first | in the end | with `DATA`: people, messages | with `BDAT` |");
    println!("|---|---|---|--:|--:|");
    for Kept { promise, people, messages } in dotted {
        let other = by_length.iter().find(|kept| kept.promise.what == promise.what);
        let other = other
            .map_or_else(|| "–".to_owned(), |kept| format!("{}, {}", kept.people, kept.messages));
        println!(
            "| {} | {} | {} | {people}, {messages} | {other} |",
            promise.what, promise.first, promise.last
        );
    }
    Ok(())
}
