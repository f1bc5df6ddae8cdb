//! What all checks together say about a document.

use std::ops::Range;

use copydesk_manuscript::{Finding, Severity, Waived};

use crate::catalogue::of_waivers;
use crate::check::{Asks, Check, Gathered};
use crate::reading::Reading;
use crate::{Coverage, catalogue, waiving};

/// Findings and counts of one document.
#[derive(Clone, Debug)]
pub struct Report {
    /// Severest first, then in the order of the manual, those that somebody
    /// answered for behind the others of their check, then by place.
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
    /// Whether somebody answered for all of them: then there is nothing to do.
    pub waived: bool,
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
    /// Of an edition: ways in which words are set, whose colours cannot be told.
    pub colours: usize,
}

impl Unchecked {
    /// All of them.
    pub fn total(self) -> usize {
        self.links + self.quotations + self.sentences + self.colours
    }
}

impl Report {
    pub(crate) fn of(mut reading: Reading<'_>) -> Self {
        let hold_at = reading.policy.hold_at;
        let mut report = Self::empty(reading.coverage, unchecked(&reading), hold_at);
        // The checks of waivers come last: they ask what the others found.
        let (waivers, others) = catalogue().partition::<Vec<_>, _>(|check| of_waivers(check));
        let mut asked: Vec<(&Check, Vec<Finding>)> =
            others.into_iter().map(|check| (check, ask(check, &reading))).collect();
        reading.answers =
            waiving::answer(&reading, asked.iter_mut().flat_map(|(_, findings)| findings));
        asked.extend(waivers.into_iter().map(|check| (check, ask(check, &reading))));
        for severity in [Severity::Error, Severity::Warning, Severity::Info] {
            for (check, findings) in &mut asked {
                let (waived, open) = findings
                    .extract_if(.., |f| f.severity == severity)
                    .partition::<Vec<_>, _>(|finding| finding.waived.is_some());
                let gather = |findings: &[Finding]| match &check.asks {
                    Asks::Draft { gather, .. } if findings.len() > 1 => gather(&reading, findings),
                    _ => None,
                };
                let gathered = gather(&open);
                report.add(check.name, open, gathered);
                for waived in waived.chunk_by(|a, b| a.waived == b.waived) {
                    report.add(check.name, waived.to_vec(), gather(waived));
                }
            }
        }
        report
    }

    /// Nothing found yet.
    pub(crate) fn empty(coverage: Coverage, unchecked: Unchecked, hold_at: Severity) -> Self {
        Self { findings: Vec::new(), groups: Vec::new(), coverage, unchecked, hold_at }
    }

    /// How many findings have this severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|f| f.severity == severity).count()
    }

    /// How many things there are to do at this severity.
    pub fn things_to_do(&self, severity: Severity) -> usize {
        self.groups.iter().filter(|group| group.severity == severity && !group.waived).count()
    }

    /// How many infos nobody answered for. Nothing is to be done for them, so each
    /// counts, and not each cause.
    pub fn notes(&self) -> usize {
        let open = |f: &&Finding| f.severity == Severity::Info && f.waived.is_none();
        self.findings.iter().filter(open).count()
    }

    /// The findings that somebody answered for, each with the answer.
    pub fn waived(&self) -> impl Iterator<Item = (&Finding, &Waived)> {
        self.findings.iter().filter_map(|f| Some((f, f.waived.as_ref()?)))
    }

    /// How many warnings nobody answered for.
    pub fn unanswered(&self) -> usize {
        let open = |f: &&Finding| f.severity == Severity::Warning && f.waived.is_none();
        self.findings.iter().filter(open).count()
    }

    /// The findings that hold the draft, or the edition.
    pub fn holding(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|f| f.severity >= self.hold_at && f.waived.is_none())
    }

    /// Whether there is one.
    pub fn holds(&self) -> bool {
        self.holding().next().is_some()
    }

    /// Findings of one check and severity, as one group or as one each.
    pub(crate) fn add(
        &mut self,
        check: &'static str,
        findings: Vec<Finding>,
        gathered: Option<Gathered>,
    ) {
        let Some(first) = findings.first() else {
            return;
        };
        let (severity, waived) = (first.severity, first.waived.is_some());
        let start = self.findings.len();
        let group =
            |findings, headline, help| Group { check, severity, headline, help, findings, waived };
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
    let Asks::Draft { find, .. } = &check.asks else {
        return Vec::new();
    };
    if !check.is_asked(reading.policy) {
        return Vec::new();
    }
    let mut findings = find(reading);
    for finding in &mut findings {
        check.set_level(finding, reading.policy);
    }
    findings.sort_by_key(|finding| (finding.point, finding.span));
    findings
}

/// Nobody has looked at any page yet: captures come with evidence.
fn unchecked(reading: &Reading<'_>) -> Unchecked {
    Unchecked {
        links: reading.document.references.len(),
        quotations: reading.quoted.len(),
        sentences: reading.coverage.unknown,
        colours: 0,
    }
}
