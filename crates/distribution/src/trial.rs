//! An edition that no ledger knows, for the desk's own eyes: previewed, or sent
//! as a test.
//!
//! It goes the way of every edition, frozen and read back, so that what the desk
//! sees is what readers would get. But it has no row, counts nowhere, and its
//! unsubscribe links take nobody off a list.

mod receipt;
mod samples;

use copydesk_ledger::{Balance, Candidate, EditionId, EditionSummary, StoredEdition, World};
use copydesk_rendering::{About, Passed};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::message::Composer;
use crate::transports::{outbox, smtp};
use crate::{
    Audience, Definition, DistributeError, FrozenEdition, FrozenProblem, Message, MessageProblem,
    RecipientKey, Sender, Transport, address, freeze,
};

pub use receipt::SingleReceipt;
pub use samples::{Sample, samples};

/// No newsroom's key: what is made with it opens no door. A tester who clicks
/// unsubscribes nobody, and a preview needs no key at all.
const NOBODYS_KEY: [u8; RecipientKey::LENGTH] = [0; RecipientKey::LENGTH];

/// An edition that no ledger knows.
#[derive(Clone, Debug)]
pub struct Trial {
    edition: FrozenEdition,
    sender: Sender,
    url: String,
    list: String,
    key: RecipientKey,
}

impl Trial {
    /// What `edition` would be to `audience`. `url` is the archive's address, `now`
    /// the Date of its messages.
    ///
    /// # Errors
    /// [`FrozenProblem`], as for an edition that is published.
    pub fn new(
        edition: Passed<'_>,
        audience: &Audience,
        pipeline: &Definition,
        sender: &Sender,
        url: &str,
        now: Timestamp,
    ) -> Result<Self, FrozenProblem> {
        // Neither digest nor message depends on the world.
        let new = freeze(edition, World::Rehearsal, audience, pipeline, Vec::new(), 1)?;
        let summary = EditionSummary {
            id: EditionId(0),
            world: new.world,
            key: new.key,
            revision: new.revision,
            pipeline: Some(new.pipeline),
            digest: new.digest,
            opened_at: now,
            closed_at: None,
            stopped_at: None,
            cancelled_at: None,
            not_after: None,
            balance: Balance::default(),
        };
        let list = audience.rule().list().unwrap_or_default();
        Ok(Self {
            edition: FrozenEdition::thaw(StoredEdition { summary, parts: new.parts })?,
            sender: sender.clone(),
            url: url.to_owned(),
            list: list.to_owned(),
            key: RecipientKey::new(NOBODYS_KEY),
        })
    }

    /// What index, feed and headers say of it.
    pub fn about(&self) -> &About {
        self.edition.about()
    }

    /// The mail's subject.
    pub fn subject(&self) -> &str {
        self.edition.subject()
    }

    /// The archive page.
    pub fn page(&self) -> String {
        self.edition.page()
    }

    /// Somebody who might be on the list: an address, what they are called, and
    /// since when they would be on it.
    pub fn reader(&self, address: &str, name: Option<&str>, since: Option<Date>) -> Candidate {
        Candidate {
            address: address::normalised(address),
            name: name.map(str::to_owned),
            list: self.list.clone(),
            since,
        }
    }

    /// What `reader` would get.
    ///
    /// # Errors
    /// [`MessageProblem`], as when it is published.
    pub fn message(&self, reader: &Candidate) -> Result<Message, MessageProblem> {
        self.composer(None).compose(reader)
    }

    /// The HTML and the plain text of that message, before they are encoded.
    pub fn parts(&self, reader: &Candidate) -> (String, String) {
        self.composer(None).parts(reader)
    }

    /// Sends `to` what `reader` would get, marked as a test in its subject, by the
    /// way that editions take.
    ///
    /// # Errors
    /// [`DistributeError`] if the message cannot be built or written, or the relay
    /// must not be used. What the relay says is in the receipt.
    pub async fn test(
        &self,
        reader: &Candidate,
        to: &str,
        transport: &Transport,
    ) -> Result<SingleReceipt, DistributeError> {
        let to = address::accept(&address::normalised(to))
            .map_err(|why| MessageProblem { message: format!("the address to test with {why}") })?;
        let composer = self.composer(Some(&to));
        match transport {
            Transport::Outbox(outbox) => {
                let message = composer.compose(reader)?;
                let path = outbox::keep_test(outbox, &self.about().key, &message)?;
                Ok(SingleReceipt::Written(path))
            }
            Transport::Smtp(relay) => {
                relay.admit().await?;
                let message = composer.outgoing_test(reader)?;
                Ok(smtp::submit_one(relay, self.sender.domain(), &message).await)
            }
        }
    }

    fn composer<'a>(&'a self, test_to: Option<&'a lettre::Address>) -> Composer<'a> {
        let title = self.edition.rule().title();
        let composer = Composer::new(&self.edition, &self.sender, &self.key, &self.url, title);
        match test_to {
            Some(to) => composer.testing(to),
            None => composer,
        }
    }
}

#[cfg(test)]
mod tests;
