//! What all checks together say about a document.

use copydesk_manuscript::{Finding, Severity};

/// Findings and counts of one document.
#[derive(Clone, Debug)]
pub struct Report {
    /// In the order of the page: severest first, then by place.
    pub findings: Vec<Finding>,
    /// How much of the text is cited.
    pub coverage: Coverage,
    /// What no check could look at.
    pub unchecked: Unchecked,
    /// The lowest severity that held.
    pub hold_at: Severity,
}

/// Sentences by what stands behind them. `sentences` is the sum of all others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// All sentences.
    pub sentences: usize,
    /// With a marker of their own.
    pub cited: usize,
    /// Covered by a later marker.
    pub covered: usize,
    /// Nothing stands behind them.
    pub uncited: usize,
    /// Need no citation.
    pub exempt: usize,
}

/// What could not be checked. Never shown as passed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unchecked {
    /// References whose page nobody has looked at.
    pub links: usize,
    /// Quotations that no capture could prove.
    pub quotations: usize,
    /// Sentences in a language that the splitter does not know.
    pub sentences: usize,
}

impl Unchecked {
    /// All of them.
    pub fn total(self) -> usize {
        self.links + self.quotations + self.sentences
    }
}

impl Report {
    /// How many findings have this severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings
            .iter()
            .filter(|f| f.severity == severity)
            .count()
    }

    /// Whether any finding holds the draft.
    pub fn holds(&self) -> bool {
        self.findings.iter().any(|f| f.severity >= self.hold_at)
    }
}
