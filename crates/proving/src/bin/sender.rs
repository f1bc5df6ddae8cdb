//! Sends the one ready draft of a newsroom under its live profile: what `copydesk
//! publish` does, without what it prints, so that a trial can kill it.
//! `sender NEWSROOM [--forget]`: with a ledger that keeps no delivery.
//! `sender NEWSROOM stop` and `cancel`: as these commands, of its newest live edition.

#![allow(clippy::print_stderr, reason = "a trial's own program")]

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use copydesk_distribution::Stop;
use copydesk_ledger::{Ledger, SqliteLedger, SystemClock, World};
use copydesk_manuscript::Draft;
use copydesk_pipeline::newsroom::Store;
use copydesk_pipeline::{Desk, Newsroom, Outcome, Pipelines, Submission, Why, publish};
use copydesk_proving::forgetful::Forgetful;

/// As the shipped binary's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    let done =
        runtime.map_err(|error| error.to_string()).and_then(|runtime| runtime.block_on(run()));
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(3),
        Err(why) => {
            eprintln!("sender: {why}");
            ExitCode::from(5)
        }
    }
}

/// Whether everybody is settled.
async fn run() -> Result<bool, String> {
    let folder = std::env::args().nth(1).ok_or("sender NEWSROOM")?;
    let wrong = |problems: Vec<copydesk_pipeline::LoadProblem>| format!("{problems:?}");
    let newsroom = Newsroom::load(Path::new(&folder)).map_err(wrong)?;
    let pipelines = Pipelines::load(&newsroom).map_err(wrong)?;
    let profile = newsroom.profile(Some("live")).map_err(|error| error.to_string())?;
    let pipeline = pipelines.only().ok_or("one pipeline is needed")?;
    let desk = Desk::open(&newsroom, pipeline, profile, Arc::new(SystemClock));
    let desk = desk.map_err(|error| error.to_string())?;
    let Store::Sqlite(file) = &newsroom.store;
    let ledger = SqliteLedger::open(&newsroom.root.join(file), Arc::new(SystemClock));
    let ledger = ledger.map_err(|error| error.to_string())?;
    if let Some(word @ ("stop" | "cancel")) = std::env::args().nth(2).as_deref() {
        return say(&ledger, word).await.map_err(|error| error.to_string());
    }
    let ledger: Box<dyn Ledger> = match std::env::args().nth(2).as_deref() {
        Some("--forget") => Box::new(Forgetful::new(ledger)),
        _ => Box::new(ledger),
    };
    let bytes = std::fs::read(newsroom.root.join("drafts/quay.md"));
    let draft = Draft::new("drafts/quay.md", bytes.map_err(|error| error.to_string())?);
    let draft = vec![Submission::new(draft, true, &pipeline.drafts)];
    let published = publish(&desk, &*ledger, draft, Stop::never(), &mut |_| {}).await;
    let published = published.map_err(|error| error.to_string())?;
    match (published.outcome, published.left_out.first()) {
        (Outcome::Distributed(_, _, delivered), _) => {
            if let Some(halt) = &delivered.halt {
                eprintln!("sender: {halt}");
            }
            Ok(delivered.closed)
        }
        (Outcome::NothingNew(..), _) => Ok(true),
        (_, Some(left)) if matches!(left.why, Why::Out(_)) => Ok(true),
        (outcome, left) => Err(format!("{outcome:?}, {left:?}")),
    }
}

async fn say(ledger: &SqliteLedger, word: &str) -> Result<bool, copydesk_ledger::LedgerError> {
    let editions = ledger.editions(World::Live).await?;
    let Some(edition) = editions.last() else { return Ok(false) };
    match word {
        "stop" => ledger.stop(edition.id).await?,
        _ => drop(ledger.cancel(edition.id).await?),
    }
    Ok(true)
}
