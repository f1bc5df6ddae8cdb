//! Quotations that are long enough to be somebody's words.

use copydesk_manuscript::{Document, Span};

/// Shorter ones are names, titles and words held at arm's length.
pub(crate) const FEWEST_WORDS: usize = 6;

/// Somebody's words, in one paragraph.
#[derive(Clone, Debug)]
pub(crate) struct Quoted {
    /// With its marks.
    pub(crate) span: Span,
    /// Indices of the first and the last sentence that it has a part in.
    pub(crate) first: usize,
    pub(crate) last: usize,
}

/// The long quotations of a document's sentences, in order; none lies in
/// another. Titles of works, which capitals tell apart, are nobody's words.
pub(crate) fn long(document: &Document) -> Vec<Quoted> {
    let sentences = &document.sentences;
    let mut found: Vec<Quoted> = Vec::new();
    for span in outermost(document) {
        let words = document.words(span);
        let first = sentences.partition_point(|sentence| sentence.span.end <= span.start);
        let rest = &sentences[first..];
        let count = rest.iter().take_while(|sentence| sentence.span.start < span.end).count();
        if count > 0 && words.split_whitespace().count() >= FEWEST_WORDS && !is_title(words) {
            found.push(Quoted { span, first, last: first + count - 1 });
        }
    }
    found
}

/// All quotations that lie in no other, long or short.
pub(crate) fn outermost(document: &Document) -> Vec<Span> {
    let mut found: Vec<Span> = Vec::new();
    for quotation in &document.quotations {
        if found.last().is_none_or(|last| quotation.span.start >= last.end) {
            found.push(quotation.span);
        }
    }
    found
}

/// “The Long Way Round to the Northern Sea”.
fn is_title(words: &str) -> bool {
    let long = |word: &&str| word.chars().filter(|c| c.is_alphabetic()).count() > 4;
    let mut words = words.split_whitespace().filter(long).peekable();
    let capital =
        |word: &str| word.chars().find(|c| c.is_alphanumeric()).is_some_and(char::is_uppercase);
    words.peek().is_some() && words.all(capital)
}
