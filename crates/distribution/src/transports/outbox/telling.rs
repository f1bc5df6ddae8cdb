//! Which messages show most of what can go wrong with a list.

use std::collections::{BTreeSet, HashSet};

use copydesk_ledger::Candidate;

/// Messages a rehearsal writes.
const MOST: usize = 25;
/// Of them, names in other scripts.
const OTHER_SCRIPTS: usize = 5;

/// The addresses of the longest name, of somebody without one, of names beyond
/// ASCII and beyond Latin, of one person at each provider; then from the top.
pub(super) fn choose(candidates: &[Candidate]) -> BTreeSet<&str> {
    let mut chosen = BTreeSet::new();
    let longest = candidates.iter().max_by_key(|c| length(c));
    let nameless = candidates.iter().find(|c| c.name.is_none());
    let accented = candidates.iter().find(|c| name(c).chars().any(beyond_ascii));
    let others = candidates.iter().filter(|c| name(c).chars().any(beyond_latin));
    let mut seen = HashSet::new();
    let providers = candidates.iter().filter(|c| seen.insert(provider(c)));
    let telling = longest
        .into_iter()
        .chain(nameless)
        .chain(accented)
        .chain(others.take(OTHER_SCRIPTS))
        .chain(providers)
        .chain(candidates);
    for candidate in telling {
        if chosen.len() == MOST {
            break;
        }
        chosen.insert(candidate.address.as_str());
    }
    chosen
}

fn name(candidate: &Candidate) -> &str {
    candidate.name.as_deref().unwrap_or_default()
}

fn length(candidate: &Candidate) -> usize {
    name(candidate).chars().count()
}

fn provider(candidate: &Candidate) -> &str {
    candidate.address.rsplit('@').next().unwrap_or_default()
}

fn beyond_ascii(c: char) -> bool {
    !c.is_ascii()
}

/// After Latin Extended-B.
fn beyond_latin(c: char) -> bool {
    c.is_alphabetic() && c > '\u{024f}'
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::candidate;

    #[test]
    fn the_odd_ones_are_chosen_from_a_long_list() {
        let mut list: Vec<_> =
            (0..500).map(|n| candidate(&format!("a{n:03}@big.example"), Some("Ann"))).collect();
        list.push(candidate("b@big.example", None));
        list.push(candidate("c@big.example", Some("Maria da Silva e Souza")));
        list.push(candidate("d@big.example", Some("Ольга")));
        list.push(candidate("e@big.example", Some("Zoë")));
        list.push(candidate("f@small.example", Some("Bob")));
        let chosen = choose(&list);
        assert_eq!(chosen.len(), MOST);
        for letter in ["b", "c", "d", "f"] {
            assert!(chosen.iter().any(|a| a.starts_with(letter)), "{letter}");
        }
        assert_eq!(choose(&list[..3]).len(), 3);
    }
}
