//! `sentence-uncited`

use copydesk_manuscript::{Finding, Related};

use crate::check::check;
use crate::reading::Reading;
use crate::uncited::Kind;

check! {
    /// # What it looks for
    ///
    /// A sentence that no source stands behind. A marker covers backwards to the
    /// previous marker in its paragraph (`coverage: trailing`), only its own
    /// sentence (`strict`), or its whole paragraph (`paragraph`). Headings,
    /// questions, very short sentences, greeting and sign-off need none; nor do
    /// the sections that `uncited_sections` names, what a letter says of itself, a
    /// note to readers and the answers of an interview. Sentences inside one
    /// quotation are one. Where nothing in a whole paragraph is cited,
    /// `paragraph-uncited` says so instead; where the sentence quotes six words or
    /// more, `quote-uncited` does, unless this check is set to a higher level.
    ///
    /// # Why it matters to a reader
    ///
    /// Every claim can be checked from the mail, except this one.
    ///
    /// # Example
    ///
    /// `The river rose.[1] The town was never warned.` The second sentence.
    ///
    /// # How to fix it
    ///
    /// Cite it where it ends, cut it, or waive it with a reason.
    "sentence-uncited", Warning, find, "nothing cites {n} sentences"
}

fn find(reading: &Reading<'_>) -> Vec<Finding> {
    let document = reading.document;
    let sentences = document.sentences.iter().zip(&reading.speakers).enumerate();
    let uncited = sentences
        .filter(|(_, (_, speaker))| speaker.is_some_and(|speaker| speaker.kind == Kind::Sentence));
    uncited
        .filter(|(i, (sentence, _))| {
            // One unit, one finding: at the end of its last sentence.
            let next = document.sentences.get(i + 1);
            sentence.quotation.is_none() || next.is_none_or(|n| n.quotation != sentence.quotation)
        })
        .map(|(_, (sentence, _))| {
            let repeated = reading.headline.repeated(document, sentence);
            let message = match repeated {
                Some(_) => "nothing cites this sentence; the headline repeats it",
                None => "nothing cites this sentence",
            };
            CHECK
                .finding(sentence.span, message)
                .pointing_at(sentence.span.end)
                .help("cite it here, cut it, or waive it with a reason")
                .label(label(document.words(sentence.span)))
                .related(Vec::from_iter(
                    repeated.map(|span| Related { span, label: document.words(span).to_owned() }),
                ))
        })
        .collect()
}

/// The words that the sentence ends with.
pub(crate) fn label(sentence: &str) -> String {
    let words: Vec<&str> = sentence.split_whitespace().collect();
    format!("…{}", words[words.len().saturating_sub(3)..].join(" "))
}
