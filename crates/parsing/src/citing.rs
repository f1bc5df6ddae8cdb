//! Markers meet references.

use std::collections::HashMap;

use copydesk_manuscript::{
    Block, Document, Field, Inline, MarkerKind, Origin, Reference, Span, folded_label, key_of,
};

use crate::bibliography::Library;
use crate::{citation_key, entry, footnote, format};

/// Points every marker at its reference and adds the references that inline
/// links bring along; settles how the draft cites.
pub(crate) fn connect(document: &mut Document, library: &Library<'_>) {
    let mut links = Vec::new();
    for block in &document.blocks {
        collect_links(&block.inlines, &mut links);
    }
    let mut pages = HashMap::new();
    let mut numbers = HashMap::new();
    for (index, reference) in document.references.iter().enumerate() {
        if let Some(url) = &reference.url {
            pages.entry(page(&url.text)).or_insert(index);
        }
        if let Some(number) = reference.number {
            numbers.entry(number).or_insert(index);
        }
    }
    for link in links {
        let index = *pages.entry(page(&link.url.text)).or_insert_with(|| {
            document.references.push(link.reference(&document.text));
            document.references.len() - 1
        });
        document.markers[link.marker].reference = Some(index);
    }
    for marker in &mut document.markers {
        if let MarkerKind::Number(number) = marker.kind {
            marker.reference = numbers.get(&number).copied();
        }
    }
    connect_footnotes(document);
    connect_keys(document, library);
    if document.front_matter.format.is_none() {
        document.format = format::detect(document);
    }
}

/// Points footnote markers at the first footnote of their label, or at the
/// footnote that stands where it is called.
fn connect_footnotes(document: &mut Document) {
    let mut labelled = HashMap::new();
    let mut inline = HashMap::new();
    let footnotes = document.references.iter().enumerate();
    for (index, reference) in footnotes.filter(|(_, r)| r.origin == Origin::Footnote) {
        match &reference.key {
            Some(label) => labelled.entry(folded_label(label)).or_insert(index),
            None => inline.entry(reference.span.start).or_insert(index),
        };
    }
    for marker in document.markers.iter_mut().filter(|m| m.kind == MarkerKind::Footnote) {
        let label = footnote::label(&document.text, marker.span.start);
        marker.reference = match label {
            Some(label) => labelled.get(&folded_label(label.of(&document.text))).copied(),
            None => inline.get(&marker.span.start).copied(),
        };
    }
}

/// Adds what the markers name of the bibliographies, in the order in which they
/// name it.
fn connect_keys(document: &mut Document, library: &Library<'_>) {
    // Index and author by key; nothing for a key that no entry has.
    let mut known: HashMap<String, Option<(usize, Option<String>)>> = HashMap::new();
    for marker in &mut document.markers {
        if marker.kind != MarkerKind::Key {
            continue;
        }
        let key = key_of(marker.span.of(&document.text));
        let found = known.entry(key.to_owned()).or_insert_with(|| {
            let found = library.find(key)?;
            let author = found.work.short_authors();
            document.references.push(found.reference(key, marker.span));
            Some((document.references.len() - 1, author))
        });
        let Some((index, author)) = found else { continue };
        marker.reference = Some(*index);
        // `-@key` says that the name stands there already.
        let names = citation_key::is_bare(&document.text, marker)
            && marker.span.of(&document.text).starts_with('@');
        if names && author.is_some() {
            marker.note.get_or_insert_default().author.clone_from(author);
        }
    }
}

/// An inline link to an outside page.
struct Link {
    marker: usize,
    span: Span,
    url: Field,
    words: Option<Field>,
}

impl Link {
    fn reference(&self, text: &str) -> Reference {
        Reference {
            number: None,
            key: None,
            origin: Origin::Link,
            identifiers: entry::identifiers(text, self.span),
            span: self.span,
            title: self.words.clone().filter(|words| words.text != self.url.text),
            publisher: None,
            date: None,
            parsed_date: None,
            url: Some(self.url.clone()),
            rest: Vec::new(),
            parsed: true,
        }
    }
}

fn collect_links(inlines: &[Inline], links: &mut Vec<Link>) {
    for inline in inlines {
        match inline {
            Inline::Link { url, children, span, marker: Some(marker) } => {
                links.push(Link {
                    marker: *marker,
                    span: *span,
                    url: Field { text: url.clone(), span: *span },
                    words: words(children),
                });
            }
            Inline::Link { children, .. }
            | Inline::Emphasis { children, .. }
            | Inline::Strong { children, .. } => collect_links(children, links),
            _ => {}
        }
    }
}

/// The words of a link, markup left out.
fn words(children: &[Inline]) -> Option<Field> {
    let span = Span::new(children.first()?.span().start, children.last()?.span().end);
    let mut text = String::new();
    gather(children, &mut text);
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(Field { text, span })
}

fn gather(children: &[Inline], text: &mut String) {
    for child in children {
        match child {
            Inline::Text { text: words, .. } | Inline::Code { text: words, .. } => {
                text.push_str(words)
            }
            Inline::Image { alt, .. } => text.push_str(alt),
            Inline::Link { children, .. }
            | Inline::Emphasis { children, .. }
            | Inline::Strong { children, .. } => gather(children, text),
            Inline::Markers { .. } => {}
            Inline::Break { .. } => text.push(' '),
        }
    }
}

/// An address without a fragment or a slash at its end: two that differ only
/// there are one page.
fn page(url: &str) -> String {
    url.split('#').next().unwrap_or_default().trim_end_matches('/').to_owned()
}

/// Where a marker counts as standing: a link counts where its words begin, so
/// that one that opens a sentence belongs to that sentence.
pub(crate) fn anchors(blocks: &[Block], markers: usize) -> Vec<usize> {
    let mut anchors = vec![usize::MAX; markers];
    for block in blocks {
        anchor(&block.inlines, &mut anchors);
    }
    anchors
}

fn anchor(inlines: &[Inline], anchors: &mut [usize]) {
    for inline in inlines {
        match inline {
            Inline::Markers { markers, span } => {
                for marker in markers {
                    anchors[*marker] = span.start;
                }
            }
            Inline::Link { children, span, marker, .. } => {
                if let Some(marker) = marker {
                    anchors[*marker] = children.first().map_or(span.start, |c| c.span().start);
                }
                anchor(children, anchors);
            }
            Inline::Emphasis { children, .. } | Inline::Strong { children, .. } => {
                anchor(children, anchors);
            }
            _ => {}
        }
    }
}
