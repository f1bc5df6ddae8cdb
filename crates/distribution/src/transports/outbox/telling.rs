//! Which messages show most of what can go wrong with a list.

use std::collections::{BTreeSet, HashSet};

use copydesk_ledger::Candidate;

use crate::Audience;
use crate::audience::{AudienceProblem, Pages};

/// Messages a rehearsal writes.
const MOST: usize = 25;
/// Of them, names in other scripts.
const OTHER_SCRIPTS: usize = 5;

/// The addresses of the longest name, of somebody without one, of names beyond
/// ASCII and beyond Latin, of one person at each provider; then from the top.
pub(super) async fn choose(audience: &Audience) -> Result<BTreeSet<String>, AudienceProblem> {
    let mut telling = Telling::default();
    let mut pages = Pages::of(audience, None);
    while let Some(candidates) = pages.next().await? {
        candidates.iter().for_each(|candidate| telling.hear(candidate));
    }
    Ok(telling.addresses())
}

/// The most telling of those heard of so far.
#[derive(Default)]
struct Telling {
    longest: Option<(usize, String)>,
    nameless: Option<String>,
    accented: Option<String>,
    others: Vec<String>,
    seen: HashSet<String>,
    providers: Vec<String>,
    top: Vec<String>,
}

impl Telling {
    fn hear(&mut self, candidate: &Candidate) {
        let address = || candidate.address.clone();
        let (name, length) = (name(candidate), length(candidate));
        if self.longest.as_ref().is_none_or(|(longest, _)| length >= *longest) {
            self.longest = Some((length, address()));
        }
        if candidate.name.is_none() && self.nameless.is_none() {
            self.nameless = Some(address());
        }
        if name.chars().any(beyond_ascii) && self.accented.is_none() {
            self.accented = Some(address());
        }
        if name.chars().any(beyond_latin) && self.others.len() < OTHER_SCRIPTS {
            self.others.push(address());
        }
        // No more than can be chosen, however many there are.
        if self.providers.len() < MOST && self.seen.insert(provider(candidate).to_owned()) {
            self.providers.push(address());
        }
        if self.top.len() < MOST {
            self.top.push(address());
        }
    }

    fn addresses(self) -> BTreeSet<String> {
        let longest = self.longest.map(|(_, address)| address);
        let odd = longest.into_iter().chain(self.nameless).chain(self.accented);
        let telling = odd.chain(self.others).chain(self.providers).chain(self.top);
        let mut chosen = BTreeSet::new();
        for address in telling {
            if chosen.len() == MOST {
                break;
            }
            chosen.insert(address);
        }
        chosen
    }
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

    fn chosen(list: &[Candidate]) -> BTreeSet<String> {
        let mut telling = Telling::default();
        list.iter().for_each(|candidate| telling.hear(candidate));
        telling.addresses()
    }

    #[test]
    fn the_odd_ones_are_chosen_from_a_long_list() {
        let mut list: Vec<_> =
            (0..500).map(|n| candidate(&format!("a{n:03}@big.example"), Some("Ann"))).collect();
        list.push(candidate("b@big.example", None));
        list.push(candidate("c@big.example", Some("Maria da Silva e Souza")));
        list.push(candidate("d@big.example", Some("Ольга")));
        list.push(candidate("e@big.example", Some("Zoë")));
        list.push(candidate("f@small.example", Some("Bob")));
        let telling = chosen(&list);
        assert_eq!(telling.len(), MOST);
        for letter in ["b", "c", "d", "f"] {
            assert!(telling.iter().any(|a| a.starts_with(letter)), "{letter}");
        }
        assert_eq!(chosen(&list[..3]).len(), 3);
    }
}
