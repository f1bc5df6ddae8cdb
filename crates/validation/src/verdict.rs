//! May it go out?

use copydesk_manuscript::Document;

use crate::Report;

/// What became of a document.
#[derive(Clone, Debug)]
pub enum Verdict {
    /// It may go on.
    Clear(Checked),
    /// It stays, with findings. An outcome, not an error.
    Held(Held),
}

/// A document that passed its checks. Only this crate can make one.
///
/// What is not checked cannot be rendered:
///
/// ```
/// # use copydesk_validation::Checked;
/// fn render(checked: &Checked) {}
/// fn chain(checked: Checked) { render(&checked) }
/// ```
/// ```compile_fail
/// # use copydesk_validation::Checked;
/// fn render(checked: &Checked) {}
/// fn chain(document: copydesk_manuscript::Document) { render(&document) }
/// ```
#[derive(Clone, Debug)]
pub struct Checked {
    document: Document,
    report: Report,
}

/// A document that stays.
#[derive(Clone, Debug)]
pub struct Held {
    /// As parsed.
    pub document: Document,
    /// Why.
    pub report: Report,
}

impl Checked {
    /// The document.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// What the checks said, warnings included.
    pub fn report(&self) -> &Report {
        &self.report
    }
}

impl Verdict {
    pub(crate) fn new(document: Document, report: Report) -> Self {
        if report.holds() {
            Self::Held(Held { document, report })
        } else {
            Self::Clear(Checked { document, report })
        }
    }

    /// The document, either way.
    pub fn document(&self) -> &Document {
        match self {
            Self::Clear(checked) => &checked.document,
            Self::Held(held) => &held.document,
        }
    }

    /// What the checks said, either way.
    pub fn report(&self) -> &Report {
        match self {
            Self::Clear(checked) => &checked.report,
            Self::Held(held) => &held.report,
        }
    }
}
