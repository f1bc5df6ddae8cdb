//! `reference-retracted`

use copydesk_manuscript::{Finding, Scheme};

use crate::check::check;
use crate::reading::{Reading, name};

check! {
    /// # What it looks for
    ///
    /// A reference whose DOI stands in the newsroom's list of retracted papers
    /// (`retractions:` in `copydesk.yaml`, a CSV in the form of the Retraction Watch
    /// database). Without the list, and for references without a DOI, nothing is said.
    ///
    /// # Why it matters to a reader
    ///
    /// A retracted paper is one that its own journal no longer stands behind.
    ///
    /// # Example
    ///
    /// `“A cure for tides” Journal of Tides, 2019, doi:10.1234/tides.7`
    ///
    /// # How to fix it
    ///
    /// Take the claim out, or say in the text that the paper was retracted.
    "reference-retracted", Error, find, "{n} papers were retracted"
}

fn find(reading: &Reading<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for reference in &reading.document.references {
        let dois = reference.identifiers.iter().filter(|i| i.scheme == Scheme::Doi);
        for doi in dois {
            let Some(when) = reading.policy.retracted.of(&doi.field.text) else { continue };
            findings.push(
                CHECK
                    .finding(doi.field.span, format!("this paper was retracted ({when})"))
                    .help("take the claim out, or say that the paper was retracted")
                    .label(name(reference)),
            );
        }
    }
    findings
}
