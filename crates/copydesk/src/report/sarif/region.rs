//! Places in a draft, as SARIF counts them: lines and columns from 1, bytes from 0.

use copydesk_manuscript::{Document, LineIndex, Span};
use serde_json::{Value, json};

/// Longer words are not repeated: a draft may be one line of ten megabytes.
const LONGEST_SNIPPET: usize = 1000;

/// The region of `span`, with its words.
pub(super) fn region(document: &Document, lines: &LineIndex, span: Span) -> Value {
    let mut region = bare(document, lines, span);
    if !span.is_empty() && span.len() <= LONGEST_SNIPPET {
        region["snippet"] = json!({ "text": document.words(span) });
    }
    region
}

/// The same without its words.
pub(super) fn bare(document: &Document, lines: &LineIndex, span: Span) -> Value {
    let start = lines.position(&document.text, span.start);
    let end = lines.position(&document.text, span.end);
    json!({
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
        "byteOffset": span.start,
        "byteLength": span.len(),
    })
}
