//! Words as headlines, sentences and titles share them, in whatever form.

/// The first six letters of a word in lower case, a short word without a plural's
/// s, so that `suspension` meets `suspended` and `shuts` meets `shut`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Stem(u128);

/// Letters that count.
const LETTERS: u32 = 6;

/// Bits of a letter.
const LETTER: u32 = 21;

impl Stem {
    pub(crate) fn of(word: &str) -> Self {
        let (mut letters, mut count, mut last) = (0, 0, '\0');
        for c in word.chars() {
            if count == LETTERS {
                return Self(letters);
            }
            last = if c.is_ascii() { c.to_ascii_lowercase() } else { lower(c) };
            letters = letters << LETTER | u128::from(u32::from(last));
            count += 1;
        }
        // "as" and "gas" are no plurals.
        Self(if last == 's' && count > 3 { letters >> LETTER } else { letters })
    }
}

/// A few letters are two in lower case; the first will do.
fn lower(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

/// Stems that can be told from most others at once.
pub(crate) struct Sieve([u64; 8]);

impl Sieve {
    pub(crate) fn of(stems: impl Iterator<Item = Stem>) -> Self {
        let mut sieve = Self([0; 8]);
        for (word, bit) in stems.map(place) {
            sieve.0[word] |= bit;
        }
        sieve
    }

    /// Whether `stem` may be among them; if not, it is not.
    pub(crate) fn may_have(&self, stem: Stem) -> bool {
        let (word, bit) = place(stem);
        self.0[word] & bit != 0
    }
}

/// One of 512 bits.
fn place(stem: Stem) -> (usize, u64) {
    // The golden ratio spreads letters evenly (Knuth, volume 3, 6.4).
    let folded = (stem.0 as u64) ^ (stem.0 >> 63) as u64;
    let spread = folded.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 55;
    ((spread / 64) as usize, 1 << (spread % 64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_meet() {
        for (one, other) in [
            ("Suspension", "suspended"),
            ("shuts", "shut"),
            ("harbours", "HARBOUR"),
            ("Ämter", "ämter"),
        ] {
            assert_eq!(Stem::of(one), Stem::of(other), "{one} {other}");
        }
    }

    #[test]
    fn other_words_do_not() {
        for (one, other) in [("gas", "ga"), ("mayor", "major"), ("abc", "bc"), ("", "a")] {
            assert_ne!(Stem::of(one), Stem::of(other), "{one} {other}");
        }
    }

    #[test]
    fn a_sieve_keeps_what_it_was_made_of() {
        let words = ["ferry", "quay", "2023", "Ämter", "a"].map(Stem::of);
        let sieve = Sieve::of(words.into_iter());
        assert!(words.into_iter().all(|stem| sieve.may_have(stem)));
        assert!(!Sieve::of(std::iter::empty()).may_have(words[0]));
    }
}
