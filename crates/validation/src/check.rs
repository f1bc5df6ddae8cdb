//! What a check is.

use copydesk_manuscript::{Finding, Severity, Span};

use crate::proof::Mark;
use crate::reading::Reading;
use crate::sheets::Sheets;
use crate::{Level, Policy};

/// A named question asked of a document.
pub struct Check {
    /// The problem, as a noun phrase in kebab-case.
    pub name: &'static str,
    /// Its explanation under fixed headings, in Markdown: what
    /// `copydesk explain` prints.
    pub doc: &'static str,
    /// The severity of its findings unless they or a pipeline say otherwise.
    pub severity: Severity,
    /// Whether it is asked where no pipeline says so.
    pub on: bool,
    /// What it is asked of.
    pub(crate) asks: Asks,
}

/// What a check is asked of.
pub(crate) enum Asks {
    /// A draft, before it is rendered.
    Draft {
        /// Answers, in the order of the text.
        find: fn(&Reading<'_>) -> Vec<Finding>,
        /// What to say of several findings together.
        gather: fn(&Reading<'_>, &[Finding]) -> Option<Gathered>,
    },
    /// An edition, before it goes out.
    Edition {
        /// Answers.
        find: fn(&Sheets<'_>) -> Vec<Mark>,
        /// What to say of three and more, with their number for `{n}`.
        many: &'static str,
    },
}

/// Several findings as one thing to do.
pub(crate) struct Gathered {
    pub(crate) headline: String,
    pub(crate) help: Option<String>,
}

impl Check {
    /// A finding of this check about `span`.
    pub(crate) fn finding(&self, span: Span, message: impl Into<String>) -> Finding {
        Finding::new(self.name, self.severity, span, message)
    }

    /// Whether it is asked of an edition rather than of a draft.
    pub fn is_of_edition(&self) -> bool {
        matches!(self.asks, Asks::Edition { .. })
    }

    /// Whether it is asked under `policy`.
    pub(crate) fn is_asked(&self, policy: &Policy) -> bool {
        policy.levels.get(self.name).map_or(self.on, |level| *level != Level::Off)
    }

    /// The level that the pipeline gives all findings of this check.
    pub(crate) fn set_level(&self, finding: &mut Finding, policy: &Policy) {
        if let Some(Level::On(severity)) = policy.levels.get(self.name) {
            finding.severity = *severity;
        }
    }
}

/// The same check on three or more entries has one cause: `headline` says it,
/// with their number for `{n}`.
pub(crate) fn gather_three(headline: &str, findings: &[Finding]) -> Option<Gathered> {
    let [first, _, _, ..] = findings else {
        return None;
    };
    let alike = findings.iter().all(|finding| finding.help == first.help);
    Some(Gathered {
        headline: headline.replace("{n}", &findings.len().to_string()),
        help: first.help.clone().filter(|_| alike),
    })
}

/// Defines a check from its doc comment, which serves rustdoc, `explain` and
/// the manual from one place, so that they cannot drift. Last comes what to say
/// of three or more findings together: a headline, or a function. `off Info` is
/// a check that only a pipeline asks; `edition find` one of what is rendered.
macro_rules! check {
    ($(#[doc = $doc:literal])+ $name:literal, $severity:ident, edition $find:path, $many:literal) => {
        check! { @ $(#[doc = $doc])+ $name, true, $severity, crate::check::Asks::Edition {
            find: $find,
            many: $many,
        } }
    };
    ($(#[doc = $doc:literal])+ $name:literal, off $severity:ident, $find:path, $many:tt) => {
        check! { @ $(#[doc = $doc])+ $name, false, $severity, check!(@draft $find, $many) }
    };
    ($(#[doc = $doc:literal])+ $name:literal, $severity:ident, $find:path, $many:tt) => {
        check! { @ $(#[doc = $doc])+ $name, true, $severity, check!(@draft $find, $many) }
    };
    (@ $(#[doc = $doc:literal])+ $name:literal, $on:literal, $severity:ident, $asks:expr) => {
        $(#[doc = $doc])+
        pub(crate) const CHECK: crate::Check = crate::Check {
            name: $name,
            doc: concat!($($doc, "\n"),+),
            severity: copydesk_manuscript::Severity::$severity,
            on: $on,
            asks: $asks,
        };
    };
    (@draft $find:path, $many:tt) => {
        crate::check::Asks::Draft { find: $find, gather: check!(@many $many) }
    };
    (@many $headline:literal) => {
        |_, findings| crate::check::gather_three($headline, findings)
    };
    (@many $gather:ident) => {
        $gather
    };
}
pub(crate) use check;
