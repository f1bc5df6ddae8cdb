//! `copydesk parse FILE`

use copydesk_manuscript::Draft;

use crate::args::{Global, Parse};
use crate::exit::Exit;
use crate::report::document;
use crate::report::printer::Printer;
use crate::trouble::{Failure, Trouble};
use crate::{files, newsrooms};

/// Prints a draft as data: what the checks and templates see.
pub(crate) fn run(
    global: &Global,
    command: &Parse,
    printer: &mut Printer,
) -> Result<Exit, Failure> {
    let newsroom = newsrooms::of_draft(global, &command.file)?;
    let limit = newsroom.map_or(Draft::DEFAULT_LIMIT, |loaded| loaded.newsroom.limits.draft);
    let document = copydesk_parsing::parse(&files::read_draft(&command.file, limit)?);
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
