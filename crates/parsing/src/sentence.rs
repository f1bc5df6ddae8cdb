//! Sentences, and the markers that stand with them.
//!
//! Markers are masked before the text is cut and attached again afterwards: a
//! marker after the stop belongs to the sentence it follows.

mod abbreviations;
mod first_words;
mod listing;
mod splitter;
mod stop;

pub(crate) use listing::runs_on;

use copydesk_manuscript::{Block, BlockKind, Document, Sentence, Span};

use crate::{citing, prose};

/// Cuts a document's paragraphs, list items and quoted paragraphs into
/// sentences.
pub(crate) fn read(document: &mut Document) {
    let anchors = citing::anchors(&document.blocks, document.markers.len());
    let mut next_marker = 0;
    for (index, block) in document.blocks.iter().enumerate() {
        let block_markers = next_marker
            ..next_marker
                + document.markers[next_marker..].iter().take_while(|m| m.block == index).count();
        next_marker = block_markers.end;
        if !prose::has_sentences(block.kind) {
            continue;
        }
        let words = prose::of(&document.text, block);
        let mut spans: Vec<Span> = Vec::new();
        for range in splitter::split(&words, lead(document, block, &words)) {
            let from = spans.last().map_or(0, |before| before.end - block.span.start);
            let range = prose::with_markup(&words, document.words(block.span), from, range);
            spans.push(Span::new(block.span.start + range.start, block.span.start + range.end));
        }
        let first = document.sentences.len();
        document.sentences.extend(spans.iter().map(|span| Sentence {
            span: *span,
            block: index,
            markers: Vec::new(),
            quotation: None,
        }));
        let sentences = &mut document.sentences[first..];
        for marker in block_markers {
            let anchor = anchors[marker].min(block.span.end);
            // The last sentence that begins at or before the marker.
            let after = spans.partition_point(|span| span.start <= anchor);
            if let Some(sentence) = sentences.get_mut(after.saturating_sub(1)) {
                sentence.markers.push(marker);
            }
        }
    }
    join_quotations(document);
}

/// The mark of a list item: what stands before its words on their line.
fn lead<'d>(document: &'d Document, block: &Block, words: &str) -> &'d str {
    if !matches!(block.kind, BlockKind::ListItem { .. }) {
        return "";
    }
    let indent = words.len() - words.trim_start_matches(prose::is_gap).len();
    let end = block.span.start + indent;
    let near = &document.text[document.text.floor_char_boundary(end.saturating_sub(16))..end];
    near.rsplit('\n').next().unwrap_or_default()
}

/// Marks the sentences that one quotation holds together.
fn join_quotations(document: &mut Document) {
    // Quotations come in order, so what is before this is done.
    let mut done = 0;
    for (index, quotation) in document.quotations.iter().enumerate() {
        let span = quotation.span;
        let from = document.sentences.partition_point(|s| s.span.end <= span.start);
        let to = document.sentences.partition_point(|s| s.span.start < span.end);
        if to - from.min(to) > 1 {
            // The outermost quotation comes first and wins.
            for sentence in &mut document.sentences[from.max(done).min(to)..to] {
                sentence.quotation.get_or_insert(index);
            }
            done = done.max(to);
        }
    }
}

#[cfg(test)]
mod tests;
