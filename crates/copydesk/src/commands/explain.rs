//! `copydesk explain CHECK`

use copydesk_parsing::yaml;
use copydesk_validation::{Check, catalogue, check};
use serde_json::json;

use crate::args::Explain;
use crate::exit::Exit;
use crate::report::explanation;
use crate::report::printer::Printer;
use crate::trouble::{Failure, Trouble};

/// Prints a check's explanation, or the list of all checks.
pub(crate) fn run(command: &Explain, printer: &mut Printer) -> Result<Exit, Failure> {
    let Some(name) = &command.check else {
        for check in catalogue() {
            if printer.is_human() {
                printer.page(&format!("{:<28} {}\n", check.name, check.severity.as_str()));
            } else {
                printer.json(&described(check));
            }
        }
        return Ok(Exit::Done);
    };
    let Some(check) = check(name) else {
        let names = catalogue().map(|check| check.name);
        return Err(Trouble::new(format!("there is no check `{name}`"))
            .help(yaml::help(name, names))
            .exit(Exit::Usage));
    };
    if printer.is_human() {
        printer.page(&format!(
            "{} ({} by default)\n\n{}",
            check.name,
            check.severity.as_str(),
            explanation::whole(check)
        ));
    } else {
        printer.json(&described(check));
    }
    Ok(Exit::Done)
}

fn described(check: &Check) -> serde_json::Value {
    json!({ "v": 1, "type": "check", "name": check.name, "severity": check.severity, "doc": explanation::whole(check) })
}
