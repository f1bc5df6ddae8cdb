//! A message as it goes to people: with an envelope of its own, so that a bounce
//! says whom it is about (VERP), and signed.

use copydesk_ledger::{Candidate, Delivery};
use lettre::Address;

use super::{Composer, Message, MessageProblem};
use crate::{address, dkim};

impl Composer<'_> {
    /// The message of one delivery. What bounces comes back to an address that names
    /// the delivery, and that nobody can make up.
    ///
    /// # Errors
    /// [`MessageProblem`] if it cannot be composed or signed.
    pub fn outgoing(&self, delivery: &Delivery) -> Result<Message, MessageProblem> {
        let message = self.compose(&delivery.candidate)?;
        let from = self.bounces_of(delivery).map_err(|message| MessageProblem { message })?;
        self.signed(Message { from, ..message })
    }

    /// The envelope of that message, if it has one.
    pub(crate) fn envelope(&self, delivery: &Delivery) -> Option<(Address, Address)> {
        let to = address::accept(&delivery.candidate.address).ok()?;
        Some((self.bounces_of(delivery).ok()?, to))
    }

    /// A message of no delivery: its bounces are told to nobody in particular.
    pub(crate) fn outgoing_test(&self, reader: &Candidate) -> Result<Message, MessageProblem> {
        self.signed(self.compose(reader)?)
    }

    fn bounces_of(&self, delivery: &Delivery) -> Result<Address, String> {
        self.sender.bounces_of(&self.key.bounce_tag(delivery.id))
    }

    fn signed(&self, message: Message) -> Result<Message, MessageProblem> {
        if self.sender.signers.is_empty() {
            return Ok(message);
        }
        // The Date, so that a second attempt sends the first one's bytes.
        let moment = self.edition.frozen_at();
        let beginning = self.prepared().map_err(|message| MessageProblem { message })?.beginning();
        let bytes = dkim::sign(&self.sender.signers, moment, beginning, &message.bytes)
            .ok_or_else(|| MessageProblem { message: "it cannot be signed".to_owned() })?;
        Ok(Message { bytes, ..message })
    }
}
