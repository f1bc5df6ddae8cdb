//! `reference-missing-url`

use std::collections::HashSet;

use copydesk_manuscript::{Finding, Origin, Reference, Scheme, Span};

use crate::check::{Gathered, check};
use crate::reading::{Reading, name};

check! {
    /// # What it looks for
    ///
    /// An entry of the reference list, or one cited of a bibliography, without a
    /// web address. An interview, a press
    /// conference, a book or paper with pages or ISBN, and "on file with the desk"
    /// need none.
    ///
    /// # Why it matters to a reader
    ///
    /// A source without a link can be believed but not checked.
    ///
    /// # Example
    ///
    /// `0. “Talks hold” WION, 2 Mar. 2023,` (the address was lost in pasting).
    ///
    /// # How to fix it
    ///
    /// Add the address at the end of the entry; or say what kind of source it is.
    "reference-missing-url", Warning, find, gather
}

/// Words of sources that stand nowhere on the web.
const ELSEWHERE: [&str; 11] = [
    "interview",
    "press conference",
    "press briefing",
    "phone call",
    "telephone call",
    "e-mail to",
    "email to",
    "on file with",
    "isbn",
    "personal communication",
    "conversation with",
];

fn find(reading: &Reading<'_>) -> Vec<Finding> {
    // What was meant as an address is `url-malformed`.
    let meant: HashSet<Span> = reading.damaged_addresses().map(|(entry, ..)| entry.span).collect();
    let linkless = reading.sources().filter(|entry| {
        let missing = entry.parsed && entry.url.is_none() && !elsewhere(reading, entry);
        missing && !meant.contains(&entry.span)
    });
    linkless
        .map(|entry| {
            // Of what stands in another file, its marker is the place.
            let (span, help) = match entry.origin {
                Origin::Bibliography { .. } => (entry.span, "give the entry a `url` or a DOI"),
                _ => {
                    let span = insertion(&reading.document.text, entry.span);
                    (span, "add the address where readers can check it")
                }
            };
            CHECK
                .finding(span, format!("{} has no link", name(entry)))
                .help(help)
                .label(name(entry))
        })
        .collect()
}

fn gather(reading: &Reading<'_>, findings: &[Finding]) -> Option<Gathered> {
    let all = reading.sources().count();
    let (missing, text) = (findings.len(), &reading.document.text);
    if missing < 3 {
        return None;
    }
    let headline = if missing == all {
        format!("none of the {all} sources has a link")
    } else {
        format!("{missing} of the {all} sources have no link")
    };
    let cut_off = findings.iter().all(|finding| finding.span.of(text) == ",");
    let help = if cut_off {
        "each stops at a comma where the address stood"
    } else {
        "add the addresses where readers can check them"
    };
    Some(Gathered { headline, help: Some(format!("{help}{}", unproved(reading))) })
}

/// A marker so many sentences behind a quotation is not its own.
const FAR: usize = 50;

/// What cannot be proved for want of a link: the first cited quotation.
fn unproved(reading: &Reading<'_>) -> String {
    let document = reading.document;
    let consequence = document.quotations.iter().find_map(|quotation| {
        let after = document.sentences.partition_point(|s| s.span.end <= quotation.span.end);
        let mut same =
            document.sentences[after..].iter().take_while(|s| s.block == quotation.block).take(FAR);
        let sentence = same.find(|s| !s.markers.is_empty())?;
        let marker = &document.markers[*sentence.markers.first()?];
        let reference = &document.references[marker.reference?];
        let long = document.words(quotation.span).split_whitespace().count() >= 6;
        (long && reference.url.is_none()).then(|| {
            let source = match reference.number {
                Some(number) => format!("[{number}]"),
                None => name(reference),
            };
            let place = reading.at(quotation.span.start);
            format!("; so the quotation at {place} can't be checked against {source}")
        })
    });
    consequence.unwrap_or_default()
}

/// Where the address belongs: the comma that waits for it, else the entry's end.
fn insertion(text: &str, entry: Span) -> Span {
    if entry.of(text).ends_with(',') {
        Span::new(entry.end - 1, entry.end)
    } else {
        Span::at(entry.end)
    }
}

/// Whether a source is one that stands nowhere on the web.
pub(super) fn elsewhere(reading: &Reading<'_>, entry: &Reference) -> bool {
    let words = match entry.origin {
        Origin::Bibliography { .. } => {
            let fields = [&entry.title, &entry.publisher].into_iter().flatten().chain(&entry.rest);
            fields.fold(String::new(), |all, field| all + &field.text.to_lowercase() + " ")
        }
        _ => reading.document.words(entry.span).to_lowercase(),
    };
    let book = entry.identifiers.iter().any(|id| id.scheme == Scheme::Isbn);
    // Print: "pp. 33–35".
    let pages = entry.rest.iter().any(|field| {
        let page = field.text.trim_start_matches("pp").trim_start_matches('p');
        page.len() < field.text.len()
            && page.trim_start_matches(['.', ' ']).starts_with(|c: char| c.is_ascii_digit())
    });
    book || pages || ELSEWHERE.iter().any(|phrase| words.contains(phrase))
}
