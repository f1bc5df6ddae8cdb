//! `copydesk parse FILE`

use serde_json::{Value, json};

use crate::args::{Global, Parse};
use crate::exit::Exit;
use crate::files::{self, Terms};
use crate::newsrooms;
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
    let unreadable = document.unreadable().is_some();
    let mut object = json!({ "v": 1, "type": "document" });
    match serde_json::to_value(&document) {
        Ok(Value::Object(fields)) => {
            if let Value::Object(object) = &mut object {
                object.extend(fields);
            }
        }
        Ok(_) | Err(_) => {
            return Err(Trouble::new("the document cannot be written as JSON").exit(Exit::Machine));
        }
    }
    if printer.is_human() {
        printer.page(&format!("{object:#}\n"));
    } else {
        printer.json(&object);
    }
    Ok(if unreadable { Exit::Held } else { Exit::Done })
}
