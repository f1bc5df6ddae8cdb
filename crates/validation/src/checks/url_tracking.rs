//! `url-tracking`

use copydesk_manuscript::{Applicability, Edit, Finding, Span};

use crate::address::{is_residue, is_tracking, parameters};
use crate::check::check;
use crate::reading::{Reading, name};

check! {
    /// # What it looks for
    ///
    /// Parameters of an address that say where the reader came from and nothing about the
    /// page: `utm_…`, `fbclid`, `gclid`, `mc_cid` and the like.
    ///
    /// # Why it matters to a reader
    ///
    /// They tell a third party who followed which link, and make one page look like
    /// several.
    ///
    /// # Example
    ///
    /// `https://post.example/12?utm_source=newsletter`
    ///
    /// # How to fix it
    ///
    /// Delete them; `copydesk check --fix=all` does.
    "url-tracking", Info, find, "{n} addresses track their readers"
}

fn find(reading: &Reading<'_>) -> Vec<Finding> {
    let tracked = reading.addresses().filter_map(|(entry, span, url)| {
        let (edits, names) = removals(span, url)?;
        let finding = CHECK
            .finding(span, format!("this address tracks its reader: {}", names.join(", ")))
            .help("delete them: copydesk check --fix=all")
            .label(name(entry));
        // An address in another file is not ours to mend.
        let here = reading.document.words(span) == url;
        Some(if here { finding.fix(Applicability::Safe, edits) } else { finding })
    });
    tracked.collect()
}

/// Edits that leave the page's own parameters, and the names of the others.
fn removals(span: Span, url: &str) -> Option<(Vec<Edit>, Vec<&str>)> {
    let query = url.find('?').map(|at| at + 1)?;
    let end = url[query..].find('#').map_or(url.len(), |at| query + at);
    let mut kept = Vec::new();
    let mut names = Vec::new();
    for parameter in parameters(&url[query..end]) {
        // What a writing tool left behind is another check's.
        if is_tracking(parameter) && !is_residue(parameter) {
            names.push(parameter.split('=').next().unwrap_or_default());
        } else {
            kept.push(parameter);
        }
    }
    let start = if kept.is_empty() { query - 1 } else { query };
    let edit = Edit { start: span.start + start, end: span.start + end, text: kept.join("&") };
    (!names.is_empty()).then_some((vec![edit], names))
}
