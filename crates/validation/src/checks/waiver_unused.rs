//! `waiver-unused`

use copydesk_manuscript::{Document, Field, Finding, Waiver};

use crate::check::{Gathered, check, gather_three};
use crate::reading::Reading;
use crate::waiving::{Met, is_over, standing};
use crate::{Check, Policy, of_waivers};

check! {
    /// # What it looks for
    ///
    /// A waiver that answers nothing: there is no finding of its check in its words
    /// any more, or the finding is an error, which nobody can answer for. A waiver
    /// of a check that the pipeline has switched off is left alone. One of a check
    /// that is asked of the edition is looked at when the edition was read.
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
    "waiver-unused", Warning, find, gather
}

/// What to say of three and more.
pub(crate) const MANY: &str = "{n} waivers answer nothing";

fn gather(_: &Reading<'_>, findings: &[Finding]) -> Option<Gathered> {
    gather_three(MANY, findings)
}

fn find(reading: &Reading<'_>) -> Vec<Finding> {
    unused(reading.document, reading.policy, |waiver, nth, check| {
        // What an edition is asked is not known yet.
        (!check.is_of_edition()).then(|| reading.answers.met[waiver][nth])
    })
}

/// The waivers of `document` that answer nothing. `met` says of each, by its place, and
/// of each check that it names what that met; nothing where that is not asked now.
pub(crate) fn unused(
    document: &Document,
    policy: &Policy,
    met: impl Fn(usize, usize, &Check) -> Option<Met>,
) -> Vec<Finding> {
    // Of the others it is told already why they answer nothing.
    let waivers = document.waivers.iter().enumerate();
    let counts = waivers.filter(|(_, w)| !w.reason.is_empty() && !is_over(w, policy.today));
    let each = counts.flat_map(|(at, waiver)| {
        waiver.checks.iter().enumerate().map(move |(name, check)| (at, waiver, name, check))
    });
    each.filter_map(|(at, waiver, nth, name)| {
        let check = crate::check(&name.text)?;
        let met = met(at, nth, check)?;
        let asked = check.is_asked(policy) || of_waivers(check);
        (asked && !met.some).then(|| finding(document, waiver, name, check, met))
    })
    .collect()
}

fn finding(document: &Document, waiver: &Waiver, name: &Field, check: &Check, met: Met) -> Finding {
    let standing = standing(document, waiver, Some(name));
    let name = check.name;
    let (message, help) = if of_waivers(check) {
        (format!("`{name}` cannot be waived"), "mend the waiver that it is about")
    } else if met.error {
        (format!("`{name}` is an error here, and an error always holds"), "mend it")
    } else if standing.in_file && check.is_of_edition() {
        (
            format!("`{name}` is asked of the edition, whose words have no fingerprint"),
            "answer it with a comment in the draft",
        )
    } else if standing.in_file {
        (
            format!("no finding of `{name}` has this fingerprint"),
            "its words were edited or cut: delete the entry, or answer for the new words",
        )
    } else if check.is_of_edition() {
        (
            format!("the edition has no `{name}` here to waive"),
            "delete it, or put it where it answers for the whole draft",
        )
    } else {
        (
            format!("there is no `{name}` here to waive"),
            "delete it, or put it beside the words that it is for",
        )
    };
    let message = format!("{}{message}", standing.prefix);
    CHECK.finding(standing.span, message).help(help).label(standing.label)
}
