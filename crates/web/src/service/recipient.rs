//! Who a token belongs to.

use copydesk_distribution::token_mark;
use copydesk_ledger::{Holder, LedgerError, Reason, Suppression};
use jiff::SignedDuration;

use super::Parts;

/// So long can leaving be undone: a link in an old mail that was passed on brings
/// nobody back.
const UNDO: SignedDuration = SignedDuration::from_hours(1);

/// Somebody who has shown that a message was for them.
#[derive(Clone, Debug)]
pub(super) struct Recipient {
    pub(super) list: String,
    pub(super) address: String,
}

impl Parts {
    /// The person and the list of a token that stands in messages. The ledger finds
    /// them by a hash of it; that it is theirs is then computed anew and compared in
    /// constant time.
    pub(super) async fn recipient(&self, token: &str) -> Result<Option<Recipient>, LedgerError> {
        let Some(Holder { list: Some(list), address }) = self.holder(token).await? else {
            return Ok(None);
        };
        Ok(self.key.proves(&list, &address, token).then_some(Recipient { list, address }))
    }

    /// The person who confirms with this token, found in the same way.
    pub(super) async fn confirming(&self, token: &str) -> Result<Option<String>, LedgerError> {
        let Some(Holder { list: None, address }) = self.holder(token).await? else {
            return Ok(None);
        };
        Ok(self.key.confirms(&address, token).then_some(address))
    }

    async fn holder(&self, token: &str) -> Result<Option<Holder>, LedgerError> {
        match token_mark(token) {
            Some(mark) => self.people.holder(mark).await,
            None => Ok(None),
        }
    }

    /// Takes somebody off a list, at once. Again is the same as once.
    pub(super) async fn leave(
        &self,
        address: &str,
        list: &str,
        how: &str,
    ) -> Result<(), LedgerError> {
        let why = Suppression {
            list: Some(list.to_owned()),
            reason: Reason::Unsubscribed,
            at: self.clock.now(),
            source: how.to_owned(),
        };
        self.people.suppress(address, why).await.map(drop)
    }

    /// Brings somebody back who left a moment ago; `false` if that is too long ago.
    /// Whatever else keeps them off the list stays.
    pub(super) async fn undo(&self, address: &str, list: &str) -> Result<bool, LedgerError> {
        let left = self.left_lately(address, list).await?;
        if left {
            let by = "undone by themselves";
            self.people.lift(address, Some(list), Some(Reason::Unsubscribed), by).await?;
        }
        Ok(left)
    }

    async fn left_lately(&self, address: &str, list: &str) -> Result<bool, LedgerError> {
        let now = self.clock.now();
        Ok(self.people.suppressions(address).await?.iter().any(|why| {
            why.reason == Reason::Unsubscribed
                && why.list.as_deref() == Some(list)
                && now.duration_since(why.at) <= UNDO
        }))
    }

    /// Whether anything keeps them off a list.
    pub(super) async fn is_off(&self, who: &Recipient) -> Result<bool, LedgerError> {
        let against = self.people.suppressions(&who.address).await?;
        Ok(against.iter().any(|why| why.is_about(&who.list)))
    }
}
