//! Nouns that a number stands before.

use std::fmt;

/// A noun in the forms that its language's numbers ask for, each with `{n}` where
/// the number stands.
#[derive(Clone, Copy)]
pub(crate) struct Plural {
    pub(crate) one: &'static str,
    /// Arabic's dual; elsewhere never asked for.
    pub(crate) two: &'static str,
    /// Arabic's three to ten.
    pub(crate) few: &'static str,
    /// Arabic's eleven to ninety-nine.
    pub(crate) many: &'static str,
    pub(crate) other: &'static str,
}

/// Which form a number asks for (CLDR's cardinal rules, whole numbers only).
#[derive(Clone, Copy, Debug)]
pub(crate) enum Rule {
    /// One is singular: English, German, Spanish.
    One,
    /// So is nought: French.
    NoughtAndOne,
    /// Six forms, of which nought and hundreds share one here.
    Arabic,
}

impl Plural {
    /// One form and another.
    pub(crate) const fn new(one: &'static str, other: &'static str) -> Self {
        Self { one, two: other, few: other, many: other, other }
    }

    pub(super) fn form(&self, n: usize, rule: Rule) -> &'static str {
        match (rule, n) {
            (_, 1) | (Rule::NoughtAndOne, 0) => self.one,
            (Rule::Arabic, 2) => self.two,
            (Rule::Arabic, n) if (3..=10).contains(&(n % 100)) => self.few,
            (Rule::Arabic, n) if n % 100 >= 11 => self.many,
            _ => self.other,
        }
    }
}

impl fmt::Debug for Plural {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.other)
    }
}
