//! What the headline promises.

use copydesk_manuscript::{Document, Sentence, Span};

use crate::prose;
use crate::stem::{Sieve, Stem};

/// Words that say nothing by themselves.
const SMALL: [&str; 22] = [
    "a", "an", "the", "of", "in", "on", "at", "to", "for", "and", "or", "as", "by", "with", "from",
    "amid", "after", "over", "is", "are", "its", "their",
];

/// Words in a row that a headline and a sentence must share.
const FEWEST: usize = 3;

/// A longer headline is a text. So many bits can say which of them stand in a
/// sentence.
const MOST: usize = 60;

/// A headline's words.
pub(crate) struct Headline {
    /// As they are compared, and where each stands.
    stems: Vec<(Stem, Span)>,
    sieve: Sieve,
}

impl Headline {
    pub(crate) fn of(document: &Document) -> Self {
        let title = document.title.as_ref().map_or(Span::default(), |title| title.span);
        let words = prose::word_spans(&document.text, title);
        let of = |span: &Span| span.of(&document.text);
        let small = |span: &Span| SMALL.iter().any(|word| word.eq_ignore_ascii_case(of(span)));
        let telling = words.into_iter().take(MOST).filter(|span| !small(span));
        let stems: Vec<(Stem, Span)> = telling.map(|span| (Stem::of(of(&span)), span)).collect();
        Self { sieve: Sieve::of(stems.iter().map(|(stem, _)| *stem)), stems }
    }

    /// The longest run of the headline's words that `sentence` has too, in whatever
    /// form; `None` if there are fewer than three.
    pub(crate) fn repeated(&self, document: &Document, sentence: &Sentence) -> Option<Span> {
        if self.stems.len() < FEWEST {
            return None;
        }
        let said = self.said(document.words(sentence.span));
        let mut best: Option<(usize, Span)> = None;
        let mut run: Option<(usize, Span)> = None;
        for (at, (_, span)) in self.stems.iter().enumerate() {
            run = (said & 1 << at != 0).then(|| match run {
                Some((count, before)) => (count + 1, Span::new(before.start, span.end)),
                None => (1, *span),
            });
            if run.map(|r| r.0) > best.map(|b| b.0) {
                best = run;
            }
        }
        best.filter(|(count, _)| *count >= FEWEST).map(|(_, span)| span)
    }

    /// A bit for each of the headline's words that stands in `words`.
    fn said(&self, words: &str) -> u64 {
        let stems = prose::words(words).map(|word| Stem::of(word.of(words)));
        let known = stems.filter(|stem| self.sieve.may_have(*stem));
        known.fold(0, |said, stem| {
            let places = self.stems.iter().enumerate().filter(|(_, (own, _))| *own == stem);
            places.fold(said, |said, (at, _)| said | 1 << at)
        })
    }
}
