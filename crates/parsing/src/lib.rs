//! Draft to Document: reads what people write.
//!
//! [`parse`] never fails and never panics: what it cannot read it keeps as a
//! [`copydesk_manuscript::Problem`], so that an editor sees a broken reference
//! list and an uncited claim in one report. It judges nothing (that is
//! validation's work), changes no byte, and touches no file.
//!
//! The order in which a draft is read is the order of [`parse`]: comments are
//! blanked, then front matter, bibliographies, definitions (footnotes, links),
//! layout (which lines are title, body, reference list, trailing matter), entries,
//! body; markers meet references;
//! quotations and sentences; last, waivers meet what they stand beside.

#![deny(clippy::disallowed_methods)]

mod bibliography;
mod body;
mod citation_key;
mod citing;
mod comments;
mod companions;
mod definitions;
mod entry;
mod footnote;
mod format;
mod front_matter;
mod inline;
mod keyed;
mod layout;
mod lines;
mod markdown;
mod marker;
mod pasted;
mod picture;
mod plain;
mod prose;
mod quotation;
mod reference_list;
mod sentence;
mod waivers;
pub mod yaml;

pub use companions::{Wanted, companions};
pub use waivers::allow_file;

use bibliography::Library;
use inline::{Keys, Lexing};

use copydesk_manuscript::{Document, Draft, Problem, ProblemKind, Span, Unreadable};

/// Reads a draft. Always gives a document; what could not be read stands in
/// its `problems`.
pub fn parse(draft: &Draft) -> Document {
    let original = match draft.text() {
        Ok(text) => text,
        Err(why) => return unreadable(draft, why),
    };
    let blanked = comments::blanked(original);
    let text = blanked.text.as_str();
    let front = front_matter::read(text);
    let library = Library::read(&draft.companions);
    let definitions = definitions::read(text, front.text_start, draft.is_markdown());
    let covered = definitions.cover(text);
    let layout = layout::read(&covered, &front);
    let listed = layout.references.iter().filter_map(|reference| reference.number).max();
    let markers = format::numbers_cite(layout.format, layout.list.is_some())
        .then(|| listed.unwrap_or_default().max(marker::HIGHEST));
    let read = |keys| {
        let lexing = Lexing { markers, footnotes: true, links: true, keys };
        body::read(&covered, &layout.body, draft.is_markdown(), lexing, &definitions)
    };
    let mut body = read(keyed::keys(&front.matter, &library, text, &layout.body));
    if keyed::is_last_resort(&front.matter, &library, &body) && text.contains('@') {
        body = read(Keys::Bracketed);
    }
    let mut problems = front.problems;
    problems.extend(companions::problems(text, &front.matter, front.span, &library));
    let mut document = Document {
        path: draft.path.clone(),
        text: text.to_owned(),
        format: layout.format.unwrap_or_default(),
        front_matter_span: front.span,
        front_matter: front.matter,
        title: layout.title,
        blocks: body.blocks,
        sentences: Vec::new(),
        quotations: Vec::new(),
        markers: body.markers,
        references: [layout.references, definitions.references(text)].concat(),
        reference_list: layout.list,
        trailing: layout.trailing,
        bibliographies: library.bibliographies(),
        waivers: Vec::new(),
        problems,
    };
    citing::connect(&mut document, &library);
    quotation::read(&mut document);
    sentence::read(&mut document);
    // Last, because it asks where everything else stands.
    waivers::read(draft, original, &blanked.waivers, &mut document);
    document
}

fn unreadable(draft: &Draft, why: Unreadable) -> Document {
    Document {
        path: draft.path.clone(),
        problems: vec![Problem { kind: ProblemKind::Unreadable(why), span: Span::at(0) }],
        ..Document::default()
    }
}

#[cfg(test)]
mod tests;
