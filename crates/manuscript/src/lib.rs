//! The words every other crate shares: drafts, documents, citations, findings.
//!
//! This crate holds data and the arithmetic of places in a text. It reads no
//! file, decides nothing about a draft, and depends on nothing of ours.

mod bibliography;
mod calendar;
mod citation;
mod companion;
mod digest;
mod document;
mod draft;
mod file_names;
mod finding;
mod front_matter;
mod passage;
mod place;
mod soundness;
mod span;
mod suggest;
mod waiver;

pub use bibliography::{Bibliography, Listed};
pub use calendar::MONTHS;
pub use citation::{
    Field, Identifier, Marker, MarkerKind, Note, Origin, Reference, ReferenceList, Scheme,
    folded_label, key_of,
};
pub use companion::{Companion, Role};
pub use digest::Digest;
pub use document::{
    Block, BlockKind, Document, Format, Inline, Pasted, Problem, ProblemKind, Quotation,
    QuoteStyle, Sentence, Title, TrailingBlock, TrailingKind,
};
pub use draft::{Draft, Unreadable};
pub use file_names::FileNames;
pub use finding::{Applicability, Edit, Finding, Fix, Related, Severity, Waived, edited};
pub use front_matter::{Correction, CorrectionKind, FrontMatter, Status, Tell};
pub use passage::{Passage, PassageKind, Passages};
pub use place::{LineIndex, Position};
pub use span::Span;
pub use suggest::{did_you_mean, help};
pub use waiver::{AllowEntry, AllowFile, Fingerprint, Scope, Waiver};
