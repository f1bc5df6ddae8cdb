//! People on lists, on the connection that deliveries use too.

mod erasing;
mod importing;
mod reading;
mod stored;
mod subscribing;
mod suppressing;

use async_trait::async_trait;

use super::SqliteLedger;
use crate::{
    DeliveryId, Erased, ImportChunk, ImportCounts, LedgerError, ListStats, Listed, NewSubscription,
    Person, Reason, Subscribed, Subscriptions, Suppression,
};

pub(super) use suppressing::{suppress_intended, suppress_planned};

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
        self.worker.write(move |tx, _| suppressing::suppress(tx, &address, &why)).await
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

    async fn addressee(
        &self,
        delivery: DeliveryId,
    ) -> Result<Option<(String, String)>, LedgerError> {
        self.worker.read(move |tx| reading::addressee(tx, delivery)).await
    }

    async fn person(&self, address: &str) -> Result<Person, LedgerError> {
        let address = address.to_owned();
        self.worker.read(move |tx| reading::person(tx, &address)).await
    }

    async fn erase(&self, address: &str, mark: &str, by: &str) -> Result<Erased, LedgerError> {
        let (address, mark, by) = (address.to_owned(), mark.to_owned(), by.to_owned());
        let erased =
            self.worker.write(move |tx, now| erasing::erase(tx, now, &address, &mark, &by)).await?;
        // Else the pages as they were would stay in the write-ahead log.
        self.worker.checkpoint().await?;
        Ok(erased)
    }

    async fn erased(&self) -> Result<Vec<String>, LedgerError> {
        self.worker.read(reading::erased).await
    }

    async fn stats(&self) -> Result<Vec<ListStats>, LedgerError> {
        self.worker.read(reading::stats).await
    }
}
