//! `repeated-opening`

use copydesk_manuscript::{BlockKind, Finding, Related, Span};

use crate::check::check;
use crate::prose;
use crate::reading::Reading;

check! {
    /// # What it looks for
    ///
    /// A sentence that begins with the same three words as the one before it in
    /// its paragraph. Sentences that open with a quotation are not looked at. Only
    /// English texts are.
    ///
    /// # Why it matters to a reader
    ///
    /// It reads like a list, or like a line pasted twice.
    ///
    /// # Example
    ///
    /// `This marks the end of the talks. This marks the first visit since.`
    ///
    /// # How to fix it
    ///
    /// Begin the second one otherwise, or join the two.
    "repeated-opening", Info, find, "{n} sentences begin like the ones before them"
}

/// So many words make an opening.
const WORDS: usize = 3;

fn find(reading: &Reading<'_>) -> Vec<Finding> {
    let document = reading.document;
    if !reading.english {
        return Vec::new();
    }
    let mut findings = Vec::new();
    let mut before: Option<(usize, Span, Vec<String>)> = None;
    for sentence in &document.sentences {
        let opening = opening(&document.text, sentence.span).filter(|(span, _)| {
            let block = document.blocks.get(sentence.block);
            let own = block.is_some_and(|block| block.kind != BlockKind::Quote);
            own && !prose::touches(&reading.outermost, *span)
        });
        let Some((span, words)) = opening else {
            before = None;
            continue;
        };
        if let Some((block, earlier, same)) = &before
            && (*block, same) == (sentence.block, &words)
        {
            let label = document.words(span).to_owned();
            findings.push(
                CHECK
                    .finding(span, format!("this sentence too begins “{label}”"))
                    .help("begin it otherwise, or join the two")
                    .related(vec![Related { span: *earlier, label: label.clone() }])
                    .label(label),
            );
        }
        before = Some((sentence.block, span, words));
    }
    findings
}

/// The first words of a sentence, as they stand and to compare.
fn opening(text: &str, sentence: Span) -> Option<(Span, Vec<String>)> {
    let words = sentence.of(text);
    let mut end = 0;
    let mut found = Vec::with_capacity(WORDS);
    for word in words.split_inclusive(char::is_whitespace) {
        end += word.len();
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        if !bare.is_empty() {
            found.push(bare);
        }
        if found.len() == WORDS {
            let length = words[..end].trim_end_matches(|c: char| !c.is_alphanumeric()).len();
            return Some((Span::new(sentence.start, sentence.start + length), found));
        }
    }
    None
}
