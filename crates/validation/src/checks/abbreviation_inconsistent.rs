//! `abbreviation-inconsistent`

use copydesk_manuscript::{BlockKind, Document, Finding, Span};

use crate::check::{Gathered, check};
use crate::prose;
use crate::reading::Reading;

check! {
    /// # What it looks for
    ///
    /// One name written in two ways: U.S. and US, U.N. and UN, U.K. and UK, E.U.
    /// and EU, percent and per cent. Quotations, headlines and titles of sources
    /// are not looked at, nor are words set all in capitals. Only English texts
    /// are.
    ///
    /// # Why it matters to a reader
    ///
    /// It looks put together from pieces; often it is.
    ///
    /// # Example
    ///
    /// `The U.S. envoy spoke of a US proposal.`
    ///
    /// # How to fix it
    ///
    /// Take the newsroom's way everywhere.
    "abbreviation-inconsistent", Info, find, gather
}

/// The two ways to write each name.
const NAMES: [[&str; 2]; 5] =
    [["U.S.", "US"], ["U.N.", "UN"], ["U.K.", "UK"], ["E.U.", "EU"], ["percent", "per cent"]];

/// "percent".
const LONGEST: usize = 7;

fn find(reading: &Reading<'_>) -> Vec<Finding> {
    if !reading.english {
        return Vec::new();
    }
    let found = written(reading.document);
    let both =
        |name: usize| [0, 1].iter().all(|way| found.iter().any(|f| f.1 == name && f.2 == *way));
    let mixed: Vec<bool> = (0..NAMES.len()).map(both).collect();
    let mixed = found.into_iter().filter(|(_, name, _)| mixed[*name]);
    mixed
        .map(|(span, name, way)| {
            let [one, other] = NAMES[name];
            let written = NAMES[name][way];
            CHECK
                .finding(span, format!("{one} and {other} are both used"))
                .help("take one of them throughout")
                .label(written)
        })
        .collect()
}

/// Every pair is one thing to do, and they are all alike.
fn gather(_: &Reading<'_>, findings: &[Finding]) -> Option<Gathered> {
    let mut messages: Vec<&str> = Vec::new();
    for finding in findings {
        if !messages.contains(&finding.message.as_str()) {
            messages.push(&finding.message);
        }
    }
    let help = findings.first().and_then(|finding| finding.help.clone());
    Some(Gathered { headline: messages.join("; "), help })
}

/// Place, name and way of each such word in the draft's own words.
fn written(document: &Document) -> Vec<(Span, usize, usize)> {
    let mut foreign: Vec<Span> = document.quotations.iter().map(|q| q.span).collect();
    let headline = |kind| matches!(kind, BlockKind::Quote | BlockKind::Heading { .. });
    let blocks = document.blocks.iter().filter(|block| headline(block.kind));
    foreign.extend(blocks.map(|block| block.span));
    let foreign = prose::merged(foreign);
    let mut found = Vec::new();
    for run in prose::runs(document) {
        for span in prose::without(&foreign, run) {
            in_words(&document.text, span, &mut found);
        }
    }
    found
}

fn in_words(text: &str, span: Span, found: &mut Vec<(Span, usize, usize)>) {
    let words = prose::word_spans(text, span);
    for (i, word) in words.iter().enumerate() {
        let written = word.of(text);
        let next = words.get(i + 1);
        // Names begin with a capital, and are short; so is "per".
        if !written.starts_with(['U', 'E', 'p', 'P']) || written.len() > LONGEST {
            continue;
        }
        let after = &text[word.end..span.end];
        if written.eq_ignore_ascii_case("percent") {
            found.push((*word, 4, 0));
        } else if written.eq_ignore_ascii_case("per")
            && let Some(next) = next.filter(|next| next.of(text).eq_ignore_ascii_case("cent"))
            && !text[word.end..next.start].contains(['.', ','])
        {
            found.push((Span::new(word.start, next.end), 4, 1));
        } else if let Some(name) = NAMES.iter().position(|[_, plain]| *plain == written) {
            // US$ is money, and all of "TELL US MORE" is in capitals.
            let beside = [i.checked_sub(1).and_then(|i| words.get(i)), next];
            let loud = beside.into_iter().flatten().any(|word| is_loud(word.of(text)));
            if !after.starts_with('$') && !loud {
                found.push((*word, name, 1));
            }
        } else if let Some(next) = next.filter(|_| written.len() == 1) {
            let letters = text.get(word.start..next.end + 1).filter(|_| next.len() == 1);
            let name = letters.and_then(|letters| NAMES.iter().position(|n| n[0] == letters));
            let Some(name) = name else { continue };
            // U.S.A. and J.U.S. are other names.
            let span = Span::new(word.start, next.end + 1);
            let longer = text[span.end..].starts_with(|c: char| c.is_alphanumeric())
                || text[..word.start].ends_with('.');
            if !longer {
                found.push((span, name, 0));
            }
        }
    }
}

/// Two capitals or more that are none of our names.
fn is_loud(word: &str) -> bool {
    let known = NAMES.iter().any(|[_, plain]| *plain == word);
    word.len() > 1 && !known && word.chars().all(char::is_uppercase)
}
