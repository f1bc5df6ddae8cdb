//! What the gate makes of mutants.

use std::collections::BTreeMap;

use copydesk_manuscript::{Document, Draft, Severity};
use copydesk_parsing::parse;
use copydesk_validation::{Policy, validate};

use crate::mutants::{MUTATIONS, Mutation, applied};

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
    /// Drafts in which nobody saw it, with the slip, for those who mend checks.
    pub missed: Vec<String>,
}

impl Score {
    /// The share that does not get past unseen, in percent.
    pub fn share(&self) -> f64 {
        percent(self.mutants - self.missed.len(), self.mutants)
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
    let mut score =
        Score { mutation, mutants: 0, held: 0, noted: 0, harmless: 0, missed: Vec::new() };
    for draft in drafts {
        let Ok(text) = draft.text() else { continue };
        let clean = parse(draft);
        let before = said(clean.clone(), policy);
        for edits in (mutation.places)(&clean) {
            let bytes = applied(text, &edits).into_bytes();
            let mutant = parse(&Draft { bytes, ..draft.clone() });
            score.mutants += 1;
            if reads_alike(&clean, &mutant) {
                score.harmless += 1;
                continue;
            }
            match worst_new(&before, &said(mutant, policy)) {
                Some(Severity::Info) => score.noted += 1,
                Some(_) => score.held += 1,
                None => score.missed.push(format!("{}: {edits:?}", draft.path)),
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
