//! What the headline promises.

use copydesk_manuscript::{Document, Sentence, Span};

/// Words that say nothing by themselves.
const SMALL: [&str; 22] = [
    "a", "an", "the", "of", "in", "on", "at", "to", "for", "and", "or", "as", "by", "with", "from",
    "amid", "after", "over", "is", "are", "its", "their",
];

/// Words in a row that a headline and a sentence must share.
const FEWEST: usize = 3;

/// The longest run of the headline's words that `sentence` has too, in whatever
/// form; `None` if there are fewer than three.
pub(crate) fn repeated(document: &Document, sentence: &Sentence) -> Option<Span> {
    let title = document.title.as_ref()?;
    let stems: Vec<String> = stems(document.words(sentence.span)).map(|(stem, _)| stem).collect();
    let mut best: Option<(usize, Span)> = None;
    let mut run: Option<(usize, Span)> = None;
    for (stem, range) in self::stems(document.words(title.span)) {
        let span = Span::new(title.span.start + range.start, title.span.start + range.end);
        if SMALL.contains(&stem.as_str()) {
            continue;
        }
        run = stems.contains(&stem).then(|| match run {
            Some((count, before)) => (count + 1, Span::new(before.start, span.end)),
            None => (1, span),
        });
        if run.map(|r| r.0) > best.map(|b| b.0) {
            best = run;
        }
    }
    best.filter(|(count, _)| *count >= FEWEST).map(|(_, span)| span)
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
