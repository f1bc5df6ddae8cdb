//! `copydesk send-test [DRAFT] --to ADDRESS`
//!
//! The way that editions take, for one message that no ledger knows: of a draft, or
//! of the digest that a pipeline would collect now. What is held makes no message,
//! here as everywhere.

use std::path::Path;

use copydesk_distribution::{Audience, SingleReceipt, Trial, samples};
use copydesk_ledger::Candidate;
use copydesk_pipeline::{
    Desk, LeftOut, Memory, Outcome, Pipeline, Published, Refusal, Submission, Tried, Why, dry_run,
    send_test, trial_of, try_out,
};
use copydesk_validation::Verdict;
use serde_json::json;

use crate::args::{Global, SendTest};
use crate::drafts;
use crate::exit::Exit;
use crate::files::{self, Terms};
use crate::newsrooms::{self, Loaded};
use crate::report::answers::Answers;
use crate::report::printer::Printer;
use crate::report::{earned, edition};
use crate::running;
use crate::trouble::{Failure, Trouble};

/// Whoever has more testers than this has a list.
const MOST_TESTERS: usize = 5;

/// Sends one message to each address, or writes it where the profile writes files.
pub(crate) fn run(
    global: &Global,
    command: &SendTest,
    printer: &mut Printer,
) -> Result<Exit, Failure> {
    if command.to.len() > MOST_TESTERS {
        let message = format!("a test goes to {MOST_TESTERS} addresses at most");
        return Err(Trouble::new(message).help("to reach a list, publish").exit(Exit::Usage));
    }
    let loaded = match &command.draft {
        Some(draft) => newsrooms::around(global, draft)?,
        None => newsrooms::here(global)?,
    };
    let named = command.pipeline.as_deref();
    let pipeline = match &command.draft {
        Some(draft) => loaded.taking(draft, named)?,
        None => collecting(&loaded, named)?,
    };
    let desk = loaded.desk(pipeline, loaded.profile(global)?)?;
    running::runtime()?.block_on(async {
        let tried = match &command.draft {
            Some(draft) => one(&loaded, &desk, draft, printer)?,
            None => digest(&loaded, &desk, printer).await?,
        };
        match tried {
            Ok(tried) => {
                // Whoever tests starts no ledger either.
                let listed = match loaded.newsroom.has_ledger() {
                    true => desk.recipients().await?,
                    false => desk.audience.clone(),
                };
                send(&desk, command, &tried, &listed, printer).await
            }
            Err(exit) => Ok(exit),
        }
    })
}

/// An edition to be tested, and why readers would not get it now.
struct Test {
    trial: Trial,
    refusal: Option<Refusal>,
}

/// The pipeline whose digest is tested: the one named, else the only one that collects.
fn collecting<'a>(loaded: &'a Loaded, named: Option<&str>) -> Result<&'a Pipeline, Failure> {
    let mut all = loaded.pipelines.iter().filter(|pipeline| pipeline.collect.is_some());
    let found = match named {
        Some(name) => Some(loaded.named(name)?).filter(|pipeline| pipeline.collect.is_some()),
        None => all.next().filter(|_| all.next().is_none()),
    };
    found.ok_or_else(|| {
        let help = "name a draft, or with --pipeline one that collects a digest";
        Trouble::new("there is no draft to test").help(help).exit(Exit::Usage)
    })
}

/// A draft by itself, whatever it is collected with; else how the test ends.
fn one(
    loaded: &Loaded,
    desk: &Desk,
    draft: &Path,
    printer: &mut Printer,
) -> Result<Result<Test, Exit>, Failure> {
    let draft = files::read_draft(draft, &Terms::of(Some(loaded), Some(&desk.pipeline)))?;
    Ok(match try_out(desk, &draft)? {
        Tried::Rendered(tried) => {
            heading(desk, printer);
            if desk.pipeline.collect.is_some() {
                let name = &desk.pipeline.name;
                printer.note(&format!(
                    "this draft by itself; `send-test --pipeline {name}` tests the digest"
                ));
            }
            Ok(Test { trial: tried.trial, refusal: tried.refusal })
        }
        Tried::Held(held) => {
            printer.left_out(&LeftOut { verdict: Verdict::Held(*held), why: Why::Held }, desk);
            Err(Exit::Held)
        }
        Tried::HeldEdition(rendered) => {
            let held = Published { left_out: Vec::new(), outcome: Outcome::Held(rendered) };
            printer.published(&held, &Answers::default(), desk);
            Err(Exit::Held)
        }
    })
}

/// What `publish --pipeline` would make of the folder now; else how the test ends.
async fn digest(
    loaded: &Loaded,
    desk: &Desk,
    printer: &mut Printer,
) -> Result<Result<Test, Exit>, Failure> {
    let terms = Terms::of(Some(loaded), Some(&desk.pipeline));
    let mut drafts = Vec::new();
    for found in drafts::of(&loaded.newsroom, &desk.pipeline)? {
        match found {
            Ok(found) => {
                let draft = files::read_draft(&found.path, &terms)?;
                drafts.push(Submission::new(draft, found.in_ready, &desk.pipeline.drafts));
            }
            Err(path) => printer.troubles(&[drafts::not_a_draft(&path)]),
        }
    }
    // A test writes nothing, and so starts no ledger.
    let memory = match loaded.newsroom.has_ledger() {
        true => {
            let ledger = loaded.newsroom.ledger(newsrooms::clock())?;
            Memory::recall(desk, &*ledger, &drafts).await?
        }
        false => Memory::default(),
    };
    heading(desk, printer);
    let published = dry_run(desk, drafts, &memory)?;
    let trial = match &published.outcome {
        Outcome::DryRun(rendered, _) => trial_of(desk, rendered)?,
        _ => None,
    };
    let Some(trial) = trial else {
        printer.published(&published, &Answers::default(), desk);
        printer.note("nothing to test: this is no edition now");
        // Who asked for a test and got none must not be told that it was done.
        return Ok(Err(earned::by_edition(&published).max(Exit::Held)));
    };
    for left in &published.left_out {
        printer.left_out(left, desk);
    }
    let refusal = desk.unapproved(&trial.about().key);
    Ok(Ok(Test { trial, refusal }))
}

fn heading(desk: &Desk, printer: &mut Printer) {
    if printer.is_human() {
        printer.page(&edition::heading(desk));
    }
}

async fn send(
    desk: &Desk,
    command: &SendTest,
    test: &Test,
    listed: &Audience,
    printer: &mut Printer,
) -> Result<Exit, Failure> {
    let mut readers = Vec::new();
    for to in &command.to {
        readers.push((to, reader(listed, &test.trial, command.reader.as_deref(), to).await?));
    }
    if let Some(refusal) = &test.refusal {
        printer.note(&format!("only a test: readers would not get this now, {refusal}"));
    }
    let mut worst = Exit::Done;
    for (to, reader) in &readers {
        let receipt = send_test(desk, &test.trial, reader, to).await?;
        tell(&test.trial, to, &receipt, printer);
        worst = worst.max(if receipt.arrived() { Exit::Done } else { Exit::Incomplete });
    }
    Ok(worst)
}

/// Whom the message speaks to: who was asked for, else whoever tests.
async fn reader(
    listed: &Audience,
    trial: &Trial,
    wanted: Option<&str>,
    to: &str,
) -> Result<Candidate, Failure> {
    let who = trial.reader(wanted.unwrap_or(to), None, None);
    if let Some(listed) = listed.find(&who.address).await? {
        return Ok(listed);
    }
    let Some(wanted) = wanted else { return Ok(who) };
    let sample = samples().iter().find(|sample| sample.key == wanted);
    sample.map(|sample| trial.reader(sample.address, sample.name, sample.since)).ok_or_else(|| {
        let keys: Vec<&str> = samples().iter().map(|sample| sample.key).collect();
        Trouble::new(format!("nobody on the list is `{wanted}`"))
            .help(format!("name an address of the list, or a sample: {}", keys.join(", ")))
            .exit(Exit::Usage)
    })
}

/// To whoever typed the address: it may be shown.
fn tell(trial: &Trial, to: &str, receipt: &SingleReceipt, printer: &mut Printer) {
    let (word, detail) = match receipt {
        SingleReceipt::Written(path) => ("written", path.display().to_string()),
        SingleReceipt::Accepted(reply) => ("accepted", reply.clone()),
        SingleReceipt::Deferred(reply) => ("deferred", reply.clone()),
        SingleReceipt::Rejected(reply) => ("rejected", reply.clone()),
        SingleReceipt::Unsent(why) => ("unsent", why.clone()),
        SingleReceipt::Uncertain(why) => ("uncertain", why.clone()),
    };
    if printer.is_human() {
        printer.page(&format!("“[Test] {}”\n    {to}   {word}: {detail}\n", trial.subject()));
    } else {
        let key = &trial.about().key;
        let object = json!({
            "v": 1, "type": "test", "key": key, "to": to, "receipt": word, "detail": detail,
        });
        printer.json(&object);
    }
}
