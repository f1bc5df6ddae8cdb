//! Whoever works through what people wished for on the pages, one after another, and
//! writes to them. The pages have long answered by then, so that no answer takes
//! longer for an address that we know.
//!
//! A letter stands in the ledger from before its first try until it has left or is
//! given up, so that one which waits for a relay outlives this process. If that dies
//! while a letter is on its way, the letter is sent once more: asked twice is better
//! than never.

use std::sync::Arc;
use std::time::Duration;

use copydesk_distribution::{Letter, SingleReceipt};
use copydesk_ledger::{
    Consent, Holder, LedgerError, LetterAbout, Limit, OptinRequest, Reason, WaitingLetter,
};
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
const AGAIN: [SignedDuration; 5] = [
    SignedDuration::from_mins(1),
    SignedDuration::from_mins(5),
    SignedDuration::from_mins(15),
    SignedDuration::from_hours(1),
    SignedDuration::from_hours(3),
];

/// Longer than a try lasts: another process leaves the letter alone meanwhile.
const TRY: SignedDuration = SignedDuration::from_mins(30);

/// After a ledger that could not be asked.
const LATER: Duration = Duration::from_secs(60);

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
}

impl Postman {
    pub(super) fn new(parts: Arc<Parts>, post: Post, wishes: mpsc::Receiver<Wish>) -> Self {
        Self { parts, post, wishes }
    }

    /// Works until there are no pages any more, and then through what was wished for.
    /// What waits in the ledger by then waits for the next one.
    pub async fn run(mut self) {
        let mut tidy = Instant::now();
        loop {
            let due = self.next_try().await;
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
    }

    /// When a letter that waits is to be tried.
    async fn next_try(&self) -> Option<Instant> {
        match self.parts.people.next_letter(self.post.world()).await {
            Ok(due) => {
                let rest = due?.duration_since(self.parts.clock.now());
                // Of one that is overdue, none.
                Some(Instant::now() + Duration::try_from(rest).unwrap_or_default())
            }
            Err(error) => {
                tracing::error!(%error, "nobody knows which letters wait");
                Some(Instant::now() + LATER)
            }
        }
    }

    async fn fulfil(&self, wish: Wish) {
        let led_to = match wish {
            Wish::Join { address, lists, ip, at } => {
                self.join(&address, lists, ip, at).await.map(|led| led.map(|led| (address, led)))
            }
            Wish::Welcome { address, lists } => Ok(Some((address, (LetterAbout::Welcome, lists)))),
        };
        let done = match led_to {
            Ok(None) => return,
            Ok(Some((address, (about, lists)))) => self.begin(address, about, lists).await,
            Err(error) => Err(error),
        };
        if let Err(error) = done {
            tracing::error!(%error, "a wish is lost");
        }
    }

    /// Notes a letter, and tries it.
    async fn begin(
        &self,
        address: String,
        about: LetterAbout,
        lists: Vec<String>,
    ) -> Result<(), LedgerError> {
        let (id, world, due_at) = (self.fresh_id(), self.post.world(), self.after(TRY));
        let waiting = WaitingLetter { id, world, address, about, lists, tried: 0, due_at };
        self.parts.people.keep_letter(waiting.clone()).await?;
        self.attempt(waiting).await
    }

    fn after(&self, rest: SignedDuration) -> Timestamp {
        self.parts.clock.now().saturating_add(rest).unwrap_or(Timestamp::MAX)
    }

    /// What a wish leads to: a letter about which lists, if to any.
    async fn join(
        &self,
        address: &str,
        lists: Vec<String>,
        ip: Option<String>,
        at: Timestamp,
    ) -> Result<Option<(LetterAbout, Vec<String>)>, LedgerError> {
        let parts = &self.parts;
        if parts.people.allow(self.limits(address).await?).await?.is_some() {
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
            address: address.to_owned(),
            lists,
            consent,
            expires_at: expires_at.unwrap_or(Timestamp::MAX),
        };
        let requested = parts.people.request(asked).await?;
        if !requested.pending.is_empty() {
            return Ok(Some((LetterAbout::Confirmation, requested.pending)));
        }
        if !requested.subscribed.is_empty() {
            return Ok(Some((LetterAbout::Already, requested.subscribed)));
        }
        tracing::info!("a letter is not sent: an operator keeps this address off");
        Ok(None)
    }

    async fn limits(&self, address: &str) -> Result<Vec<Limit>, LedgerError> {
        let against = self.parts.people.suppressions(address).await?;
        let complained = against.iter().any(|why| why.reason == Reason::Complained);
        let (most, within) = if complained { TO_COMPLAINER } else { TO_ONE };
        let key = self.parts.key.limit_key("address", address);
        let (most_of_all, within_all) = TO_ALL;
        Ok(vec![
            Limit { key, most, within },
            Limit { key: "letters".to_owned(), most: most_of_all, within: within_all },
        ])
    }

    /// The words as they are now, if it is still to be written.
    async fn letter(&self, waiting: &WaitingLetter) -> Result<Option<Letter>, LedgerError> {
        let (parts, address) = (&self.parts, &waiting.address);
        match waiting.about {
            LetterAbout::Welcome => parts.welcome(address, &waiting.lists).await.map(Some),
            LetterAbout::Already => parts.already(address, &waiting.lists).await.map(Some),
            LetterAbout::Confirmation => {
                let mut pending = parts.people.pending(address).await?;
                pending.retain(|list| waiting.lists.contains(list));
                if pending.is_empty() {
                    return Ok(None);
                }
                let token = parts.key.confirmation(address);
                let holder = Holder { list: None, address: address.clone() };
                parts.people.keep_token(token.mark(), holder).await?;
                Ok(Some(parts.confirmation(address.clone(), &pending, &token)))
            }
        }
    }

    async fn attempt(&self, waiting: WaitingLetter) -> Result<(), LedgerError> {
        let people = &self.parts.people;
        let Some(letter) = self.letter(&waiting).await? else {
            return people.forget_letter(waiting.id).await;
        };
        match self.send(&letter, &waiting).await {
            None => people.forget_letter(waiting.id).await,
            Some(rest) => people.delay_letter(waiting.id, self.after(rest)).await,
        }
    }

    /// How long it waits to be tried again, if it does. A relay repeats the address in its
    /// words, and a file is named after it: why a letter did not leave is said at the
    /// level of debugging alone.
    async fn send(&self, letter: &Letter, waiting: &WaitingLetter) -> Option<SignedDuration> {
        let later = match self.post.send(letter, waiting.id).await {
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
        let why = later?;
        tracing::debug!(why, "a letter could not leave");
        let rest = usize::try_from(waiting.tried).ok().and_then(|tried| AGAIN.get(tried));
        match rest {
            Some(rest) => {
                tracing::warn!(seconds = rest.as_secs(), "a letter could not leave and waits");
            }
            None => tracing::error!("a letter is given up; its reader may ask again"),
        }
        rest.copied()
    }

    /// One letter a time, so that wishes wait for no more than that.
    async fn try_again(&self) {
        let tried = async {
            match self.parts.people.due_letter(self.post.world(), TRY).await? {
                Some(waiting) => self.attempt(waiting).await,
                None => Ok(()),
            }
        };
        if let Err(error) = tried.await {
            tracing::error!(%error, "a letter could not be tried again");
            tokio::time::sleep(LATER).await;
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
