//! A brief's name inside anchors.

use std::collections::BTreeSet;

/// Longest slug, in characters; cut between words.
const LONGEST: usize = 48;

/// Slugs given out so far, so that no two briefs of an edition share one.
#[derive(Default)]
pub(crate) struct Slugs(BTreeSet<String>);

impl Slugs {
    /// ASCII letters, digits and hyphens of `title`, made unique by a number.
    pub(crate) fn give(&mut self, title: &str) -> String {
        let slug = plain(title);
        let mut unique = slug.clone();
        let mut n = 1;
        while !self.0.insert(unique.clone()) {
            n += 1;
            unique = format!("{slug}-{n}");
        }
        unique
    }
}

fn plain(title: &str) -> String {
    let mut slug = String::new();
    let words = title.split(|c: char| !c.is_ascii_alphanumeric() && c != '\'' && c != '’');
    for word in words {
        let word = word.replace(['\'', '’'], "").to_ascii_lowercase();
        if word.is_empty() || slug.len() + word.len() > LONGEST {
            if slug.is_empty() {
                continue;
            }
            if !word.is_empty() {
                break;
            }
            continue;
        }
        if !slug.is_empty() {
            slug.push('-');
        }
        slug.push_str(&word);
    }
    // A title in another script has no such letters.
    if slug.is_empty() { "brief".to_owned() } else { slug }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_short_plain_and_unique() {
        let mut slugs = Slugs::default();
        let long = "Blinken and Lavrov Meet in India Amid Ukraine Conflict and New START";
        assert_eq!(slugs.give(long), "blinken-and-lavrov-meet-in-india-amid-ukraine");
        assert_eq!(slugs.give("Russia's turn?"), "russias-turn");
        assert_eq!(slugs.give("Russia’s turn!"), "russias-turn-2");
        assert_eq!(slugs.give("Встреча"), "brief");
        assert_eq!(slugs.give(&"x".repeat(90)), "brief-2");
    }
}
