//! The command line.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use copydesk_distribution::Preset;

/// Takes a draft through citation checks to newsletter e-mail.
#[derive(Parser, Debug)]
#[command(version, max_term_width = 100, arg_required_else_help = true)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

const EXIT_CODES: &str = "Exit codes: 0 done, or may go out · 1 held, with findings · 2 usage or \
configuration · 3 delivery incomplete, can be retried · 4 refused by policy · 5 the machine or the \
network failed";

/// What every command takes.
#[derive(clap::Args, Debug)]
pub(crate) struct Global {
    /// The newsroom's folder; else the nearest one upwards with a copydesk.yaml
    #[arg(long, global = true, value_name = "DIR", env = "COPYDESK_NEWSROOM")]
    pub(crate) newsroom: Option<PathBuf>,
    /// Where editions go, and under which policy
    #[arg(long, global = true, value_name = "NAME")]
    pub(crate) profile: Option<String>,
    /// How results are printed; sarif, github and html are for `check`
    #[arg(long, global = true, default_value = "human", env = "COPYDESK_FORMAT")]
    pub(crate) format: Format,
    /// Colours
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        env = "COPYDESK_COLOR"
    )]
    pub(crate) color: Color,
    /// Say more of what happens; twice for everything
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub(crate) verbose: u8,
    /// Say only what went wrong
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
}

#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// Pages for people
    Human,
    /// One JSON object a line
    Json,
    /// A SARIF 2.1.0 log, for code scanning
    Sarif,
    /// GitHub annotations, and a summary of the job
    Github,
    /// A page to review drafts in, complete in itself
    Html,
}

impl Format {
    /// Whether it is a form of the report on drafts, and of nothing else.
    pub(crate) fn is_report(self) -> bool {
        matches!(self, Self::Sarif | Self::Github | Self::Html)
    }
}

#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Subcommand, Debug)]
pub(crate) enum Command {
    /// Write a newsroom to start from
    Init(Init),
    /// Say what is wrong with drafts; without a path, with the whole newsroom
    Check(Check),
    /// Say what a check wants and why
    Explain(Explain),
    /// Print a draft as data
    Parse(Parse),
    /// Write a draft's subject, HTML, text and page into a folder; sends nothing
    Render(Render),
    /// Show drafts in a browser as their readers would get them; sends nothing
    Preview(Preview),
    /// Send one edition to yourself, as a subscriber would get it
    SendTest(SendTest),
    /// Take drafts through their pipeline
    Publish(Publish),
    /// Watch the drafts folders: review every save, publish what is ready
    ///
    /// SIGHUP reads the configuration again, SIGUSR1 looks at the folders at once; SIGTERM and
    /// SIGINT finish what is on the wire, a second one leaves at once, which is safe.
    Watch(Watch),
    /// Stop an edition that is being sent; `resume` lets it go on
    Stop(EditionKey),
    /// Let a stopped edition go on, to nobody twice
    Resume(GoOn),
    /// End an edition for good: whoever waits does not get it
    Cancel(EditionKey),
    /// Try those who wait for an edition, also those whose time has not come
    Retry(GoOn),
    /// Say what became of deliveries that nobody knows about
    Resolve(Resolve),
    /// Say how editions stand, or one of them
    Status(Status),
    /// Say everything that happened to one person's mail
    Trace(Trace),
    /// Look after the ledger
    #[command(subcommand)]
    Ledger(OfLedger),
    /// Say yes to an edition that waits: to exactly these words
    Approve(Approve),
    /// Say no to it; the comment reaches the draft's review
    Reject(Reject),
    /// Who is on a list: import, export, add, remove, confirm, suppress, stats
    #[command(subcommand)]
    Subscribers(Subscribers),
    /// Mail that comes back: bounces, complaints, requests to leave
    #[command(subcommand)]
    Mail(Mail),
    /// Make the keys that sign mail
    #[command(subcommand)]
    Keys(Keys),
    /// Print the JSON Schema of what you write
    Schema(Schema),
}

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
    /// The edition's key; without one, all that went to people, newest first
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
}

#[derive(clap::Args, Debug)]
pub(crate) struct Adopt {
    /// Let what stands ready go out with the next `publish`
    #[arg(long)]
    pub(crate) nothing: bool,
}

#[derive(clap::Args, Debug)]
pub(crate) struct Init {
    /// Its folder; else this one
    #[arg(value_name = "DIR")]
    pub(crate) folder: Option<PathBuf>,
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
pub(crate) struct Check {
    /// Drafts; `-` reads one from stdin
    pub(crate) paths: Vec<PathBuf>,
    /// Apply the safe fixes of errors and warnings; `all` also of notes, or of one check
    #[arg(long, value_name = "all|CHECK", num_args = 0..=1, require_equals = true, default_missing_value = "safe")]
    pub(crate) fix: Option<String>,
    /// Print notes as well
    #[arg(long)]
    pub(crate) all: bool,
    /// Let warnings hold as errors do
    #[arg(long, value_name = "WHAT")]
    pub(crate) deny: Option<Deny>,
    /// Read the drafts as this pipeline does
    #[arg(long, value_name = "NAME")]
    pub(crate) pipeline: Option<String>,
    /// Say it again whenever a draft is saved; without a path, any of the newsroom's
    #[arg(long)]
    pub(crate) watch: bool,
    /// Waive the warnings of a check (at a place), in DRAFT.allow.yaml
    #[arg(long, value_name = "CHECK[@LINE[:COLUMN]]", requires = "reason", conflicts_with = "fix")]
    pub(crate) allow: Option<String>,
    /// Why they are waived
    #[arg(long, value_name = "WHY", requires = "allow")]
    pub(crate) reason: Option<String>,
    /// Who waives them
    #[arg(long, value_name = "NAME", requires = "allow")]
    pub(crate) by: Option<String>,
    /// The last day on which that holds
    #[arg(long, value_name = "YYYY-MM-DD", requires = "allow")]
    pub(crate) until: Option<String>,
}

#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Deny {
    Warnings,
}

#[derive(clap::Args, Debug)]
pub(crate) struct Explain {
    /// The check's name, as findings show it; without one, all checks
    pub(crate) check: Option<String>,
}

#[derive(clap::Args, Debug)]
pub(crate) struct Parse {
    /// The draft; `-` reads it from stdin
    pub(crate) file: PathBuf,
}

#[derive(clap::Args, Debug)]
pub(crate) struct Render {
    /// The draft
    pub(crate) draft: PathBuf,
    /// Where to write
    #[arg(short, long, value_name = "DIR")]
    pub(crate) output: PathBuf,
    /// Take it through this pipeline
    #[arg(long, value_name = "NAME")]
    pub(crate) pipeline: Option<String>,
}

#[derive(clap::Args, Debug)]
pub(crate) struct Preview {
    /// A draft, or a folder of drafts; without one, all of the newsroom's and its digests
    pub(crate) path: Option<PathBuf>,
    /// Listen on this port of 127.0.0.1; without one, on 4600 or any that is free
    #[arg(long, value_name = "PORT")]
    pub(crate) port: Option<u16>,
    /// Take them through this pipeline
    #[arg(long, value_name = "NAME")]
    pub(crate) pipeline: Option<String>,
}

#[derive(clap::Args, Debug)]
pub(crate) struct SendTest {
    /// The draft; it need not be marked ready
    pub(crate) draft: PathBuf,
    /// Where to send it; may be given up to five times
    #[arg(long, value_name = "ADDRESS", required = true)]
    pub(crate) to: Vec<String>,
    /// As whom: an address of the list, or a sample: reader, no-name, long-name, non-latin,
    /// right-to-left, script
    #[arg(long = "as", value_name = "SUBSCRIBER")]
    pub(crate) reader: Option<String>,
    /// Take it through this pipeline
    #[arg(long, value_name = "NAME")]
    pub(crate) pipeline: Option<String>,
}

#[derive(clap::Args, Debug)]
pub(crate) struct Publish {
    /// Drafts; without one, every ready draft of every pipeline
    pub(crate) drafts: Vec<PathBuf>,
    /// Take them through this pipeline; a digest is collected now, whatever its hour
    #[arg(long, value_name = "NAME")]
    pub(crate) pipeline: Option<String>,
    /// Do everything but write and send
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// In a rehearsal, write every message rather than the 25 most telling
    #[arg(long)]
    pub(crate) write_all: bool,
}

#[derive(clap::Args, Debug)]
pub(crate) struct Watch {
    /// Look at every folder once, do what there is to do, and end
    #[arg(long)]
    pub(crate) once: bool,
}

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
#[group(required = true, multiple = false)]
pub(crate) struct Export {
    /// Who is mailed on this list
    #[arg(long, value_name = "NAME")]
    pub(crate) list: Option<String>,
    /// Everything that is held about this address
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) person: Option<String>,
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
}

#[derive(clap::Args, Debug)]
pub(crate) struct Ingest {
    /// A Maildir, or a file with one message; `-` reads one from stdin
    #[arg(value_name = "MAILDIR|FILE|-")]
    pub(crate) from: PathBuf,
}

/// Both sides of the last equals sign: a column's name may hold one.
fn pair(text: &str) -> Result<(String, String), String> {
    let (left, right) = text.rsplit_once('=').ok_or("an `=` is missing")?;
    Ok((left.to_owned(), right.trim().to_owned()))
}

#[derive(Subcommand, Debug)]
pub(crate) enum Keys {
    /// Keys that sign for a domain, so that others can see who stands behind a message
    #[command(subcommand)]
    Dkim(Dkim),
}

#[derive(Subcommand, Debug)]
pub(crate) enum Dkim {
    /// Make a key, for its owner alone, and print the DNS record to publish
    New(DkimNew),
}

#[derive(clap::Args, Debug)]
pub(crate) struct DkimNew {
    /// The domain that signs: that of the sender, or one above it
    #[arg(long, value_name = "DOMAIN")]
    pub(crate) domain: String,
    /// The key's name in DNS; a new key needs a new one
    #[arg(long, value_name = "NAME")]
    pub(crate) selector: String,
    /// Ed25519 rather than RSA of 2048 bits: a second key, for those who verify it
    #[arg(long)]
    pub(crate) ed25519: bool,
}

#[derive(clap::Args, Debug)]
pub(crate) struct Schema {
    /// Of what
    pub(crate) of: SchemaOf,
}

#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SchemaOf {
    /// A draft's front matter
    Draft,
    /// pipelines/*.yaml
    Pipeline,
    /// copydesk.yaml
    Config,
    /// DRAFT.allow.yaml
    Waivers,
    /// What `parse` prints
    Document,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        use clap::CommandFactory;
        Args::command().debug_assert();
    }

    #[test]
    fn the_help_names_every_sample() {
        use clap::CommandFactory;
        let mut command = Args::command();
        let help = command.find_subcommand_mut("send-test").unwrap().render_long_help();
        let help = help.to_string().split_whitespace().collect::<Vec<_>>().join(" ");
        for sample in copydesk_distribution::samples() {
            assert!(help.contains(sample.key), "{}", sample.key);
        }
    }
}
