//! `reference-date-invalid`

use copydesk_manuscript::{Field, Finding, Reference, Severity};

use crate::check::check;
use crate::reading::{Reading, about, name};

check! {
    /// # What it looks for
    ///
    /// A date of a source that no calendar has, or that lies in the
    /// future. One after the brief's own date is only a warning: the brief may
    /// have been brought up to date.
    ///
    /// # Why it matters to a reader
    ///
    /// A wrong date makes the source impossible to find, or the brief impossible
    /// to believe.
    ///
    /// # Example
    ///
    /// `“Talks hold” WION, 31 Feb. 2023, https://…`
    ///
    /// # How to fix it
    ///
    /// Look at the source and write the date it bears.
    "reference-date-invalid", Error, find, "{n} sources have a date that cannot be right"
}

fn find(reading: &Reading<'_>) -> Vec<Finding> {
    let entries = reading.document.references.iter();
    entries.filter_map(|entry| judge(reading, entry, entry.date.as_ref()?)).collect()
}

fn judge(reading: &Reading<'_>, entry: &Reference, date: &Field) -> Option<Finding> {
    let (message, severity) = match entry.parsed_date {
        None if is_whole(&date.text) => (format!("no calendar has {}", date.text), Severity::Error),
        None => return None,
        Some(day) if day > reading.policy.today => {
            (format!("{} lies in the future", date.text), Severity::Error)
        }
        Some(day) => {
            reading.own_day().filter(|own| day > *own)?;
            (format!("{} is after the brief's own date", date.text), Severity::Warning)
        }
    };
    let mut finding = CHECK
        .finding(date.span, about(entry, message))
        .help("write the date that the source bears")
        .label(name(entry));
    finding.severity = severity;
    Some(finding)
}

/// Day, month and year, rather than a month or a year.
fn is_whole(date: &str) -> bool {
    date.contains('-') || date.split_whitespace().count() >= 3
}
