//! Findings and summaries as JSON lines. Lines and columns are 1-based in
//! characters, bytes 0-based and half-open.

use copydesk_manuscript::{Document, Finding, LineIndex, Severity, Span};
use copydesk_validation::Report;
use serde_json::{Value, json};

use super::form::Form;
use super::out::Out;
use super::problem;
use crate::trouble::Trouble;

/// One object a line.
pub(crate) struct Lines;

impl Form for Lines {
    /// Every finding, then the summary.
    fn draft(&mut self, document: &Document, report: &Report, out: &mut Out) {
        let index = LineIndex::new(&document.text);
        let mut lines = String::new();
        for finding in &report.findings {
            lines.push_str(&format!("{}\n", self::finding(document, &index, finding)));
        }
        lines.push_str(&format!("{}\n", summary(document, report)));
        out.write(&lines);
    }

    fn trouble(&mut self, trouble: &Trouble, out: &mut Out) {
        out.write(&format!("{}\n", problem::json(trouble)));
    }
}

fn finding(document: &Document, index: &LineIndex, finding: &Finding) -> Value {
    let Span { start, end } = finding.span;
    json!({
        "v": 1,
        "type": "finding",
        "check": finding.check,
        "severity": finding.severity,
        "path": document.path,
        "start": index.position(&document.text, start),
        "end": index.position(&document.text, end),
        "message": finding.message,
        "help": finding.help,
        "fixes": finding.fixes,
        // Of the words it stands in: what an entry of `<draft>.allow.yaml` names.
        "fingerprint": finding.fingerprint,
        "waived": finding.waived,
    })
}

fn summary(document: &Document, report: &Report) -> Value {
    let coverage = report.coverage;
    json!({
        "v": 1,
        "type": "summary",
        "path": document.path,
        "errors": report.count(Severity::Error),
        "warnings": report.count(Severity::Warning),
        "infos": report.count(Severity::Info),
        // Warnings that nobody waived.
        "unanswered": report.unanswered(),
        "unchecked": report.unchecked.total(),
        "sentences": coverage.sentences,
        "cited": coverage.cited,
        "covered": coverage.covered,
        "uncited": coverage.uncited,
        "markers": document.markers.len(),
        "references": document.references.len(),
        "verdict": if report.holds() { "held" } else { "clear" },
    })
}
