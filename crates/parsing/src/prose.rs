//! A block's prose with everything else masked, byte for byte.
//!
//! Sentence libraries cut inside `[0]`; markup would hide where a quotation
//! ends. So markers become [`CITED`] and markup, addresses and comments [`MASK`], characters
//! that the readers of prose step over, and every offset stays the draft's.

use std::ops::Range;

use copydesk_manuscript::{Block, BlockKind, Inline, Span};

/// Stands for a byte that is no prose.
pub(crate) const MASK: char = '\u{1}';

/// Stands for a byte of a marker: what stands before one has ended more often
/// than not.
pub(crate) const CITED: char = '\u{2}';

/// Whether the readers of prose step over `c` as if it were not there.
pub(crate) fn is_masked(c: char) -> bool {
    matches!(c, MASK | CITED)
}

/// Whether `c` parts words.
pub(crate) fn is_gap(c: char) -> bool {
    is_masked(c) || c.is_whitespace()
}

/// The prose of a block: as many bytes as its span.
pub(crate) fn of(text: &str, block: &Block) -> String {
    let mut mask = vec![MASK as u8; block.span.len()];
    copy(text, block.span, &block.inlines, &mut mask);
    // Whole characters were copied over one-byte ones, so this is text again.
    String::from_utf8(mask).unwrap_or_default()
}

/// Whether a block has sentences.
pub(crate) fn has_sentences(kind: BlockKind) -> bool {
    matches!(kind, BlockKind::Paragraph | BlockKind::ListItem { .. } | BlockKind::Quote)
}

/// `range` of a block's prose with the markup that hugs it, so that a sentence
/// that begins or ends with a link or with stressed words has them whole; never
/// back beyond `from`.
pub(crate) fn with_markup(
    prose: &str,
    source: &str,
    from: usize,
    range: Range<usize>,
) -> Range<usize> {
    let masked = |at: usize| prose.as_bytes().get(at) == Some(&(MASK as u8));
    let byte = |at: usize| source.as_bytes().get(at).copied().unwrap_or_default();
    let mut start = range.start;
    while start > from && masked(start - 1) && matches!(byte(start - 1), b'[' | b'*' | b'_' | b'<')
    {
        start -= 1;
    }
    let mut end = range.end;
    if source[end..].starts_with("](") && masked(end) {
        end += prose[end..].find(|c| c != MASK).unwrap_or(prose.len() - end);
        // Only as far as the link: a marker may follow at once.
        end = source[range.end..end].find(')').map_or(range.end, |at| range.end + at + 1);
    }
    while masked(end) && matches!(byte(end), b'*' | b'_' | b'>') {
        end += 1;
    }
    start..end
}

fn copy(text: &str, frame: Span, inlines: &[Inline], mask: &mut [u8]) {
    for inline in inlines {
        match inline {
            Inline::Text { span, .. } => put(frame, *span, span.of(text).as_bytes(), mask),
            // Whatever it is, it is a word.
            Inline::Code { span, .. } => fill(frame, *span, 'x', mask),
            // What it shows is no claim of the text's.
            Inline::Image { .. } => {}
            Inline::Link { children, url, .. } => {
                let bare = matches!(&children[..], [Inline::Text { text, .. }] if text == url);
                if bare {
                    let span = children[0].span();
                    fill(frame, span, 'x', mask);
                } else {
                    copy(text, frame, children, mask);
                }
            }
            Inline::Emphasis { children, .. } | Inline::Strong { children, .. } => {
                copy(text, frame, children, mask);
            }
            Inline::Break { span } => fill(frame, *span, ' ', mask),
            // `@rivers2021` stands in the sentence for a name, and may open it.
            Inline::Markers { span, .. } if span.of(text).starts_with(['@', '-']) => {
                fill(frame, *span, 'X', mask);
            }
            Inline::Markers { span, .. } => fill(frame, *span, CITED, mask),
        }
    }
}

fn fill(frame: Span, span: Span, byte: char, mask: &mut [u8]) {
    if frame.contains(span) {
        mask[span.start - frame.start..span.end - frame.start].fill(byte as u8);
    }
}

fn put(frame: Span, span: Span, bytes: &[u8], mask: &mut [u8]) {
    if frame.contains(span) {
        mask[span.start - frame.start..span.end - frame.start].copy_from_slice(bytes);
    }
}
