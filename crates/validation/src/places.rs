//! Markers that stand together: `[1][2]`, `[1, 2]`, `[1–3] [5]`.

use copydesk_manuscript::Marker;

use crate::reading::Reading;

/// The document's markers by the place they stand at; never an empty one.
pub(crate) fn places<'a>(reading: &Reading<'a>) -> impl Iterator<Item = &'a [Marker]> {
    let text = reading.document.text.as_str();
    reading.document.markers.chunk_by(|one, next| {
        let between = text.get(one.bracket.end..next.bracket.start);
        one.bracket == next.bracket
            || between.is_some_and(|b| b.trim_matches([' ', ',']).is_empty())
    })
}
