//! A relay that accepts everything: `sink [DELAY_MS]`. Prints its port; then, for
//! each line on stdin, how many messages for how many people it has accepted since
//! the last one.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "its output is its purpose")]

use std::io::BufRead;
use std::process::ExitCode;
use std::time::Duration;

use copydesk_proving::sink::{Manner, Sink};

fn main() -> ExitCode {
    let delay = std::env::args().nth(1).and_then(|word| word.parse().ok()).unwrap_or(0);
    let manner =
        Manner { delay: Duration::from_millis(delay), chunking: true, ..Manner::default() };
    // One core, so that it is seen when the sink is the limit.
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    let sink = runtime
        .as_ref()
        .map_err(|_| ())
        .and_then(|runtime| runtime.block_on(Sink::start(0, manner)).map_err(|_| ()));
    let Ok(sink) = sink else {
        eprintln!("sink: no port is free");
        return ExitCode::FAILURE;
    };
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
    ExitCode::SUCCESS
}
