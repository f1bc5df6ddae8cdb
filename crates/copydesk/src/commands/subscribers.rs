//! `copydesk subscribers …`: who is on a list, and who may not be mailed.

mod erase;
mod export;
mod import;
mod one;
mod stats;

use std::sync::Arc;

use copydesk_distribution::subscriber_address;
use copydesk_ledger::Subscriptions;
use copydesk_parsing::yaml;
use copydesk_pipeline::Newsroom;

use crate::args::{Global, Subscribers};
use crate::exit::Exit;
use crate::newsrooms;
use crate::report::printer::Printer;
use crate::running;
use crate::trouble::{Failure, Trouble};

/// One of the commands about subscribers.
pub(crate) fn run(
    global: &Global,
    command: &Subscribers,
    printer: &mut Printer,
) -> Result<Exit, Failure> {
    let newsroom = newsrooms::newsroom_here(global)?;
    let runtime = running::runtime()?;
    runtime.block_on(async {
        match command {
            Subscribers::Import(import) => import::run(&newsroom, import, printer).await,
            Subscribers::Export(export) => export::run(&newsroom, export, printer).await,
            Subscribers::Add(add) => one::add(&newsroom, add, printer).await,
            Subscribers::Remove(remove) => {
                one::remove(&newsroom, remove, global.yes, printer).await
            }
            Subscribers::Confirm(whom) => one::confirm(&newsroom, whom, printer).await,
            Subscribers::Suppress(suppress) => one::suppress(&newsroom, suppress, printer).await,
            Subscribers::Stats => stats::run(&newsroom, printer).await,
        }
    })
}

fn people(newsroom: &Newsroom) -> Result<Arc<dyn Subscriptions>, Failure> {
    Ok(newsroom.subscriptions(newsrooms::clock())?)
}

/// A list of copydesk.yaml.
fn list<'a>(newsroom: &Newsroom, name: &'a str) -> Result<&'a str, Failure> {
    if newsroom.lists.contains_key(name) {
        return Ok(name);
    }
    let help = match newsroom.lists.is_empty() {
        true => "copydesk.yaml has no lists yet".to_owned(),
        false => yaml::help(name, newsroom.lists.keys().map(String::as_str)),
    };
    Err(Trouble::new(format!("unknown list `{name}`")).help(help).exit(Exit::Usage))
}

/// An address of the command line.
fn address(text: &str) -> Result<String, Failure> {
    subscriber_address(text)
        .map_err(|why| Trouble::new(format!("the address {why}")).exit(Exit::Usage))
}
