//! A pipeline under a profile, opened: templates, list, keys and ledger are
//! read and found sound before the first draft is.

mod credentials;
pub(crate) mod look;
mod relay;
mod sender;
mod turn;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use copydesk_distribution::{
    AttributeKind, Audience, Channel, Definition, Deploy, KeyProblem, Online, Outbox, Patience,
    RecipientKey, SecretProblem, Segment, Sender, SenderProblem, SigningKeyProblem, Stop,
    SubscribersProblem, Traffic, Transport, TrustProblem, read_subscribers,
};
use copydesk_ledger::{
    Clock, Inventory, Ledger, LedgerError, Restored, SqliteLedger, Subscriptions, back_up, restore,
};
use copydesk_manuscript::Digest;
use copydesk_rendering::{Masthead, TemplateProblem, Templates};
use copydesk_validation::Policy;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::newsroom::{self, Login, Smtp, Store};
use crate::{Newsroom, Pipeline, Profile, PublishError};

pub use turn::Turn;

/// Where rehearsals write mail.
pub(crate) const OUTBOX: &str = "outbox";

/// Where workers note the last moments of each message.
pub(crate) const RECORDERS: &str = ".copydesk/recorders";

/// Everything that [`crate::publish()`] needs beside a draft.
pub struct Desk {
    /// Whose it is.
    pub newsroom: Newsroom,
    /// What happens to drafts.
    pub pipeline: Pipeline,
    /// Where they go.
    pub profile: Profile,
    /// How editions look.
    pub templates: Templates,
    /// What editions show of the newsroom.
    pub masthead: Masthead,
    /// Who gets them.
    pub audience: Audience,
    /// From whom.
    pub sender: Sender,
    pub(crate) channels: Vec<Channel>,
    /// Those of them that mail nobody.
    pub(crate) pages: Vec<Channel>,
    pub(crate) transport: Transport,
    pub(crate) traffic: Traffic,
    pub(crate) recorders: PathBuf,
    pub(crate) archive: PathBuf,
    pub(crate) online: Online,
    pub(crate) definition: Definition,
    pub(crate) clock: Arc<dyn Clock>,
    waits: bool,
}

/// Why a pipeline cannot run.
#[derive(Debug, thiserror::Error)]
pub enum DeskProblem {
    /// A template.
    #[error(transparent)]
    Template(#[from] TemplateProblem),
    /// The list of subscribers.
    #[error(transparent)]
    Subscribers(#[from] SubscribersProblem),
    /// There is nobody to send to.
    #[error("the list `{list}` has no subscribers: {file} ends after its header")]
    NobodyListed {
        /// The list's name.
        list: String,
        /// Its file.
        file: String,
    },
    /// The sender in `copydesk.yaml`.
    #[error(transparent)]
    Sender(#[from] SenderProblem),
    /// A key that should sign.
    #[error("the key `{selector}` of {domain} cannot sign: {problem}")]
    SigningKey {
        /// Whose.
        domain: String,
        /// Which.
        selector: String,
        /// Why.
        problem: SigningKeyProblem,
    },
    /// The relay's certificate could be verified by nobody.
    #[error(transparent)]
    Trust(#[from] TrustProblem),
    /// The file of a password or a key.
    #[error("{key} {problem}")]
    Secret {
        /// As in `copydesk.yaml`.
        key: &'static str,
        /// What is wrong with it.
        problem: SecretProblem,
    },
    /// A password that is not as passwords are.
    #[error("the relay's password in {place} {why}")]
    Password {
        /// A file or a variable.
        place: String,
        /// As a predicate.
        why: &'static str,
    },
    /// A file of the newsroom that cannot be read.
    #[error("{path}: the file cannot be read: {error}")]
    File {
        /// Which.
        path: String,
        /// Why.
        error: std::io::Error,
    },
}

/// People whose value of an attribute is of another kind than the one declared.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the segment compares `{attribute}`, which copydesk.yaml declares as {declared}, and {people} \
     on the list `{list}` have it as {found}: import them again, or declare it as it was"
)]
pub struct Misfit {
    /// The list.
    pub list: String,
    /// The attribute.
    pub attribute: String,
    /// As it is declared now.
    pub declared: AttributeKind,
    /// What it is instead.
    pub found: String,
    /// Of how many.
    pub people: u64,
}

impl Desk {
    /// Opens `pipeline` under `profile`. Reads files; writes and sends nothing.
    ///
    /// # Errors
    /// [`DeskProblem`] for the first thing that would stop a run.
    pub fn open(
        newsroom: &Newsroom,
        pipeline: &Pipeline,
        profile: &Profile,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, DeskProblem> {
        let root = &newsroom.root;
        let list = pipeline.list().and_then(|name| newsroom.lists.get_key_value(name));
        let audience = match list {
            Some((name, list)) => audience(root, name, list, pipeline.segment())?,
            None => Audience::nobody(),
        };
        let templates = look::load(root, &pipeline.render.template)?;
        let (sender, transport) = way_out(newsroom, profile)?;
        Ok(Self {
            templates,
            masthead: newsroom.masthead(list.map(|(_, list)| list)),
            audience,
            sender,
            transport,
            traffic: match &profile.transport {
                newsroom::Transport::Outbox => Traffic::default(),
                newsroom::Transport::Smtp(smtp) => smtp.traffic.clone(),
            },
            recorders: root.join(RECORDERS),
            pages: channels(pipeline).into_iter().filter(|c| *c != Channel::Email).collect(),
            channels: channels(pipeline),
            archive: root.join(&profile.archive.folder),
            online: online(newsroom, profile),
            definition: definition(pipeline)?,
            newsroom: newsroom.clone(),
            pipeline: pipeline.clone(),
            profile: profile.clone(),
            clock,
            waits: true,
        })
    }

    /// Where another process sends, [`crate::publish()`] says so and does not wait.
    pub fn never_waits(&mut self) {
        self.waits = false;
    }

    /// Whether a rehearsal writes every message rather than the most telling.
    pub fn write_all(&mut self, all: bool) {
        if let Transport::Outbox(outbox) = &mut self.transport {
            outbox.write_all = all;
        }
    }

    /// Today in the newsroom's time zone.
    pub fn today(&self) -> Date {
        self.day_of(self.clock.now())
    }

    /// A moment's day in the newsroom's time zone.
    pub(crate) fn day_of(&self, moment: Timestamp) -> Date {
        moment.to_zoned_datetime(self.newsroom.time_zone.clone()).date()
    }

    /// The rules under which drafts are read here today.
    pub fn policy(&self) -> Policy {
        self.pipeline.policy(&self.newsroom, &self.profile, self.today())
    }

    /// Whom an edition goes to: a list in the ledger is read from it page by page, one in
    /// a file without those who were erased.
    ///
    /// # Errors
    /// [`PublishError`] if the ledger cannot be opened, or the key by which the erased are
    /// known.
    pub async fn recipients(&self) -> Result<Audience, PublishError> {
        let list = self.pipeline.list().and_then(|name| self.newsroom.lists.get(name));
        let Some(list) = list else { return Ok(self.audience.clone()) };
        if list.file.is_some() && !self.newsroom.has_ledger() {
            return Ok(self.audience.clone());
        }
        let people = self.newsroom.subscriptions(Arc::clone(&self.clock))?;
        if list.file.is_none() {
            let zone = &self.newsroom.time_zone;
            return Ok(self.audience.clone().read_from(people, self.pipeline.segment(), zone));
        }
        let erased = people.erased().await?;
        if erased.is_empty() {
            return Ok(self.audience.clone());
        }
        Ok(self.audience.clone().without(erased, self.key()?))
    }

    /// Whether what the pipeline's segment compares is still of the kind that is declared.
    /// A value of another kind compares with nothing, and its person would miss every
    /// edition without anybody knowing.
    ///
    /// # Errors
    /// [`LedgerError`] if the ledger cannot be read.
    pub async fn misfit(&self) -> Result<Option<Misfit>, LedgerError> {
        let (Some(list), Some(segment)) = (self.pipeline.list(), self.pipeline.segment()) else {
            return Ok(None);
        };
        if !self.newsroom.has_ledger() {
            return Ok(None);
        }
        let people = self.newsroom.subscriptions(Arc::clone(&self.clock))?;
        let asked = segment.attributes().into_iter().map(str::to_owned).collect();
        for (attribute, kinds) in people.kinds(list, asked).await? {
            let Some(declared) = self.newsroom.attributes.get(&attribute) else { continue };
            if let Some((found, people)) = kinds.into_iter().find(|(kind, _)| !declared.takes(kind))
            {
                let list = list.to_owned();
                return Ok(Some(Misfit { list, attribute, declared: *declared, found, people }));
            }
        }
        Ok(None)
    }

    /// The key behind recipients' tokens, made at first use.
    pub(crate) fn key(&self) -> Result<RecipientKey, KeyProblem> {
        RecipientKey::open(&self.newsroom.root)
    }

    /// Waits until no other process sends from this newsroom, if that is wanted.
    pub(crate) async fn turn(&self, stop: &Stop) -> Result<Turn, PublishError> {
        let root = &self.newsroom.root;
        match self.waits {
            true => Ok(Turn::wait(root, stop).await?),
            false => Turn::soon(root).await?.ok_or(PublishError::Busy),
        }
    }
}

/// From whom mail comes under a profile, and how it leaves.
pub(crate) fn way_out(
    newsroom: &Newsroom,
    profile: &Profile,
) -> Result<(Sender, Transport), DeskProblem> {
    let root = &newsroom.root;
    let sender = sender::open(&newsroom.sender, profile, root)?;
    let transport = match &profile.transport {
        newsroom::Transport::Outbox => {
            Transport::Outbox(Outbox { folder: root.join(OUTBOX), write_all: false })
        }
        newsroom::Transport::Smtp(smtp) => Transport::Smtp(relay::open(smtp, root)?),
    };
    Ok((sender, transport))
}

impl Newsroom {
    /// Opens the ledger, or starts it.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`] says which file and why.
    pub fn ledger(&self, clock: Arc<dyn Clock>) -> Result<Arc<dyn Ledger>, LedgerError> {
        Ok(Arc::new(SqliteLedger::open(&self.ledger_file(), clock)?))
    }

    /// Opens the same ledger for its subscribers.
    ///
    /// # Errors
    /// As [`Newsroom::ledger`].
    pub fn subscriptions(
        &self,
        clock: Arc<dyn Clock>,
    ) -> Result<Arc<dyn Subscriptions>, LedgerError> {
        Ok(Arc::new(SqliteLedger::open(&self.ledger_file(), clock)?))
    }

    /// Copies the ledger to a new file, while others may write to it.
    ///
    /// # Errors
    /// As [`back_up`].
    pub fn back_up_ledger(&self, target: &Path) -> Result<Inventory, LedgerError> {
        back_up(&self.ledger_file(), target)
    }

    /// Puts a copy in the ledger's place, without those who were erased since; by `key`
    /// they are known.
    ///
    /// # Errors
    /// As [`restore`].
    pub fn restore_ledger(
        &self,
        backup: &Path,
        now: Timestamp,
        key: &RecipientKey,
    ) -> Result<Restored, LedgerError> {
        restore(backup, &self.ledger_file(), now, &|address| key.erased_mark(address))
    }

    /// The right to send, if nobody has it.
    ///
    /// # Errors
    /// What kept the lock from being asked for.
    pub fn only_sender(&self) -> std::io::Result<Option<Turn>> {
        Turn::free(&self.root)
    }

    /// Whether it was started: something may stand in it.
    pub fn has_ledger(&self) -> bool {
        self.ledger_file().exists()
    }

    /// Where it lies.
    pub fn ledger_file(&self) -> PathBuf {
        let Store::Sqlite(path) = &self.store;
        self.root.join(path)
    }
}

/// How a profile's archive gets to readers. What publishes it has no business with the
/// password of any relay.
fn online(newsroom: &Newsroom, profile: &Profile) -> Online {
    let passwords = newsroom.profiles.values().filter_map(|other| match &other.transport {
        newsroom::Transport::Smtp(Smtp { login: Some(Login { password, .. }), .. }) => {
            password.variable().map(str::to_owned)
        }
        _ => None,
    });
    let deploy = profile.archive.deploy.clone().map(|command| Deploy {
        command,
        // A newsroom that is here has no path, and no program runs in none.
        folder: newsroom.root.join("."),
        without: passwords.collect(),
        limit: Deploy::LIMIT,
    });
    Online { deploy, verify: profile.archive.verify, patience: Patience::default() }
}

/// The pipeline's channels, as distribution knows them.
fn channels(pipeline: &Pipeline) -> Vec<Channel> {
    let channels = pipeline.distribute.iter().map(|channel| match channel {
        crate::Channel::Archive => Channel::Archive,
        crate::Channel::Feed => Channel::Feed,
        crate::Channel::Email { .. } => Channel::Email,
    });
    channels.collect()
}

fn audience(
    root: &Path,
    name: &str,
    list: &newsroom::List,
    segment: Option<&Segment>,
) -> Result<Audience, DeskProblem> {
    let Some(file) = &list.file else {
        return Ok(Audience::in_ledger(name, &list.title, segment));
    };
    let path = root.join(file);
    let shown = path.display().to_string();
    let subscribers = read_subscribers(&path, &shown)?;
    if subscribers.is_empty() {
        return Err(DeskProblem::NobodyListed { list: name.to_owned(), file: shown });
    }
    Ok(Audience::of_list(name, &list.title, subscribers))
}

/// The definition as written: an approval dies with any change of it.
fn definition(pipeline: &Pipeline) -> Result<Definition, DeskProblem> {
    let file = &pipeline.file;
    let text = std::fs::read(file)
        .map_err(|error| DeskProblem::File { path: file.display().to_string(), error })?;
    Ok(Definition { name: pipeline.name.clone(), digest: Digest::of(&text) })
}
