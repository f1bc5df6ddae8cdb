//! What all checks together say about a document.

use std::ops::Range;

use copydesk_manuscript::{Finding, Severity};

use crate::check::{Check, Gathered};
use crate::reading::Reading;
use crate::{Coverage, Level, catalogue};

/// Findings and counts of one document.
#[derive(Clone, Debug)]
pub struct Report {
    /// Severest first, then in the order of the manual, then by place.
    pub findings: Vec<Finding>,
    /// The same findings as things to do.
    pub groups: Vec<Group>,
    /// How much of the text is cited.
    pub coverage: Coverage,
    /// What no check could look at.
    pub unchecked: Unchecked,
    /// The lowest severity that holds.
    pub hold_at: Severity,
}

/// Findings with one cause: one thing to do.
#[derive(Clone, Debug)]
pub struct Group {
    /// The check they are of.
    pub check: &'static str,
    /// Their severity.
    pub severity: Severity,
    /// What is wrong.
    pub headline: String,
    /// What to do.
    pub help: Option<String>,
    /// Which of the report's findings.
    pub findings: Range<usize>,
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
    pub(crate) fn of(reading: &Reading<'_>) -> Self {
        let mut report = Self {
            findings: Vec::new(),
            groups: Vec::new(),
            coverage: reading.coverage,
            unchecked: unchecked(reading),
            hold_at: reading.policy.hold_at,
        };
        let mut asked: Vec<(&Check, Vec<Finding>)> =
            catalogue().map(|check| (check, ask(check, reading))).collect();
        for severity in [Severity::Error, Severity::Warning, Severity::Info] {
            for (check, findings) in &mut asked {
                let of_severity = findings.extract_if(.., |f| f.severity == severity).collect();
                report.add(check, of_severity, reading);
            }
        }
        report
    }

    /// How many findings have this severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|f| f.severity == severity).count()
    }

    /// How many things there are to do at this severity.
    pub fn things_to_do(&self, severity: Severity) -> usize {
        self.groups.iter().filter(|group| group.severity == severity).count()
    }

    /// Whether any finding holds the draft.
    pub fn holds(&self) -> bool {
        self.findings.iter().any(|f| f.severity >= self.hold_at)
    }

    /// Findings of one check and severity, as one group or as one each.
    fn add(&mut self, check: &Check, findings: Vec<Finding>, reading: &Reading<'_>) {
        let Some(first) = findings.first() else {
            return;
        };
        let severity = first.severity;
        let start = self.findings.len();
        let gathered = if findings.len() > 1 { (check.gather)(reading, &findings) } else { None };
        let group = |findings, headline, help| Group {
            check: check.name,
            severity,
            headline,
            help,
            findings,
        };
        match gathered {
            Some(Gathered { headline, help }) => {
                self.groups.push(group(start..start + findings.len(), headline, help));
            }
            None => self.groups.extend(findings.iter().enumerate().map(|(i, finding)| {
                group(start + i..start + i + 1, finding.message.clone(), finding.help.clone())
            })),
        }
        self.findings.extend(findings);
    }
}

/// The findings of one check at the level that the pipeline sets, by place.
fn ask(check: &Check, reading: &Reading<'_>) -> Vec<Finding> {
    // Of what could not be read nothing else can be said.
    if reading.document.unreadable().is_some() && check.name != "draft-unreadable" {
        return Vec::new();
    }
    let level = reading.policy.levels.get(check.name).copied();
    if level == Some(Level::Off) || (level.is_none() && !check.on) {
        return Vec::new();
    }
    let mut findings = (check.find)(reading);
    if let Some(Level::On(severity)) = level {
        for finding in &mut findings {
            finding.severity = severity;
        }
    }
    findings.sort_by_key(|finding| (finding.point, finding.span));
    findings
}

/// Nobody has looked at any page yet: captures come with evidence.
fn unchecked(reading: &Reading<'_>) -> Unchecked {
    let document = reading.document;
    let cited = |quotation: &&copydesk_manuscript::Quotation| {
        document.words(quotation.span).split_whitespace().count() >= 6
    };
    Unchecked {
        links: document.references.len(),
        quotations: document.quotations.iter().filter(cited).count(),
        sentences: reading.coverage.unknown,
    }
}
