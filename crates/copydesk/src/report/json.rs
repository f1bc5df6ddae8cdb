//! Findings and summaries as JSON lines. Lines and columns are 1-based in
//! characters, bytes 0-based and half-open.

use copydesk_manuscript::{Document, Finding, Fingerprint, Fix, Position, Severity, Waived};
use copydesk_pipeline::Rendered;
use copydesk_validation::Report;
use serde::Serialize;

use super::form::{Alone, Form};
use super::out::Out;
use super::positions::Positions;
use super::problem;
use crate::trouble::Trouble;

/// One object a line.
pub(crate) struct Lines;

impl Form for Lines {
    fn alone(&self) -> Option<Alone> {
        Some(Alone::Lines)
    }

    fn draft(&mut self, document: &Document, report: &Report, out: &mut Out) {
        out.write(lines(document, report));
    }

    fn trouble(&mut self, trouble: &Trouble, out: &mut Out) {
        out.write(format!("{}\n", problem::json(trouble)));
    }
}

/// Every finding, then the summary.
pub(super) fn lines(document: &Document, report: &Report) -> Vec<u8> {
    let mut positions = Positions::default();
    let mut lines = Vec::new();
    for finding in &report.findings {
        let position = |byte| positions.of(&document.path, &document.text, byte);
        add(&mut lines, &FindingLine::of(&document.path, finding, position));
    }
    add(&mut lines, &SummaryLine::of(document, report));
    lines
}

/// Every finding about an edition, then the proof's summary. A part is called by the
/// edition's key and its file.
pub(super) fn proof(rendered: &Rendered) -> Vec<u8> {
    let (key, report) = (&rendered.edition.about().key, rendered.proof.report());
    let mut lines = marks(rendered, key);
    let summary = ProofLine {
        v: 1,
        r#type: "proof",
        key,
        errors: report.count(Severity::Error),
        warnings: report.count(Severity::Warning),
        infos: report.count(Severity::Info),
        unanswered: report.unanswered(),
        unchecked: report.unchecked.total(),
        verdict: verdict(report),
    };
    add(&mut lines, &summary);
    lines
}

/// Every finding about an edition. A part is called by `folder` and the file that it is
/// where `copydesk render` writes it.
pub(super) fn marks(rendered: &Rendered, folder: &str) -> Vec<u8> {
    let Rendered { lineup, proof, .. } = rendered;
    let drafts = lineup.documents();
    let mut positions = Positions::default();
    let mut lines = Vec::new();
    for (at, finding) in proof.report().findings.iter().enumerate() {
        let (name, text) = proof.place(at, &drafts);
        let of_draft = drafts.iter().any(|draft| draft.path == name);
        let path = if of_draft { name.to_owned() } else { format!("{folder}/{name}") };
        let position = |byte| positions.of(name, text, byte);
        add(&mut lines, &FindingLine::of(&path, finding, position));
    }
    lines
}

/// One line. Written as it is read, a run over thousands of drafts would spend a
/// sixth of its time on trees of values.
fn add(lines: &mut Vec<u8>, line: &impl Serialize) {
    // Strings and numbers always have a form, and memory takes every byte.
    let _ = serde_json::to_writer(&mut *lines, line);
    lines.push(b'\n');
}

#[derive(Serialize)]
struct FindingLine<'a> {
    v: u8,
    r#type: &'static str,
    check: &'static str,
    severity: Severity,
    path: &'a str,
    start: Position,
    end: Position,
    message: &'a str,
    help: Option<&'a str>,
    fixes: &'a [Fix],
    /// Of the words it stands in: what an entry of `<draft>.allow.yaml` names.
    fingerprint: Option<&'a Fingerprint>,
    waived: Option<&'a Waived>,
}

impl<'a> FindingLine<'a> {
    fn of(
        path: &'a str,
        finding: &'a Finding,
        mut position: impl FnMut(usize) -> Position,
    ) -> Self {
        Self {
            v: 1,
            r#type: "finding",
            check: finding.check,
            severity: finding.severity,
            path,
            start: position(finding.span.start),
            end: position(finding.span.end),
            message: &finding.message,
            help: finding.help.as_deref(),
            fixes: &finding.fixes,
            fingerprint: finding.fingerprint.as_ref(),
            waived: finding.waived.as_ref(),
        }
    }
}

#[derive(Serialize)]
struct SummaryLine<'a> {
    v: u8,
    r#type: &'static str,
    path: &'a str,
    errors: usize,
    warnings: usize,
    infos: usize,
    /// Warnings that nobody waived.
    unanswered: usize,
    unchecked: usize,
    sentences: usize,
    cited: usize,
    covered: usize,
    uncited: usize,
    markers: usize,
    references: usize,
    verdict: &'static str,
}

impl<'a> SummaryLine<'a> {
    fn of(document: &'a Document, report: &Report) -> Self {
        let coverage = report.coverage;
        Self {
            v: 1,
            r#type: "summary",
            path: &document.path,
            errors: report.count(Severity::Error),
            warnings: report.count(Severity::Warning),
            infos: report.count(Severity::Info),
            unanswered: report.unanswered(),
            unchecked: report.unchecked.total(),
            sentences: coverage.sentences,
            cited: coverage.cited,
            covered: coverage.covered,
            uncited: coverage.uncited,
            markers: document.markers.len(),
            references: document.references.len(),
            verdict: verdict(report),
        }
    }
}

/// What the checks said of an edition.
#[derive(Serialize)]
struct ProofLine<'a> {
    v: u8,
    r#type: &'static str,
    key: &'a str,
    errors: usize,
    warnings: usize,
    infos: usize,
    /// Warnings that nobody waived.
    unanswered: usize,
    unchecked: usize,
    verdict: &'static str,
}

fn verdict(report: &Report) -> &'static str {
    if report.holds() { "held" } else { "clear" }
}
