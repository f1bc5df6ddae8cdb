//! The program: one file per command, and nothing that a command does but
//! reading arguments and files, calling the chain, and printing.
//!
//! It is the only crate that knows terminals, signals and folder events. Results
//! go to stdout, everything else to stderr.

mod allow_file;
mod args;
mod commands;
mod drafts;
mod editions;
mod exit;
mod figures;
mod files;
mod front_matter;
mod logging;
mod newsrooms;
mod previewing;
mod report;
mod running;
mod serving;
mod trouble;
mod watching;

use clap::{Parser, ValueEnum};

use args::{Args, Command, Format, OfLedger};
use commands::retry::Why;
use exit::Exit;
use report::printer::Printer;
use trouble::{Failure, Trouble};

/// A draft is many small pieces, made and dropped on every core.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> Exit {
    let args = Args::parse();
    let latencies = figures::Latencies::default();
    let watches = matches!(args.command, Command::Watch(_));
    logging::start(&args.global, watches.then(|| latencies.clone()));
    let mut printer = Printer::new(&args.global);
    let global = &args.global;
    let done = match args.command {
        Command::Mail(command) if global.format.is_input() => {
            commands::mail::run(global, &command, &mut printer)
        }
        _ if global.format.is_input() => Err(only_ingest()),
        Command::Check(command) => commands::check::run(global, &command, &mut printer),
        _ if global.format.is_report() => Err(only_check(global.format)),
        Command::Approve(command) => commands::approve::approve(global, &command, &mut printer),
        Command::Reject(command) => commands::approve::reject(global, &command, &mut printer),
        Command::Correct(command) => commands::correct::correct(global, &command, &mut printer),
        Command::Retract(command) => commands::correct::retract(global, &command, &mut printer),
        Command::Init(command) => commands::init::run(&command, &mut printer),
        Command::Explain(command) => commands::explain::run(&command, &mut printer),
        Command::Parse(command) => commands::parse::run(global, &command, &mut printer),
        Command::Render(command) => commands::render::run(global, &command, &mut printer),
        Command::Preview(command) => commands::preview::run(global, &command, &mut printer),
        Command::SendTest(command) => commands::send_test::run(global, &command, &mut printer),
        Command::Publish(command) => commands::publish::run(global, &command, &mut printer),
        Command::Watch(command) => commands::watch::run(global, &command, latencies, &mut printer),
        Command::Stop(command) => commands::stop::run(global, &command, &mut printer),
        Command::Resume(command) => {
            commands::retry::run(global, &command, Why::Resumed, &mut printer)
        }
        Command::Cancel(command) => commands::cancel::run(global, &command, &mut printer),
        Command::Retry(command) => {
            commands::retry::run(global, &command, Why::Retried, &mut printer)
        }
        Command::Resolve(command) => commands::resolve::run(global, &command, &mut printer),
        Command::Status(command) => commands::status::run(global, &command, &mut printer),
        Command::Trace(command) => commands::trace::run(global, &command, &mut printer),
        Command::Ledger(OfLedger::Adopt(command)) => {
            commands::adopt::run(global, &command, &mut printer)
        }
        Command::Ledger(OfLedger::Backup(command)) => {
            commands::backup::run(global, &command, &mut printer)
        }
        Command::Ledger(OfLedger::Restore(command)) => {
            commands::restore::run(global, &command, &mut printer)
        }
        Command::Subscribers(command) => commands::subscribers::run(global, &command, &mut printer),
        Command::Serve => commands::serve::run(global, &mut printer),
        Command::Mail(command) => commands::mail::run(global, &command, &mut printer),
        Command::Keys(command) => commands::keys::run(global, &command, &mut printer),
        Command::Schema(command) => commands::schema::run(&command, &mut printer),
    };
    let exit = done.unwrap_or_else(|failure| {
        printer.troubles(&failure.troubles);
        failure.exit
    });
    printer.settle(exit)
}

/// Other commands read no notices.
fn only_ingest() -> Failure {
    Trouble::new("only `mail ingest` has the format `jsonl`")
        .help("results as JSON lines: `--format json`")
        .exit(Exit::Usage)
}

/// Other commands have no drafts to report on.
fn only_check(format: Format) -> Failure {
    let name = format.to_possible_value().map(|value| value.get_name().to_owned());
    Trouble::new(format!("only `check` has the format `{}`", name.unwrap_or_default()))
        .help("`--format human` or `--format json`, or the same in COPYDESK_FORMAT")
        .exit(Exit::Usage)
}
