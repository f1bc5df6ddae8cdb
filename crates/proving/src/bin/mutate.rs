//! Prints the manual of checks with the measured table; with `--missed`, the
//! mutants that nobody saw.

#![allow(clippy::print_stdout, reason = "its output is its purpose")]

use std::io;

use copydesk_proving::{corpus, manual, score};

fn main() -> io::Result<()> {
    let (drafts, policy) = (corpus::drafts()?, corpus::policy());
    if std::env::args().any(|word| word == "--missed") {
        for score in score::scores(&drafts, &policy) {
            println!("{}: {} missed", score.mutation.name, score.missed.len());
            for missed in &score.missed {
                println!("  {missed}");
            }
        }
    } else {
        print!("{}", manual::page(&drafts, &policy));
    }
    Ok(())
}
