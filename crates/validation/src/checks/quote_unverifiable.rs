//! `quote-unverifiable`

use copydesk_manuscript::{Finding, Marker, Related};

use crate::check::check;
use crate::coverage::Standing;
use crate::quoted::Quoted;
use crate::reading::Reading;

check! {
    /// # What it looks for
    ///
    /// A quotation of six words or more that was not compared with the source it
    /// is cited from: the source has no link, or nobody has kept a copy of its
    /// page. Such a quotation counts as not checked, never as passed.
    ///
    /// # Why it matters to a reader
    ///
    /// One word changed in a quotation is a false quotation.
    ///
    /// # Example
    ///
    /// `“We had no choice but to shut it,” she said.[5]` where entry 5 has no link.
    ///
    /// # How to fix it
    ///
    /// Give the source its link, and compare the words with the page.
    "quote-unverifiable", Info, find, "{n} quotations were not compared with their sources"
}

fn find(reading: &Reading<'_>) -> Vec<Finding> {
    let quoted = reading.quoted.iter();
    quoted.filter_map(|quoted| Some(finding(reading, quoted, source(reading, quoted)?))).collect()
}

fn finding(reading: &Reading<'_>, quoted: &Quoted, marker: &Marker) -> Finding {
    let document = reading.document;
    let name = reading.cited_as(marker);
    let reference = marker.reference.and_then(|at| document.references.get(at));
    let (message, help) = match reference {
        None => (format!("there is no {name} to compare this quotation with"), "add the source"),
        Some(reference) if reference.url.is_none() => (
            format!("this quotation can't be compared with {name}, which has no link"),
            "add the link, and compare the words with the page",
        ),
        Some(_) => (
            format!("this quotation was not compared with {name}"),
            "compare the words with the page",
        ),
    };
    CHECK
        .finding(quoted.span, message)
        .help(help)
        .label(format!("→ {name}"))
        .related(vec![Related { span: marker.bracket, label: name }])
}

/// The marker that stands behind a quotation: after its last words, else
/// elsewhere in its last sentence, else the next one of its paragraph.
fn source<'a>(reading: &Reading<'a>, quoted: &Quoted) -> Option<&'a Marker> {
    let document = reading.document;
    let last = document.sentences.get(quoted.last)?;
    match reading.standings[quoted.last] {
        Standing::Cited => {
            let mut own = last.markers.iter().filter_map(|at| document.markers.get(*at));
            let after = own.clone().find(|marker| marker.span.start >= quoted.span.end);
            after.or_else(|| own.next())
        }
        Standing::Covered => {
            let next = document.markers.partition_point(|m| m.span.start < last.span.end);
            document.markers.get(next).filter(|marker| marker.block == last.block)
        }
        _ => None,
    }
}
