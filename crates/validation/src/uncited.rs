//! Which check speaks of a sentence that nothing cites.
//!
//! What one marker would mend is one thing to do, so only one check speaks of
//! it: the one that holds hardest, and of equals the one that says most: the
//! paragraph, then the quotation, then the sentence. A level that a pipeline
//! raises is thus never lowered by a neighbour.

use copydesk_manuscript::{Document, Severity};

use crate::checks::{paragraph_uncited, quote_uncited, sentence_uncited};
use crate::coverage::Standing;
use crate::exempt::Need;
use crate::quoted::Quoted;
use crate::{Check, Level, Policy};

/// The check that speaks, and how loud.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Speaker {
    pub(crate) kind: Kind,
    pub(crate) severity: Severity,
}

/// Who.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Paragraph,
    Quotation,
    Sentence,
}

/// One answer for each sentence. `None`: it is cited, or needs no source, or
/// the pipeline asks nobody. A draft that cites nothing at all is spoken of as
/// a whole, by `no-citations`.
pub(crate) fn speakers(
    document: &Document,
    policy: &Policy,
    needs: &[Need],
    standings: &[Standing],
    quoted: &[Quoted],
) -> Vec<Option<Speaker>> {
    let mut speakers = vec![None; standings.len()];
    if document.markers.is_empty() {
        return speakers;
    }
    let mut in_quotation = vec![false; standings.len()];
    quoted.iter().for_each(|quoted| in_quotation[quoted.first..=quoted.last].fill(true));
    let candidate =
        |kind, check: &Check| Some(Speaker { kind, severity: severity(policy, check)? });
    let paragraph = candidate(Kind::Paragraph, &paragraph_uncited::CHECK);
    let quotation = candidate(Kind::Quotation, &quote_uncited::CHECK);
    let sentence = candidate(Kind::Sentence, &sentence_uncited::CHECK);
    let mut from = 0;
    for chunk in document.sentences.chunk_by(|a, b| a.block == b.block) {
        let range = from..from + chunk.len();
        from = range.end;
        let whole = units(document, &standings[range.clone()], range.start) >= 2;
        for i in range {
            let quotation = quotation.filter(|_| in_quotation[i]);
            let candidates = match (standings[i], needs[i]) {
                (Standing::Uncited, _) => [paragraph.filter(|_| whole), quotation, sentence],
                // The newsroom lets its own words pass there, not a source's.
                (Standing::Exempt, Need::Unasked) => [None, quotation, None],
                _ => [None; 3],
            };
            // The first of the loudest.
            let loudest = candidates.into_iter().flatten().rev().max_by_key(|s| s.severity);
            speakers[i] = loudest;
        }
    }
    speakers
}

/// How many things of a paragraph need a source, if it has none at all.
/// Sentences inside one quotation are one.
fn units(document: &Document, standings: &[Standing], first: usize) -> usize {
    if standings.iter().any(|s| matches!(s, Standing::Cited | Standing::Covered)) {
        return 0;
    }
    let sentences = document.sentences[first..].iter().zip(standings);
    let uncited = sentences.filter(|(_, standing)| **standing == Standing::Uncited);
    let mut last = None;
    let mut count = 0;
    for (sentence, _) in uncited {
        count += usize::from(sentence.quotation.is_none() || sentence.quotation != last);
        last = sentence.quotation;
    }
    count
}

/// With which severity a check is asked, if it is.
pub(crate) fn severity(policy: &Policy, check: &Check) -> Option<Severity> {
    match policy.levels.get(check.name) {
        Some(Level::Off) => None,
        Some(Level::On(severity)) => Some(*severity),
        None => check.on.then_some(check.severity),
    }
}
