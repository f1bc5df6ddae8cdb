//! A draft on its way into the chain, read once.

use copydesk_manuscript::{CorrectionKind, Document, Draft, Status};
use copydesk_parsing::parse;

use crate::definition::{DraftRule, Ready};
use crate::stage::Stage;

/// A draft, the document that it is, and whether its editor has let go of it.
#[derive(Clone, Debug)]
pub struct Submission {
    draft: Draft,
    document: Document,
    ready: bool,
}

impl Submission {
    /// Reads `draft`. `offered`: it lies in the folder that makes it ready, or was
    /// named to be published. What it says of itself counts more.
    pub fn new(draft: Draft, offered: bool, rule: &DraftRule) -> Self {
        let document = Stage::Parse(&draft.path).span().in_scope(|| {
            let document = parse(&draft);
            let (sentences, references) = (document.sentences.len(), document.references.len());
            tracing::debug!(sentences, references, "read");
            document
        });
        let ready = match document.front_matter.status {
            Some(status) => status == Status::Ready,
            None => offered || rule.ready == Ready::OnSave,
        };
        Self { draft, document, ready }
    }

    /// Reads `draft`, which goes on whatever it says of itself: where somebody looks
    /// at an edition that goes nowhere.
    pub fn for_a_look(draft: Draft) -> Self {
        let document = parse(&draft);
        Self { draft, document, ready: true }
    }

    /// The same as it stands in a digest of which another brief is put right: what it put
    /// right itself was told, and its end as news does not count.
    pub(crate) fn standing(mut self) -> Self {
        let front = &mut self.document.front_matter;
        (front.correction, front.not_after) = (None, None);
        self.ready = true;
        self
    }

    /// Whether it is a retraction.
    pub(crate) fn is_taken_back(&self) -> bool {
        let correction = self.document.front_matter.correction.as_ref();
        correction.is_some_and(|correction| correction.kind == CorrectionKind::Retraction)
    }

    /// The draft as found.
    pub fn draft(&self) -> &Draft {
        &self.draft
    }

    /// The draft alone.
    pub fn into_draft(self) -> Draft {
        self.draft
    }

    /// What was read in it.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// The document alone: what validation takes.
    pub fn into_document(self) -> Document {
        self.document
    }

    /// Whether it may go out.
    pub fn is_ready(&self) -> bool {
        self.ready
    }
}
