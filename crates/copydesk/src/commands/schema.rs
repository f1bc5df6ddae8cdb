//! `copydesk schema draft|pipeline|config|waivers|document`

use copydesk_pipeline::schema;

use crate::args::{Schema, SchemaOf};
use crate::exit::Exit;
use crate::report::document;
use crate::report::printer::Printer;
use crate::trouble::Failure;

/// Prints the JSON Schema of a file that people write, or of what `parse` prints.
pub(crate) fn run(command: &Schema, printer: &mut Printer) -> Result<Exit, Failure> {
    let schema = match command.of {
        SchemaOf::Draft => schema::draft(),
        SchemaOf::Pipeline => schema::pipeline(),
        SchemaOf::Config => schema::config(),
        SchemaOf::Waivers => schema::waivers(),
        SchemaOf::Document => document::schema(),
    };
    printer.page(&format!("{schema:#}\n"));
    Ok(Exit::Done)
}
