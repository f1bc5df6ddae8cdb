//! What the gate makes of mutants.

use std::collections::{BTreeMap, BTreeSet};

use copydesk_manuscript::{Document, Draft, Marker, MarkerKind, Origin, Severity, edited};
use copydesk_parsing::parse;
use copydesk_validation::{Policy, validate};

use crate::mutants::{MUTATIONS, Mutation, Subject};

/// How one mutation fared over the whole corpus.
pub struct Score {
    /// Which.
    pub mutation: &'static Mutation,
    /// Drafts with the slip in them.
    pub mutants: usize,
    /// A live send holds them for something that the clean draft does not have.
    pub held: usize,
    /// Not held, but noted: a finding, if only an info, that the clean draft does
    /// not have.
    pub noted: usize,
    /// Read as if there were no slip: readers get the same brief.
    pub harmless: usize,
    /// Not seen, and as sound a draft as the clean one, as far as its text goes: the
    /// same sentences are cited, the same sources, in the same order. Only their pages
    /// can tell.
    pub sound: Vec<String>,
    /// Drafts in which nobody saw it, with the slip, for those who mend checks.
    pub missed: Vec<String>,
}

impl Score {
    /// The share that does not get past unseen, in percent.
    pub fn share(&self) -> f64 {
        percent(self.mutants - self.missed.len() - self.sound.len(), self.mutants)
    }

    /// The same among those that the text can show: a mutant that is equivalent is
    /// no slip of the gate's (R. A. DeMillo et al., “Hints on Test Data Selection”,
    /// Computer 11(4), 1978).
    pub fn share_of_visible(&self) -> f64 {
        let visible = self.mutants - self.sound.len();
        percent(visible - self.missed.len(), visible)
    }
}

/// `part` of `whole` in percent; all of nothing is all.
pub fn percent(part: usize, whole: usize) -> f64 {
    if whole == 0 { 100.0 } else { 100.0 * part as f64 / whole as f64 }
}

/// Tries every mutation at every place of every draft.
pub fn scores(drafts: &[Draft], policy: &Policy) -> Vec<Score> {
    MUTATIONS.iter().map(|mutation| score(mutation, drafts, policy)).collect()
}

fn score(mutation: &'static Mutation, drafts: &[Draft], policy: &Policy) -> Score {
    let mut score = Score {
        mutation,
        mutants: 0,
        held: 0,
        noted: 0,
        harmless: 0,
        sound: Vec::new(),
        missed: Vec::new(),
    };
    for draft in drafts {
        if draft.text().is_err() {
            continue;
        }
        let clean = parse(draft);
        let before = said(clean.clone(), policy);
        for edits in (mutation.places)(&clean) {
            let bytes = edited(&draft.bytes, &edits);
            let mutant = parse(&Draft { bytes, ..draft.clone() });
            score.mutants += 1;
            if reads_alike(&clean, &mutant) {
                score.harmless += 1;
                continue;
            }
            match worst_new(&before, &said(mutant.clone(), policy)) {
                Some(Severity::Info) => score.noted += 1,
                Some(_) => score.held += 1,
                None => {
                    let sound = mutation.subject == Subject::Citations
                        && Standing::of(&clean) == Standing::of(&mutant);
                    let unseen = if sound { &mut score.sound } else { &mut score.missed };
                    unseen.push(format!("{}: {edits:?}", draft.path));
                }
            }
        }
    }
    score
}

/// How often each check spoke, by severity.
type Said = BTreeMap<(Severity, &'static str), usize>;

fn said(document: Document, policy: &Policy) -> Said {
    let mut said = Said::new();
    for finding in &validate(document, policy).report().findings {
        *said.entry((finding.severity, finding.check)).or_default() += 1;
    }
    said
}

/// The gravest thing said more often than before.
fn worst_new(before: &Said, after: &Said) -> Option<Severity> {
    let more = after.iter().filter(|(what, count)| before.get(what).is_none_or(|b| b < count));
    more.map(|((severity, _), _)| *severity).max()
}

/// What an editor can see of a draft's citations without opening a source.
#[derive(PartialEq, Eq)]
struct Standing {
    /// For each sentence, whether it is cited.
    cited: Vec<bool>,
    /// What is listed, and whether anything cites it; a link is its own list.
    listed: BTreeSet<(String, bool)>,
    /// The sources that have a place in an order, as they are first cited.
    order: Vec<String>,
    /// How many markers lead nowhere.
    undefined: usize,
}

impl Standing {
    fn of(document: &Document) -> Self {
        let source = |index: usize| document.words(document.references[index].span).to_owned();
        let listed = document.references.iter().enumerate();
        let listed = listed.filter(|(_, reference)| reference.origin != Origin::Link);
        let is_cited = |index| document.markers.iter().any(|m| m.reference == Some(index));
        let in_order =
            |marker: &&Marker| !matches!(marker.kind, MarkerKind::Link | MarkerKind::Key);
        let mut order = Vec::new();
        for index in document.markers.iter().filter(in_order).filter_map(|m| m.reference) {
            if !order.contains(&source(index)) {
                order.push(source(index));
            }
        }
        Self {
            cited: document.sentences.iter().map(|s| !s.markers.is_empty()).collect(),
            listed: listed.map(|(index, _)| (source(index), is_cited(index))).collect(),
            order,
            undefined: document.markers.iter().filter(|m| m.reference.is_none()).count(),
        }
    }
}

/// Whether readers get the same words with the same sources behind them.
fn reads_alike(clean: &Document, mutant: &Document) -> bool {
    let sentences = |document: &Document| -> Vec<(String, Vec<Option<usize>>)> {
        let cited = |marker: &usize| document.markers[*marker].reference;
        let sentence = |s: &copydesk_manuscript::Sentence| {
            (document.words(s.span).to_owned(), s.markers.iter().map(cited).collect())
        };
        document.sentences.iter().map(sentence).collect()
    };
    let sources = |document: &Document| -> Vec<String> {
        document.references.iter().map(|r| document.words(r.span).to_owned()).collect()
    };
    sentences(clean) == sentences(mutant)
        && sources(clean) == sources(mutant)
        && clean.trailing.len() == mutant.trailing.len()
        && clean.title.as_ref().map(|t| &t.text) == mutant.title.as_ref().map(|t| &t.text)
}
