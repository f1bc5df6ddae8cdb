//! `paragraph-uncited`

use copydesk_manuscript::{Finding, Related, Span};

use super::sentence_uncited::label;
use crate::check::check;
use crate::reading::Reading;
use crate::uncited::Kind;

check! {
    /// # What it looks for
    ///
    /// A paragraph without any source, two or more of whose sentences need one. It
    /// stands for what `sentence-uncited` and `quote-uncited` would say of each,
    /// unless one of them is set to a higher level. Where one sentence needs one,
    /// they speak.
    ///
    /// # Why it matters to a reader
    ///
    /// Nothing in it can be checked from the mail.
    ///
    /// # Example
    ///
    /// `The river rose. The lower fields are under water.` in a draft that cites
    /// elsewhere.
    ///
    /// # How to fix it
    ///
    /// Cite it where it ends, cut it, or waive it with a reason.
    "paragraph-uncited", Warning, find, "nothing cites {n} paragraphs"
}

fn find(reading: &Reading<'_>) -> Vec<Finding> {
    let document = reading.document;
    let mut findings = Vec::new();
    let mut from = 0;
    for sentences in document.sentences.chunk_by(|a, b| a.block == b.block) {
        let speakers = &reading.speakers[from..from + sentences.len()];
        from += sentences.len();
        let told = sentences
            .iter()
            .zip(speakers)
            .filter(|(_, speaker)| speaker.is_some_and(|speaker| speaker.kind == Kind::Paragraph));
        let told: Vec<Span> = told.map(|(sentence, _)| sentence.span).collect();
        let ([first, ..], [.., last]) = (&told[..], &told[..]) else {
            continue;
        };
        let repeated = sentences
            .iter()
            .filter(|sentence| told.binary_search(&sentence.span).is_ok())
            .find_map(|sentence| reading.headline.repeated(document, sentence));
        let message = match repeated {
            Some(_) => "nothing cites this paragraph; the headline repeats it",
            None => "nothing cites this paragraph",
        };
        findings.push(
            CHECK
                .finding(Span::new(first.start, last.end), message)
                .pointing_at(last.end)
                .help("cite it where it ends, cut it, or waive it with a reason")
                .label(label(document.words(*last)))
                .related(Vec::from_iter(
                    repeated.map(|span| Related { span, label: document.words(span).to_owned() }),
                )),
        );
    }
    findings
}
