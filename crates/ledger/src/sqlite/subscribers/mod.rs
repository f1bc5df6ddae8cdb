//! People on lists, on the connection that deliveries use too.

mod erasing;
mod importing;
mod letters;
mod reading;
mod requesting;
mod scrubbing;
mod stored;
mod subscribing;
mod suppressing;
mod tokens;
mod wishes;

use std::collections::BTreeMap;

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};

use super::{SqliteLedger, returned};
use crate::{
    Consent, DeliveryId, Erased, Followed, Holder, ImportChunk, ImportCounts, LedgerError, Limit,
    ListStats, Listed, Member, NewSubscription, OptinRequest, Person, Reason, Requested, Return,
    SelfPortrait, SentTo, Subscribed, Subscriptions, Suppression, TokenMark, Undone, WaitingLetter,
    World,
};

pub(super) use erasing::forget;
pub(super) use suppressing::{
    MAY_NOT_BE_MAILED, lift_message, suppress, suppress_intended, suppress_planned,
};
pub(super) use tokens::keep as keep_tokens;

#[async_trait]
impl Subscriptions for SqliteLedger {
    async fn import(&self, chunk: ImportChunk) -> Result<ImportCounts, LedgerError> {
        self.worker.write(move |tx, now| importing::import(tx, now, &chunk)).await
    }

    async fn subscribe(&self, asked: NewSubscription) -> Result<Subscribed, LedgerError> {
        self.worker.write(move |tx, now| subscribing::subscribe(tx, now, &asked)).await
    }

    async fn suppress(&self, address: &str, why: Suppression) -> Result<bool, LedgerError> {
        let address = address.to_owned();
        self.worker.write(move |tx, _| suppressing::suppress(tx, &address, &why, None)).await
    }

    async fn lift(
        &self,
        address: &str,
        list: Option<&str>,
        reason: Option<Reason>,
        by: &str,
    ) -> Result<Vec<Suppression>, LedgerError> {
        let (address, list) = (address.to_owned(), list.map(str::to_owned));
        let by = by.to_owned();
        self.worker
            .write(move |tx, now| {
                suppressing::lift(tx, now, &address, list.as_deref(), reason, &by)
            })
            .await
    }

    async fn subscribed(
        &self,
        list: &str,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<Listed>, LedgerError> {
        let (list, after) = (list.to_owned(), after.map(str::to_owned));
        self.worker.read(move |tx| reading::subscribed(tx, &list, after.as_deref(), limit)).await
    }

    async fn members(
        &self,
        list: &str,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<Member>, LedgerError> {
        let (list, after) = (list.to_owned(), after.map(str::to_owned));
        self.worker.read(move |tx| reading::members(tx, &list, after.as_deref(), limit)).await
    }

    async fn kinds(
        &self,
        list: &str,
        attributes: Vec<String>,
    ) -> Result<BTreeMap<String, BTreeMap<String, u64>>, LedgerError> {
        let list = list.to_owned();
        self.worker.read(move |tx| reading::kinds(tx, &list, &attributes)).await
    }

    async fn addressee(
        &self,
        delivery: DeliveryId,
    ) -> Result<Option<(String, String)>, LedgerError> {
        self.worker.read(move |tx| reading::addressee(tx, delivery)).await
    }

    async fn sent_to(&self, address: &str) -> Result<Vec<SentTo>, LedgerError> {
        let address = address.to_owned();
        self.worker.read(move |tx| returned::sent_to(tx, &address)).await
    }

    async fn follow(&self, what: Return) -> Result<Followed, LedgerError> {
        self.worker.write(move |tx, now| returned::follow(tx, now, &what)).await
    }

    async fn undo(&self, message: &str, by: &str) -> Result<Undone, LedgerError> {
        let (message, by) = (message.to_owned(), by.to_owned());
        self.worker.write(move |tx, now| returned::undo(tx, now, &message, &by)).await
    }

    async fn suppressions(&self, address: &str) -> Result<Vec<Suppression>, LedgerError> {
        let address = address.to_owned();
        self.worker.read(move |tx| suppressing::of(tx, &address, None)).await
    }

    async fn person(&self, address: &str) -> Result<Person, LedgerError> {
        let address = address.to_owned();
        self.worker.read(move |tx| reading::person(tx, &address)).await
    }

    async fn erase(&self, address: &str, mark: &str, by: &str) -> Result<Erased, LedgerError> {
        let (mark, by) = (mark.to_owned(), by.to_owned());
        let (person, name) = (address.to_owned(), address.to_owned());
        let (erased, sending) = self
            .worker
            .write(move |tx, now| {
                let erased = erasing::erase(tx, now, &person, &mark, &by)?;
                Ok((erased, erasing::somebody_sends(tx, now)?))
            })
            .await?;
        let remains = self
            .worker
            .alone(move |connection| scrubbing::scrub(connection, &name, !sending))
            .await?;
        Ok(Erased { remains, ..erased })
    }

    async fn erased(&self) -> Result<Vec<String>, LedgerError> {
        self.worker.read(reading::erased).await
    }

    async fn stats(&self) -> Result<Vec<ListStats>, LedgerError> {
        self.worker.read(reading::stats).await
    }

    async fn request(&self, asked: OptinRequest) -> Result<Requested, LedgerError> {
        self.worker.write(move |tx, now| requesting::request(tx, now, &asked)).await
    }

    async fn pending(&self, address: &str) -> Result<Vec<String>, LedgerError> {
        let address = address.to_owned();
        // A change without a change: only those are told the time.
        self.worker.write(move |tx, now| requesting::pending(tx, now, &address)).await
    }

    async fn confirm(
        &self,
        address: &str,
        lists: &[String],
        consent: Consent,
    ) -> Result<Vec<String>, LedgerError> {
        let (address, lists) = (address.to_owned(), lists.to_vec());
        self.worker
            .write(move |tx, now| requesting::confirm(tx, now, &address, &lists, &consent))
            .await
    }

    async fn forget_expired(&self) -> Result<u64, LedgerError> {
        self.worker.write(requesting::forget_expired).await
    }

    async fn describe(&self, address: &str, portrait: SelfPortrait) -> Result<bool, LedgerError> {
        let address = address.to_owned();
        self.worker.write(move |tx, now| requesting::describe(tx, now, &address, &portrait)).await
    }

    async fn keep_token(&self, mark: TokenMark, holder: Holder) -> Result<(), LedgerError> {
        self.worker
            .write(move |tx, _| {
                let token = (&mark, holder.list.as_deref(), holder.address.as_str());
                tokens::keep(tx, std::iter::once(token))
            })
            .await
    }

    async fn holder(&self, mark: TokenMark) -> Result<Option<Holder>, LedgerError> {
        self.worker.read(move |tx| tokens::holder(tx, mark)).await
    }

    async fn keep_letter(&self, letter: WaitingLetter) -> Result<(), LedgerError> {
        self.worker.write(move |tx, _| letters::keep(tx, &letter)).await
    }

    async fn due_letter(
        &self,
        world: World,
        alone_for: SignedDuration,
    ) -> Result<Option<WaitingLetter>, LedgerError> {
        self.worker.write(move |tx, now| letters::take_due(tx, now, world, alone_for)).await
    }

    async fn next_letter(&self, world: World) -> Result<Option<Timestamp>, LedgerError> {
        self.worker.read(move |tx| letters::next_due(tx, world)).await
    }

    async fn delay_letter(&self, id: u64, due_at: Timestamp) -> Result<(), LedgerError> {
        self.worker.write(move |tx, _| letters::delay(tx, id, due_at)).await
    }

    async fn forget_letter(&self, id: u64) -> Result<(), LedgerError> {
        self.worker.write(move |tx, _| letters::forget(tx, id)).await
    }

    async fn allow(&self, limits: Vec<Limit>) -> Result<Option<usize>, LedgerError> {
        self.worker.write(move |tx, now| requesting::allow(tx, now, &limits)).await
    }
}
