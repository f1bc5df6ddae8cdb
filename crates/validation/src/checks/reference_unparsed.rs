//! `reference-unparsed`

use copydesk_manuscript::{Finding, Reference};

use crate::check::check;
use crate::reading::{Reading, name};

check! {
    /// # What it looks for
    ///
    /// A line of the reference list in which neither an address, nor a title with
    /// an outlet, nor an outlet with a date can be made out, or which has no
    /// number.
    ///
    /// # Why it matters to a reader
    ///
    /// What cannot be read cannot be linked: the reader gets the bare words.
    ///
    /// # Example
    ///
    /// `4. see above`
    ///
    /// # How to fix it
    ///
    /// Write it as `n. “Title” Outlet, 2 Mar. 2023, https://…`, in any usual order.
    "reference-unparsed", Warning, find, "{n} lines of the reference list cannot be read"
}

fn find(reading: &Reading<'_>) -> Vec<Finding> {
    let unread = reading.entries().filter(|entry| !entry.parsed || entry.number.is_none());
    unread
        .map(|entry| CHECK.finding(entry.span, message(entry)).help(HELP).label(name(entry)))
        .collect()
}

const HELP: &str = "write it as  n. “Title” Outlet, 2 Mar. 2023, https://…";

fn message(entry: &Reference) -> &'static str {
    if entry.number.is_none() {
        "a line among the references has no number"
    } else {
        "this entry of the reference list cannot be read"
    }
}
