//! File names with `*` and `?`.
//!
//! Our own, because that is all that `match:` promises: brackets, braces and
//! `**` would each need explaining, and drafts lie in one folder.

use std::fmt;

/// A pattern for a file name: `*` is any text, `?` any one character.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern(Vec<char>);

impl Pattern {
    /// Takes a pattern.
    ///
    /// # Errors
    /// Says why, as a predicate, if it is empty or wants more than `*` and `?`.
    pub(crate) fn new(pattern: &str) -> Result<Self, &'static str> {
        if pattern.is_empty() {
            return Err("is empty");
        }
        if pattern.contains(['/', '\\']) {
            return Err("has a folder in it; drafts lie in one folder");
        }
        if pattern.contains(['[', ']', '{', '}']) || pattern.contains("**") {
            return Err("wants more than `*` (any text) and `?` (one character)");
        }
        Ok(Self(pattern.chars().collect()))
    }

    /// Whether the whole name fits.
    pub fn matches(&self, name: &str) -> bool {
        let (pattern, name) = (&self.0, name.chars().collect::<Vec<_>>());
        let (mut at, mut read) = (0, 0);
        // Where to go on when a guess at the last `*` was too short.
        let mut star: Option<(usize, usize)> = None;
        while read < name.len() {
            match pattern.get(at) {
                Some('*') => {
                    star = Some((at, read));
                    at += 1;
                }
                Some(c) if *c == '?' || *c == name[read] => {
                    at += 1;
                    read += 1;
                }
                _ => match star {
                    Some((back, from)) => {
                        star = Some((back, from + 1));
                        at = back + 1;
                        read = from + 1;
                    }
                    None => return false,
                },
            }
        }
        pattern[at..].iter().all(|c| *c == '*')
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|c| write!(f, "{c}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_is_any_text_and_a_question_mark_one_character() {
        for (pattern, name, fits) in [
            ("*.md", "brief.md", true),
            ("*.md", ".md", true),
            ("*.md", "brief.md.bak", false),
            ("*.md", "brief.mdx", false),
            ("brief-??.txt", "brief-07.txt", true),
            ("brief-??.txt", "brief-7.txt", false),
            ("?.md", "é.md", true),
            ("*a*b*", "xxaxxbxx", true),
            ("*a*b", "aab-b-a", false),
            ("*", "", true),
        ] {
            assert_eq!(Pattern::new(pattern).unwrap().matches(name), fits, "{pattern} {name}");
        }
    }

    #[test]
    fn many_stars_are_no_trap() {
        let pattern = Pattern::new(&"*a".repeat(60)).unwrap();
        assert!(!pattern.matches(&"a".repeat(2_000).replace("aa", "ab")));
    }
}
