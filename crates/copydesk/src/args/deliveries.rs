//! What is asked about editions on their way, and of the ledger that knows them.

use clap::Subcommand;

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
