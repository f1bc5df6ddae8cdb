//! `identifier-invalid`

use copydesk_manuscript::Finding;

use crate::check::check;
use crate::identifiers::{self, fault};
use crate::reading::{Reading, name};

check! {
    /// # What it looks for
    ///
    /// A DOI, ISBN, ISSN or arXiv number that cannot be one: its shape is wrong, or its
    /// check digit does not agree with the others.
    ///
    /// # Why it matters to a reader
    ///
    /// A reader who looks the work up finds nothing, or another work.
    ///
    /// # Example
    ///
    /// `ISBN 978-0-306-40615-8` (the last digit would be 7)
    ///
    /// # How to fix it
    ///
    /// Copy the number again from the work itself.
    "identifier-invalid", Error, find, "{n} numbers of works cannot be right"
}

fn find(reading: &Reading<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for reference in &reading.document.references {
        for identifier in &reference.identifiers {
            let Some(why) = fault(identifier.scheme, &identifier.field.text) else { continue };
            let (scheme, words) = (identifiers::name(identifier.scheme), &identifier.field.text);
            findings.push(
                CHECK
                    .finding(identifier.field.span, format!("{words} is no {scheme}: {why}"))
                    .help("copy it again from the work itself")
                    .label(name(reference)),
            );
        }
    }
    findings
}
