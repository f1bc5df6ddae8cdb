//! Whether a ledger may send to people at all: somebody has opened it for that, and
//! it is the one that the archive was written with.

use std::collections::HashSet;
use std::fs;
use std::io::Read;

use copydesk_ledger::{Ledger, LedgerError, World};

use crate::collect::Judged;
use crate::{Desk, Refusal, Why};

/// How much of a page is read to see whether it is one of ours.
const HEAD: u64 = 4 * 1024;
/// What the shipped looks put into the head of an edition's page.
const OURS: &str = "name=\"copydesk:digest\"";

impl Desk {
    /// A new or lost ledger knows nobody who was mailed, and would mail all of them
    /// again.
    pub(crate) async fn not_adopted(
        &self,
        ledger: &dyn Ledger,
    ) -> Result<Option<Refusal>, LedgerError> {
        if !self.profile.is_live() {
            return Ok(None);
        }
        if ledger.adopted().await?.is_none() {
            return Ok(Some(Refusal::NotAdopted));
        }
        let known = ledger.editions(World::Live).await?;
        let known: HashSet<String> = known.into_iter().map(|edition| edition.key).collect();
        Ok(self.editions_in_archive(&known).into_iter().min().map(Refusal::LedgerLost))
    }

    /// Drafts that stood ready when the ledger was adopted stay behind.
    pub(crate) async fn leave_what_stood_ready(
        &self,
        ledger: &dyn Ledger,
        judged: &mut Judged,
    ) -> Result<(), LedgerError> {
        if !self.profile.is_live() {
            return Ok(());
        }
        for candidate in std::mem::take(&mut judged.candidates) {
            if ledger.was_seen(&candidate.content).await? {
                judged.left_out.push(candidate.stays(Why::Refused(Refusal::StoodReady)));
            } else {
                judged.candidates.push(candidate);
            }
        }
        Ok(())
    }

    /// The keys of editions whose pages lie in the archive, but for `known` ones, whose
    /// pages are not even opened.
    fn editions_in_archive(&self, known: &HashSet<String>) -> Vec<String> {
        let Ok(entries) = fs::read_dir(&self.archive) else { return Vec::new() };
        let mut keys = Vec::new();
        for entry in entries.flatten() {
            let key = entry.file_name().to_string_lossy().into_owned();
            if known.contains(&key) {
                continue;
            }
            let Ok(page) = fs::File::open(entry.path().join("index.html")) else { continue };
            let mut head = Vec::new();
            let read = page.take(HEAD).read_to_end(&mut head);
            if read.is_ok() && String::from_utf8_lossy(&head).contains(OURS) {
                keys.push(key);
            }
        }
        keys
    }
}
