//! The command line.

mod deliveries;
mod keys;
mod lists;

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

pub(crate) use deliveries::{
    Adopt, Approve, Copy, Correct, CorrectingKind, EditionKey, GoOn, OfLedger, Reject, Resolve,
    Retract, Status, Telling, Trace,
};
pub(crate) use keys::{Dkim, Keys};
pub(crate) use lists::{
    Add, Export, Import, Ingest, Mail, OnList, Remove, Subscribers, Suppress, SuppressReason, Undo,
};

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
    /// Answer yes to what a terminal would be asked; never an approval
    #[arg(long, global = true)]
    pub(crate) yes: bool,
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
    /// What `mail ingest` reads are a relay's notices, one JSON object a line
    Jsonl,
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

    /// Whether it says what is read, and not how results are printed.
    pub(crate) fn is_input(self) -> bool {
        self == Self::Jsonl
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
    ///
    /// Also one that nobody has had, and a draft that waits for its own hour.
    Cancel(EditionKey),
    /// Try those who wait for an edition, also those whose time has not come
    Retry(GoOn),
    /// Say what became of deliveries that nobody knows about
    Resolve(Resolve),
    /// Say how the newsroom stands, and what to do; or how one edition does
    ///
    /// For monitoring, the newsroom's exit code is the highest that anything earns: 1 a ready
    /// draft is held, 3 an edition is stopped or has deliveries that nobody knows about, 4 an
    /// edition waits for people, 5 the daemon died, a folder, draft or the ledger cannot be
    /// read, or its disk is nearly full; 0 nothing needs anybody.
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
    /// Write the draft that puts an edition right which went out
    Correct(Correct),
    /// Write the draft that takes an edition back; its readers are told when it goes out
    Retract(Retract),
    /// Who is on a list: import, export, add, remove, confirm, suppress, stats
    #[command(subcommand)]
    Subscribers(Subscribers),
    /// Answer the links in mails: leaving, subscribing, preferences; `watch` does so too
    ///
    /// Listens where `serve:` in copydesk.yaml says, behind a proxy that speaks TLS, until SIGTERM
    /// or SIGINT.
    Serve,
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
pub(crate) struct Init {
    /// Its folder; else this one
    #[arg(value_name = "DIR")]
    pub(crate) folder: Option<PathBuf>,
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
    /// The draft, which need not be marked ready; without one, the digest that the pipeline would
    /// collect now
    pub(crate) draft: Option<PathBuf>,
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
