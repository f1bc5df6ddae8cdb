//! Whether a draft that calls itself new is nearly what readers were sent lately:
//! a corrected copy under another name, a text saved once more on the next day.

mod gist;

use std::collections::BTreeSet;

use copydesk_ledger::{Ledger, LedgerError, SentContent, World};
use copydesk_manuscript::{Document, Draft};
use copydesk_parsing::parse;
use copydesk_rendering::Lineup;
use jiff::SignedDuration;

use crate::{Desk, Refusal};
use gist::Gist;

/// Editions of the last 30 days are remembered.
pub(crate) const MEMORY: SignedDuration = SignedDuration::from_hours(30 * 24);

/// From this share of common words on, two texts are the same one (Jaccard).
const ALIKE: f64 = 0.8;

impl Desk {
    /// A live brief that looks like one that went out lately is refused until it says
    /// `correction:` or `edition:`. A digest takes what other pipelines have sent,
    /// and nobody counts rehearsals.
    pub(crate) async fn looks_already_sent(
        &self,
        ledger: &dyn Ledger,
        lineup: &Lineup,
        key: &str,
    ) -> Result<Option<Refusal>, LedgerError> {
        if !self.profile.is_live() || self.pipeline.collect.is_some() {
            return Ok(None);
        }
        let documents = lineup.briefs().iter().map(copydesk_validation::Checked::document);
        let claims = |document: &&Document| {
            let front = &document.front_matter;
            front.correction.is_none() && front.edition.is_none()
        };
        let claiming: Vec<&Document> = documents.filter(claims).collect();
        if claiming.is_empty() {
            return Ok(None);
        }
        let since = self.clock.now() - MEMORY;
        let sent = ledger.sent_since(World::Live, since).await?;
        // What stands under its own key is another question: it was changed.
        let sent: Vec<_> = sent.into_iter().filter(|sent| sent.key != key).collect();
        for document in claiming {
            if let Some((key, what)) = Words::of(document).among(ledger, &sent).await? {
                return Ok(Some(Refusal::LooksAlreadySent { key, what }));
            }
        }
        Ok(None)
    }
}

/// What two documents are compared by.
pub(crate) struct Words {
    title: BTreeSet<String>,
    text: BTreeSet<String>,
}

impl Words {
    pub(crate) fn of(document: &Document) -> Self {
        let title = document.title.as_ref().map(|title| title.text.as_str());
        let sentences = document.sentences.iter();
        let sentences = sentences.filter_map(|s| document.text.get(s.span.start..s.span.end));
        let text = sentences.flat_map(words).collect();
        Self { title: words(title.unwrap_or_default()), text }
    }

    /// The first that these words are like, and in what. Whatever has no gist yet is
    /// read, and has one from then on.
    async fn among(
        &self,
        ledger: &dyn Ledger,
        sent: &[SentContent],
    ) -> Result<Option<(String, &'static str)>, LedgerError> {
        let own = Gist::of(self);
        let mut fresh = Vec::new();
        let mut found = None;
        for former in sent {
            let gist = former.gist.as_deref().and_then(Gist::read);
            if gist.as_ref().is_some_and(|gist| !own.may_be_like(gist)) {
                continue;
            }
            let Some(words) = as_sent(ledger, former).await? else { continue };
            if gist.is_none() {
                fresh.push((former.digest.clone(), Gist::of(&words).bytes()));
            }
            found = self.alike(&words).map(|what| (former.key.clone(), what));
            if found.is_some() {
                break;
            }
        }
        if !fresh.is_empty() {
            ledger.keep_gists(fresh).await?;
        }
        Ok(found)
    }

    /// What they have in common with others, if it is nearly everything.
    pub(crate) fn alike(&self, other: &Self) -> Option<&'static str> {
        let same = |a: &BTreeSet<String>, b: &BTreeSet<String>| jaccard(a, b) >= ALIKE;
        if same(&self.text, &other.text) {
            Some("text")
        } else if same(&self.title, &other.title) {
            Some("title")
        } else {
            None
        }
    }
}

/// The words of a draft as it went out.
pub(crate) async fn as_sent(
    ledger: &dyn Ledger,
    sent: &SentContent,
) -> Result<Option<Words>, LedgerError> {
    let captured = ledger.captured(&sent.digest).await?;
    Ok(captured.map(|captured| Words::of(&parse(&Draft::new(captured.path, captured.bytes)))))
}

/// Whether two documents are nearly the same text.
pub fn same_text(one: &Document, other: &Document) -> bool {
    alike(one, other) == Some("text")
}

/// What two documents have in common, if it is nearly everything.
fn alike(one: &Document, other: &Document) -> Option<&'static str> {
    Words::of(one).alike(&Words::of(other))
}

fn words(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

/// Common words among all words; nothing is like nothing.
fn jaccard(one: &BTreeSet<String>, other: &BTreeSet<String>) -> f64 {
    let common = one.intersection(other).count();
    let all = one.len() + other.len() - common;
    if all == 0 { 0.0 } else { common as f64 / all as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(title: &str, text: &str) -> Document {
        parse(&Draft::new("a.md", format!("# {title}\n\n{text}\n")))
    }

    const TEXT: &str = "The quay reopens on 6 May after a winter of works, the board said on \
                        Monday. Ferries will call there twice a day until autumn.";

    #[test]
    fn a_mended_copy_is_like_its_former_self() {
        let sent = document("The quay reopens", TEXT);
        let mended = document("Quay is open", &TEXT.replace("twice", "thrice"));
        assert_eq!(alike(&mended, &sent), Some("text"));
        let renamed = document("The quay reopens", "Other words about something else.");
        assert_eq!(alike(&renamed, &sent), Some("title"));
    }

    #[test]
    fn two_briefs_about_one_thing_are_two_briefs() {
        let sent = document("The quay reopens", TEXT);
        let next = document("The quay closes again", "Ferries stop calling on Friday.");
        assert_eq!(alike(&next, &sent), None);
        assert_eq!(alike(&document("", ""), &document("", "")), None);
    }
}
