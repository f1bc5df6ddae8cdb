//! The repository's chores: `cargo xtask publish`, `cargo xtask test`, those that
//! measure: `mutate`, `bench-check`, `bench-delivery`, `bench-subscribers`, the long trials
//! `kill`, `faults`, `saves` and `soak`, `fuzz`, and the pictures of `gallery`.
//!
//! This program knows nothing of drafts. It looks for what the machine lacks,
//! calls cargo, and runs the same binary that a newsroom installs, so that there
//! is one chain with two doors. It has no dependency: in a fresh clone it speaks
//! before anything of the product is built.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a chore talks to the person who runs it"
)]

mod arguments;
mod bench_check;
mod bench_delivery;
mod bench_subscribers;
mod compiler;
mod exit;
mod fuzz;
mod gallery;
mod judges;
mod machine;
mod measured;
mod mutate;
mod publish;
mod section;
mod services;
mod steps;
mod test;
mod trials;

use std::process::ExitCode;

use arguments::Chore;

fn main() -> ExitCode {
    let words: Vec<String> =
        match std::env::args_os().skip(1).map(std::ffi::OsString::into_string).collect() {
            Ok(words) => words,
            Err(word) => {
                eprintln!("error: {} is not UTF-8", word.display());
                return exit::usage();
            }
        };
    match arguments::parse(&words) {
        Ok(Chore::Help) => {
            print!("{}", arguments::HELP);
            exit::DONE
        }
        Ok(Chore::Publish(arguments)) => publish::run(&arguments),
        Ok(Chore::Test { quick }) => test::run(quick),
        Ok(Chore::BenchCheck { rounds, drafts }) => bench_check::run(rounds, &drafts),
        Ok(Chore::BenchDelivery { rounds, million, write }) => {
            bench_delivery::run(rounds, million, write)
        }
        Ok(Chore::BenchSubscribers { write }) => bench_subscribers::run(write),
        Ok(Chore::Trial { trial, count, seed, write }) => trials::run(trial, count, seed, write),
        Ok(Chore::Mutate { wanted, folder }) => mutate::run(wanted, folder.as_deref()),
        Ok(Chore::Gallery) => gallery::run(),
        Ok(Chore::Fuzz { readers, seconds }) => fuzz::run(&readers, seconds),
        Err(message) => {
            eprintln!("error: {message}\n");
            eprint!("{}", arguments::HELP);
            exit::usage()
        }
    }
}
