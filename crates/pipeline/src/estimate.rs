//! What an edition would come to, beside the one before it.

use copydesk_ledger::EditionSummary;
use copydesk_rendering::{Edition, Slot};

use crate::{Desk, Memory};

/// What a dry run says of the mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Estimate {
    /// People on the list.
    pub candidates: u64,
    /// Of both parts for everybody, before encoding.
    pub bytes: u64,
    /// The pipeline's edition before, if the ledger knows one.
    pub before: Option<EditionSummary>,
}

impl Desk {
    pub(crate) fn estimate(&self, edition: &Edition, memory: &Memory) -> Estimate {
        let blank = |_: Slot| String::new();
        let size = edition.html().fill(blank).len() + edition.text().fill(blank).len();
        let candidates = memory.candidates().unwrap_or_else(|| self.audience.listed());
        // A correction is no bigger or smaller than the edition before.
        let before = memory.newest().filter(|_| memory.corrects().is_none()).cloned();
        Estimate { candidates, bytes: candidates * size as u64, before }
    }
}

impl Estimate {
    /// How many seconds it would take at the pace of the edition before.
    pub fn seconds(&self) -> Option<u64> {
        let before = self.before.as_ref()?;
        let took = before.closed_at?.duration_since(before.opened_at).as_secs();
        let took = u64::try_from(took).ok().filter(|took| *took > 0)?;
        let had = before.balance.candidates;
        (had > 0).then(|| (took * self.candidates).div_ceil(had))
    }
}
