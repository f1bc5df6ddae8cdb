//! `copydesk schema draft|pipeline|config|waivers`

use copydesk_pipeline::schema;

use crate::args::{Schema, SchemaOf};
use crate::exit::Exit;
use crate::report::printer::Printer;
use crate::trouble::Failure;

/// Prints the JSON Schema of a file that people write.
pub(crate) fn run(command: &Schema, printer: &mut Printer) -> Result<Exit, Failure> {
    let schema = match command.of {
        SchemaOf::Draft => schema::draft(),
        SchemaOf::Pipeline => schema::pipeline(),
        SchemaOf::Config => schema::config(),
        SchemaOf::Waivers => schema::waivers(),
    };
    printer.page(&format!("{schema:#}\n"));
    Ok(Exit::Done)
}
