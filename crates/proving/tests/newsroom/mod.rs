//! A newsroom in a folder that vanishes, with the shipped sample brief as its
//! one edition: the whole chain, as `publish` calls it.

use std::path::Path;
use std::sync::Arc;

use copydesk_distribution::{
    ArchiveSite, Audience, Channel, Definition, Delivered, Distribution, Online, RecipientKey,
    Sender, Signer, Stop, Traffic, Transport, distribute, freeze, read_subscribers,
};
use copydesk_ledger::{Ledger, NewEdition, Opened, SqliteLedger, SystemClock, World};
use copydesk_manuscript::{Digest, Draft};
use copydesk_rendering::{Lineup, Masthead, Occasion, Templates, Theme, proofread, render};
use copydesk_validation::{Policy, Verdict, validate};
use jiff::civil::date;
use tempfile::TempDir;

/// The repository.
pub(crate) const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// Everything that a run needs but its transport.
pub(crate) struct Newsroom {
    /// Where its files lie.
    pub(crate) folder: TempDir,
    ledger: SqliteLedger,
    templates: Templates,
    masthead: Masthead,
    audience: Audience,
    /// Who signs.
    pub(crate) signers: Vec<Signer>,
}

impl Newsroom {
    /// With these people, as CSV.
    pub(crate) fn new(subscribers: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let csv = folder.path().join("subscribers.csv");
        std::fs::write(&csv, subscribers).unwrap();
        let people = read_subscribers(&csv, "subscribers.csv").unwrap();
        let ledger = folder.path().join(".copydesk/ledger.sqlite");
        Self {
            ledger: SqliteLedger::open(&ledger, Arc::new(SystemClock)).unwrap(),
            templates: Templates::embedded().unwrap(),
            masthead: Masthead {
                name: "The Daily Brief".to_owned(),
                url: "https://brief.example.org".to_owned(),
                postal: "1 Fleet St, London".to_owned(),
                language: "en-GB".to_owned(),
                corrections: "corrections@example.org".to_owned(),
                list: "The Daily Brief".to_owned(),
                theme: Theme::default(),
            },
            audience: Audience::of_list("subscribers", "The Daily Brief", people),
            signers: Vec::new(),
            folder,
        }
    }

    /// Freezes the sample, or finds it frozen, and distributes it.
    pub(crate) async fn publish(&self, world: World, transport: &Transport) -> Delivered {
        let pipeline = Definition { name: "brief".to_owned(), digest: Digest::of(b"pipeline") };
        let new = self.frozen(world, &pipeline);
        let edition = match self.ledger.open(new).await.unwrap() {
            Opened::New(id) => id,
            Opened::Unfinished(found) | Opened::Closed(found) | Opened::Differs(found) => found.id,
            Opened::Withdrawn => panic!("nobody has ended it"),
        };
        let from = "The Daily Brief <brief@news.example.org>";
        let run = Distribution {
            ledger: &self.ledger,
            clock: &SystemClock,
            edition,
            channels: &[Channel::Email, Channel::Archive, Channel::Feed],
            audience: &self.audience,
            archive: ArchiveSite {
                folder: &self.folder.path().join("public"),
                templates: &self.templates,
                masthead: &self.masthead,
                online: &Online::default(),
            },
            sender: &Sender::parse(from, Some("desk@example.org"))
                .unwrap()
                .signed_by(self.signers.clone()),
            key: &RecipientKey::open(self.folder.path()).unwrap(),
            transport,
            traffic: &Traffic::default(),
            recorders: &self.folder.path().join(".copydesk/recorders"),
            stop: Stop::never(),
        };
        distribute(&run, &mut |_| {}).await.unwrap()
    }

    /// What happened to the live mail of one person.
    #[allow(dead_code, reason = "not every test that shares this file asks")]
    pub(crate) async fn trace(&self, address: &str) -> copydesk_ledger::Trace {
        self.ledger.trace(World::Live, address, None).await.unwrap().remove(0)
    }

    fn frozen(&self, world: World, pipeline: &Definition) -> NewEdition {
        let path = Path::new(ROOT).join("drafts/malaria-vaccines.md");
        let draft = Draft::new("drafts/malaria-vaccines.md", std::fs::read(path).unwrap());
        let today = date(2026, 11, 23);
        let document = copydesk_parsing::parse(&draft);
        let policy = Policy::rehearsal(today);
        let Verdict::Clear(checked) = validate(document, &policy) else {
            panic!("the sample brief is held");
        };
        let key = "2026-11-23-malaria-vaccines".to_owned();
        let occasion = Occasion { key, date: today, subject: None, ..Occasion::default() };
        let lineup = Lineup::of_one(checked);
        let edition = render(&lineup, &self.templates, &self.masthead, &occasion).unwrap();
        let read = proofread(edition, &lineup, &policy);
        freeze(read.passed().unwrap(), world, &self.audience, pipeline, Vec::new(), 1).unwrap()
    }
}
