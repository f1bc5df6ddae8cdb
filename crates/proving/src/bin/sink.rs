//! A relay that accepts everything:
//! `sink [--delay MS] [--tls CERTIFICATE KEY] [--keep FOLDER]`. Prints its port; then,
//! for each line on stdin, how many messages for how many people it has accepted since
//! the last one.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "its output is its purpose")]

use std::io::BufRead;
use std::process::ExitCode;
use std::time::Duration;

use copydesk_proving::sink::{Manner, Sink};

fn main() -> ExitCode {
    match serve() {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("sink: {why}");
            ExitCode::FAILURE
        }
    }
}

fn serve() -> Result<(), String> {
    let manner = manner(std::env::args().skip(1))?;
    // One core, so that it is seen when the sink is the limit.
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    let runtime = runtime.map_err(wrong)?;
    let sink = runtime.block_on(Sink::start(0, manner)).map_err(wrong)?;
    println!("{}", sink.port);
    let mut before = 0;
    for line in std::io::stdin().lock().lines() {
        if line.is_err() {
            break;
        }
        let all = sink.accepted();
        println!("{} {}", all - before, sink.people_served());
        before = all;
        sink.forget();
    }
    Ok(())
}

fn manner(mut words: impl Iterator<Item = String>) -> Result<Manner, String> {
    let mut manner = Manner { chunking: true, ..Manner::default() };
    while let Some(word) = words.next() {
        let mut next = || words.next().ok_or_else(|| format!("{word} needs a word more"));
        match word.as_str() {
            "--delay" => manner.delay = Duration::from_millis(next()?.parse().map_err(wrong)?),
            "--keep" => manner.keep = Some(next()?.into()),
            "--tls" => {
                let certificate = std::fs::read(next()?).map_err(wrong)?;
                let key = std::fs::read(next()?).map_err(wrong)?;
                manner = manner.with_tls(&certificate, &key).map_err(wrong)?;
            }
            other => return Err(format!("there is no option {other}")),
        }
    }
    Ok(manner)
}

fn wrong(error: impl std::fmt::Display) -> String {
    error.to_string()
}
