//! The words of a document, without markup, addresses and code.

use std::borrow::Cow;

use copydesk_manuscript::{BlockKind, Document, Inline, Span};

/// Runs of words in the body, in order.
pub(crate) fn runs(document: &Document) -> Vec<Span> {
    let mut found = Vec::new();
    let blocks = document.blocks.iter().filter(|block| block.kind != BlockKind::Code);
    blocks.for_each(|block| gather(&block.inlines, &mut found));
    found
}

fn gather(inlines: &[Inline], found: &mut Vec<Span>) {
    for inline in inlines {
        match inline {
            Inline::Text { span, .. } => found.push(*span),
            // An address in the text is no words.
            Inline::Link { children, url, .. } => {
                if !matches!(&children[..], [Inline::Text { text, .. }] if text == url) {
                    gather(children, found);
                }
            }
            Inline::Emphasis { children, .. } | Inline::Strong { children, .. } => {
                gather(children, found);
            }
            Inline::Markers { .. }
            | Inline::Code { .. }
            | Inline::Image { .. }
            | Inline::Break { .. } => {}
        }
    }
}

/// Everything in the body, in order: what stands in something behind it.
pub(crate) fn inlines(document: &Document) -> Vec<&Inline> {
    let mut found = Vec::new();
    let mut next: Vec<&Inline> =
        document.blocks.iter().rev().flat_map(|block| block.inlines.iter().rev()).collect();
    while let Some(inline) = next.pop() {
        found.push(inline);
        match inline {
            Inline::Link { children, .. }
            | Inline::Emphasis { children, .. }
            | Inline::Strong { children, .. } => next.extend(children.iter().rev()),
            _ => {}
        }
    }
    found
}

/// Code in the body, in order.
pub(crate) fn code(document: &Document) -> Vec<Span> {
    let mut found = Vec::new();
    for block in &document.blocks {
        if block.kind == BlockKind::Code {
            found.push(block.span);
        } else {
            gather_code(&block.inlines, &mut found);
        }
    }
    found
}

fn gather_code(inlines: &[Inline], found: &mut Vec<Span>) {
    for inline in inlines {
        match inline {
            Inline::Code { span, .. } => found.push(*span),
            Inline::Link { children, .. }
            | Inline::Emphasis { children, .. }
            | Inline::Strong { children, .. } => gather_code(children, found),
            _ => {}
        }
    }
}

/// Spans in order, those that touch made one.
pub(crate) fn merged(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort();
    let mut merged: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match merged.last_mut() {
            Some(last) if span.start < last.end => last.end = last.end.max(span.end),
            _ => merged.push(span),
        }
    }
    merged
}

/// Whether `span` shares a byte with one of `spans`, which are in order and
/// apart.
pub(crate) fn touches(spans: &[Span], span: Span) -> bool {
    let at = spans.partition_point(|s| s.end <= span.start);
    spans.get(at).is_some_and(|s| s.start < span.end.max(span.start + 1))
}

/// What of `span` lies in none of `spans`, which are in order and apart.
pub(crate) fn without(spans: &[Span], span: Span) -> Vec<Span> {
    let mut found = Vec::new();
    let mut from = span.start;
    for hole in &spans[spans.partition_point(|s| s.end <= span.start)..] {
        if hole.start >= span.end {
            break;
        }
        if hole.start > from {
            found.push(Span::new(from, hole.start));
        }
        from = hole.end;
    }
    if from < span.end {
        found.push(Span::new(from, span.end));
    }
    found
}

/// Words with their apostrophes' first part only, in lower case: `we'll` is
/// `we`, then `ll`.
pub(crate) fn lower_words(words: &str) -> impl Iterator<Item = Cow<'_, str>> {
    self::words(words).map(|span| lower(span.of(words)))
}

/// Whether one of `words`, in lower case, is said, as a word.
pub(crate) fn says(text: &str, words: &[&str]) -> bool {
    lower_words(text).any(|word| words.contains(&word.as_ref()))
}

/// A word in lower case; most are already.
pub(crate) fn lower(word: &str) -> Cow<'_, str> {
    match word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()) {
        true => Cow::Borrowed(word),
        false => Cow::Owned(word.to_lowercase()),
    }
}

/// Each run of letters and digits in `span`.
pub(crate) fn word_spans(text: &str, span: Span) -> Vec<Span> {
    // A word of six letters and a space: most sentences are read without growing.
    let mut found = Vec::with_capacity(span.len() / 6);
    let there = |word: Span| Span::new(span.start + word.start, span.start + word.end);
    found.extend(words(span.of(text)).map(there));
    found
}

/// Each run of letters and digits.
pub(crate) fn words(text: &str) -> impl Iterator<Item = Span> {
    let mut at = 0;
    std::iter::from_fn(move || {
        while let (false, length) = letter(text, at)? {
            at += length;
        }
        let start = at;
        while let Some((true, length)) = letter(text, at) {
            at += length;
        }
        Some(Span::new(start, at))
    })
}

/// Whether the character at `at` is a letter or a digit, and its length in bytes.
/// Nearly all are ASCII, and are not decoded.
fn letter(text: &str, at: usize) -> Option<(bool, usize)> {
    let byte = text.as_bytes().get(at)?;
    if byte.is_ascii() {
        return Some((byte.is_ascii_alphanumeric(), 1));
    }
    let c = text.get(at..)?.chars().next()?;
    Some((c.is_alphanumeric(), c.len_utf8()))
}
