//! `strong-claim-uncited`

use copydesk_manuscript::{Finding, Severity};

use crate::check::check;
use crate::claims::{self, Claim, Kind};
use crate::coverage::Standing;
use crate::exempt::Need;
use crate::reading::Reading;
use crate::uncited;

check! {
    /// # What it looks for
    ///
    /// In a sentence that nothing cites, what a reader would look up first: a
    /// number, an amount of money, *first*, *only* or *largest* before a noun; a
    /// quotation too, where `quote-uncited` is off. Dates, years, times of day and
    /// numbers in names are none of these, nor is anything in a greeting, a
    /// question or an interview's answer.
    ///
    /// A note beside the warning that the sentence has no source, since one marker
    /// mends both. A warning only where the pipeline lets the sentence pass: under
    /// a heading of `uncited_sections`, or with `sentence-uncited` off. There a
    /// single digit, *best* and *worst* stay notes. Never an error, unless a
    /// pipeline says so. Only English texts are looked at.
    ///
    /// # Why it matters to a reader
    ///
    /// A wrong figure is what a correction is printed for.
    ///
    /// # Example
    ///
    /// `The bridge cost $40 million.` without a marker.
    ///
    /// # How to fix it
    ///
    /// Cite it where the sentence ends.
    "strong-claim-uncited", Info, find, "{n} figures and firsts have no source"
}

fn find(reading: &Reading<'_>) -> Vec<Finding> {
    let document = reading.document;
    if !reading.english || document.markers.is_empty() {
        return Vec::new();
    }
    let quotations_told = uncited::severity(reading.policy, &super::quote_uncited::CHECK).is_some();
    let mut quotations = reading.quoted.iter().filter(|_| !quotations_told).peekable();
    let mut findings = Vec::new();
    for (i, sentence) in document.sentences.iter().enumerate() {
        while quotations.next_if(|quoted| quoted.last < i).is_some() {}
        let unasked = reading.needs[i] == Need::Unasked;
        let alone = match reading.standings[i] {
            Standing::Uncited => true,
            Standing::Exempt => unasked,
            _ => false,
        };
        if !alone {
            continue;
        }
        let quotes = quotations.peek().filter(|quoted| quoted.first == i);
        let quotes = quotes.map(|quoted| Claim { kind: Kind::Quotation, span: quoted.span });
        let claim =
            quotes.or_else(|| claims::first(&document.text, sentence.span, &reading.outermost));
        let Some(claim) = claim else {
            continue;
        };
        let words = document.words(claim.span);
        let what = match claim.kind {
            Kind::Quotation => "a quotation".to_owned(),
            _ => format!("“{words}”"),
        };
        let mut finding = CHECK
            .finding(claim.span, format!("nothing cites {what}"))
            .help("cite it where its sentence ends")
            .label(words);
        let told = reading.speakers[i].is_some_and(|s| s.severity > Severity::Info);
        if !told && is_strong(claim, words) {
            finding.severity = Severity::Warning;
        }
        findings.push(finding);
    }
    findings
}

/// Whether it must be answered where the sentence need not be: "3 ideas" and
/// "the best coffee" are a column's own.
fn is_strong(claim: Claim, words: &str) -> bool {
    match claim.kind {
        Kind::Money | Kind::Quotation => true,
        Kind::Figure => words.len() > 1,
        Kind::Superlative => !words.contains("best") && !words.contains("worst"),
    }
}
