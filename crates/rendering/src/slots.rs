//! What rendering leaves open, as words that no draft can forge.
//!
//! A template writes `{{slot.unsubscribe}}`; rendering puts a word there that
//! contains the hash of everything the edition is made of, and cuts the result
//! at these words. A draft that wanted to contain one would have to know the
//! hash of itself.

use std::collections::BTreeMap;

use copydesk_manuscript::Digest;

use crate::{Piece, Prepared, Slot, Syntax};

/// In a mail.
pub(crate) const MAIL: &[Slot] = &Slot::ALL;
/// On a page that is the same for everybody.
pub(crate) const PAGE: &[Slot] = &[Slot::Digest];
/// In a subject, which stands in a header and has none.
pub(crate) const SUBJECT: &[Slot] = &[];

/// The words that stand for slots in one rendering.
pub(crate) struct Sentinels {
    seal: String,
}

impl Sentinels {
    pub(crate) fn new(of_everything: &Digest) -> Self {
        let seal = of_everything.as_str().chars().take(32).collect();
        Self { seal }
    }

    /// What templates see as `slot`.
    pub(crate) fn view(&self, slots: &[Slot]) -> BTreeMap<&'static str, String> {
        slots.iter().map(|s| (name(*s), self.word(*s))).collect()
    }

    /// Letters, digits and hyphens: neither escaping nor wrapping touches it.
    fn word(&self, slot: Slot) -> String {
        format!("slot-{}-{}", name(slot), self.seal)
    }

    /// Cuts `rendered` at the words.
    pub(crate) fn split(&self, rendered: &str, syntax: Syntax) -> Prepared {
        let words: Vec<(Slot, String)> = MAIL.iter().map(|s| (*s, self.word(*s))).collect();
        let mut pieces = Vec::new();
        let mut rest = rendered;
        let next = |text: &str| {
            words
                .iter()
                .filter_map(|(slot, word)| text.find(word).map(|at| (at, *slot, word.len())))
                .min_by_key(|(at, ..)| *at)
        };
        while let Some((at, slot, length)) = next(rest) {
            if at > 0 {
                pieces.push(Piece::Fixed(rest[..at].to_owned()));
            }
            pieces.push(Piece::Slot(slot));
            rest = &rest[at + length..];
        }
        if !rest.is_empty() {
            pieces.push(Piece::Fixed(rest.to_owned()));
        }
        Prepared { syntax, pieces }
    }
}

/// What the sample edition has in place of slots.
pub(crate) fn samples(slots: &[Slot]) -> BTreeMap<&'static str, String> {
    let word = |slot| format!("slot-{}-sample", name(slot));
    slots.iter().map(|s| (name(*s), word(*s))).collect()
}

fn name(slot: Slot) -> &'static str {
    match slot {
        Slot::Name => "name",
        Slot::Address => "address",
        Slot::Since => "since",
        Slot::Unsubscribe => "unsubscribe",
        Slot::Preferences => "preferences",
        Slot::Digest => "digest",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rendering_is_cut_at_its_own_words_only() {
        let (ours, other) = (Digest::of(b"this edition"), Digest::of(b"another"));
        let (ours, other) = (Sentinels::new(&ours), Sentinels::new(&other));
        let text = format!(
            "a {} b {} c {}",
            ours.word(Slot::Unsubscribe),
            other.word(Slot::Unsubscribe),
            ours.word(Slot::Name)
        );
        let prepared = ours.split(&text, Syntax::Text);
        let slots: Vec<_> =
            prepared.pieces.iter().filter(|p| matches!(p, Piece::Slot(_))).collect();
        assert_eq!(slots, [&Piece::Slot(Slot::Unsubscribe), &Piece::Slot(Slot::Name)]);
        assert!(prepared.fill(|_| String::new()).contains("slot-unsubscribe-"));
    }
}
