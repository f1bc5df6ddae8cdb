//! The verb: one frozen edition, out through its channels.

use std::fmt;
use std::path::{Path, PathBuf};

use copydesk_ledger::{Balance, Clock, Closing, Cursor, EditionId, Ledger, World, fail_point};
use jiff::Timestamp;

use crate::channels::{archive, email, feed};
use crate::message::Composer;
use crate::{
    ArchiveSite, Audience, Channel, DistributeError, FrozenEdition, Measured, RecipientKey, Sender,
    Step, Stop, Traffic, Transport, files,
};

/// Everything a run needs.
pub struct Distribution<'a> {
    /// Where everything about it is kept.
    pub ledger: &'a dyn Ledger,
    /// For the moments at which deferred deliveries are due again.
    pub clock: &'a dyn Clock,
    /// What the ledger opened.
    pub edition: EditionId,
    /// The ways out, in any order.
    pub channels: &'a [Channel],
    /// For whom; its rule is the one that was frozen.
    pub audience: &'a Audience,
    /// Where pages and feed go.
    pub archive: ArchiveSite<'a>,
    /// From whom.
    pub sender: &'a Sender,
    /// For unsubscribe links.
    pub key: &'a RecipientKey,
    /// How the mail leaves.
    pub transport: &'a Transport,
    /// Over how many connections, and how fast to whom.
    pub traffic: &'a Traffic,
    /// The folder of the workers' recorders.
    pub recorders: &'a Path,
    /// Heard between two messages.
    pub stop: Stop,
}

/// What a run came to.
#[derive(Clone, Debug)]
pub struct Delivered {
    /// Where every candidate stands.
    pub balance: Balance,
    /// Nobody waits, and nobody is mailed again.
    pub closed: bool,
    /// Why some wait, if the run did not come to its own end. Deferred
    /// deliveries wait without it.
    pub halt: Option<Halt>,
    /// The edition's page.
    pub page: Option<PathBuf>,
    /// What a rehearsal wrote.
    pub outbox: Option<PathBuf>,
    /// What was proved in this run.
    pub measured: Measured,
}

/// Why a run ended before everybody was tried once. The rest waits in the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Halt {
    /// Somebody asked for it.
    Stopped,
    /// The relay cannot be reached, or keeps hanging up.
    Unreachable {
        /// `host:port`
        relay: String,
        /// Why.
        why: String,
    },
    /// The relay takes no mail from this sender, whoever it is for.
    Refused {
        /// `host:port`
        relay: String,
        /// Its words.
        reply: String,
    },
    /// Another process works on this edition.
    Overtaken,
    /// Somebody has stopped this edition.
    EditionStopped,
    /// Somebody has ended this edition for good.
    Cancelled,
    /// These destinations are left alone for a while.
    Paused(Vec<(String, Timestamp)>),
}

impl fmt::Display for Halt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stopped => f.write_str("stopped as asked; the rest waits"),
            Self::Unreachable { relay, why } => {
                write!(f, "the relay {relay} cannot be used: {why}; the rest waits")
            }
            Self::Refused { relay, reply } => {
                write!(f, "the relay {relay} takes no mail from us: {reply}; the rest waits")
            }
            Self::EditionStopped => {
                f.write_str("the edition is stopped; `copydesk resume` lets it go on")
            }
            Self::Cancelled => f.write_str("the edition was cancelled; nobody more gets it"),
            Self::Paused(destinations) => {
                f.write_str("left alone for a while: ")?;
                for (index, (name, until)) in destinations.iter().enumerate() {
                    let comma = if index == 0 { "" } else { ", " };
                    write!(f, "{comma}{name} until {until}")?;
                }
                f.write_str("; the rest waits")
            }
            Self::Overtaken => f.write_str("another process works on this edition; let it finish"),
        }
    }
}

/// Sends a frozen edition through its channels: proved first, then archive and
/// feed, then mail. Running it again goes on where it ended, and mails nobody
/// twice.
///
/// # Errors
/// [`DistributeError`] if the world or the newsroom is not as it should be. Then
/// too the ledger knows how far the run came.
pub async fn distribute(
    run: &Distribution<'_>,
    progress: &mut (dyn FnMut(Step<'_>) + Send),
) -> Result<Delivered, DistributeError> {
    let edition = FrozenEdition::thaw(run.ledger.edition(run.edition).await?)?;
    run.admit(&edition).await?;
    let composer = run.composer(&edition);

    let measured = email::prove(run, &composer).await?;
    fail_point("after-prove");
    let page = run.publish(&edition).await?;
    fail_point("after-archive");
    let halt = if run.bring_online(&edition).await? {
        email::plan(run).await?;
        match run.has(Channel::Email) {
            true => email::send(run, &composer, progress).await?,
            false => None,
        }
    } else {
        Some(Halt::Stopped)
    };

    fail_point("before-close");
    let (closed, balance) = match run.ledger.close(run.edition).await? {
        Closing::Closed(balance) => (true, balance),
        Closing::Open(balance) => (false, balance),
    };
    fail_point("after-close");
    Ok(Delivered { balance, closed, halt, page, outbox: run.outbox(&edition), measured })
}

impl<'a> Distribution<'a> {
    fn has(&self, channel: Channel) -> bool {
        self.channels.contains(&channel)
    }

    /// Refuses what can be known to be wrong before anything is seen outside.
    async fn admit(&self, edition: &FrozenEdition) -> Result<(), DistributeError> {
        let key = || edition.about().key.clone();
        match (edition.world(), self.transport) {
            (World::Rehearsal, Transport::Outbox(_)) => {}
            // Nobody is called for an edition that mails nobody.
            (World::Live, Transport::Smtp(_)) if !edition.rule().mails() => {}
            (World::Live, Transport::Smtp(relay)) => relay.admit().await?,
            (world, _) => {
                let world = match world {
                    World::Rehearsal => "rehearsal",
                    World::Live => "live",
                };
                return Err(DistributeError::OtherWorld { key: key(), world });
            }
        }
        let mails = edition.rule().mails();
        if self.audience.rule() != edition.rule() || self.has(Channel::Email) != mails {
            return Err(DistributeError::OtherAudience { key: key() });
        }
        Ok(())
    }

    fn composer<'e>(&'e self, edition: &'e FrozenEdition) -> Composer<'e> {
        let url = &self.archive.masthead.url;
        Composer::new(edition, self.sender, self.key, url, edition.rule().title())
    }

    /// Page, first page and feed, as far as the pipeline wants them: the page stands
    /// before anything that names it.
    async fn publish(&self, edition: &FrozenEdition) -> Result<Option<PathBuf>, DistributeError> {
        let (site, archive) = (&self.archive, self.has(Channel::Archive));
        if !archive && !self.has(Channel::Feed) {
            return Ok(None);
        }
        let pages = match archive {
            true => archive::pages(site, self.ledger, edition).await?,
            false => Vec::new(),
        };
        let coming = archive.then_some(edition);
        let entries = archive::entries(site, self.ledger, edition.world(), coming).await?;
        let index = archive.then(|| archive::index(site, &entries)).transpose()?;
        let feeds = self.has(Channel::Feed).then(|| feed::feeds(site, &entries)).transpose()?;
        let files = pages.iter().chain(index.iter().flatten()).chain(feeds.iter().flatten());
        let files: Vec<_> = files.map(|(path, bytes)| (path.as_path(), bytes.as_slice())).collect();
        files::write_all_whole(&files)?;
        Ok(pages.last().map(|(path, _)| path.clone()))
    }

    /// Publishes the archive and waits for the page, before anybody is planned; once
    /// everybody is, its page was there. `false` if the run is to end meanwhile.
    async fn bring_online(&self, edition: &FrozenEdition) -> Result<bool, DistributeError> {
        let all_planned = self.ledger.planned(self.edition).await?.cursor == Cursor::End;
        if all_planned || self.is_replaced(edition).await? {
            return Ok(true);
        }
        let (online, key) = (&self.archive.online, &edition.about().key);
        if self.has(Channel::Archive) {
            let address = self.archive.address(key);
            return Ok(online.bring(edition, &address, &self.stop).await?);
        }
        // A feed alone has no page to be asked for, but it is published all the same.
        match self.has(Channel::Feed) {
            true => Ok(online.publish(key, &self.stop).await?),
            false => Ok(true),
        }
    }

    /// Whether a later revision's page stands in its place, which that one waits for.
    async fn is_replaced(&self, edition: &FrozenEdition) -> Result<bool, DistributeError> {
        let revisions = self.ledger.revisions(edition.world(), &edition.about().key).await?;
        Ok(revisions.first().is_some_and(|last| last.revision > edition.revision()))
    }

    fn outbox(&self, edition: &FrozenEdition) -> Option<PathBuf> {
        match self.transport {
            Transport::Outbox(outbox) if self.has(Channel::Email) => {
                let folder = outbox.of(&edition.about().key);
                folder.is_dir().then_some(folder)
            }
            _ => None,
        }
    }
}
