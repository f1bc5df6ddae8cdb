//! Whoever works through what people wished for on the pages, one after another, and
//! writes to them. The pages have long answered by then, so that no answer takes
//! longer for an address that we know.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use copydesk_distribution::{Letter, SingleReceipt};
use copydesk_ledger::{Consent, Holder, LedgerError, Limit, OptinRequest, Reason};
use copydesk_pipeline::Post;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};

use super::Parts;

/// So long a wish waits to be confirmed.
pub(super) const DAYS: i64 = 7;

/// Wishes that wait for the postman; more are refused.
const QUEUE: usize = 1_000;

/// Letters to one address that somebody typed in. Whoever has complained is asked once
/// a month whether that was a mistake.
const TO_ONE: (u32, SignedDuration) = (3, SignedDuration::from_hours(24));
const TO_COMPLAINER: (u32, SignedDuration) = (1, SignedDuration::from_hours(30 * 24));

/// Letters to all such addresses: beyond it somebody writes to strangers through us.
const TO_ALL: (u32, SignedDuration) = (1_000, SignedDuration::from_hours(1));

/// When a letter that could not leave is tried again.
const AGAIN: [Duration; 5] = [
    Duration::from_secs(60),
    Duration::from_secs(5 * 60),
    Duration::from_secs(15 * 60),
    Duration::from_secs(60 * 60),
    Duration::from_secs(3 * 60 * 60),
];

/// How often wishes that nobody confirmed are looked for.
const TIDY: Duration = Duration::from_secs(60 * 60);

/// What somebody wished for.
pub(super) enum Wish {
    /// To be on lists; whether it is theirs to wish is not known yet.
    Join { address: String, lists: Vec<String>, ip: Option<String>, at: Timestamp },
    /// They have confirmed it.
    Welcome { address: String, lists: Vec<String> },
}

/// Where pages leave them.
#[derive(Clone)]
pub(super) struct Wishes(mpsc::Sender<Wish>);

impl Wishes {
    /// `false` if too many wait.
    pub(super) fn send(&self, wish: Wish) -> bool {
        self.0.try_send(wish).is_ok()
    }
}

pub(super) fn queue() -> (Wishes, mpsc::Receiver<Wish>) {
    let (send, receive) = mpsc::channel(QUEUE);
    (Wishes(send), receive)
}

/// Sends the letters that pages lead to.
pub struct Postman {
    parts: Arc<Parts>,
    post: Post,
    wishes: mpsc::Receiver<Wish>,
    /// Those that could not leave, by when they are tried again.
    delayed: VecDeque<Delayed>,
}

struct Delayed {
    letter: Letter,
    id: u64,
    tried: usize,
    due: Instant,
}

impl Postman {
    pub(super) fn new(parts: Arc<Parts>, post: Post, wishes: mpsc::Receiver<Wish>) -> Self {
        Self { parts, post, wishes, delayed: VecDeque::new() }
    }

    /// Works until there are no pages any more, and then through what is left.
    pub async fn run(mut self) {
        let mut tidy = Instant::now();
        loop {
            let due = self.delayed.iter().map(|delayed| delayed.due).min();
            tokio::select! {
                wish = self.wishes.recv() => match wish {
                    Some(wish) => self.fulfil(wish).await,
                    None => break,
                },
                () = sleep_until(due.unwrap_or(tidy)), if due.is_some() => self.try_again().await,
                () = sleep_until(tidy) => {
                    tidy = Instant::now() + TIDY;
                    self.tidy().await;
                }
            }
        }
        for Delayed { letter, id, .. } in std::mem::take(&mut self.delayed) {
            self.send(letter, id, AGAIN.len()).await;
        }
    }

    async fn fulfil(&mut self, wish: Wish) {
        let letter = match wish {
            Wish::Join { address, lists, ip, at } => self.join(address, lists, ip, at).await,
            Wish::Welcome { address, lists } => {
                self.parts.welcome(&address, &lists).await.map(Some)
            }
        };
        match letter {
            Ok(Some(letter)) => self.send(letter, self.fresh_id(), 0).await,
            Ok(None) => {}
            Err(error) => tracing::error!(%error, "a wish is lost"),
        }
    }

    /// The letter that a wish leads to, if it leads to one.
    async fn join(
        &self,
        address: String,
        lists: Vec<String>,
        ip: Option<String>,
        at: Timestamp,
    ) -> Result<Option<Letter>, LedgerError> {
        let parts = &self.parts;
        if parts.people.allow(self.limits(&address).await?).await?.is_some() {
            tracing::info!("a letter is not sent: this address, or all, have had their most");
            return Ok(None);
        }
        let consent = Consent {
            at,
            source: format!("{}/subscribe", parts.masthead.url),
            text_version: Some(parts.keep_consent_words()),
            ip,
        };
        let expires_at = at.saturating_add(SignedDuration::from_hours(24 * DAYS));
        let asked = OptinRequest {
            address: address.clone(),
            lists,
            consent,
            expires_at: expires_at.unwrap_or(Timestamp::MAX),
        };
        let requested = parts.people.request(asked).await?;
        if !requested.pending.is_empty() {
            let token = parts.key.confirmation(&address);
            let holder = Holder { list: None, address: address.clone() };
            parts.people.keep_token(token.mark(), holder).await?;
            return Ok(Some(parts.confirmation(address, &requested.pending, &token)));
        }
        if !requested.subscribed.is_empty() {
            return parts.already(&address, &requested.subscribed).await.map(Some);
        }
        tracing::info!("a letter is not sent: an operator keeps this address off");
        Ok(None)
    }

    async fn limits(&self, address: &str) -> Result<Vec<Limit>, LedgerError> {
        let person = self.parts.people.person(address).await?;
        let complained = person.suppressions.iter().any(|why| why.reason == Reason::Complained);
        let (most, within) = if complained { TO_COMPLAINER } else { TO_ONE };
        let key = self.parts.key.limit_key("address", address);
        let (most_of_all, within_all) = TO_ALL;
        Ok(vec![
            Limit { key, most, within },
            Limit { key: "letters".to_owned(), most: most_of_all, within: within_all },
        ])
    }

    /// Sends it, or notes when it is tried again. A relay repeats the address in its
    /// words, and a file is named after it: why a letter did not leave is said at the
    /// level of debugging alone.
    async fn send(&mut self, letter: Letter, id: u64, tried: usize) {
        let later = match self.post.send(&letter, id).await {
            Ok(SingleReceipt::Written(_) | SingleReceipt::Accepted(_)) => None,
            // It may have arrived: nobody is asked twice for one wish.
            Ok(SingleReceipt::Uncertain(why)) => {
                tracing::debug!(why, "nobody knows whether a letter has arrived");
                tracing::warn!("nobody knows whether a letter has arrived");
                None
            }
            Ok(SingleReceipt::Rejected(reply)) => {
                tracing::debug!(reply, "the relay does not take a letter");
                tracing::warn!("the relay does not take a letter");
                None
            }
            Ok(SingleReceipt::Deferred(why) | SingleReceipt::Unsent(why)) => Some(why),
            Err(problem) => Some(problem.to_string()),
        };
        let Some(why) = later else { return };
        tracing::debug!(why, "a letter could not leave");
        match AGAIN.get(tried) {
            Some(rest) => {
                tracing::warn!(seconds = rest.as_secs(), "a letter could not leave and waits");
                let due = Instant::now() + *rest;
                self.delayed.push_back(Delayed { letter, id, tried: tried + 1, due });
            }
            None => tracing::error!("a letter is given up; its reader may ask again"),
        }
    }

    async fn try_again(&mut self) {
        let now = Instant::now();
        let (due, rest): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.delayed).into_iter().partition(|d| d.due <= now);
        self.delayed = rest.into();
        for Delayed { letter, id, tried, .. } in due {
            self.send(letter, id, tried).await;
        }
    }

    async fn tidy(&self) {
        match self.parts.people.forget_expired().await {
            Ok(0) => {}
            Ok(wishes) => tracing::info!(wishes, "nobody has confirmed these in time"),
            Err(error) => tracing::error!(%error, "wishes that expired cannot be forgotten"),
        }
    }

    /// Of no other letter to the same person: they are written one after another.
    fn fresh_id(&self) -> u64 {
        self.parts.clock.now().as_microsecond().unsigned_abs()
    }
}
