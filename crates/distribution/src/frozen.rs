//! An edition read back from the ledger: the only thing that is ever sent.

use std::collections::HashMap;

use copydesk_ledger::{EditionId, EditionSummary, Ledger, StoredEdition, World};
use copydesk_manuscript::Digest;
use copydesk_rendering::{About, Prepared, Slot};
use jiff::Timestamp;
use serde::de::DeserializeOwned;

use crate::{DistributeError, Rule, files, freeze};

/// How the parts are written. Another layout is another number, and this one
/// stays readable.
pub(crate) const LAYOUT: &str = "1";

/// The parts of layout 1, in order.
pub(crate) mod name {
    pub(crate) const LAYOUT: &str = "layout";
    pub(crate) const REVISION: &str = "revision";
    pub(crate) const ABOUT: &str = "about";
    pub(crate) const SUBJECT: &str = "subject";
    pub(crate) const HTML: &str = "html";
    pub(crate) const TEXT: &str = "text";
    pub(crate) const PAGE: &str = "page";
    pub(crate) const AUDIENCE: &str = "audience";
    pub(crate) const PIPELINE: &str = "pipeline";
}

/// Why an edition cannot be frozen, or rows are no edition.
#[derive(Debug, thiserror::Error)]
pub enum FrozenProblem {
    /// The key is also a folder in the archive and in the outbox.
    #[error("the edition's key {0:?} cannot name a folder: use letters, digits and hyphens")]
    Key(String),
    /// A part cannot be written as JSON. A bug.
    #[error("the edition cannot be frozen: {0}")]
    Unwritable(serde_json::Error),
    /// The bytes are not those that were frozen, and so not those approved.
    #[error(
        "edition {key} in the ledger is not what was frozen: its digest is {found}, not {kept}. Nothing of it is sent; restore the ledger from a backup"
    )]
    Altered {
        /// The edition's key.
        key: String,
        /// The digest in its row.
        kept: Digest,
        /// That of its parts.
        found: Digest,
    },
    /// A newer program froze it, or a bug did.
    #[error("edition {key} in the ledger cannot be read: its part `{part}` {message}")]
    Unreadable {
        /// The edition's key.
        key: String,
        /// Which part.
        part: &'static str,
        /// Why, as a predicate.
        message: String,
    },
}

/// A frozen edition whose bytes are those that were frozen.
///
/// Only [`FrozenEdition::thaw`] makes one, and no way leads back to an
/// [`copydesk_rendering::Edition`]:
///
/// ```
/// use copydesk_distribution::{FrozenEdition, FrozenProblem};
/// fn read(row: copydesk_ledger::StoredEdition) -> Result<FrozenEdition, FrozenProblem> {
///     FrozenEdition::thaw(row)
/// }
/// ```
/// ```compile_fail
/// use copydesk_distribution::{FrozenEdition, FrozenProblem};
/// fn read(row: copydesk_rendering::Edition) -> Result<FrozenEdition, FrozenProblem> {
///     FrozenEdition::thaw(row)
/// }
/// ```
#[derive(Clone, Debug)]
pub struct FrozenEdition {
    summary: EditionSummary,
    about: About,
    subject: String,
    html: Prepared,
    text: Prepared,
    page: Prepared,
    rule: Rule,
}

impl FrozenEdition {
    /// Takes rows back after computing their digest again.
    ///
    /// # Errors
    /// [`FrozenProblem::Altered`] if one bit is different.
    pub fn thaw(stored: StoredEdition) -> Result<Self, FrozenProblem> {
        let found = freeze::digest(&stored.parts);
        if found != stored.summary.digest {
            return Err(FrozenProblem::Altered {
                key: stored.summary.key,
                kept: stored.summary.digest,
                found,
            });
        }
        let parts = Parts(&stored);
        parts.must_be(name::LAYOUT, LAYOUT)?;
        parts.must_be(name::REVISION, &stored.summary.revision.to_string())?;
        let about = about(&stored.summary, parts.bytes(name::ABOUT)?)?;
        Ok(Self {
            subject: parts.text(name::SUBJECT)?.to_owned(),
            html: parts.json(name::HTML)?,
            text: parts.json(name::TEXT)?,
            page: parts.json(name::PAGE)?,
            rule: parts.json(name::AUDIENCE)?,
            about,
            summary: stored.summary,
        })
    }

    /// Its row.
    pub fn id(&self) -> EditionId {
        self.summary.id
    }

    /// Where it counts.
    pub fn world(&self) -> World {
        self.summary.world
    }

    /// Its revision.
    pub fn revision(&self) -> u32 {
        self.summary.revision
    }

    /// Over all its parts.
    pub fn digest(&self) -> &Digest {
        &self.summary.digest
    }

    /// When it was frozen: the Date of all its messages, on every attempt.
    pub fn frozen_at(&self) -> Timestamp {
        self.summary.opened_at
    }

    /// What index, feed and headers say of it.
    pub fn about(&self) -> &About {
        &self.about
    }

    /// The mail's subject.
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// Whom it is for.
    pub fn rule(&self) -> &Rule {
        &self.rule
    }

    /// The archive page, with the edition's digest in it.
    pub fn page(&self) -> String {
        self.page.fill(|slot| match slot {
            Slot::Digest => self.digest().to_string(),
            // A page is the same for everybody.
            Slot::Name | Slot::Address | Slot::Since | Slot::Unsubscribe | Slot::Preferences => {
                String::new()
            }
        })
    }

    pub(crate) fn html(&self) -> &Prepared {
        &self.html
    }

    pub(crate) fn text(&self) -> &Prepared {
        &self.text
    }
}

/// An edition as lists of many know it. Nobody has held it against its digest: only
/// [`FrozenEdition::thaw`] gives what may be sent.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Its row.
    pub summary: EditionSummary,
    /// What index, feed and headers say of it.
    pub about: About,
    /// Whom it is for.
    pub rule: Rule,
}

/// Every edition of a world, newest first, from two small parts of each.
///
/// # Errors
/// [`DistributeError`] if the ledger cannot be read, or what it has is no edition.
pub async fn listed(ledger: &dyn Ledger, world: World) -> Result<Vec<Listed>, DistributeError> {
    let rules = ledger.parts(world, name::AUDIENCE).await?;
    let mut rules: HashMap<EditionId, Vec<u8>> =
        rules.into_iter().map(|(summary, part)| (summary.id, part.bytes)).collect();
    let mut listed = Vec::new();
    for (summary, part) in ledger.parts(world, name::ABOUT).await? {
        // One that was opened between the two questions has none yet.
        let Some(rule) = rules.remove(&summary.id) else { continue };
        let about = about(&summary, &part.bytes)?;
        let rule = serde_json::from_slice(&rule).map_err(|error| FrozenProblem::Unreadable {
            key: summary.key.clone(),
            part: name::AUDIENCE,
            message: format!("is not as expected: {error}"),
        })?;
        listed.push(Listed { summary, about, rule });
    }
    Ok(listed)
}

/// What index and feed say of an edition, from that part alone. Nobody has held it
/// against the digest: it is for lists, not for mail.
pub(crate) fn about(summary: &EditionSummary, bytes: &[u8]) -> Result<About, FrozenProblem> {
    let unreadable = |message: String| FrozenProblem::Unreadable {
        key: summary.key.clone(),
        part: name::ABOUT,
        message,
    };
    let about: About = serde_json::from_slice(bytes)
        .map_err(|error| unreadable(format!("is not as expected: {error}")))?;
    if about.key != summary.key {
        return Err(unreadable("is about another edition".to_owned()));
    }
    accept_key(&about.key)?;
    Ok(about)
}

pub(crate) fn accept_key(key: &str) -> Result<(), FrozenProblem> {
    if files::is_folder_name(key) {
        return Ok(());
    }
    Err(FrozenProblem::Key(key.to_owned()))
}

/// Parts by name.
struct Parts<'a>(&'a StoredEdition);

impl Parts<'_> {
    fn bytes(&self, name: &'static str) -> Result<&[u8], FrozenProblem> {
        let found = self.0.parts.iter().find(|part| part.name == name);
        found.map(|part| part.bytes.as_slice()).ok_or_else(|| self.unreadable(name, "is missing"))
    }

    fn text(&self, name: &'static str) -> Result<&str, FrozenProblem> {
        std::str::from_utf8(self.bytes(name)?).map_err(|_| self.unreadable(name, "is no text"))
    }

    fn json<T: DeserializeOwned>(&self, name: &'static str) -> Result<T, FrozenProblem> {
        serde_json::from_slice(self.bytes(name)?)
            .map_err(|error| self.unreadable(name, &format!("is not as expected: {error}")))
    }

    fn must_be(&self, name: &'static str, expected: &str) -> Result<(), FrozenProblem> {
        let found = self.text(name)?;
        if found == expected {
            return Ok(());
        }
        Err(self.unreadable(name, &format!("is {found:?} instead of {expected:?}")))
    }

    fn unreadable(&self, part: &'static str, message: &str) -> FrozenProblem {
        FrozenProblem::Unreadable {
            key: self.0.summary.key.clone(),
            part,
            message: message.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[test]
    fn what_was_frozen_comes_back() {
        let edition = FrozenEdition::thaw(testing::stored()).unwrap();
        assert_eq!(edition.about().key, "2026-11-07-brief");
        assert!(edition.page().contains(edition.digest().as_str()));
    }

    #[test]
    fn one_changed_byte_is_refused() {
        for index in 0..testing::stored().parts.len() {
            let mut stored = testing::stored();
            stored.parts[index].bytes[0] ^= 1;
            let refused = FrozenEdition::thaw(stored).unwrap_err();
            assert!(matches!(refused, FrozenProblem::Altered { .. }), "{refused}");
        }
        let mut stored = testing::stored();
        stored.parts.pop();
        assert!(FrozenEdition::thaw(stored).is_err());
    }

    #[test]
    fn a_row_under_another_key_or_revision_is_refused() {
        let mut stored = testing::stored();
        stored.summary.key = "2026-11-08-brief".to_owned();
        assert!(FrozenEdition::thaw(stored).is_err());
        let mut stored = testing::stored();
        stored.summary.revision = 2;
        assert!(FrozenEdition::thaw(stored).is_err());
    }
}
