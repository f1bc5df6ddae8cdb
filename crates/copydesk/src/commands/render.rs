//! `copydesk render DRAFT -o DIR`

use std::fs;

use copydesk_pipeline::{LeftOut, Memory, Outcome, Pipeline, Submission, Why, dry_run};
use copydesk_validation::Part;
use serde_json::json;

use crate::args::{Global, Render};
use crate::exit::Exit;
use crate::files::{self, Terms};
use crate::newsrooms;
use crate::report::earned;
use crate::report::printer::Printer;
use crate::trouble::{Failure, Trouble};

/// Writes what an edition of the draft would be. No ledger is touched.
pub(crate) fn run(
    global: &Global,
    command: &Render,
    printer: &mut Printer,
) -> Result<Exit, Failure> {
    let loaded = newsrooms::around(global, &command.draft)?;
    let pipeline = loaded.taking(&command.draft, command.pipeline.as_deref())?;
    // By itself, whatever it is collected with.
    let pipeline = &Pipeline { collect: None, ..pipeline.clone() };
    let desk = loaded.desk(pipeline, loaded.profile(global)?)?;
    let draft = files::read_draft(&command.draft, &Terms::of(Some(&loaded), Some(pipeline)))?;
    let draft = vec![Submission::for_a_look(draft)];
    let published = dry_run(&desk, draft, &Memory::default())?;
    for LeftOut { verdict, why } in &published.left_out {
        if let Why::Refused(refusal) = why {
            let path = &verdict.document().path;
            return Err(Trouble::of(path, refusal.to_string()).exit(Exit::Refused));
        }
        printer.draft(verdict.document(), verdict.report());
    }
    let rendered = match &published.outcome {
        Outcome::DryRun(rendered, _) | Outcome::Held(rendered) => rendered,
        Outcome::Refused(_, refusal) => {
            let path = command.draft.display();
            return Err(Trouble::of(path, refusal.to_string()).exit(Exit::Refused));
        }
        _ => return Ok(Exit::Held),
    };
    let parts = rendered.edition.parts();
    for part in Part::ALL {
        let (name, text) = (part.file(), parts.get(part));
        // A file of text ends its last line.
        let text = if part == Part::Subject { format!("{text}\n") } else { text.to_owned() };
        let path = command.output.join(name);
        let written = fs::create_dir_all(&command.output)
            .and_then(|()| files::replace(&path, text.as_bytes()));
        written.map_err(|error| {
            Trouble::of(path.display(), format!("cannot be written: {error}")).exit(Exit::Machine)
        })?;
        if printer.is_human() {
            printer.page(&format!("{}\n", path.display()));
        } else {
            printer.json(&json!({ "v": 1, "type": "file", "path": path }));
        }
    }
    printer.proof(rendered);
    Ok(earned::by_edition(&published))
}
