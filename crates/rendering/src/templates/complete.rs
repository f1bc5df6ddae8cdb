//! What every reader must get, whatever the look: a look that leaves it out is
//! refused when it loads, not found out by a reader.

use super::{Entry, Files};
use crate::TemplateProblem;

/// Compares what a look made of a sample with what the sample says.
pub(super) fn check(
    files: &Files,
    entry: Entry,
    made: &str,
    must: Vec<(&'static str, String)>,
) -> Result<(), TemplateProblem> {
    let squeezed = squeeze(made);
    for (what, words) in must {
        if !squeezed.contains(&squeeze(&words)) {
            let message = format!("leaves out {what}");
            return Err(TemplateProblem::new(files.path(entry.name()), message)
                .help("a draft is rendered whole: compare with the look in templates/brief"));
        }
    }
    Ok(())
}

/// Wrapping may part words anywhere.
fn squeeze(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '>').collect()
}
