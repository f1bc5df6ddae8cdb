//! A newsroom on disk with one ready draft and a long list, for trials that kill
//! whoever sends from it.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Arc;

use copydesk_ledger::{
    Balance, EditionSummary, Ledger, LedgerError, SqliteLedger, SystemClock, World,
};

/// The binary of this crate that sends: the same chain as `copydesk publish`.
const SENDER: &str = "sender";

const DRAFT: &str = "---\ntitle: Quay shut after the storm\ndate: 2023-03-04\nstatus: ready\n---\n\n\
The board shut the quay on Thursday.[1] It will meet again in May.[2]\n\n\
1. “Quay shut” Island Post, 2 Mar. 2023, https://post.example/quay\n\
2. “Board meets” The Ferry, 3 Mar. 2023, https://ferry.example/board\n";

const PIPELINE: &str = "name: brief\n\
drafts: { folder: drafts, match: [\"*.md\"], ready: marked, review: none }\n\
stages:\n  - parse\n  - validate:\n      coverage: trailing\n  - render: { template: brief }\n  \
- distribute: [archive, { email: { list: readers } }]\n";

/// The domains of a list as mixed as a newspaper's.
const DOMAINS: [&str; 8] = [
    "gmail.com",
    "gmail.com",
    "gmail.com",
    "outlook.com",
    "outlook.com",
    "yahoo.com",
    "gmx.net",
    "small.example",
];

/// A newsroom, and how to send from it.
#[derive(Debug)]
pub struct Trial {
    folder: PathBuf,
    sender: PathBuf,
    people: usize,
}

/// How a newsroom sends.
#[derive(Clone, Copy, Debug)]
pub struct Terms<'a> {
    /// On the list.
    pub people: usize,
    /// Of the relay, on this machine.
    pub port: u16,
    /// To it.
    pub connections: u32,
    /// The key that signs.
    pub key: Option<&'a Path>,
    /// The relay's authority, where it is spoken to over STARTTLS.
    pub ca: Option<&'a Path>,
}

/// What a trial may want of a sender.
#[derive(Clone, Copy, Debug, Default)]
pub struct Knobs<'a> {
    /// The named point at which it dies.
    pub fail_at: Option<&'a str>,
    /// How long its leases last, and the pauses of destinations.
    pub lease_seconds: Option<u32>,
    /// How long it waits for the relay.
    pub patience_ms: Option<u32>,
}

/// Why a trial could not be made.
#[derive(Debug, thiserror::Error)]
pub enum TrialError {
    /// The machine.
    #[error("the trial cannot be made: {0}")]
    Machine(#[from] io::Error),
    /// The ledger.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// What was to be proved does not hold.
    #[error("{0}")]
    Broken(String),
}

impl Trial {
    /// Writes the newsroom into an empty folder and adopts its ledger. `sender` is
    /// the built binary of that name, or `None` for the one beside this program.
    ///
    /// # Errors
    /// If something cannot be written.
    pub async fn begin(
        folder: &Path,
        sender: Option<&Path>,
        people: usize,
        port: u16,
        connections: u32,
    ) -> Result<Self, TrialError> {
        let terms = Terms { people, port, connections, key: None, ca: None };
        Self::under(folder, sender, terms).await
    }

    /// The same, under terms of its own.
    ///
    /// # Errors
    /// If something cannot be written.
    pub async fn under(
        folder: &Path,
        sender: Option<&Path>,
        terms: Terms<'_>,
    ) -> Result<Self, TrialError> {
        let Terms { people, port, connections, key, ca } = terms;
        let sender = match sender {
            Some(path) => path.to_owned(),
            None => std::env::current_exe()?.with_file_name(SENDER),
        };
        let trial = Self { folder: folder.to_owned(), sender, people };
        let dkim = key.map(|key| {
            let key = key.display();
            format!(", dkim: [{{ domain: quay.example.org, selector: bench, key: {key} }}]")
        });
        let dkim = dkim.unwrap_or_default();
        let tls = match ca {
            Some(ca) => format!("host: localhost, tls: starttls, ca: {}", ca.display()),
            None => "host: 127.0.0.1, tls: none".to_owned(),
        };
        let newsroom = format!(
            "newsroom: {{ name: The Quay, url: \"https://quay.example.org\", postal: 1 Pier Road, \
             language: en-GB, time_zone: Europe/London, corrections: errors@quay.example.org }}\n\
             sender: {{ from: The Quay <brief@quay.example.org>, reply_to: desk@quay.example.org{dkim} }}\n\
             lists: {{ readers: {{ title: The Quay, file: readers.csv }} }}\n\
             profiles:\n  live:\n    transport: {{ smtp: {{ {tls}, port: {port}, \
             connections: {connections} }} }}\n    archive: {{ folder: www, verify: false }}\n    approval: none\n"
        );
        for (name, text) in [
            ("copydesk.yaml", newsroom.as_str()),
            ("pipelines/brief.yaml", PIPELINE),
            ("drafts/quay.md", DRAFT),
            ("readers.csv", &trial.list()),
        ] {
            let path = folder.join(name);
            if let Some(above) = path.parent() {
                std::fs::create_dir_all(above)?;
            }
            std::fs::write(path, text)?;
        }
        trial.ledger()?.adopt(Vec::new(), Vec::new()).await?;
        Ok(trial)
    }

    /// Everybody on the list.
    pub fn addresses(&self) -> impl Iterator<Item = String> + use<> {
        Self::addresses_of(self.people)
    }

    /// Everybody on a list of so many.
    pub fn addresses_of(people: usize) -> impl Iterator<Item = String> {
        (0..people).map(|n| format!("reader{n:07}@{}", DOMAINS[n % DOMAINS.len()]))
    }

    fn list(&self) -> String {
        let mut list = "address,name\n".to_owned();
        for (n, address) in self.addresses().enumerate() {
            list.push_str(&format!("{address},Reader {n}\n"));
        }
        list
    }

    /// A handle on its ledger, as another process has one.
    ///
    /// # Errors
    /// If it cannot be opened.
    pub fn ledger(&self) -> Result<SqliteLedger, LedgerError> {
        SqliteLedger::open(&self.folder.join(".copydesk/ledger.sqlite"), Arc::new(SystemClock))
    }

    /// The edition, once it is frozen.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub async fn edition(&self) -> Result<Option<EditionSummary>, LedgerError> {
        Ok(self.ledger()?.editions(World::Live).await?.into_iter().next())
    }

    /// How it stands.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub async fn balance(&self) -> Result<Balance, LedgerError> {
        Ok(self.edition().await?.map(|edition| edition.balance).unwrap_or_default())
    }

    /// Starts to send; `fail_at` names a point at which it dies.
    ///
    /// # Errors
    /// If the binary does not start.
    pub fn send(&self, fail_at: Option<&str>) -> io::Result<Child> {
        self.start(None, Knobs { fail_at, ..Knobs::default() })
    }

    /// Starts to send, with what a trial shortens.
    ///
    /// # Errors
    /// If the binary does not start.
    pub fn send_with(&self, knobs: Knobs<'_>) -> io::Result<Child> {
        self.start(None, knobs)
    }

    /// Sends until it ends by itself.
    ///
    /// # Errors
    /// If the binary does not start.
    pub fn send_to_the_end(&self, fail_at: Option<&str>) -> io::Result<ExitStatus> {
        self.send(fail_at)?.wait()
    }

    /// Lets a process of its own say `stop` or `cancel` of the edition.
    ///
    /// # Errors
    /// If the binary does not start.
    pub fn say(&self, word: &str, fail_at: &str) -> io::Result<ExitStatus> {
        self.start(Some(word), Knobs { fail_at: Some(fail_at), ..Knobs::default() })?.wait()
    }

    fn start(&self, word: Option<&str>, knobs: Knobs<'_>) -> io::Result<Child> {
        let mut command = Command::new(&self.sender);
        command.arg(&self.folder).args(word).stdin(Stdio::null()).stdout(Stdio::null());
        let number = |number: Option<u32>| number.map(|number| number.to_string());
        for (name, value) in [
            ("COPYDESK_FAIL_AT", knobs.fail_at.map(str::to_owned)),
            ("COPYDESK_LEASE", number(knobs.lease_seconds)),
            ("COPYDESK_PATIENCE", number(knobs.patience_ms)),
        ] {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        if knobs.fail_at.is_some() || knobs.patience_ms.is_some() {
            // What goes wrong is wanted.
            command.stderr(Stdio::null());
        }
        command.spawn()
    }

    /// How it stands once what a dead sender left is settled, as the next one would
    /// before it claims anything.
    ///
    /// # Errors
    /// If the ledger cannot be used.
    pub async fn recovered(&self) -> Result<Balance, TrialError> {
        let ledger = self.ledger()?;
        let recorders = self.folder.join(".copydesk/recorders");
        let recovered = copydesk_distribution::recover(&ledger, &recorders).await;
        recovered.map_err(|error| TrialError::Broken(error.to_string()))?;
        Ok(self.balance().await?)
    }

    /// Where everybody's delivery stands, by address.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub async fn states(&self) -> Result<BTreeMap<String, String>, TrialError> {
        let rows = self.ledger()?;
        let mut states = BTreeMap::new();
        for address in self.addresses() {
            for trace in rows.trace(World::Live, &address, None).await? {
                states.insert(address.clone(), format!("{:?}", trace.state));
            }
        }
        Ok(states)
    }
}
