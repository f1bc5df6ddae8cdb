//! How a draft cites, in one place; the rule is that of [`Format`].

use copydesk_manuscript::{Document, Format, MarkerKind, Origin};

/// Whether `[n]` is a marker, if the front matter says `format` and the draft
/// has a numbered list or not.
pub(crate) fn numbers_cite(format: Option<Format>, has_list: bool) -> bool {
    match format {
        None | Some(Format::Numbered) => true,
        Some(Format::Linked) => false,
        Some(Format::Footnotes | Format::Pandoc) => has_list,
    }
}

/// What a draft looks like whose front matter does not say.
pub(crate) fn detect(document: &Document) -> Format {
    let any = |wanted: fn(&MarkerKind) -> bool| document.markers.iter().any(|m| wanted(&m.kind));
    let footnotes = document.references.iter().any(|r| r.origin == Origin::Footnote);
    if document.reference_list.is_some() || any(|kind| matches!(kind, MarkerKind::Number(_))) {
        Format::Numbered
    } else if footnotes || any(|kind| *kind == MarkerKind::Footnote) {
        Format::Footnotes
    } else if any(|kind| *kind == MarkerKind::Key) {
        Format::Pandoc
    } else if document.markers.is_empty() {
        Format::default()
    } else {
        Format::Linked
    }
}
