//! Words between quotation marks, and marks without a partner.

mod marks;

use copydesk_manuscript::{Block, BlockKind, Document, Quotation};

use crate::prose;
use marks::Marks;

/// Finds the quotations of a document's blocks, and unbalanced marks there, in
/// the title and in the reference list.
pub(crate) fn read(document: &mut Document) {
    for (index, block) in document.blocks.iter().enumerate() {
        if block.kind == BlockKind::Code {
            continue;
        }
        let words = prose::of(&document.text, block);
        let mut marks = Marks::read(&words, block.span.start);
        // A quotation over several paragraphs opens in each and closes in the last.
        if let Some(mark) = marks.outermost_open()
            && document.blocks.get(index + 1).is_some_and(|next| reopens(document, next, mark))
        {
            marks.close_at_end(block.span.end);
        }
        document.quotations.extend(marks.pairs.iter().map(|(span, style)| Quotation {
            span: *span,
            style: *style,
            block: index,
        }));
        marks.report(&mut document.problems);
    }
    let title = document.title.iter().map(|title| title.span);
    let references = document.references.iter().filter(|r| r.number.is_some()).map(|r| r.span);
    for span in title.chain(references).collect::<Vec<_>>() {
        Marks::read(span.of(&document.text), span.start).report(&mut document.problems);
    }
    document.quotations.sort_by_key(|quotation| quotation.span);
}

/// Whether the quotation that `mark` opened goes on in the block `next`.
fn reopens(document: &Document, next: &Block, mark: char) -> bool {
    let words = document.words(next.span).trim_start_matches(['*', '_']);
    prose::has_sentences(next.kind) && words.starts_with(mark)
}

#[cfg(test)]
mod tests;
