//! `copydesk parse FILE`

use crate::args::{Global, Parse};
use crate::exit::Exit;
use crate::files::{self, Terms};
use crate::newsrooms;
use crate::report::document;
use crate::report::printer::Printer;
use crate::trouble::{Failure, Trouble};

/// Prints a draft as data: what the checks and templates see.
pub(crate) fn run(
    global: &Global,
    command: &Parse,
    printer: &mut Printer,
) -> Result<Exit, Failure> {
    let newsroom = newsrooms::of_draft(global, &command.file)?;
    let pipeline = newsroom.as_ref().and_then(|loaded| loaded.pipeline_of(&command.file, None));
    let terms = Terms::of(newsroom.as_ref(), pipeline);
    let document = copydesk_parsing::parse(&files::read_draft(&command.file, &terms)?);
    let data = document::of(&document);
    let written = if printer.is_human() {
        serde_json::to_string_pretty(&data)
    } else {
        serde_json::to_string(&data)
    };
    let words = written.map_err(|error| {
        Trouble::new(format!("the document cannot be written as JSON: {error}")).exit(Exit::Machine)
    })?;
    printer.page(&format!("{words}\n"));
    Ok(if document.unreadable().is_some() { Exit::Held } else { Exit::Done })
}
