//! Which sentences stand on a source.
//!
//! A marker covers backwards, to the previous marker in its paragraph, never
//! forwards and never across paragraphs. Sentences inside one quotation are one
//! unit.

use copydesk_manuscript::{BlockKind, Document, Sentence};

use crate::{CoverageRule, Policy};

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

/// One standing for each sentence.
pub(crate) fn standings(document: &Document, policy: &Policy) -> Vec<Standing> {
    let exempt_blocks = uncited_sections(document, policy);
    let mut standings = Vec::with_capacity(document.sentences.len());
    for sentences in document.sentences.chunk_by(|a, b| a.block == b.block) {
        let first = standings.len();
        standings.extend(paragraph(sentences, policy.coverage));
        for (sentence, standing) in sentences.iter().zip(&mut standings[first..]) {
            let exempt = exempt_blocks[sentence.block] || needs_none(document, sentence);
            if *standing == Standing::Uncited && exempt {
                *standing = Standing::Exempt;
            }
        }
    }
    standings
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

/// For each block, whether it stands under a heading that needs no citations.
fn uncited_sections(document: &Document, policy: &Policy) -> Vec<bool> {
    let mut section: Option<u8> = None;
    let mut exempt = Vec::with_capacity(document.blocks.len());
    for block in &document.blocks {
        if let BlockKind::Heading { level } = block.kind {
            let words = document.words(block.span).trim_matches(['#', ' ', '*']).to_lowercase();
            if policy.uncited_sections.iter().any(|section| section.to_lowercase() == words) {
                section = Some(level);
            } else if section.is_some_and(|open| level <= open) {
                section = None;
            }
        }
        exempt.push(section.is_some());
    }
    exempt
}

/// Words that open a letter.
const GREETINGS: [&str; 8] =
    ["dear ", "hello", "hi ", "hi,", "good morning", "good afternoon", "good evening", "welcome"];

/// Words that close one.
const SIGN_OFFS: [&str; 13] = [
    "thanks for reading",
    "thank you for reading",
    "that's all",
    "that’s all",
    "until tomorrow",
    "until next",
    "see you",
    "have a good",
    "have a great",
    "best wishes",
    "kind regards",
    "regards",
    "with thanks",
];

/// Greetings and sign-offs are short; a claim may begin with the same words.
const LONGEST_GREETING: usize = 10;

/// Sentences of up to so many words claim nothing.
const VERY_SHORT: usize = 3;

/// Questions, very short sentences, greeting and sign-off.
fn needs_none(document: &Document, sentence: &Sentence) -> bool {
    let words = document.words(sentence.span);
    let bare = words.trim_end_matches(['”', '"', '’', ')']);
    let count = words.split_whitespace().count();
    let last_block = document.sentences.last().map(|last| last.block);
    let begins =
        |lead: &&str| words.get(..lead.len()).is_some_and(|w| w.eq_ignore_ascii_case(lead));
    let greets = sentence.block == 0 && GREETINGS.iter().any(|lead| begins(lead));
    let leaves = Some(sentence.block) == last_block && SIGN_OFFS.iter().any(|lead| begins(lead));
    bare.ends_with('?')
        || count <= VERY_SHORT
        || (count <= LONGEST_GREETING
            && (greets || leaves)
            && !words.contains(|c: char| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use copydesk_manuscript::Draft;
    use jiff::civil::date;

    /// One letter a sentence: c(ited), v (covered), u(ncited), e(xempt).
    fn letters(text: &str, rule: CoverageRule) -> String {
        let policy = Policy { coverage: rule, ..Policy::rehearsal(date(2024, 1, 1)) };
        let document = copydesk_parsing::parse(&Draft::new("a.txt", format!("Title\n\n{text}")));
        let letter = |standing: &Standing| match standing {
            Standing::Cited => 'c',
            Standing::Covered => 'v',
            Standing::Uncited => 'u',
            Standing::Exempt => 'e',
            Standing::Unknown => '?',
        };
        standings(&document, &policy).iter().map(letter).collect()
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
