//! What the checks of an edition say of it: the proof that a desk reads before
//! anything goes out.
//!
//! An edition comes in as text, rendered above this crate and handed down, so that
//! its checks stand in the catalogue beside the others. They see what readers get,
//! and the drafts that it was made of.

use copydesk_manuscript::{Document, Finding, Severity, Span};

use crate::check::{Asks, Check, gather_three};
use crate::checks::waiver_unused;
use crate::proof_waiving::Answers;
use crate::sheets::Sheets;
use crate::{Coverage, Policy, Report, Unchecked, catalogue};

/// An edition's parts as one reader gets them.
#[derive(Clone, Debug, Default)]
pub struct Parts {
    /// The mail's subject.
    pub subject: String,
    /// The mail's HTML.
    pub html: String,
    /// The mail's plain text.
    pub text: String,
    /// The archive page.
    pub page: String,
    /// How many bytes of HTML the reader gets who gets the most.
    pub largest: usize,
    /// The page's permanent address.
    pub url: String,
}

/// One of an edition's parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The mail's subject.
    Subject,
    /// The mail's HTML.
    Html,
    /// The mail's plain text.
    Text,
    /// The archive page.
    Page,
}

/// Where a finding about an edition stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum At {
    /// In the draft with this index: there it is mended.
    Draft(usize),
    /// In a part.
    Part(Part),
}

/// One answer about an edition.
pub(crate) struct Mark {
    pub(crate) at: At,
    pub(crate) finding: Finding,
}

/// What the checks said of an edition.
#[derive(Clone, Debug)]
pub struct Proof {
    parts: Parts,
    report: Report,
    places: Vec<At>,
}

impl Part {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Subject, Self::Html, Self::Text, Self::Page];

    /// The file that it is where it is written to a folder.
    pub fn file(self) -> &'static str {
        match self {
            Self::Subject => "subject.txt",
            Self::Html => "message.html",
            Self::Text => "message.txt",
            Self::Page => "page.html",
        }
    }
}

impl Parts {
    /// The text of a part.
    pub fn get(&self, part: Part) -> &str {
        match part {
            Part::Subject => &self.subject,
            Part::Html => &self.html,
            Part::Text => &self.text,
            Part::Page => &self.page,
        }
    }
}

impl Proof {
    /// Asks every check of an edition that was made of `drafts`.
    pub fn read(parts: Parts, drafts: &[&Document], policy: &Policy) -> Self {
        let sheets = Sheets::new(&parts, drafts);
        let mut asked: Vec<(&Check, &str, Vec<Mark>)> = Vec::new();
        let mut answers = Answers::default();
        for check in catalogue() {
            if let (Asks::Edition { find, many }, true) = (&check.asks, check.is_asked(policy)) {
                let mut marks = find(&sheets);
                for Mark { at, finding } in &mut marks {
                    check.set_level(finding, policy);
                    finding.waived = answers.answer(*at, finding, drafts, policy);
                }
                marks.sort_by_key(|mark| (mark.at, mark.finding.point, mark.finding.span));
                asked.push((check, many, marks));
            }
        }
        // Last, as of a draft: it asks what the others found.
        let check = &waiver_unused::CHECK;
        if check.is_asked(policy) {
            asked.push((check, waiver_unused::MANY, answers.unused(drafts, policy)));
        }
        let unchecked = Unchecked { colours: sheets.untold.get(), ..Unchecked::default() };
        let mut report = Report::empty(Coverage::default(), unchecked, policy.hold_at);
        let mut places = Vec::new();
        for severity in [Severity::Error, Severity::Warning, Severity::Info] {
            for (check, many, marks) in &mut asked {
                let (waived, open) = marks
                    .extract_if(.., |mark| mark.finding.severity == severity)
                    .partition::<Vec<_>, _>(|mark| mark.finding.waived.is_some());
                for marks in [open, waived] {
                    places.extend(marks.iter().map(|mark| mark.at));
                    let findings: Vec<_> = marks.into_iter().map(|mark| mark.finding).collect();
                    let gathered = gather_three(many, &findings);
                    report.add(check.name, findings, gathered);
                }
            }
        }
        Self { parts, report, places }
    }

    /// Findings and what there is to do.
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// The name and text of what the report's finding number `finding` stands in: a
    /// part, or one of `drafts`, which the edition was made of.
    pub fn place<'a>(&'a self, finding: usize, drafts: &[&'a Document]) -> (&'a str, &'a str) {
        match self.places.get(finding) {
            Some(At::Part(part)) => (part.file(), self.parts.get(*part)),
            Some(At::Draft(index)) => {
                drafts.get(*index).map_or(("", ""), |draft| (&draft.path, &draft.text))
            }
            None => ("", ""),
        }
    }
}

impl Check {
    /// An answer of this check about `span` of a draft or a part.
    pub(crate) fn mark(&self, at: At, span: Span, message: impl Into<String>) -> Mark {
        Mark { at, finding: self.finding(span, message) }
    }
}

impl Mark {
    /// Says what to do.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.finding.help = Some(help.into());
        self
    }

    /// Says that it matters more or less than the check's findings do.
    pub(crate) fn severity(mut self, severity: Severity) -> Self {
        self.finding.severity = severity;
        self
    }
}

#[cfg(test)]
mod tests {
    use copydesk_manuscript::Draft;
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    /// Pieces that mean something to a check, and anything else.
    fn hostile() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            "\\PC{0,6}",
            prop::sample::select(vec![
                "<",
                ">",
                "<p",
                "</p>",
                "<a class=cite href='#x'>",
                "</a>",
                "<img src=é>",
                "<style>",
                "</style>",
                "@media (prefers-color-scheme:dark){",
                "{",
                "}",
                ".é{color:#fff}",
                "é",
                "<b style='color:#ééé;font-size:1e9em'>",
                "&amp;",
                "&#x0;",
                "\r\n",
                "[1]",
                "{{x",
                "}}",
                "*|é|*",
                "http://é",
                "<!--",
                "-->",
                "<title>",
                "\u{0}",
                "\u{feff}",
            ])
            .prop_map(str::to_owned),
        ];
        prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_edition_is_read_and_every_finding_has_a_place(
            subject in hostile(), html in hostile(), text in hostile(), page in hostile(),
            draft in hostile(),
        ) {
            let document = copydesk_parsing::parse(&Draft::new("a.md", draft.as_bytes()));
            let drafts = [&document];
            let url = "https://brief.example/a/".to_owned();
            let parts = Parts { subject, html, text, page, largest: 0, url };
            let proof = Proof::read(parts, &drafts, &Policy::rehearsal(date(2023, 3, 3)));
            for (at, finding) in proof.report().findings.iter().enumerate() {
                let (name, text) = proof.place(at, &drafts);
                prop_assert!(!name.is_empty());
                prop_assert!(text.get(finding.span.start..finding.span.end).is_some(), "{finding:?}");
                prop_assert!(text.is_char_boundary(finding.point));
            }
        }
    }
}
