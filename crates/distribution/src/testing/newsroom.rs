//! A newsroom in a folder that vanishes, with one edition in its ledger.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use copydesk_ledger::{
    Balance, Clock, EditionId, Ledger, Opened, Reason, SqliteLedger, Subscriptions, Suppression,
    World,
};
use copydesk_rendering::{ArchiveEntry, Masthead, Templates, Theme};
use jiff::Timestamp;
use tempfile::TempDir;

use super::{Log, Witness, composer_parts, sealed};
use crate::channels::archive;
use crate::{
    ArchiveSite, Audience, Channel, Delivered, DistributeError, Distribution, FrozenEdition,
    Online, Outbox, RecipientKey, Relay, Sender, Stop, Subscribers, Traffic, Transport, distribute,
};

pub(crate) struct Newsroom {
    pub(crate) folder: TempDir,
    pub(crate) ledger: Witness<SqliteLedger>,
    pub(crate) audience: Audience,
    pub(crate) edition: EditionId,
    pub(crate) log: Log,
    pub(crate) stop: Stop,
    pub(crate) traffic: Traffic,
    pub(crate) online: Online,
    pub(crate) channels: Vec<Channel>,
    clock: Arc<AtomicI64>,
    templates: Templates,
    masthead: Masthead,
    sender: Sender,
    key: RecipientKey,
}

impl Newsroom {
    /// With an edition for these people.
    pub(crate) async fn new(world: World, people: &[(&str, Option<&str>)]) -> Self {
        Self::with(world, people, "").await
    }

    /// The same; `more` ends the edition's text part.
    pub(crate) async fn with(world: World, people: &[(&str, Option<&str>)], more: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let start: Timestamp = "2026-11-07T06:30:00Z".parse().unwrap();
        let clock = Arc::new(AtomicI64::new(start.as_second()));
        let log = Log::default();
        let ledger = SqliteLedger::open(&folder.path().join("ledger.sqlite"), ticking(&clock));
        let ledger = Witness::new(ledger.unwrap(), log.clone());
        let people = people.iter().map(|(a, n)| ((*a).to_owned(), n.map(str::to_owned)));
        let subscribers = Subscribers::of(people);
        let audience = Audience::of_list("subscribers", "The Daily Brief", subscribers);
        let new = sealed("2026-11-07-brief", world, audience.rule(), more);
        let Opened::New(edition) = ledger.open(new).await.unwrap() else {
            panic!("an empty ledger knew the edition");
        };
        let (sender, key) = composer_parts();
        Self {
            folder,
            ledger,
            audience,
            edition,
            log,
            stop: Stop::never(),
            traffic: Traffic { connections: 1, ..Traffic::default() },
            online: Online::default(),
            channels: vec![Channel::Email, Channel::Feed, Channel::Archive],
            clock,
            templates: Templates::embedded().unwrap(),
            masthead: Masthead {
                name: "The Daily Brief".to_owned(),
                url: "https://brief.example.org".to_owned(),
                postal: "1 Fleet St".to_owned(),
                language: "en-GB".to_owned(),
                corrections: "corrections@example.org".to_owned(),
                list: "The Daily Brief".to_owned(),
                theme: Theme::default(),
            },
            sender,
            key,
        }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Somebody unsubscribes, by another process.
    pub(crate) async fn leaves(&self, address: &str) {
        let ledger = SqliteLedger::open(&self.path("ledger.sqlite"), ticking(&self.clock));
        let (at, source) = (ticking(&self.clock).now(), "link".to_owned());
        let why = Suppression { list: None, reason: Reason::Unsubscribed, at, source };
        assert!(ledger.unwrap().suppress(address, why).await.unwrap());
    }

    pub(crate) fn later(&self, seconds: i64) {
        self.clock.fetch_add(seconds, Ordering::SeqCst);
    }

    pub(crate) async fn rehearse(&self, write_all: bool) -> Result<Delivered, DistributeError> {
        let folder = self.path("outbox");
        self.send(Transport::Outbox(Outbox { folder, write_all })).await
    }

    pub(crate) async fn submit(&self, relay: &Relay) -> Result<Delivered, DistributeError> {
        self.send(Transport::Smtp(relay.clone())).await
    }

    /// Where its archive can be read.
    pub(crate) fn address(&mut self, url: &str) {
        url.clone_into(&mut self.masthead.url);
    }

    /// What its edition's page says.
    pub(crate) async fn page(&self) -> String {
        FrozenEdition::thaw(self.ledger.edition(self.edition).await.unwrap()).unwrap().page()
    }

    pub(crate) async fn balance(&self) -> Balance {
        self.ledger.balance(self.edition).await.unwrap()
    }

    /// What its archive lists.
    pub(crate) async fn entries(&self) -> Result<Vec<ArchiveEntry>, DistributeError> {
        let folder = self.path("public");
        archive::entries(&self.site(&folder), &self.ledger, World::Rehearsal, None).await
    }

    fn site<'a>(&'a self, folder: &'a Path) -> ArchiveSite<'a> {
        ArchiveSite {
            folder,
            templates: &self.templates,
            masthead: &self.masthead,
            online: &self.online,
        }
    }

    async fn send(&self, transport: Transport) -> Result<Delivered, DistributeError> {
        let public = self.path("public");
        let run = Distribution {
            ledger: &self.ledger,
            clock: &*ticking(&self.clock),
            edition: self.edition,
            channels: &self.channels,
            audience: &self.audience,
            archive: self.site(&public),
            sender: &self.sender,
            key: &self.key,
            transport: &transport,
            traffic: &self.traffic,
            recorders: &self.path("recorder"),
            stop: self.stop.clone(),
        };
        distribute(&run, &mut |_| {}).await
    }
}

fn ticking(clock: &Arc<AtomicI64>) -> Arc<dyn Clock> {
    let clock = clock.clone();
    Arc::new(move || Timestamp::from_second(clock.load(Ordering::SeqCst)).unwrap())
}
