//! `stray-markup`

use copydesk_manuscript::{Finding, Origin, Reference, Span};

use crate::check::check;
use crate::prose;
use crate::reading::Reading;

check! {
    /// # What it looks for
    ///
    /// Backticks or HTML entities inside the title, a source's title or a
    /// quotation.
    ///
    /// # Why it matters to a reader
    ///
    /// They are printed as they stand, and nobody's words contain them.
    ///
    /// # Example
    ///
    /// ``0. “Blinken and Lavrov hold `brief` meeting” WION``
    ///
    /// # How to fix it
    ///
    /// Write what the source has; usually a quotation mark.
    "stray-markup", Warning, find, "markup in {n} places where nobody's words have any"
}

fn find(reading: &Reading<'_>) -> Vec<Finding> {
    let document = reading.document;
    let title = document.title.iter().map(|title| (title.span, "the title"));
    // What stands in another file has no place here.
    let here = |r: &&Reference| !matches!(r.origin, Origin::Bibliography { .. });
    let sources = reading.sources().filter(here);
    let sources = sources.filter_map(|r| Some((r.title.as_ref()?.span, "a source's title")));
    // A quotation in a quotation is read once.
    let quotations = prose::merged(document.quotations.iter().map(|q| q.span).collect());
    let quotations = quotations.into_iter().map(|span| (span, "a quotation"));
    let mut findings = Vec::new();
    for (span, place) in title.chain(sources).chain(quotations) {
        let words = document.words(span);
        findings.extend(
            backticks(words)
                .map(|range| (range, "backticks"))
                .chain(entities(words).map(|range| (range, "an entity")))
                .map(|(range, what)| {
                    let span = Span::new(span.start + range.start, span.start + range.end);
                    let label = document.words(span);
                    CHECK.finding(span, format!("{what} in {place}")).label(label)
                }),
        );
    }
    findings
}

/// Each pair of backticks with what is between them, or a lone one.
fn backticks(words: &str) -> impl Iterator<Item = std::ops::Range<usize>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let start = from + words[from..].find('`')?;
        let end = words[start + 1..].find('`').map_or(start + 1, |length| start + length + 2);
        from = end;
        Some(start..end)
    })
}

/// `&amp;`, `&#8217;`, `&nbsp;` …
fn entities(words: &str) -> impl Iterator<Item = std::ops::Range<usize>> {
    words.match_indices('&').filter_map(|(start, _)| {
        let name = &words[start + 1..];
        let length = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '#')?;
        let named = (2..=8).contains(&length) && name[length..].starts_with(';');
        named.then_some(start..start + length + 2)
    })
}
