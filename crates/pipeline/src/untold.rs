//! Corrections that the list's next edition tells of.

use std::collections::BTreeSet;

use copydesk_distribution::{Listed, Rule, listed};
use copydesk_ledger::{EditionSummary, Ledger};
use copydesk_rendering::{Earlier, Told};
use jiff::SignedDuration;

use crate::{Desk, PublishError};

/// A list without an edition for so long tells of older ones no more.
const MEMORY: SignedDuration = SignedDuration::from_hours(90 * 24);

/// A correction, and the editions that have told of it.
#[derive(Clone, Debug)]
pub(crate) struct Untold {
    earlier: Earlier,
    by: BTreeSet<String>,
}

impl Untold {
    /// What the edition `key` has to tell, the oldest first: what no other has told.
    pub(crate) fn by(untold: &[Self], key: &str) -> Vec<Earlier> {
        let open = untold.iter().filter(|one| one.earlier.key != key);
        let open = open.filter(|one| one.by.iter().all(|other| other == key));
        open.map(|one| one.earlier.clone()).collect()
    }
}

impl Desk {
    /// Corrections of what went to this pipeline's list, for its next edition.
    pub(crate) async fn untold(
        &self,
        ledger: &dyn Ledger,
        editions: &[EditionSummary],
    ) -> Result<Vec<Untold>, PublishError> {
        let Some(list) = self.pipeline.list() else { return Ok(Vec::new()) };
        let since = self.clock.now() - MEMORY;
        let may_tell = |e: &EditionSummary| e.revision > 1 && e.opened_at >= since;
        if !editions.iter().any(may_tell) {
            return Ok(Vec::new());
        }
        let listed = listed(ledger, self.profile.world()).await?;
        let mut untold = Vec::new();
        for Listed { summary, about, rule } in listed.iter().filter(|one| may_tell(&one.summary)) {
            if !matches!(rule, Rule::Next { name } if name == list) {
                continue;
            }
            let about = about.clone();
            let earlier = Earlier {
                key: about.key,
                revision: summary.revision,
                title: about.title,
                date: about.date,
                url: about.url,
                corrections: about.corrections,
            };
            untold.push((summary.id, Untold { earlier, by: BTreeSet::new() }));
        }
        untold.sort_by_key(|(id, _)| id.0);
        let Some(oldest) = untold.first().map(|(id, _)| id.0) else { return Ok(Vec::new()) };
        let mut untold: Vec<Untold> = untold.into_iter().map(|(_, one)| one).collect();
        let later = listed.iter().filter(|one| one.summary.revision == 1);
        let later = later.filter(|one| one.summary.id.0 > oldest && reaches(&one.summary));
        for Listed { summary, about, .. } in later {
            for Told { key, revision } in &about.tells {
                let told = |one: &&mut Untold| {
                    one.earlier.key == *key && one.earlier.revision == *revision
                };
                if let Some(one) = untold.iter_mut().find(told) {
                    one.by.insert(summary.key.clone());
                }
            }
        }
        Ok(untold)
    }
}

/// Whether anybody has it, or may still get it: what reached nobody has told nothing.
fn reaches(summary: &EditionSummary) -> bool {
    let balance = &summary.balance;
    let open = summary.closed_at.is_none() && summary.cancelled_at.is_none();
    open || balance.written + balance.accepted + balance.uncertain > 0
}
