//! `copydesk retry` and `copydesk resume`: an edition goes on.

use copydesk_distribution::Delivered;
use copydesk_ledger::World;
use copydesk_pipeline::PublishError;

use super::watch::{Presence, presence};
use crate::args::{Global, GoOn};
use crate::editions;
use crate::exit::Exit;
use crate::newsrooms;
use crate::report::answers::Answers;
use crate::report::delivery;
use crate::report::edition;
use crate::report::printer::Printer;
use crate::report::progress::Progress;
use crate::running;
use crate::trouble::{Failure, Trouble};

/// Why an edition goes on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Why {
    /// It was stopped.
    Resumed,
    /// Those who were put off are tried now.
    Retried,
}

/// Sends an edition to those who still wait for it.
pub(crate) fn run(
    global: &Global,
    command: &GoOn,
    why: Why,
    printer: &mut Printer,
) -> Result<Exit, Failure> {
    let loaded = newsrooms::here(global)?;
    let ledger = editions::ledger(&loaded)?;
    running::runtime()?.block_on(async {
        let stop = running::Signals::listen()?.stop();
        let found = editions::named(&*ledger, World::Live, &command.edition).await?;
        let pipeline = command.pipeline.as_deref();
        let mut desk = editions::desk(&loaded, global, &*ledger, &found, pipeline).await?;
        let daemon = presence(&loaded.newsroom);
        if matches!(daemon, Presence::Running(_)) {
            desk.never_waits();
        }
        match why {
            Why::Resumed => ledger.resume(found.id).await?,
            Why::Retried => drop(ledger.hasten(found.id).await?),
        }
        let mut answers = Answers::default();
        let gone_on = {
            let mut progress = Progress::new(printer, &mut answers);
            desk.go_on(&*ledger, found.id, stop, &mut |step| progress.hear(&step)).await
        };
        let delivered = match gone_on {
            Err(PublishError::Busy) => return Err(busy(why, &found.key, &daemon)),
            gone_on => gone_on?,
        };
        let found = editions::named(&*ledger, World::Live, &command.edition).await?;
        let lines = answers.lines(&desk.newsroom.time_zone);
        let halts = delivered.halt.iter().map(ToString::to_string);
        if printer.is_human() {
            printer.page(&delivery::line(&found));
            let said: Vec<String> = lines.into_iter().chain(halts).collect();
            printer.page(&said.iter().map(|line| format!("  {line}\n")).collect::<String>());
        } else {
            printer.json(&delivery::json(&found));
            let troubles: Vec<Trouble> = lines.into_iter().chain(halts).map(Trouble::new).collect();
            printer.troubles(&troubles);
        }
        Ok(earned(&delivered))
    })
}

/// What was said of the edition counts; somebody else sends at the moment.
fn busy(why: Why, key: &str, daemon: &Presence) -> Failure {
    let said = match why {
        Why::Resumed => "resumed, and not sent on by this command",
        Why::Retried => "not tried again by this command",
    };
    let help = format!(
        "the daemon goes on within five minutes with what it has begun itself; else \
         `copydesk retry {key}` when `copydesk status` shows nothing on its way"
    );
    Trouble::new(format!("{key} is {said}: {}", daemon.busy())).help(help).exit(Exit::Incomplete)
}

fn earned(delivered: &Delivered) -> Exit {
    if edition::is_done(delivered) { Exit::Done } else { Exit::Incomplete }
}
