//! The program: one file per command, and nothing that a command does but
//! reading arguments and files, calling the chain, and printing.
//!
//! It is the only crate that knows terminals, signals and folder events. Results
//! go to stdout, everything else to stderr.

mod allow_file;
mod args;
mod commands;
mod drafts;
mod exit;
mod files;
mod logging;
mod newsrooms;
mod report;
mod running;
mod trouble;
mod watching;

use clap::Parser;

use args::{Args, Command};
use exit::Exit;
use report::printer::Printer;

fn main() -> Exit {
    let args = Args::parse();
    logging::start(&args.global);
    let mut printer = Printer::new(&args.global);
    let global = &args.global;
    let done = match args.command {
        Command::Check(command) => commands::check::run(global, &command, &mut printer),
        Command::Explain(command) => commands::explain::run(&command, &mut printer),
        Command::Parse(command) => commands::parse::run(global, &command, &mut printer),
        Command::Render(command) => commands::render::run(global, &command, &mut printer),
        Command::Publish(command) => commands::publish::run(global, &command, &mut printer),
        Command::Watch(command) => commands::watch::run(global, &command, &mut printer),
        Command::Schema(command) => commands::schema::run(&command, &mut printer),
    };
    let exit = done.unwrap_or_else(|failure| {
        printer.troubles(&failure.troubles);
        failure.exit
    });
    printer.settle(exit)
}
