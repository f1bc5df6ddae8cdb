//! Whether a document keeps its promises: what property tests and fuzzers ask of
//! every document that the parser makes.

use crate::{Block, Document, Inline, Passages, Reference, Scope, Span};

impl Document {
    /// The first broken promise, in words; `None` if every span is a piece of the
    /// text and every index points at something.
    pub fn flaw(&self) -> Option<String> {
        let outside = self
            .spans()
            .into_iter()
            .find(|span| span.start > span.end || self.text.get(span.start..span.end).is_none());
        if let Some(span) = outside {
            return Some(format!("{span:?} is no piece of the text"));
        }
        let (blocks, markers) = (self.blocks.len(), self.markers.len());
        let lost = |marker: &crate::Marker| {
            marker.block >= blocks || marker.reference.is_some_and(|r| r >= self.references.len())
        };
        if let Some(marker) = self.markers.iter().find(|marker| lost(marker)) {
            return Some(format!("{marker:?} points at nothing"));
        }
        let broken = self.sentences.iter().find(|sentence| {
            sentence.span.is_empty()
                || sentence.block >= blocks
                || sentence.markers.iter().any(|marker| *marker >= markers)
                || sentence.quotation.is_some_and(|q| q >= self.quotations.len())
        });
        broken.map(|sentence| format!("{sentence:?} is none"))
    }

    fn spans(&self) -> Vec<Span> {
        let mut spans: Vec<Span> = self.front_matter_span.into_iter().collect();
        spans.extend(self.title.iter().map(|title| title.span));
        for Block { span, inlines, .. } in &self.blocks {
            spans.push(*span);
            collect(inlines, &mut spans);
        }
        spans.extend(self.sentences.iter().map(|sentence| sentence.span));
        spans.extend(self.quotations.iter().map(|quotation| quotation.span));
        spans.extend(self.markers.iter().flat_map(|marker| [marker.span, marker.bracket]));
        let notes = self.markers.iter().filter_map(|marker| marker.note.as_ref());
        let words = notes.flat_map(|note| [&note.before, &note.after]).flatten();
        spans.extend(words.map(|field| field.span));
        self.references.iter().for_each(|reference| fields(reference, &mut spans));
        let list = self.reference_list.iter();
        spans.extend(list.flat_map(|list| list.heading.into_iter().chain([list.span])));
        spans.extend(self.trailing.iter().map(|block| block.span));
        spans.extend(self.problems.iter().map(|problem| problem.span));
        for waiver in &self.waivers {
            spans.extend(waiver.checks.iter().map(|check| check.span));
            if let Scope::Comment { span, answers, .. } = &waiver.scope {
                spans.extend([*span, *answers]);
            }
        }
        spans.extend(Passages::of(self).as_slice().iter().map(|passage| passage.span));
        spans
    }
}

fn fields(reference: &Reference, spans: &mut Vec<Span>) {
    let Reference { title, publisher, date, url, .. } = reference;
    let named = [title, publisher, date, url].into_iter().flatten();
    let identifiers = reference.identifiers.iter().map(|identifier| &identifier.field);
    spans.push(reference.span);
    spans.extend(named.chain(identifiers).chain(&reference.rest).map(|field| field.span));
}

fn collect(inlines: &[Inline], spans: &mut Vec<Span>) {
    for inline in inlines {
        spans.push(inline.span());
        match inline {
            Inline::Link { children, .. }
            | Inline::Emphasis { children, .. }
            | Inline::Strong { children, .. } => collect(children, spans),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Title;

    #[test]
    fn a_span_inside_a_character_is_a_flaw() {
        let title = |span| Some(Title { text: String::new(), span });
        let mut document = Document { text: "é".to_owned(), ..Document::default() };
        document.title = title(Span::new(0, 2));
        assert_eq!(document.flaw(), None);
        document.title = title(Span::new(0, 1));
        assert!(document.flaw().is_some());
    }
}
