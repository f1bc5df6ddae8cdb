//! Slips with markers.

use copydesk_manuscript::{Document, Edit, Marker, MarkerKind, Span};

use super::{Mutation, Subject, edit};

pub(super) const DROPPED: Mutation = Mutation {
    name: "a marker is dropped",
    subject: Subject::Citations,
    gap: Some(
        "where the source is cited elsewhere and a later marker covers the sentence, or the \
         marker was a link that took its source along, the draft is sound without it",
    ),
    places: |document| {
        let drop = |marker: &Marker| match marker.kind {
            MarkerKind::Link => {
                Some(edit(marker.span.start, marker.span.end, words(document, marker)?))
            }
            _ => Some(edit(marker.bracket.start, marker.bracket.end, "")),
        };
        alone(document).filter_map(|marker| Some(vec![drop(marker)?])).collect()
    },
};

pub(super) const SWAPPED: Mutation = Mutation {
    name: "two neighbouring markers are swapped",
    subject: Subject::Citations,
    gap: Some("where both sources are cited before, their order says nothing"),
    places: |document| {
        let numbered: Vec<&Marker> =
            alone(document).filter(|marker| marker.kind != MarkerKind::Link).collect();
        let pairs = numbered.windows(2).filter_map(|pair| {
            let [first, second] = [pair[0], pair[1]].map(|m| document.words(m.bracket));
            (first != second).then(|| {
                vec![
                    edit(pair[0].bracket.start, pair[0].bracket.end, second),
                    edit(pair[1].bracket.start, pair[1].bracket.end, first),
                ]
            })
        });
        pairs.collect()
    },
};

pub(super) const SHIFTED: Mutation = Mutation {
    name: "a marker is moved to the sentence before or after",
    subject: Subject::Citations,
    gap: Some("onto a sentence that has a marker of its own, nothing is left uncovered"),
    places: |document| {
        let mut places = Vec::new();
        for marker in alone(document).filter(|marker| marker.kind != MarkerKind::Link) {
            for to in neighbours(document, marker) {
                places.push(moved(document, marker.bracket, to));
            }
        }
        places
    },
};

pub(super) const MISNUMBERED: Mutation = Mutation {
    name: "a marker has the next number",
    subject: Subject::Citations,
    gap: Some("where both sources are cited elsewhere as well, either could be meant"),
    places: |document| {
        let numbered = alone(document).filter_map(|marker| match marker.kind {
            MarkerKind::Number(number) => Some((marker, number)),
            _ => None,
        });
        numbered
            .map(|(marker, number)| {
                let Span { start, end } = marker.bracket;
                vec![edit(start, end, format!("[{}]", number + 1))]
            })
            .collect()
    },
};

pub(super) const DOUBLED: Mutation = Mutation {
    name: "a marker stands twice",
    subject: Subject::Citations,
    gap: None,
    places: |document| {
        let typed =
            alone(document).filter(|marker| document.words(marker.bracket).starts_with('['));
        let typed = typed.filter(|marker| marker.kind != MarkerKind::Link);
        typed
            .map(|marker| {
                let end = marker.bracket.end;
                vec![edit(end, end, document.words(marker.bracket))]
            })
            .collect()
    },
};

/// Markers that have their bracket to themselves.
fn alone(document: &Document) -> impl Iterator<Item = &Marker> {
    let crowded = |marker: &Marker| {
        document.markers.iter().filter(|other| other.bracket == marker.bracket).count() > 1
    };
    document.markers.iter().filter(move |marker| !crowded(marker))
}

/// The words of a Markdown link.
fn words<'a>(document: &'a Document, marker: &Marker) -> Option<&'a str> {
    let link = document.words(marker.span).strip_prefix('[')?;
    link.rfind("](").or_else(|| link.rfind("][")).map(|end| &link[..end])
}

/// Where a marker stands after the sentence before its own and the one after, in
/// its paragraph.
fn neighbours(document: &Document, marker: &Marker) -> Vec<usize> {
    let own = document.sentences.iter().position(|sentence| {
        let mut markers = sentence.markers.iter().map(|index| &document.markers[*index]);
        markers.any(|other| other.bracket == marker.bracket)
    });
    let Some(own) = own else { return Vec::new() };
    let near = [own.checked_sub(1), Some(own + 1)];
    let near = near.into_iter().flatten().filter_map(|index| document.sentences.get(index));
    near.filter(|sentence| sentence.block == marker.block)
        .map(|sentence| sentence.span.end)
        .collect()
}

fn moved(document: &Document, bracket: Span, to: usize) -> Vec<Edit> {
    let mut edits =
        vec![edit(bracket.start, bracket.end, ""), edit(to, to, document.words(bracket))];
    edits.sort_by_key(|edit| edit.start);
    edits
}
