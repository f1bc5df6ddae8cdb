//! Whose it is: the delivery whose tag it came to, or an address with its own token,
//! or, where a provider has blacked the address out, the subscriber whose token it is.
//! A relay's notice may also name a delivery by the relay's own id.

use std::sync::Arc;

use copydesk_distribution::{Notice, Proof, RecipientKey, message_id, token_mark};
use copydesk_ledger::{DeliveryId, Holder, Reason, SentTo, Subscriptions};
use copydesk_pipeline::Newsroom;

use super::case::Case;
use crate::trouble::Failure;

pub(super) struct Whose<'a> {
    pub(super) newsroom: &'a Newsroom,
    pub(super) people: Arc<dyn Subscriptions>,
    pub(super) key: RecipientKey,
}

/// Whom something that came back proves to be about.
pub(super) struct Found {
    pub(super) list: String,
    pub(super) address: String,
    /// Which of their deliveries, if it can be told.
    pub(super) delivery: Option<DeliveryId>,
}

impl Whose<'_> {
    /// Whom a message proves to be about.
    pub(super) async fn of_message(
        &self,
        case: &Case,
        proof: &Proof,
    ) -> Result<Option<Found>, Failure> {
        // Whoever it was forwarded to since, and whatever of it came back.
        if let Some(found) = self.tagged(&proof.tags).await? {
            return Ok(Some(found));
        }
        for list in self.newsroom.lists.keys() {
            for address in &proof.addresses {
                if self.proves(proof, list, address) {
                    return self.proved(proof, list, address.clone()).await.map(Some);
                }
            }
        }
        // A bounce names its address. Who complains or leaves may use another one
        // than the one that is subscribed.
        match case.reason {
            Some(Reason::Complained | Reason::Unsubscribed) if !proof.tokens.is_empty() => {
                self.search(proof).await
            }
            _ => Ok(None),
        }
    }

    /// Whom a notice names: by our tag, or by an id of the message and the address that
    /// it went to.
    pub(super) async fn of_notice(&self, notice: &Notice) -> Result<Option<Found>, Failure> {
        if let Some(found) = self.tagged(&notice.tags).await? {
            return Ok(Some(found));
        }
        let Some(address) = &notice.address else { return Ok(None) };
        let is_it = |sent: &SentTo| {
            sent.reply.as_deref().is_some_and(|reply| notice.is_answered_by(reply))
                || notice.message_id.as_ref().is_some_and(|id| is_id(id, sent, address))
        };
        let sent = self.people.sent_to(address).await?.into_iter().find(is_it);
        Ok(sent.map(|sent| Found {
            list: sent.list,
            address: address.clone(),
            delivery: Some(sent.delivery),
        }))
    }

    async fn tagged(&self, tags: &[String]) -> Result<Option<Found>, Failure> {
        for delivery in tags.iter().filter_map(|tag| self.key.bounced(tag)) {
            if let Some((list, address)) = self.people.addressee(delivery).await? {
                return Ok(Some(Found { list, address, delivery: Some(delivery) }));
            }
        }
        Ok(None)
    }

    async fn proved(&self, proof: &Proof, list: &str, address: String) -> Result<Found, Failure> {
        let mut delivery = None;
        if !proof.message_ids.is_empty() {
            let sent = self.people.sent_to(&address).await?;
            let is_it =
                |sent: &&SentTo| proof.message_ids.iter().any(|id| is_id(id, sent, &address));
            delivery = sent.iter().find(is_it).map(|sent| sent.delivery);
        }
        Ok(Found { list: list.to_owned(), address, delivery })
    }

    fn proves(&self, proof: &Proof, list: &str, address: &str) -> bool {
        proof.tokens.iter().any(|token| self.key.proves(list, address, token))
    }

    /// The plan of each message has kept whose its token is.
    async fn search(&self, proof: &Proof) -> Result<Option<Found>, Failure> {
        for token in &proof.tokens {
            let Some(mark) = token_mark(token) else { continue };
            if let Some(Holder { list: Some(list), address }) = self.people.holder(mark).await?
                && self.key.proves(&list, &address, token)
            {
                return self.proved(proof, &list, address).await.map(Some);
            }
        }
        Ok(None)
    }
}

/// Whether this is our Message-ID of that delivery.
fn is_id(id: &str, sent: &SentTo, address: &str) -> bool {
    message_id(&sent.key, sent.revision, address) == id
}
