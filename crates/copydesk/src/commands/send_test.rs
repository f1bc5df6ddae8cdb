//! `copydesk send-test DRAFT --to ADDRESS`
//!
//! The way that editions take, for one message that no ledger knows. A draft that
//! is held makes no message, here as everywhere.

use copydesk_distribution::{TestReceipt, Trial, samples};
use copydesk_ledger::Candidate;
use copydesk_pipeline::{Desk, LeftOut, Outcome, Published, Tried, Why, send_test, try_out};
use copydesk_validation::Verdict;
use serde_json::json;

use crate::args::{Global, SendTest};
use crate::exit::Exit;
use crate::files::{self, Terms};
use crate::newsrooms;
use crate::report::answers::Answers;
use crate::report::edition;
use crate::report::printer::Printer;
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
    let loaded = newsrooms::around(global, &command.draft)?;
    let pipeline = loaded.taking(&command.draft, command.pipeline.as_deref())?;
    let desk = loaded.desk(pipeline, loaded.profile(global)?)?;
    let draft = files::read_draft(&command.draft, &Terms::of(Some(&loaded), Some(pipeline)))?;
    let tried = match try_out(&desk, &draft)? {
        Tried::Rendered(tried) => tried,
        Tried::Held(held) => {
            printer.left_out(&LeftOut { verdict: Verdict::Held(*held), why: Why::Held }, &desk);
            return Ok(Exit::Held);
        }
        Tried::HeldEdition(rendered) => {
            let held = Published { left_out: Vec::new(), outcome: Outcome::Held(rendered) };
            printer.published(&held, &Answers::default(), &desk);
            return Ok(Exit::Held);
        }
    };
    let readers = command.to.iter().map(|to| {
        let reader = reader(&desk, &tried.trial, command.reader.as_deref(), to)?;
        Ok((to, reader))
    });
    let readers: Vec<(&String, Candidate)> = readers.collect::<Result<_, Failure>>()?;
    if printer.is_human() {
        printer.page(&edition::heading(&desk));
    }
    if let Some(refusal) = &tried.refusal {
        printer.note(&format!("only a test: readers would not get this now, {refusal}"));
    }
    running::runtime()?.block_on(async {
        let mut worst = Exit::Done;
        for (to, reader) in &readers {
            let receipt = send_test(&desk, &tried.trial, reader, to).await?;
            tell(&tried.trial, to, &receipt, printer);
            worst = worst.max(if receipt.arrived() { Exit::Done } else { Exit::Incomplete });
        }
        Ok(worst)
    })
}

/// Whom the message speaks to: who was asked for, else whoever tests.
fn reader(
    desk: &Desk,
    trial: &Trial,
    wanted: Option<&str>,
    to: &str,
) -> Result<Candidate, Failure> {
    let who = trial.reader(wanted.unwrap_or(to), None, None);
    if let Some(listed) = desk.audience.find(&who.address)? {
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
fn tell(trial: &Trial, to: &str, receipt: &TestReceipt, printer: &mut Printer) {
    let (word, detail) = match receipt {
        TestReceipt::Written(path) => ("written", path.display().to_string()),
        TestReceipt::Accepted(reply) => ("accepted", reply.clone()),
        TestReceipt::Deferred(reply) => ("deferred", reply.clone()),
        TestReceipt::Rejected(reply) => ("rejected", reply.clone()),
        TestReceipt::Unsent(why) => ("unsent", why.clone()),
        TestReceipt::Uncertain(why) => ("uncertain", why.clone()),
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
