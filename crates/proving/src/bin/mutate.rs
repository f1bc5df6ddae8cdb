//! How many slips the checks see: `mutate table|missed|manual [FOLDER]`. `table` has
//! the figures, `missed` the mutants that nobody saw, `manual` the page with both
//! the checks and the table.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "its output is its purpose")]

use std::path::Path;
use std::process::ExitCode;

use copydesk_proving::{corpus, manual, score};

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match run(&words) {
        Ok(page) => {
            print!("{page}");
            ExitCode::SUCCESS
        }
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::from(2)
        }
    }
}

fn run(words: &[String]) -> Result<String, String> {
    let (what, drafts) = match words {
        [what] => (what, corpus::drafts()),
        [what, folder] => (what, corpus::drafts_below(Path::new(folder))),
        _ => return Err("mutate table|missed|manual [FOLDER]".to_owned()),
    };
    let drafts = drafts.map_err(|error| format!("the drafts cannot be read: {error}"))?;
    if drafts.is_empty() {
        return Err("there is no draft (*.md, *.txt)".to_owned());
    }
    let policy = corpus::policy();
    match what.as_str() {
        "table" => Ok(manual::measured(&drafts, &policy)),
        "manual" => Ok(manual::page(&drafts, &policy)),
        "missed" => Ok(score::scores(&drafts, &policy).iter().map(missed).collect()),
        other => Err(format!("`{other}` is not known")),
    }
}

fn missed(score: &score::Score) -> String {
    let mut told = format!("{}: {} missed\n", score.mutation.name, score.missed.len());
    for draft in &score.missed {
        told.push_str(&format!("  {draft}\n"));
    }
    told.push_str(&format!("{}: {} sound\n", score.mutation.name, score.sound.len()));
    for draft in &score.sound {
        told.push_str(&format!("  {draft}\n"));
    }
    told
}
