//! Whether a draft that calls itself new is nearly what readers were sent lately:
//! a corrected copy under another name, a text saved once more on the next day.

use std::collections::BTreeSet;

use copydesk_ledger::{Ledger, LedgerError, SentDraft, World};
use copydesk_manuscript::{Document, Draft};
use copydesk_parsing::parse;
use copydesk_rendering::Lineup;
use jiff::SignedDuration;

use crate::{Desk, Refusal};

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
        for document in claiming {
            // What stands under its own key is another question: it was changed.
            let like = sent.iter().filter(|sent| sent.key != key).find_map(|sent| {
                let what = alike(document, &former(sent))?;
                Some(Refusal::LooksAlreadySent { key: sent.key.clone(), what })
            });
            if like.is_some() {
                return Ok(like);
            }
        }
        Ok(None)
    }
}

/// A draft as it went out.
pub(crate) fn former(sent: &SentDraft) -> Document {
    parse(&Draft::new(sent.path.clone(), sent.bytes.clone()))
}

/// Whether two documents are nearly the same text.
pub fn same_text(one: &Document, other: &Document) -> bool {
    alike(one, other) == Some("text")
}

/// What two documents have in common, if it is nearly everything.
pub(crate) fn alike(one: &Document, other: &Document) -> Option<&'static str> {
    let title = |document: &Document| {
        let title = document.title.as_ref().map(|title| title.text.as_str());
        words(title.unwrap_or_default())
    };
    let text = |document: &Document| {
        let sentences = document.sentences.iter();
        let sentences = sentences.filter_map(|s| document.text.get(s.span.start..s.span.end));
        sentences.flat_map(words).collect()
    };
    let same = |a: &BTreeSet<String>, b: &BTreeSet<String>| jaccard(a, b) >= ALIKE;
    if same(&text(one), &text(other)) {
        Some("text")
    } else if same(&title(one), &title(other)) {
        Some("title")
    } else {
        None
    }
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
