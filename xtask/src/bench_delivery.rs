//! `cargo xtask bench-delivery`: how fast mail goes out, beside nodemailer's pool,
//! lettre's own, Python's smtplib and Postfix's `smtp-source`. All mail the same words
//! to the same sink in the same run, in turn; only the ratios mean something on another
//! machine.

mod goals;
mod page;
mod place;
mod rows;
mod sink;
mod yardsticks;

use std::process::ExitCode;

use crate::measured::{Run, median};
use crate::{exit, section};
use place::Place;
use rows::{ROWS, Row, TURNS, growing};

/// Measures, and prints what was found.
pub(crate) fn run(rounds: usize, million: bool, write: bool) -> ExitCode {
    let measured = bench(rounds, million).and_then(|page| {
        println!("{page}");
        if write { section::write("docs/performance.md", "bench-delivery", &page) } else { Ok(()) }
    });
    match measured {
        Ok(()) => exit::DONE,
        Err(message) => {
            eprintln!("error: {message}");
            exit::machine()
        }
    }
}

/// What a row came to: the middle of its runs, and how much of a core the sink needed.
struct Figures {
    row: Row,
    run: Run,
    sink: f64,
}

impl Figures {
    fn of(row: Row, runs: &[(Run, f64)]) -> Self {
        let all: Vec<Run> = runs.iter().map(|(run, _)| *run).collect();
        let sink = runs.iter().map(|(_, share)| share).sum::<f64>() / runs.len().max(1) as f64;
        Self { row, run: median(&all), sink }
    }

    /// Messages a second.
    fn rate(&self) -> f64 {
        f64::from(self.row.messages) / self.run.wall
    }

    /// Microseconds of all cores for a message.
    fn cpu(&self) -> f64 {
        self.run.cpu / f64::from(self.row.messages) * 1e6
    }

    /// Megabytes.
    fn peak(&self) -> f64 {
        self.run.peak as f64 / 1e3
    }
}

fn bench(rounds: usize, million: bool) -> Result<String, String> {
    let place = Place::prepare()?;
    let signatures = place.check_signatures()?;
    let mut runs: Vec<Vec<(Run, f64)>> = vec![Vec::new(); ROWS.len()];
    let mut speeds = Vec::new();
    for round in 1..=rounds {
        for turn in 1..=TURNS {
            let rows = ROWS.iter().zip(&mut runs).filter(|(row, _)| row.turns() >= turn);
            for (row, runs) in rows.filter(|(row, _)| place.can(row)) {
                eprintln!("round {round} of {rounds}: {}", row.name());
                runs.push(place.run(row)?);
            }
        }
        speeds.extend(yardsticks::openssl_signature());
    }
    let lengths = growing(million);
    let mut grown: Vec<Vec<(Run, f64)>> = vec![Vec::new(); lengths.len()];
    for turn in 1..=TURNS {
        for (row, runs) in lengths.iter().zip(&mut grown) {
            eprintln!("turn {turn} of {TURNS}: {} recipients", row.messages);
            runs.push(place.run(row)?);
        }
    }
    let growth = lengths.iter().zip(&grown);
    let growth: Vec<Figures> = growth.map(|(row, runs)| Figures::of(*row, runs)).collect();
    let figures = ROWS.iter().zip(&runs).filter(|(_, runs)| !runs.is_empty());
    let figures: Vec<Figures> = figures.map(|(row, runs)| Figures::of(*row, runs)).collect();
    speeds.sort_by(f64::total_cmp);
    let signature = speeds.get(speeds.len() / 2).copied();
    let command = format!("--rounds {rounds}{}", if million { " --million" } else { "" });
    let goals = goals::table(&figures, &growth, signature);
    let mut page = page::measured(&figures, &growth, signature, signatures);
    page.push_str(&goals);
    page.push_str(&format!(
        "\n`cargo xtask bench-delivery {command}` at {}, medians of whole processes. \
         The signed ones with and without a durable ledger ran {TURNS} times a round, each \
         length of the list {TURNS} times in turn.",
        section::commit()
    ));
    Ok(page)
}
