//! `waiver-unused`

use copydesk_manuscript::{Field, Finding, Waiver};

use crate::check::check;
use crate::of_waivers;
use crate::reading::Reading;
use crate::waiving::{Met, is_over, standing};

check! {
    /// # What it looks for
    ///
    /// A waiver that answers nothing: there is no finding of its check in its words
    /// any more, or the finding is an error, which nobody can answer for. A waiver
    /// of a check that the pipeline has switched off is left alone, and so is one of
    /// a check that is asked of the edition.
    ///
    /// # Why it matters to a reader
    ///
    /// A waiver that is left behind answers for the next mistake in its place,
    /// which nobody has looked at.
    ///
    /// # Example
    ///
    /// `The quay was shut.[1] <!-- allow sentence-uncited: we saw it -->`
    ///
    /// # How to fix it
    ///
    /// Delete it. If its sentence was edited, the entry in `<draft>.allow.yaml`
    /// needs the new fingerprint: `copydesk check DRAFT --allow CHECK@LINE --reason WHY`.
    "waiver-unused", Warning, find, "{n} waivers answer nothing"
}

fn find(reading: &Reading<'_>) -> Vec<Finding> {
    let waivers = reading.document.waivers.iter().zip(&reading.answers.met);
    // Of the others it is told already why they answer nothing.
    let counts = waivers
        .filter(|(waiver, _)| !waiver.reason.is_empty() && !is_over(waiver, reading.policy.today));
    counts
        .flat_map(|(waiver, met)| {
            let checks = waiver.checks.iter().zip(met);
            checks.filter_map(|(name, met)| unused(reading, waiver, name, *met))
        })
        .collect()
}

fn unused(reading: &Reading<'_>, waiver: &Waiver, name: &Field, met: Met) -> Option<Finding> {
    let check = crate::check(&name.text)?;
    // What an edition is asked is not known yet.
    let asked = check.is_asked(reading.policy) && !check.is_of_edition();
    if met.some || (!asked && !of_waivers(check)) {
        return None;
    }
    let standing = standing(reading, waiver, Some(name));
    let name = check.name;
    let (message, help) = if of_waivers(check) {
        (format!("`{name}` cannot be waived"), "mend the waiver that it is about")
    } else if met.error {
        (format!("`{name}` is an error here, and an error always holds"), "mend it")
    } else if standing.in_file {
        (
            format!("no finding of `{name}` has this fingerprint"),
            "its words were edited or cut: delete the entry, or answer for the new words",
        )
    } else {
        (
            format!("there is no `{name}` here to waive"),
            "delete it, or put it beside the words that it is for",
        )
    };
    let message = format!("{}{message}", standing.prefix);
    Some(CHECK.finding(standing.span, message).help(help).label(standing.label))
}
