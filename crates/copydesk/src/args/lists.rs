//! What is asked about people on lists, and about mail that comes back from them.

use std::path::PathBuf;

use clap::{Subcommand, ValueEnum};
use copydesk_distribution::Preset;

#[derive(Subcommand, Debug)]
pub(crate) enum Subscribers {
    /// Take over another system's export; who left here never comes back by one
    Import(Import),
    /// Print a list as CSV, or everything held about one person as JSON
    Export(Export),
    /// Put somebody on a list who has asked for it
    Add(Add),
    /// Take somebody off a list, or erase everything about them
    Remove(Remove),
    /// Confirm a subscription that waits for it
    Confirm(OnList),
    /// Note that somebody may not be mailed, or take that back
    Suppress(Suppress),
    /// Count the lists
    Stats,
}

#[derive(clap::Args, Debug)]
pub(crate) struct Import {
    /// A CSV file whose first line names its columns; `-` reads stdin
    pub(crate) file: PathBuf,
    /// Into this list of copydesk.yaml
    #[arg(long, value_name = "NAME")]
    pub(crate) list: String,
    /// Whose export it is: mailchimp, listmonk or ghost
    #[arg(long, value_name = "SYSTEM")]
    pub(crate) preset: Option<Preset>,
    /// What a column holds; `COLUMN=-` leaves it out. May be said again
    #[arg(long, value_name = "COLUMN=FIELD", value_parser = pair)]
    pub(crate) map: Vec<(String, String)>,
    /// How consent was given, for the record; else the file's name
    #[arg(long, value_name = "WORDS")]
    pub(crate) source: Option<String>,
    /// Take the good lines although others are bad
    #[arg(long)]
    pub(crate) skip_bad: bool,
    /// Only say what would become of the lines
    #[arg(long)]
    pub(crate) dry_run: bool,
}

#[derive(clap::Args, Debug)]
#[command(group(clap::ArgGroup::new("what").required(true).args(["list", "person"])))]
pub(crate) struct Export {
    /// Who is mailed on this list
    #[arg(long, value_name = "NAME")]
    pub(crate) list: Option<String>,
    /// Everything that is held about this address
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) person: Option<String>,
    /// Into a new file that only its owner can read; else to stdout
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

#[derive(clap::Args, Debug)]
pub(crate) struct OnList {
    /// Whom
    pub(crate) address: String,
    /// Of this list
    #[arg(long, value_name = "NAME")]
    pub(crate) list: String,
}

#[derive(clap::Args, Debug)]
pub(crate) struct Add {
    #[command(flatten)]
    pub(crate) whom: OnList,
    /// How they are called
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// What is known of them. May be said again
    #[arg(long = "set", value_name = "ATTRIBUTE=VALUE", value_parser = pair)]
    pub(crate) attributes: Vec<(String, String)>,
    /// A word to find them by. May be said again
    #[arg(long = "tag", value_name = "WORD")]
    pub(crate) tags: Vec<String>,
    /// Not confirmed by the person yet, so not mailed
    #[arg(long)]
    pub(crate) pending: bool,
    /// How they consented, for the record
    #[arg(long, value_name = "WORDS", default_value = "added by an operator")]
    pub(crate) source: String,
}

#[derive(clap::Args, Debug)]
pub(crate) struct Remove {
    /// Whom
    pub(crate) address: String,
    /// Off this list
    #[arg(long, value_name = "NAME", required_unless_present = "erase")]
    pub(crate) list: Option<String>,
    /// For good, from every list and record; a keyed hash stays, so that nothing
    /// brings them back
    #[arg(long, conflicts_with = "list")]
    pub(crate) erase: bool,
}

#[derive(clap::Args, Debug)]
pub(crate) struct Suppress {
    /// Whom
    pub(crate) address: String,
    /// On this list only
    #[arg(long, value_name = "NAME")]
    pub(crate) list: Option<String>,
    /// Why; with --lift, only this reason is taken back
    #[arg(long)]
    pub(crate) reason: Option<SuppressReason>,
    /// Who says so, or how it is known, for the record
    #[arg(long, value_name = "WORDS", default_value = "said by an operator")]
    pub(crate) because: String,
    /// Take it back
    #[arg(long)]
    pub(crate) lift: bool,
}

#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SuppressReason {
    /// They left
    Unsubscribed,
    /// Their address takes no mail
    Bounced,
    /// They reported a mail as spam
    Complained,
    /// The newsroom's own decision
    Suppressed,
}

#[derive(Subcommand, Debug)]
pub(crate) enum Mail {
    /// Read what came back, and mail nobody again who is gone, complained or left
    Ingest(Ingest),
    /// Take back what followed from a message or notice
    Undo(Undo),
}

#[derive(clap::Args, Debug)]
pub(crate) struct Ingest {
    /// A Maildir, a file with one message, or one with a relay's notices; `-` reads
    /// stdin. `--format jsonl` says that it holds notices
    #[arg(value_name = "MAILDIR|FILE|-")]
    pub(crate) from: PathBuf,
}

#[derive(clap::Args, Debug)]
pub(crate) struct Undo {
    /// The message's number, as `trace` shows it
    #[arg(value_name = "NUMBER")]
    pub(crate) message: String,
    /// Who says so, or why, for the record
    #[arg(long, value_name = "WORDS", default_value = "said by an operator")]
    pub(crate) because: String,
}

/// Both sides of the last equals sign: a column's name may hold one.
fn pair(text: &str) -> Result<(String, String), String> {
    let (left, right) = text.rsplit_once('=').ok_or("an `=` is missing")?;
    Ok((left.to_owned(), right.trim().to_owned()))
}
