//! One edition as its checks see it: what they share, worked out once.

use std::cell::Cell;
use std::collections::BTreeSet;

use copydesk_manuscript::{CorrectionKind, Document, Inline};

use crate::html::{Element, Html};
use crate::proof::{Part, Parts};

/// What every check of an edition is handed.
pub(crate) struct Sheets<'a> {
    pub(crate) parts: &'a Parts,
    pub(crate) drafts: &'a [&'a Document],
    /// The mail's HTML.
    pub(crate) html: Html,
    /// The archive page.
    pub(crate) page: Html,
    /// Of how many colours a check could not tell anything: it notes that here.
    pub(crate) untold: Cell<usize>,
}

impl<'a> Sheets<'a> {
    pub(crate) fn new(parts: &'a Parts, drafts: &'a [&'a Document]) -> Self {
        let (html, page) = (Html::read(&parts.html), Html::read(&parts.page));
        Self { parts, drafts, html, page, untold: Cell::default() }
    }

    /// What is HTML, each with its name.
    pub(crate) fn pages(&self) -> [(Part, &Html); 2] {
        [(Part::Html, &self.html), (Part::Page, &self.page)]
    }

    /// Whether mails have the draft's text: that of a retracted one stays on its page, and
    /// who is told what was put right in one brief has the others.
    pub(crate) fn is_mailed(&self, draft: usize) -> bool {
        let correction = |draft: &Document| draft.front_matter.correction.as_ref().map(|c| c.kind);
        match self.drafts.get(draft).and_then(|draft| correction(draft)) {
            Some(kind) => kind != CorrectionKind::Retraction,
            None => !self.drafts.iter().any(|draft| correction(draft).is_some()),
        }
    }

    /// Everything in the drafts' blocks, with the draft that it is in and whether it
    /// stands in a link's words.
    pub(crate) fn inlines(&self) -> Vec<(usize, &'a Inline, bool)> {
        let mut all = Vec::new();
        for (index, draft) in self.drafts.iter().enumerate() {
            for block in &draft.blocks {
                gather(index, &block.inlines, false, &mut all);
            }
        }
        all
    }

    /// Addresses that drafts name: sources, links and pictures.
    pub(crate) fn addresses(&self) -> BTreeSet<&'a str> {
        let references = self.drafts.iter().flat_map(|draft| &draft.references);
        let sources = references.filter_map(|r| r.url.as_ref()).map(|url| url.text.trim());
        let inlines = self.inlines().into_iter();
        let written = inlines.filter_map(|(_, inline, _)| match inline {
            Inline::Link { url, .. } | Inline::Image { url, .. } => Some(url.trim()),
            _ => None,
        });
        sources.chain(written).collect()
    }
}

fn gather<'a>(
    draft: usize,
    inlines: &'a [Inline],
    linked: bool,
    all: &mut Vec<(usize, &'a Inline, bool)>,
) {
    for inline in inlines {
        all.push((draft, inline, linked));
        match inline {
            Inline::Link { children, .. } => gather(draft, children, true, all),
            Inline::Emphasis { children, .. } | Inline::Strong { children, .. } => {
                gather(draft, children, linked, all);
            }
            _ => {}
        }
    }
}

/// Where an element leads, and to what: its link or its picture.
pub(crate) fn address(element: &Element) -> Option<&str> {
    ["href", "src"].into_iter().find_map(|attribute| element.get(attribute)).map(str::trim)
}
