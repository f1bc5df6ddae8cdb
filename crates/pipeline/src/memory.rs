//! What the ledger knows of drafts that may go out.

use std::collections::{BTreeMap, BTreeSet};

use copydesk_ledger::{EditionSummary, Ledger, LedgerError, NewCapture};
use copydesk_manuscript::{Digest, Draft};
use copydesk_rendering::Earlier;
use jiff::Timestamp;

use crate::correcting::Corrects;
use crate::untold::Untold;
use crate::{Desk, PublishError, Refusal, Submission};

/// What the ledger knows; nothing, where it was not asked.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    /// When these very bytes were first seen ready.
    first_seen: BTreeMap<Digest, Timestamp>,
    /// The newest edition that has them.
    holders: BTreeMap<Digest, EditionSummary>,
    /// The pipeline's newest edition.
    newest: Option<EditionSummary>,
    /// How many people are on the pipeline's list, or have what is put right.
    candidates: Option<u64>,
    /// The keys of all editions of the world.
    keys: BTreeSet<String>,
    /// What the first draft puts right, or why it cannot.
    corrects: Option<Result<Corrects, Refusal>>,
    /// Corrections that the list's next edition tells of.
    untold: Vec<Untold>,
}

impl Memory {
    /// Asks the ledger about the ready ones of `drafts`, and counts whom they are for. Writes
    /// nothing.
    ///
    /// # Errors
    /// [`PublishError`] if it cannot be asked.
    pub async fn recall(
        desk: &Desk,
        ledger: &dyn Ledger,
        drafts: &[Submission],
    ) -> Result<Self, PublishError> {
        let ready = drafts.iter().filter(|draft| draft.is_ready());
        let contents: Vec<Digest> = ready.map(|draft| draft.draft().digest()).collect();
        let editions = ledger.editions(desk.profile.world()).await?;
        let memory = Self::default();
        let mut memory = memory.with_editions(desk, ledger, &editions, contents.iter()).await?;
        if let [draft, beside @ ..] = drafts {
            memory = memory.with_correction(desk, ledger, draft, beside).await?;
        }
        let ours = |edition: &EditionSummary| {
            edition.pipeline.as_deref() == Some(desk.pipeline.name.as_str())
        };
        memory.newest = editions.into_iter().find(ours);
        let audience = match &memory.corrects {
            Some(Ok(Corrects { rule, key, revision, .. })) => {
                desk.audience_of(rule, key, *revision).await?
            }
            _ => desk.recipients().await?,
        };
        memory.candidates = Some(audience.count().await?);
        Ok(memory)
    }

    /// The same about drafts that were kept.
    pub(crate) async fn of_kept(
        desk: &Desk,
        ledger: &dyn Ledger,
        first_seen: BTreeMap<Digest, Timestamp>,
    ) -> Result<Self, PublishError> {
        let memory = Self { first_seen: first_seen.clone(), ..Self::default() };
        let editions = ledger.editions(desk.profile.world()).await?;
        memory.with_editions(desk, ledger, &editions, first_seen.keys()).await
    }

    /// The same with what `draft` puts right, if it is a correction.
    pub(crate) async fn with_correction(
        mut self,
        desk: &Desk,
        ledger: &dyn Ledger,
        draft: &Submission,
        beside: &[Submission],
    ) -> Result<Self, PublishError> {
        if draft.correction().is_some() {
            let seen = self.first_seen(&draft.draft().digest());
            let seen = seen.map_or_else(|| desk.today(), |at| desk.day_of(at));
            self.corrects = Some(desk.corrects(ledger, draft, seen, beside).await?);
        }
        Ok(self)
    }

    async fn with_editions(
        mut self,
        desk: &Desk,
        ledger: &dyn Ledger,
        editions: &[EditionSummary],
        contents: impl Iterator<Item = &Digest> + Send,
    ) -> Result<Self, PublishError> {
        let world = desk.profile.world();
        for content in contents {
            if let Some(holder) = ledger.holding(world, desk.scope(), content).await? {
                self.holders.insert(content.clone(), holder);
            }
        }
        if desk.pipeline.collect.is_some() {
            self.keys = editions.iter().map(|edition| edition.key.clone()).collect();
        }
        self.untold = desk.untold(ledger, editions).await?;
        Ok(self)
    }

    pub(crate) fn first_seen(&self, content: &Digest) -> Option<Timestamp> {
        self.first_seen.get(content).copied()
    }

    pub(crate) fn holder(&self, content: &Digest) -> Option<&EditionSummary> {
        self.holders.get(content)
    }

    pub(crate) fn newest(&self) -> Option<&EditionSummary> {
        self.newest.as_ref()
    }

    /// How many people an edition is for, where the ledger was asked.
    pub fn candidates(&self) -> Option<u64> {
        self.candidates
    }

    pub(crate) fn corrects(&self) -> Option<&Result<Corrects, Refusal>> {
        self.corrects.as_ref()
    }

    /// What the edition `key` has to tell of those before it.
    pub(crate) fn untold(&self, key: &str) -> Vec<Earlier> {
        Untold::by(&self.untold, key)
    }

    pub(crate) fn is_taken(&self, key: &str) -> bool {
        self.keys.contains(key)
    }
}

impl Desk {
    /// Whose editions count when a draft is looked for: a digest takes what other
    /// pipelines have sent, a brief goes out once, whatever it came through.
    fn scope(&self) -> Option<&str> {
        self.pipeline.collect.as_ref().map(|_| self.pipeline.name.as_str())
    }

    /// Keeps the bytes of the ready ones: from now on they cannot be lost. Says when
    /// each was first seen.
    pub(crate) async fn keep(
        &self,
        ledger: &dyn Ledger,
        drafts: &[Submission],
    ) -> Result<BTreeMap<Digest, Timestamp>, LedgerError> {
        let mut first_seen = BTreeMap::new();
        for draft in drafts.iter().filter(|draft| draft.is_ready()) {
            let Draft { path, bytes, .. } = draft.draft().clone();
            let capture = ledger.capture(NewCapture { path, bytes }).await?;
            first_seen.insert(capture.digest, capture.first_seen);
        }
        Ok(first_seen)
    }
}
