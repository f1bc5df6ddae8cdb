//! Answers meet findings.
//!
//! A waiver answers every finding of its check in its words, unless the finding
//! is an error, the waiver gives no reason, or its last day is over. Whether it
//! still answers anything is itself looked at (`waiver-unused` and its like).

use std::collections::{HashMap, HashSet};

use copydesk_manuscript::{
    Document, Field, Finding, Fingerprint, Passages, Scope, Severity, Span, Waived, Waiver,
};
use jiff::civil::Date;

use crate::fingerprint::Fingerprints;
use crate::reading::{Reading, top};

/// What became of the waivers of a document.
#[derive(Default)]
pub(crate) struct Answers {
    /// For each waiver, for each check that it names.
    pub(crate) met: Vec<Vec<Met>>,
}

/// Whether a waiver met findings of one check.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Met {
    /// One that can be answered.
    pub(crate) some: bool,
    /// One that cannot: an error.
    pub(crate) error: bool,
}

/// Where a finding stands, as far as waivers care.
#[derive(PartialEq, Eq, Hash)]
enum Place {
    /// A passage, or a block.
    Words(Span),
    /// The draft as a whole.
    Whole,
    /// Words known by their fingerprint.
    Known(Fingerprint),
}

/// Whether a waiver's last day is over. It holds on that day.
pub(crate) fn is_over(waiver: &Waiver, today: Date) -> bool {
    waiver.until.is_some_and(|until| until < today)
}

/// Where an editor finds a waiver, as the start of a message and as a label.
pub(crate) struct Standing {
    pub(crate) span: Span,
    pub(crate) prefix: String,
    pub(crate) label: String,
    /// Whether it is an entry of a file.
    pub(crate) in_file: bool,
}

/// Where a waiver stands; `named` is the check in it that a finding is about.
pub(crate) fn standing(document: &Document, waiver: &Waiver, named: Option<&Field>) -> Standing {
    match &waiver.scope {
        Scope::Comment { span, .. } => Standing {
            span: named.map_or(*span, |check| check.span),
            prefix: String::new(),
            label: format!(
                "<!-- allow {} … -->",
                named.or(waiver.checks.first()).map_or("", |check| check.text.as_str())
            ),
            in_file: false,
        },
        Scope::File { file, line, .. } => Standing {
            span: top(document),
            prefix: format!("{file}:{line}: "),
            label: format!("{file}:{line}"),
            in_file: true,
        },
    }
}

/// Gives each finding its fingerprint and its answer, and says which waivers met
/// any.
pub(crate) fn answer<'f>(
    reading: &Reading<'_>,
    findings: impl Iterator<Item = &'f mut Finding>,
) -> Answers {
    let document = reading.document;
    let mut findings = findings.peekable();
    let passages = match findings.peek() {
        Some(_) => Passages::of(document),
        None => Passages::default(),
    };
    let prints = Fingerprints::new(document, &passages);
    let first = first_answers(document, reading.policy.today);
    let mut met: HashMap<&'static str, HashMap<Place, Met>> = HashMap::new();
    // Many findings stand in one passage; behind them the draft as a whole.
    let all = passages.as_slice().len();
    let mut known: Vec<Option<Fingerprint>> = vec![None; all + 1];
    for finding in findings {
        let whole = finding.span == reading.top();
        let at = index(&passages, finding.span);
        let place = if whole { Some(all) } else { at };
        finding.fingerprint = place.map(|place| {
            let print = || if whole { Fingerprints::whole() } else { prints.passage(place) };
            known[place].get_or_insert_with(print).clone()
        });
        if document.waivers.is_empty() {
            continue;
        }
        let passage = at.map(|at| passages.as_slice()[at]);
        let places = [
            passage.map(|passage| Place::Words(passage.span)),
            passage.filter(|p| p.block != p.span).map(|passage| Place::Words(passage.block)),
            whole.then_some(Place::Whole),
            finding.fingerprint.clone().map(Place::Known),
        ];
        let answers = first.get(finding.check);
        let mut best: Option<usize> = None;
        for place in places.into_iter().flatten() {
            if let Some(waiver) = answers.and_then(|answers| answers.get(&place)) {
                best = Some(best.map_or(*waiver, |best| best.min(*waiver)));
            }
            let met = met.entry(finding.check).or_default().entry(place).or_default();
            met.some |= finding.severity < Severity::Error;
            met.error |= finding.severity == Severity::Error;
        }
        if let Some(best) = best.filter(|_| finding.severity < Severity::Error) {
            let Waiver { by, reason, until, .. } = &document.waivers[best];
            finding.waived = Some(Waived { by: by.clone(), reason: reason.clone(), until: *until });
        }
    }
    let what_met = |waiver: &Waiver, check: &str| {
        let found = met.get(check);
        let found = places(waiver).filter_map(|place| found?.get(&place).copied());
        found.fold(Met::default(), |a, b| Met { some: a.some || b.some, error: a.error || b.error })
    };
    let met = document
        .waivers
        .iter()
        .map(|waiver| waiver.checks.iter().map(|check| what_met(waiver, &check.text)).collect());
    Answers { met: met.collect() }
}

/// For each check and place the first waiver that counts.
fn first_answers(document: &Document, today: Date) -> HashMap<&str, HashMap<Place, usize>> {
    let mut first: HashMap<&str, HashMap<Place, usize>> = HashMap::new();
    for (index, waiver) in document.waivers.iter().enumerate() {
        if waiver.reason.is_empty() || is_over(waiver, today) {
            continue;
        }
        let names: HashSet<&str> = waiver.checks.iter().map(|check| check.text.as_str()).collect();
        for name in names {
            for place in places(waiver) {
                first.entry(name).or_default().entry(place).or_insert(index);
            }
        }
    }
    first
}

fn places(waiver: &Waiver) -> impl Iterator<Item = Place> {
    let (one, other) = match &waiver.scope {
        Scope::Comment { answers, whole, .. } => {
            (Place::Words(*answers), whole.then_some(Place::Whole))
        }
        Scope::File { fingerprint, .. } => (Place::Known(fingerprint.clone()), None),
    };
    std::iter::once(one).chain(other)
}

/// The passage of a finding. One that points between two things is about the
/// first: something is missing at its end.
fn index(passages: &Passages, span: Span) -> Option<usize> {
    passages.at(if span.is_empty() { span.start.saturating_sub(1) } else { span.start })
}
