//! Whether an edition is opened: what the ledger has to say of it.

use copydesk_distribution::{
    ArchiveSite, Audience, Channel, DistributeError, Distribution, FrozenEdition, LeavingProblem,
    RecipientKey, Rule, Stop, Transport, freeze,
};
use copydesk_ledger::{
    EditionId, EditionSummary, Ledger, LedgerError, NewEdition, Opened, World, fail_point,
};
use copydesk_manuscript::Digest;
use copydesk_rendering::Passed;
use jiff::Timestamp;

use crate::desk::OUTBOX;
use crate::{Desk, PublishError, Refusal, Submission, edition_named, occasion};

/// What the ledger makes of an edition.
pub(crate) enum Opening {
    /// To be sent, from the start or from where a former run ended, and by which way.
    Open(Frozen, Transport),
    /// These words went out already.
    NothingNew(Box<EditionSummary>),
    /// Policy says no.
    Refused(Refusal),
}

/// What the ledger calls the edition that is sent. A run that is resumed goes on
/// under the name it was frozen with, whatever the draft is called now.
#[derive(Clone, Debug)]
pub struct Frozen {
    pub(crate) id: EditionId,
    /// Its key.
    pub key: String,
    /// Its revision.
    pub revision: u32,
    /// Its digest.
    pub digest: Digest,
}

impl Frozen {
    pub(crate) fn of(EditionSummary { id, key, revision, digest, .. }: EditionSummary) -> Self {
        Self { id, key, revision, digest }
    }
}

/// How an edition is to be opened.
pub(crate) struct Wanted<'a> {
    /// 1, and one more with every correction.
    pub(crate) revision: u32,
    /// Whom it is for.
    pub(crate) audience: &'a Audience,
    /// The digests of its drafts.
    pub(crate) contents: Vec<Digest>,
    /// What the drafts say of their last moment.
    pub(crate) not_after: Option<Timestamp>,
    /// The checks that an approval has to name.
    pub(crate) warnings: Vec<String>,
}

impl Desk {
    /// Freezes the edition, unless it must not go out.
    pub(crate) async fn opening(
        &self,
        ledger: &dyn Ledger,
        passed: Passed<'_>,
        wanted: Wanted<'_>,
        recipients: &RecipientKey,
    ) -> Result<Opening, PublishError> {
        let Wanted { revision, audience, contents, not_after, warnings } = wanted;
        let world = self.profile.world();
        if let Some(refusal) = self.newsroom.barred(&self.profile, ledger).await? {
            return Ok(Opening::Refused(refusal));
        }
        let key = &passed.edition().about().key;
        if let Some(refusal) = self.went_out(ledger, key).await? {
            return Ok(Opening::Refused(refusal));
        }
        // Who has it learns what was wrong with it on the same day.
        if revision == 1
            && let Some(refusal) = self.brakes(ledger, key).await?
        {
            return Ok(Opening::Refused(refusal));
        }
        let mut frozen = freeze(passed, world, audience, &self.definition, contents, revision)?;
        if world == World::Live {
            frozen.not_after =
                Some(not_after.unwrap_or(self.clock.now() + self.pipeline.patience()));
        }
        // Nobody is asked to approve what could never go out.
        if let Some(sent) = self.differs(ledger, &frozen).await? {
            return Ok(Opening::Refused(Refusal::ChangedAfterSend(Box::new(sent))));
        }
        let edition = passed.edition();
        if let Some(refusal) = self.waits(ledger, edition, &frozen, warnings).await? {
            return Ok(Opening::Refused(refusal));
        }
        let (key, digest) = (key.clone(), frozen.digest.clone());
        // Asked last, and only for what would be sent: it is a call over the network.
        let newest = edition_named(ledger, world, &key).await?;
        let closed = newest.is_some_and(|e| e.revision >= revision && e.closed_at.is_some());
        let transport = match closed {
            true => self.transport.clone(),
            false => match self.way_to(audience, recipients).await {
                Ok(transport) => transport,
                Err(problem) => return Ok(Opening::Refused(Refusal::NobodyCanLeave(problem))),
            },
        };
        Ok(match self.open_or_rehearse_again(ledger, frozen).await? {
            Opened::New(id) => {
                self.forget_later(ledger, &key, revision).await?;
                Opening::Open(Frozen { id, key, revision, digest }, transport)
            }
            Opened::Unfinished(summary) => Opening::Open(Frozen::of(summary), transport),
            Opened::Closed(summary) => Opening::NothingNew(Box::new(summary)),
            Opened::Differs(summary) => {
                Opening::Refused(Refusal::ChangedAfterSend(Box::new(summary)))
            }
            Opened::Withdrawn => Opening::Refused(Refusal::Cancelled(key)),
        })
    }

    /// What the live world has under this key and revision, if it is not this. A draft
    /// that lacks `correction:` is no way back to the words before it.
    async fn differs(
        &self,
        ledger: &dyn Ledger,
        frozen: &NewEdition,
    ) -> Result<Option<EditionSummary>, LedgerError> {
        if frozen.world == World::Rehearsal {
            return Ok(None);
        }
        let others = ledger.revisions(World::Live, &frozen.key).await?;
        let same = |e: &EditionSummary| e.revision == frozen.revision;
        Ok(others.into_iter().find(|e| same(e) && e.digest != frozen.digest))
    }

    /// A rehearsal of changed words has not been put right yet.
    async fn forget_later(
        &self,
        ledger: &dyn Ledger,
        key: &str,
        revision: u32,
    ) -> Result<(), LedgerError> {
        if self.profile.world() == World::Live {
            return Ok(());
        }
        for edition in ledger.revisions(World::Rehearsal, key).await? {
            if edition.revision > revision {
                ledger.forget_rehearsal(edition.id).await?;
            }
        }
        Ok(())
    }

    /// The transport for an edition. What mails nobody waits for no proof that readers can
    /// leave.
    async fn way_to(
        &self,
        audience: &Audience,
        recipients: &RecipientKey,
    ) -> Result<Transport, LeavingProblem> {
        match audience.rule().mails() {
            true => self.admitted(recipients).await,
            false => Ok(self.transport.clone()),
        }
    }

    /// What a former run has begun.
    pub(crate) async fn going_on(
        &self,
        edition: EditionSummary,
        audience: &Audience,
        recipients: &RecipientKey,
    ) -> Opening {
        match self.way_to(audience, recipients).await {
            Ok(transport) => Opening::Open(Frozen::of(edition), transport),
            Err(problem) => Opening::Refused(Refusal::NobodyCanLeave(problem)),
        }
    }

    /// A rehearsal whose files somebody has removed is rehearsed again: its files
    /// are all there is of it.
    async fn open_or_rehearse_again(
        &self,
        ledger: &dyn Ledger,
        frozen: NewEdition,
    ) -> Result<Opened, PublishError> {
        fail_point("before-open");
        let opened = ledger.open(frozen.clone()).await?;
        fail_point("after-open");
        match &opened {
            Opened::Closed(summary)
                if summary.world == World::Rehearsal && !self.has_files(&summary.key) =>
            {
                ledger.forget_rehearsal(summary.id).await?;
                Ok(ledger.open(frozen).await?)
            }
            _ => Ok(opened),
        }
    }

    /// Whether what a rehearsal of `key` wrote is still there.
    pub(crate) fn has_files(&self, key: &str) -> bool {
        self.channels.iter().all(|channel| match channel {
            Channel::Archive => {
                ["index.html", key].iter().all(|name| self.archive.join(name).exists())
            }
            Channel::Feed => self.archive.join("feed.xml").is_file(),
            Channel::Email => self.newsroom.root.join(OUTBOX).join(key).is_dir(),
        })
    }

    /// The brake: counts what went live to this list today, but for `key` itself.
    async fn brakes(
        &self,
        ledger: &dyn Ledger,
        key: &str,
    ) -> Result<Option<Refusal>, DistributeError> {
        let Rule::List { name, .. } = self.audience.rule() else { return Ok(None) };
        let limit = self.newsroom.lists.get(name).and_then(|list| list.editions_per_day);
        let (true, Some(limit)) = (self.profile.is_live(), limit) else { return Ok(None) };
        let mut count = 0;
        for summary in ledger.editions(World::Live).await? {
            if self.day_of(summary.opened_at) != self.today() || summary.key == key {
                continue;
            }
            let edition = FrozenEdition::thaw(ledger.edition(summary.id).await?)?;
            if matches!(edition.rule(), Rule::List { name: other, .. } if other == name) {
                count += 1;
            }
        }
        Ok((count >= limit.get()).then_some(Refusal::Brake(limit.get())))
    }

    /// The key of the edition that `draft` would be by itself, or puts right. With a ledger the
    /// draft's bytes are kept there first, so that the key stays its own.
    ///
    /// # Errors
    /// [`PublishError`] if they cannot be kept, or it cannot be found out.
    pub async fn key_of(
        &self,
        ledger: Option<&dyn Ledger>,
        draft: &Submission,
    ) -> Result<String, PublishError> {
        let kept = match ledger {
            None => None,
            Some(ledger) => {
                let kept = self.keep(ledger, std::slice::from_ref(draft)).await?;
                kept.into_values().next()
            }
        };
        let day = kept.map_or_else(|| self.today(), |at| self.day_of(at));
        if let (Some(ledger), Some(_)) = (ledger, draft.correction())
            && let Ok(corrects) = self.corrects(ledger, draft, day, &[]).await?
        {
            return Ok(corrects.key);
        }
        Ok(occasion(draft.document(), day).key)
    }

    /// What distribution is handed.
    pub(crate) fn distribution<'a>(
        &'a self,
        ledger: &'a dyn Ledger,
        edition: EditionId,
        audience: &'a Audience,
        key: &'a RecipientKey,
        transport: &'a Transport,
        stop: Stop,
    ) -> Distribution<'a> {
        Distribution {
            ledger,
            clock: &*self.clock,
            edition,
            channels: if audience.rule().mails() { &self.channels } else { &self.pages },
            audience,
            archive: ArchiveSite {
                folder: &self.archive,
                templates: &self.templates,
                masthead: &self.masthead,
                online: &self.online,
            },
            sender: &self.sender,
            key,
            transport,
            traffic: &self.traffic,
            recorders: &self.recorders,
            stop,
        }
    }
}
