//! Which sentences stand on a source.
//!
//! A marker covers backwards, to the previous marker in its paragraph, never
//! forwards and never across paragraphs. Sentences inside one quotation are one
//! unit.

use std::iter::Sum;

use copydesk_manuscript::{Document, Sentence};

use crate::CoverageRule;
use crate::exempt::Need;
use crate::quoted;

/// Sentences by what stands behind them. `sentences` is the sum of all others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// All sentences.
    pub sentences: usize,
    /// With a marker of their own.
    pub cited: usize,
    /// Covered by a later marker.
    pub covered: usize,
    /// Nothing stands behind them.
    pub uncited: usize,
    /// Need no citation.
    pub exempt: usize,
    /// In a language whose sentences nobody here can tell apart.
    pub unknown: usize,
}

/// Of several documents.
impl Sum for Coverage {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), |a, b| Self {
            sentences: a.sentences + b.sentences,
            cited: a.cited + b.cited,
            covered: a.covered + b.covered,
            uncited: a.uncited + b.uncited,
            exempt: a.exempt + b.exempt,
            unknown: a.unknown + b.unknown,
        })
    }
}

/// What stands behind one sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    Cited,
    Covered,
    Uncited,
    Exempt,
    Unknown,
}

impl Coverage {
    pub(crate) fn count(standings: &[Standing]) -> Self {
        let of = |standing| standings.iter().filter(|s| **s == standing).count();
        Self {
            sentences: standings.len(),
            cited: of(Standing::Cited),
            covered: of(Standing::Covered),
            uncited: of(Standing::Uncited),
            exempt: of(Standing::Exempt),
            unknown: of(Standing::Unknown),
        }
    }
}

/// One standing for each sentence, by what each needs.
pub(crate) fn standings(document: &Document, rule: CoverageRule, needs: &[Need]) -> Vec<Standing> {
    let mut standings = Vec::with_capacity(document.sentences.len());
    for sentences in document.sentences.chunk_by(|a, b| a.block == b.block) {
        standings.extend(paragraph(sentences, rule));
    }
    speeches(document, &mut standings);
    for (standing, need) in standings.iter_mut().zip(needs) {
        if *standing == Standing::Uncited && *need != Need::Source {
            *standing = Standing::Exempt;
        }
    }
    standings
}

/// A quotation that its paragraph does not close goes on in the next one, and is
/// cited where it ends.
fn speeches(document: &Document, standings: &mut [Standing]) {
    let sentences = &document.sentences;
    for span in quoted::outermost(document).into_iter().rev() {
        let first = sentences.partition_point(|sentence| sentence.span.end <= span.start);
        let next = sentences.partition_point(|sentence| sentence.span.start < span.end);
        let Some(after) = sentences.get(next).filter(|_| first < next) else { continue };
        let open = !document.words(span).ends_with(['”', '"', '»', '’']);
        let goes_on = after.block == sentences[first].block + 1
            && document.words(after.span).starts_with(['“', '"', '«', '‘']);
        if open && goes_on && matches!(standings[next], Standing::Cited | Standing::Covered) {
            let inside = standings[first..next].iter_mut();
            inside.filter(|s| **s == Standing::Uncited).for_each(|s| *s = Standing::Covered);
        }
    }
}

/// The sentences of one paragraph, read from its end.
fn paragraph(sentences: &[Sentence], rule: CoverageRule) -> Vec<Standing> {
    let mut standings = vec![Standing::Uncited; sentences.len()];
    let any = sentences.iter().any(|sentence| !sentence.markers.is_empty());
    let mut cited_later = rule == CoverageRule::Paragraph && any;
    let mut next: Option<(&Sentence, Standing)> = None;
    for (sentence, standing) in sentences.iter().zip(&mut standings).rev() {
        let in_unit = next.filter(|(later, later_standing)| {
            let one_unit = sentence.quotation.is_some() && sentence.quotation == later.quotation;
            one_unit && *later_standing != Standing::Uncited
        });
        *standing = if !sentence.markers.is_empty() {
            cited_later |= rule == CoverageRule::Trailing;
            Standing::Cited
        } else if cited_later || in_unit.is_some() {
            Standing::Covered
        } else {
            Standing::Uncited
        };
        next = Some((sentence, *standing));
    }
    standings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Policy, exempt};
    use copydesk_manuscript::Draft;
    use jiff::civil::date;

    /// One letter a sentence: c(ited), v (covered), u(ncited), e(xempt).
    fn letters(text: &str, rule: CoverageRule) -> String {
        let policy = Policy::rehearsal(date(2024, 1, 1));
        let document = copydesk_parsing::parse(&Draft::new("a.txt", format!("Title\n\n{text}")));
        let letter = |standing: &Standing| match standing {
            Standing::Cited => 'c',
            Standing::Covered => 'v',
            Standing::Uncited => 'u',
            Standing::Exempt => 'e',
            Standing::Unknown => '?',
        };
        standings(&document, rule, &exempt::needs(&document, &policy)).iter().map(letter).collect()
    }

    #[test]
    fn a_marker_covers_backwards_only() {
        let text = "The river rose again. It flooded the lower fields.[1] The town was not warned.";
        assert_eq!(letters(text, CoverageRule::Trailing), "vcu");
        assert_eq!(letters(text, CoverageRule::Strict), "ucu");
        assert_eq!(letters(text, CoverageRule::Paragraph), "vcv");
    }

    #[test]
    fn never_across_paragraphs() {
        let text = "The river rose in the night.\n\nIt flooded the lower fields.[1]";
        assert_eq!(letters(text, CoverageRule::Trailing), "uc");
    }

    #[test]
    fn but_for_a_quotation_that_goes_on() {
        let text = "“The river rose in the night.\n\n“It flooded the fields,” she said.[1]";
        assert_eq!(letters(text, CoverageRule::Trailing), "vc");
        let closed = "“The river rose in the night.”\n\n“It flooded the fields,” she said.[1]";
        assert_eq!(letters(closed, CoverageRule::Trailing), "uc");
    }

    #[test]
    fn a_quotation_is_one_unit_even_under_strict_rules() {
        let text = "“The river rose again. It flooded the lower fields,” she said.[1]";
        assert_eq!(letters(text, CoverageRule::Strict), "vc");
    }

    #[test]
    fn questions_greetings_and_short_sentences_need_none() {
        let text = "Good morning to all of our readers.\n\nWho will pay for the damage now? It rained. \
                    The council will meet on Friday.\n\nThanks for reading all of this today.";
        assert_eq!(letters(text, CoverageRule::Trailing), "eeeue");
    }
}
