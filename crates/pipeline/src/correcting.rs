//! Drafts that put right what went out: which edition each is about, the revision that
//! it becomes, and whom that is for.

use std::sync::Arc;

use copydesk_distribution::{Audience, Channel, DistributeError, FrozenEdition, Holders, Rule};
use copydesk_ledger::{EditionSummary, Ledger, SentDraft, World};
use copydesk_manuscript::{Correction, CorrectionKind, Digest, Document, Draft, Tell};
use copydesk_parsing::parse;
use jiff::civil::Date;

use crate::definition::INTRO;
use crate::likeness::{MEMORY, Words, as_sent};
use crate::{Desk, PublishError, Refusal, Submission, occasion};

/// What a draft with `correction:` puts right.
#[derive(Clone, Debug)]
pub(crate) struct Corrects {
    /// The edition's key.
    pub(crate) key: String,
    /// The date of a text that gives none.
    pub(crate) date: Date,
    /// The number of the revision.
    pub(crate) revision: u32,
    /// Whom it is for.
    pub(crate) rule: Rule,
    /// The other drafts of a digest, as they were.
    pub(crate) others: Vec<Submission>,
}

impl Submission {
    /// What it puts right, if it may go out for that.
    pub fn correction(&self) -> Option<&Correction> {
        self.document().front_matter.correction.as_ref().filter(|_| self.is_ready())
    }
}

impl Desk {
    /// Which edition `draft` puts right, and how; or why it cannot. What of a digest
    /// stands `beside` it is taken with the files that belong to it, else as captured.
    pub(crate) async fn corrects(
        &self,
        ledger: &dyn Ledger,
        draft: &Submission,
        first_seen: Date,
        beside: &[Submission],
    ) -> Result<Result<Corrects, Refusal>, PublishError> {
        let (world, document) = (self.profile.world(), draft.document());
        let Some(correction) = &document.front_matter.correction else {
            return Ok(Err(Refusal::NothingToCorrect(None)));
        };
        let mut editions = ledger.editions(world).await?;
        editions.retain(|e| e.pipeline.as_deref().is_none_or(|name| name == self.pipeline.name));
        let Some(key) = self.corrected_key(ledger, document, first_seen, &editions).await? else {
            return Ok(Err(Refusal::NothingToCorrect(None)));
        };
        editions.retain(|edition| edition.key == key);
        editions.sort_by_key(|edition| edition.revision);
        let Some(last) = editions.last() else {
            return Ok(Err(Refusal::NothingToCorrect(Some(key))));
        };
        let thawed =
            async |id| Ok::<_, PublishError>(FrozenEdition::thaw(ledger.edition(id).await?)?);
        let mut revisions = Vec::new();
        for edition in &editions {
            revisions.push(thawed(edition.id).await?);
        }
        let (Some(original), Some(frozen)) = (revisions.first(), revisions.last()) else {
            return Ok(Err(Refusal::NothingToCorrect(Some(key))));
        };
        let content = draft.draft().digest();
        let revision = match self.revision(ledger, correction, &content, last, &revisions).await? {
            Ok(revision) => revision,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let rule = match original.rule() {
            Rule::List { name, title, .. } => match correction.tells() {
                Tell::Page => Rule::Nobody,
                Tell::Next => Rule::Next { name: name.clone() },
                Tell::Readers => Rule::Holders { name: name.clone(), title: title.clone() },
            },
            _ => Rule::Nobody,
        };
        if let Some(refusal) = self.reaches_nobody(&key, &rule, revision, &editions) {
            return Ok(Err(refusal));
        }
        let others = match &self.pipeline.collect {
            None => Vec::new(),
            // Only briefs have a place for a note; a typo needs none.
            Some(_) if name(&document.path) == INTRO && correction.kind != CorrectionKind::Typo => {
                return Ok(Err(Refusal::IntroCorrected(key)));
            }
            Some(_) => {
                let drafts = ledger.drafts(last.id).await?;
                match self.others(drafts, draft, beside) {
                    None => return Ok(Err(Refusal::NotInEdition(key))),
                    Some(others) => match others.iter().find(|other| other.is_taken_back()) {
                        Some(other) => {
                            let path = other.document().path.clone();
                            return Ok(Err(Refusal::OtherTakenBack { key, path }));
                        }
                        None => others.into_iter().map(Submission::standing).collect(),
                    },
                }
            }
        };
        let date = frozen.about().date;
        Ok(Ok(Corrects { key, date, revision, rule, others }))
    }

    /// The key of the edition that a correction is about: the one that it names, else the
    /// one that it would be itself, else the newest made of a file of its name, else one
    /// that it is like.
    async fn corrected_key(
        &self,
        ledger: &dyn Ledger,
        document: &Document,
        first_seen: Date,
        editions: &[EditionSummary],
    ) -> Result<Option<String>, PublishError> {
        if let Some(named) = &document.front_matter.edition {
            return Ok(Some(named.clone()));
        }
        let known = |key: &str| editions.iter().any(|edition| edition.key == key);
        let own = occasion(document, first_seen).key;
        if known(&own) {
            return Ok(Some(own));
        }
        let since = self.clock.now() - MEMORY;
        let mut sent = ledger.sent_since(self.profile.world(), since).await?;
        sent.retain(|sent| known(&sent.key));
        let named = sent.iter().find(|sent| name(&sent.path) == name(&document.path));
        if let Some(named) = named {
            return Ok(Some(named.key.clone()));
        }
        // A column has the same title every week: only its text says which it was.
        let words = Words::of(document);
        for former in &sent {
            let former_words = as_sent(ledger, former).await?;
            if former_words.is_some_and(|former| words.alike(&former) == Some("text")) {
                return Ok(Some(former.key.clone()));
            }
        }
        Ok(None)
    }

    /// The number of the revision that a draft has already, or gets.
    async fn revision(
        &self,
        ledger: &dyn Ledger,
        correction: &Correction,
        content: &Digest,
        last: &EditionSummary,
        revisions: &[FrozenEdition],
    ) -> Result<Result<u32, Refusal>, PublishError> {
        let world = self.profile.world();
        let holder = ledger.holding(world, Some(&self.pipeline.name), content).await?;
        if let Some(holder) = holder.filter(|holder| holder.key == last.key) {
            return Ok(Ok(holder.revision));
        }
        let (kind, words) = (Some(correction.kind), correction.words());
        let says = |revision: &&FrozenEdition| {
            let mut said = revision.about().corrections.iter();
            revision.revision() > 1 && said.any(|c| c.kind == kind && c.note == words)
        };
        let said = revisions.iter().rev().find(says).map(FrozenEdition::revision);
        Ok(match (world, said) {
            // What was rehearsed is rehearsed again; another note is another correction.
            (World::Rehearsal, Some(revision)) if revision == last.revision => Ok(revision),
            (World::Live, Some(revision)) if correction.kind != CorrectionKind::Typo => {
                Err(Refusal::SaidAlready { key: last.key.clone(), revision })
            }
            _ => Ok(last.revision + 1),
        })
    }

    /// Why nobody could learn of a correction now.
    fn reaches_nobody(
        &self,
        key: &str,
        rule: &Rule,
        revision: u32,
        editions: &[EditionSummary],
    ) -> Option<Refusal> {
        let page = |channel: &Channel| *channel != Channel::Email;
        if !rule.mails() {
            let none = !self.channels.iter().any(page);
            return none.then(|| Refusal::NoPage(key.to_owned()));
        }
        if self.pipeline.list() != rule.list() {
            let list = rule.list().unwrap_or_default().to_owned();
            return Some(Refusal::OtherList { key: key.to_owned(), list });
        }
        // Who will have had the words is not known yet.
        let open = editions.iter().any(|e| e.revision < revision && e.closed_at.is_none());
        open.then(|| Refusal::UnderWay(key.to_owned()))
    }

    /// The drafts of a digest but for the one that `draft` replaces; `None` if there is
    /// none.
    fn others(
        &self,
        mut drafts: Vec<SentDraft>,
        draft: &Submission,
        beside: &[Submission],
    ) -> Option<Vec<Submission>> {
        let path = &draft.document().path;
        let replaced = drafts
            .iter()
            .position(|sent| sent.bytes == draft.draft().bytes)
            .or_else(|| drafts.iter().position(|sent| name(&sent.path) == name(path)))
            .or_else(|| {
                let words = Words::of(draft.document());
                drafts.iter().position(|sent| {
                    let former = parse(&Draft::new(sent.path.clone(), sent.bytes.clone()));
                    words.alike(&Words::of(&former)).is_some()
                })
            })?;
        drafts.remove(replaced);
        let others = drafts.into_iter().map(|sent| {
            let there = beside.iter().find(|other| other.draft().bytes == sent.bytes);
            let other = there.cloned();
            other.unwrap_or_else(|| Submission::for_a_look(Draft::new(sent.path, sent.bytes)))
        });
        Some(others.collect())
    }

    /// Those whom a frozen edition is for, at the moment at which they are read.
    ///
    /// # Errors
    /// [`DistributeError::OtherAudience`] if the pipeline mails another list by now.
    pub(crate) async fn audience_of(
        &self,
        rule: &Rule,
        key: &str,
        revision: u32,
    ) -> Result<Audience, PublishError> {
        let name = match rule {
            Rule::List { .. } => return self.recipients().await,
            Rule::Nobody | Rule::Next { .. } => return Ok(Audience::silent(rule.clone())),
            Rule::Holders { name, .. } => name,
        };
        if self.pipeline.list() != Some(name) {
            return Err(DistributeError::OtherAudience { key: key.to_owned() }.into());
        }
        // Who has left since is on the list no more, whatever segment it went to.
        let list = match self.newsroom.lists.get(name).is_some_and(|list| list.file.is_some()) {
            true => self.recipients().await?,
            false => {
                let people = self.newsroom.subscriptions(Arc::clone(&self.clock))?;
                self.audience.clone().read_from(people, None, &self.newsroom.time_zone)
            }
        };
        let ledger = self.newsroom.ledger(Arc::clone(&self.clock))?;
        let world = self.profile.world();
        let holders = Holders { ledger, world, key: key.to_owned(), before: revision };
        Ok(list.held(rule.clone(), holders))
    }
}

/// A file's name without its folders.
fn name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}
