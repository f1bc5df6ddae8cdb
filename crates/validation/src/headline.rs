//! What the headline promises.

use std::collections::HashSet;

use copydesk_manuscript::{Document, Sentence, Span};

/// Words that say nothing by themselves.
const SMALL: [&str; 22] = [
    "a", "an", "the", "of", "in", "on", "at", "to", "for", "and", "or", "as", "by", "with", "from",
    "amid", "after", "over", "is", "are", "its", "their",
];

/// Words in a row that a headline and a sentence must share.
const FEWEST: usize = 3;

/// A longer headline is a text.
const MOST: usize = 60;

/// A headline's words.
pub(crate) struct Headline {
    /// As they are compared, and where each stands.
    stems: Vec<(String, Span)>,
}

impl Headline {
    pub(crate) fn of(document: &Document) -> Self {
        let title = document.title.as_ref().map_or(Span::default(), |title| title.span);
        let stems = stems(document.words(title)).take(MOST).map(|(stem, range)| {
            (stem, Span::new(title.start + range.start, title.start + range.end))
        });
        Self { stems: stems.filter(|(stem, _)| !SMALL.contains(&stem.as_str())).collect() }
    }

    /// The longest run of the headline's words that `sentence` has too, in whatever
    /// form; `None` if there are fewer than three.
    pub(crate) fn repeated(&self, document: &Document, sentence: &Sentence) -> Option<Span> {
        if self.stems.len() < FEWEST {
            return None;
        }
        let said: HashSet<String> =
            stems(document.words(sentence.span)).map(|(stem, _)| stem).collect();
        let mut best: Option<(usize, Span)> = None;
        let mut run: Option<(usize, Span)> = None;
        for (stem, span) in &self.stems {
            run = said.contains(stem).then(|| match run {
                Some((count, before)) => (count + 1, Span::new(before.start, span.end)),
                None => (1, *span),
            });
            if run.map(|r| r.0) > best.map(|b| b.0) {
                best = run;
            }
        }
        best.filter(|(count, _)| *count >= FEWEST).map(|(_, span)| span)
    }
}

/// Words by their first six letters without a plural's s, so that "suspension"
/// meets "suspended" and "shuts" meets "shut".
fn stems(text: &str) -> impl Iterator<Item = (String, std::ops::Range<usize>)> {
    let mut from = 0;
    text.split(|c: char| !c.is_alphanumeric()).filter_map(move |word| {
        let start = from;
        from += word.len() + text[from + word.len()..].chars().next().map_or(0, char::len_utf8);
        let folded = word.to_lowercase();
        let stem = folded.strip_suffix('s').filter(|stem| stem.len() > 2).unwrap_or(&folded);
        let stem: String = stem.chars().take(6).collect();
        (!word.is_empty()).then(|| (stem, start..start + word.len()))
    })
}
