//! Names on the page: which finding belongs to which thing to do, where each
//! stands, and how links find them.

use std::collections::BTreeSet;

use copydesk_manuscript::{Document, LineIndex, Severity};
use copydesk_validation::Report;

/// One draft, with what its parts on the page share.
pub(super) struct Places<'a> {
    pub(super) document: &'a Document,
    pub(super) report: &'a Report,
    /// The draft's number on the page: what its anchors begin with.
    pub(super) number: usize,
    lines: LineIndex,
    /// For each finding, the number of its thing to do, from 1.
    groups: Vec<usize>,
    /// Lines that some link leads to.
    linked: BTreeSet<usize>,
}

impl<'a> Places<'a> {
    pub(super) fn new(number: usize, document: &'a Document, report: &'a Report) -> Self {
        let lines = LineIndex::new(&document.text);
        let mut groups = vec![0; report.findings.len()];
        for (index, group) in report.groups.iter().enumerate() {
            groups[group.findings.clone()].fill(index + 1);
        }
        let related = report.findings.iter().flat_map(|f| &f.related).map(|r| r.span.start);
        let markers = document.markers.iter().map(|marker| marker.span.start);
        let line = |byte| lines.position(&document.text, byte).line;
        let linked = related.chain(markers).map(line).collect();
        Self { document, report, number, lines, groups, linked }
    }

    /// `3:148`
    pub(super) fn at(&self, byte: usize) -> String {
        let position = self.lines.position(&self.document.text, byte);
        format!("{}:{}", position.line, position.column)
    }

    /// The thing to do that a finding belongs to.
    pub(super) fn group(&self, finding: usize) -> usize {
        self.groups.get(finding).copied().unwrap_or_default()
    }

    /// Whether a link leads to this line.
    pub(super) fn is_linked(&self, line: usize) -> bool {
        self.linked.contains(&line)
    }

    /// A link to a finding in the text.
    pub(super) fn to_finding(&self, finding: usize) -> String {
        let at = self.at(self.report.findings[finding].point);
        format!("<a href=\"#d{}-f{finding}\">{at}</a>", self.number)
    }

    /// A link to a line of the text.
    pub(super) fn to_line(&self, byte: usize) -> String {
        let line = self.lines.position(&self.document.text, byte).line;
        format!("<a href=\"#d{}-l{line}\">{}</a>", self.number, self.at(byte))
    }
}

/// `e`, `w` or `i`: the severity as a class.
pub(super) fn class(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "e",
        Severity::Warning => "w",
        Severity::Info => "i",
    }
}

/// What an editor calls a severity.
pub(super) fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}
