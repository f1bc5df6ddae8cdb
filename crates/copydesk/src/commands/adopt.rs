//! `copydesk ledger adopt`

use copydesk_manuscript::Digest;
use copydesk_pipeline::Submission;

use crate::args::{Adopt, Global};
use crate::drafts;
use crate::exit::Exit;
use crate::files::{self, Terms};
use crate::newsrooms::{self, Loaded};
use crate::report::count::counted;
use crate::report::printer::Printer;
use crate::running;
use crate::trouble::Failure;

/// Opens the ledger for mail to people.
pub(crate) fn run(
    global: &Global,
    command: &Adopt,
    printer: &mut Printer,
) -> Result<Exit, Failure> {
    let loaded = newsrooms::here(global)?;
    let seen = if command.nothing { Vec::new() } else { ready(&loaded, printer)? };
    let count = seen.len();
    let ledger = loaded.newsroom.ledger(newsrooms::clock())?;
    running::runtime()?.block_on(async {
        let before = ledger.adopted().await?;
        // Who has put a copy back knows that pages of since then went out.
        let restored = before.is_none() && ledger.restored().await?.is_some();
        let lost = match restored {
            true => loaded.newsroom.unknown_editions(&*ledger).await?,
            false => Vec::new(),
        };
        if !lost.is_empty() {
            printer.note(&format!(
                "{} went out since that copy was made, as the archive shows, and will not be sent \
                 again: {}",
                counted(lost.len(), "edition"),
                lost.join(", ")
            ));
        }
        ledger.adopt(seen, lost).await?;
        let said = match before {
            Some(at) => {
                let at = at.to_zoned_datetime(loaded.newsroom.time_zone.clone());
                format!("adopted already, on {}", at.strftime("%-d %B %Y, %H:%M"))
            }
            None if count == 0 => "adopted: profiles may now reach people".to_owned(),
            None => format!(
                "adopted: profiles may now reach people; {} that stood ready will not be sent",
                counted(count, "draft")
            ),
        };
        printer.note(&said);
        Ok(Exit::Done)
    })
}

/// Drafts that would go out now.
fn ready(loaded: &Loaded, printer: &mut Printer) -> Result<Vec<(Digest, String)>, Failure> {
    let mut ready = Vec::new();
    for pipeline in loaded.pipelines.iter() {
        let terms = Terms::of(Some(loaded), Some(pipeline));
        for found in drafts::of(&loaded.newsroom, pipeline)?.into_iter().flatten() {
            match files::read_draft(&found.path, &terms) {
                Ok(draft) => {
                    let draft = Submission::new(draft, found.in_ready, &pipeline.drafts);
                    if draft.is_ready() {
                        ready.push((draft.draft().digest(), draft.draft().path.clone()));
                    }
                }
                // What cannot be read cannot be sent.
                Err(failure) => printer.troubles(&failure.troubles),
            }
        }
    }
    Ok(ready)
}
