//! Whether a ledger may send to people at all: somebody has opened it for that, also
//! after it was put back from a copy, and it is the one that the archive was written
//! with.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::io::Read;
use std::path::Path;

use copydesk_ledger::{Ledger, LedgerError, World};
use copydesk_manuscript::Digest;
use jiff::Timestamp;

use crate::{Desk, Newsroom, Profile, Refusal};

/// Drafts that are not to be sent, each with the reason.
pub(crate) type Unwanted = BTreeMap<Digest, Refusal>;

/// How much of a page is read to see whether it is one of ours.
const HEAD: u64 = 4 * 1024;
/// What the shipped looks put into the head of an edition's page.
const OURS: &str = "name=\"copydesk:digest\"";

impl Desk {
    /// Whether a ledger that is lost has sent the edition `key`.
    pub(crate) async fn went_out(
        &self,
        ledger: &dyn Ledger,
        key: &str,
    ) -> Result<Option<Refusal>, LedgerError> {
        let lost = self.profile.is_live() && ledger.lost().await?.iter().any(|lost| lost == key);
        Ok(lost.then(|| Refusal::WentOut(key.to_owned())))
    }

    /// Of these drafts, those that stood ready when the ledger was adopted, or whose
    /// edition somebody has ended before it went out, each with the reason to stay.
    pub(crate) async fn not_to_be_sent(
        &self,
        ledger: &dyn Ledger,
        contents: impl Iterator<Item = &Digest> + Send,
    ) -> Result<Unwanted, LedgerError> {
        let mut unwanted = Unwanted::new();
        if !self.profile.is_live() {
            return Ok(unwanted);
        }
        for content in contents {
            if ledger.was_seen(content).await? {
                unwanted.insert(content.clone(), Refusal::StoodReady);
            } else if let Some(key) = ledger.withdrawn(content).await? {
                unwanted.insert(content.clone(), Refusal::Cancelled(key));
            }
        }
        Ok(unwanted)
    }
}

impl Newsroom {
    /// Why nothing may go out under `profile`: a new or lost ledger knows nobody who was
    /// mailed, and would mail all of them again.
    ///
    /// # Errors
    /// [`LedgerError`] if it cannot be asked.
    pub async fn barred(
        &self,
        profile: &Profile,
        ledger: &dyn Ledger,
    ) -> Result<Option<Refusal>, LedgerError> {
        if !profile.is_live() {
            return Ok(None);
        }
        if ledger.adopted().await?.is_none() {
            let zoned = |at: Timestamp| at.to_zoned_datetime(self.time_zone.clone());
            let restored = ledger.restored().await?.map(zoned);
            return Ok(Some(restored.map_or(Refusal::NotAdopted, Refusal::PutBack)));
        }
        let unknown = unknown_to(ledger, &self.root.join(&profile.archive.folder)).await?;
        Ok(unknown.into_iter().next().map(Refusal::LedgerLost))
    }

    /// The editions whose pages lie in the archives of profiles that reach people, and
    /// of which the ledger knows nothing: they went out from another ledger.
    ///
    /// # Errors
    /// [`LedgerError`] if it cannot be asked.
    pub async fn unknown_editions(&self, ledger: &dyn Ledger) -> Result<Vec<String>, LedgerError> {
        let mut unknown = Vec::new();
        for profile in self.profiles.values().filter(|profile| profile.is_live()) {
            let archive = self.root.join(&profile.archive.folder);
            unknown.extend(unknown_to(ledger, &archive).await?);
        }
        Ok(unknown)
    }
}

/// What lies in the archive and neither went out from this ledger nor is known to
/// have gone out from another one.
async fn unknown_to(ledger: &dyn Ledger, archive: &Path) -> Result<Vec<String>, LedgerError> {
    // The folder first: a page is written after its row, so that one which another process
    // writes meanwhile is never there without it.
    let mut names = names_in(archive);
    let known = ledger.editions(World::Live).await?;
    let mut known: HashSet<String> = known.into_iter().map(|edition| edition.key).collect();
    known.extend(ledger.lost().await?);
    // The pages of known ones are not even opened.
    names.retain(|name| !known.contains(name) && is_edition(&archive.join(name)));
    names.sort();
    Ok(names)
}

fn names_in(archive: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(archive) else { return Vec::new() };
    let names = entries.flatten().map(|entry| entry.file_name().into_string());
    // Every edition's name is text.
    names.filter_map(Result::ok).collect()
}

/// Whether the page of an edition of ours lies in this folder.
fn is_edition(folder: &Path) -> bool {
    let Ok(page) = fs::File::open(folder.join("index.html")) else { return false };
    let mut head = Vec::new();
    let read = page.take(HEAD).read_to_end(&mut head);
    read.is_ok() && String::from_utf8_lossy(&head).contains(OURS)
}
