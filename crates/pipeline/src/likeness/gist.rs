//! How many words of a draft fall into each of 256 classes, in half a kilobyte. Two
//! drafts have at most so many words in common as both have in each class, so that most
//! are told apart without being read, however many went out.

use std::collections::BTreeSet;

use copydesk_manuscript::Digest;

use super::{ALIKE, Words};

/// Of this form: a gist of another one is made anew.
const FORM: u8 = 1;
const CLASSES: usize = 256;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Gist {
    title: [u8; CLASSES],
    text: [u8; CLASSES],
}

impl Gist {
    pub(super) fn of(words: &Words) -> Self {
        Self { title: classes(&words.title), text: classes(&words.text) }
    }

    /// As [`Self::bytes`] wrote it; `None` is no gist of this form.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let (FORM, rest) = bytes.split_first().map(|(form, rest)| (*form, rest))? else {
            return None;
        };
        let (title, text) = rest.split_at_checked(CLASSES)?;
        Some(Self { title: title.try_into().ok()?, text: text.try_into().ok()? })
    }

    pub(super) fn bytes(&self) -> Vec<u8> {
        [&[FORM][..], &self.title, &self.text].concat()
    }

    /// `false` is certain.
    pub(super) fn may_be_like(&self, other: &Self) -> bool {
        may_be_alike(&self.text, &other.text) || may_be_alike(&self.title, &other.title)
    }
}

fn classes(words: &BTreeSet<String>) -> [u8; CLASSES] {
    let mut classes = [0_u8; CLASSES];
    for word in words {
        let class = u8::from_str_radix(
            Digest::of(word.as_bytes()).as_str().get(..2).unwrap_or_default(),
            16,
        );
        if let Some(count) = classes.get_mut(usize::from(class.unwrap_or_default())) {
            *count = count.saturating_add(1);
        }
    }
    classes
}

fn may_be_alike(one: &[u8; CLASSES], other: &[u8; CLASSES]) -> bool {
    // A class that is full may hold any number.
    if one.contains(&u8::MAX) || other.contains(&u8::MAX) {
        return true;
    }
    let count = |classes: &[u8; CLASSES]| classes.iter().map(|n| u32::from(*n)).sum::<u32>();
    let common = one.iter().zip(other).map(|(a, b)| u32::from(*a.min(b))).sum::<u32>();
    let all = count(one) + count(other) - common;
    f64::from(common) >= ALIKE * f64::from(all) && all > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(title: &str, text: &str) -> Words {
        Words { title: super::super::words(title), text: super::super::words(text) }
    }

    #[test]
    fn what_is_alike_may_be_and_most_else_cannot() {
        let text = "The quay reopens on 6 May after a winter of works, the board said on Monday.";
        let sent = Gist::of(&words("The quay reopens", text));
        let like = |title: &str, text: &str| Gist::of(&words(title, text)).may_be_like(&sent);
        assert!(like("Another title", &text.replace("winter", "summer")));
        assert!(like("The quay reopens", "Of something else."));
        assert!(!like("Ferries stop", "Nobody calls on Friday, said those who wait for them."));
        assert!(!like("", ""));
    }

    #[test]
    fn a_class_that_is_full_excludes_nothing() {
        let many: String = (0..100_000).map(|n| format!("w{n} ")).collect();
        assert!(Gist::of(&words("", &many)).may_be_like(&Gist::of(&words("", "one"))));
    }

    #[test]
    fn a_gist_is_read_as_it_was_written() {
        let gist = Gist::of(&words("The quay", "It reopens."));
        let bytes = gist.bytes();
        assert_eq!(Gist::read(&bytes), Some(gist));
        assert_eq!(Gist::read(&bytes[1..]), None);
        assert_eq!(Gist::read(&[&[FORM + 1], &bytes[1..]].concat()), None);
        assert_eq!(Gist::read(&[]), None);
    }
}
