//! The sender of a profile, with the keys that sign read.

use std::path::Path;

use copydesk_distribution::{Sender, Signer, SigningKey};

use super::{DeskProblem, credentials};
use crate::{Profile, newsroom};

/// A rehearsal needs no keys, and reads none.
pub(super) fn open(
    written: &newsroom::Sender,
    profile: &Profile,
    root: &Path,
) -> Result<Sender, DeskProblem> {
    let mut sender = Sender::parse(&written.from.to_string(), Some(&written.reply_to))?;
    if let Some(bounces) = &written.bounces {
        sender = sender.with_bounces(bounces)?;
    }
    if !profile.is_live() {
        return Ok(sender);
    }
    let signers = written.dkim.iter().map(|dkim| {
        let key = SigningKey::open(&credentials::place(root, &dkim.key));
        let key = key.map_err(|problem| DeskProblem::SigningKey {
            domain: dkim.domain.clone(),
            selector: dkim.selector.clone(),
            problem,
        })?;
        Ok(Signer::new(&dkim.domain, &dkim.selector, key))
    });
    Ok(sender.signed_by(signers.collect::<Result<_, DeskProblem>>()?))
}
