//! What is asked about editions on their way, and of the ledger that knows them.

use std::path::PathBuf;

use clap::{Subcommand, ValueEnum};

#[derive(clap::Args, Debug)]
pub(crate) struct EditionKey {
    /// The edition's key
    pub(crate) edition: String,
}

#[derive(clap::Args, Debug)]
pub(crate) struct GoOn {
    /// The edition's key
    pub(crate) edition: String,
    /// The pipeline it came through, where several mail the same list
    #[arg(long, value_name = "NAME")]
    pub(crate) pipeline: Option<String>,
}

#[derive(clap::Args, Debug)]
#[command(group(clap::ArgGroup::new("whose").required(true).args(["address", "all"])))]
#[command(group(clap::ArgGroup::new("verdict").required(true).args(["accepted", "resend"])))]
pub(crate) struct Resolve {
    /// The edition's key
    pub(crate) edition: String,
    /// Whose delivery
    pub(crate) address: Option<String>,
    /// Everybody's that is uncertain
    #[arg(long)]
    pub(crate) all: bool,
    /// It arrived, as the relay's log shows
    #[arg(long)]
    pub(crate) accepted: bool,
    /// Send it again, even if it may come twice
    #[arg(long)]
    pub(crate) resend: bool,
    /// How you know; kept with the delivery
    #[arg(long, value_name = "WHY")]
    pub(crate) reason: String,
}

#[derive(clap::Args, Debug)]
pub(crate) struct Status {
    /// The edition's key; without one, the whole newsroom: daemon, ledger, folders,
    /// drafts, what waits for people, what is on its way, and what to do about each
    pub(crate) edition: Option<String>,
}

#[derive(clap::Args, Debug)]
pub(crate) struct Trace {
    /// Whose mail
    pub(crate) address: String,
    /// Of this edition only
    pub(crate) edition: Option<String>,
}

#[derive(Subcommand, Debug)]
pub(crate) enum OfLedger {
    /// Open a new ledger for mail to people; what stands ready is not sent
    Adopt(Adopt),
    /// Copy the ledger to a new file, also while a daemon runs
    Backup(Copy),
    /// Put a copy in the ledger's place; nothing goes out from it until somebody adopts it
    Restore(Copy),
}

#[derive(clap::Args, Debug)]
pub(crate) struct Copy {
    /// The copy
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
}

#[derive(clap::Args, Debug)]
pub(crate) struct Adopt {
    /// Let what stands ready go out with the next `publish`
    #[arg(long)]
    pub(crate) nothing: bool,
}

#[derive(clap::Args, Debug)]
pub(crate) struct Approve {
    /// The edition's key
    pub(crate) edition: String,
    /// Who approves; several people must have different names
    #[arg(long, value_name = "NAME")]
    pub(crate) by: String,
    /// Answer for the warnings of this check; once for each
    #[arg(long, value_name = "CHECK")]
    pub(crate) accept: Vec<String>,
    /// Only if it is still this one; its beginning is enough
    #[arg(long, value_name = "DIGEST")]
    pub(crate) digest: Option<String>,
}

#[derive(clap::Args, Debug)]
pub(crate) struct Reject {
    /// The edition's key
    pub(crate) edition: String,
    /// Who rejects
    #[arg(long, value_name = "NAME")]
    pub(crate) by: String,
    /// What is to be done about it
    #[arg(long, value_name = "WORDS")]
    pub(crate) comment: String,
}

#[derive(clap::Args, Debug)]
pub(crate) struct Correct {
    /// The edition's key
    pub(crate) edition: String,
    /// How grave it is
    #[arg(long, value_name = "KIND")]
    pub(crate) kind: Option<CorrectingKind>,
    /// What was wrong, for readers; a typo needs none
    #[arg(long, value_name = "WORDS")]
    pub(crate) note: Option<String>,
    /// Who is told; else of a correction the list's next edition, of the others the page
    #[arg(long, value_name = "WHO")]
    pub(crate) tell: Option<Telling>,
    /// Which of a digest's drafts it is about, by name
    #[arg(long, value_name = "NAME")]
    pub(crate) draft: Option<String>,
    /// Mark it ready: its words are right already
    #[arg(long)]
    pub(crate) ready: bool,
}

#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CorrectingKind {
    /// A slip that misleads nobody
    Typo,
    /// True before, clearer now
    Clarification,
    /// A fact was wrong
    Correction,
}

#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Telling {
    /// The page and the feed alone
    Page,
    /// A box in the list's next edition
    Next,
    /// A mail to those who have it
    Readers,
}

#[derive(clap::Args, Debug)]
pub(crate) struct Retract {
    /// The edition's key
    pub(crate) edition: String,
    /// Why it is taken back, for readers
    #[arg(long, value_name = "WORDS")]
    pub(crate) note: Option<String>,
    /// Which of a digest's drafts it is about, by name
    #[arg(long, value_name = "NAME")]
    pub(crate) draft: Option<String>,
    /// Mark it ready: it goes out as soon as policy lets it
    #[arg(long)]
    pub(crate) ready: bool,
}
