//! The words that people agree to, kept as they stood on the page.

use copydesk_distribution::write_whole;
use copydesk_manuscript::Digest;

use super::Parts;

/// Of the digest's digits: nobody gains by two texts with the same ones.
const VERSION: usize = 16;

/// Below `.copydesk`: each text under its version, so that a proof of consent can be
/// read years later.
const FOLDER: &str = "consent";

impl Parts {
    /// What stands above the button.
    pub(super) fn consent_words(&self) -> String {
        let name = self.masthead.name.as_str();
        match self.serving.subscribe.as_slice() {
            [only] => {
                let values = [("list", self.title_of(only)), ("name", name)];
                self.say(self.words.consent, &values)
            }
            _ => self.say(self.words.consent_chosen, &[("name", name)]),
        }
    }

    /// Keeps the words, and says which version they are.
    pub(super) fn keep_consent_words(&self) -> String {
        let words = self.consent_words();
        let digest = Digest::of(words.as_bytes());
        let version = digest.as_str().get(..VERSION).unwrap_or_default().to_owned();
        let folder = self.newsroom.root.join(".copydesk").join(FOLDER);
        let path = folder.join(format!("{version}.txt"));
        if let Err(error) = write_whole(&path, format!("{words}\n").as_bytes()) {
            tracing::warn!(%error, version, "the words of a consent cannot be kept");
        }
        version
    }
}
