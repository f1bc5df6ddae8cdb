//! `copydesk.yaml` as it is written; [`super`] narrows it.

use std::collections::BTreeMap;
use std::num::{NonZeroU16, NonZeroU32};

use schemars::JsonSchema;

use super::archive::ArchiveFile;
use super::owners::FindingsFile;
use super::password::PasswordFile;
use super::serving::ServeFile;
use super::theme::ThemeFile;
use super::traffic::DestinationFile;

/// A Copydesk newsroom: who writes, to whom, and where editions go.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "A Copydesk newsroom (copydesk.yaml)")]
pub(crate) struct NewsroomFile {
    /// What readers see of it.
    pub(crate) newsroom: AboutFile,
    /// What editions wear: a logo, colours, a footer.
    #[serde(default)]
    pub(crate) theme: ThemeFile,
    /// Whom the mail comes from.
    pub(crate) sender: SenderFile,
    /// The lists that pipelines may mail, by name.
    #[serde(default)]
    pub(crate) lists: BTreeMap<String, ListFile>,
    /// What is known of subscribers beside address and name, by name: segments ask
    /// for it.
    #[serde(default)]
    pub(crate) attributes: BTreeMap<String, KindWord>,
    /// The ledger: a file below the newsroom.
    #[serde(default)]
    pub(crate) store: Option<String>,
    /// The pages on which people subscribe, leave, and say what they want. Without it,
    /// nobody answers the links in mails.
    #[serde(default)]
    pub(crate) serve: Option<ServeFile>,
    /// How much is too much.
    #[serde(default)]
    pub(crate) limits: LimitsFile,
    /// What `copydesk watch` shows of itself, and whom it writes to.
    #[serde(default)]
    pub(crate) watch: WatchFile,
    /// A CSV of retracted papers in the form of the Retraction Watch database.
    #[serde(default)]
    pub(crate) retractions: Option<String>,
    /// Where editions go and under which policy, by name. `rehearsal` is the
    /// default; it writes files.
    #[serde(default)]
    pub(crate) profiles: BTreeMap<String, ProfileFile>,
}

/// What readers see of a newsroom.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AboutFile {
    /// The newsletter's name.
    pub(crate) name: String,
    /// The archive's address, `https://…`.
    pub(crate) url: String,
    /// The sender's postal address, which every mail must show.
    pub(crate) postal: String,
    /// The language of the drafts, as BCP 47 (`en-GB`).
    pub(crate) language: String,
    /// The time zone in which days begin, as `Europe/London`.
    pub(crate) time_zone: String,
    /// The address to which readers report errors.
    pub(crate) corrections: String,
}

/// Whom the mail comes from.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SenderFile {
    /// `The Daily Brief <brief@news.example.org>`, or the address alone.
    pub(crate) from: String,
    /// An address that somebody reads.
    pub(crate) reply_to: String,
    /// Where bounces come back to, with `+` and a tag added to its name for each
    /// message; `bounce` at the domain of `from` unless said.
    #[serde(default)]
    pub(crate) bounces: Option<String>,
    /// The keys that sign each message to a relay, in this order.
    #[serde(default)]
    pub(crate) dkim: Vec<DkimFile>,
}

/// A key that signs. `copydesk keys dkim new` makes one.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DkimFile {
    /// The domain that signs: that of `from`, or one above or below it.
    pub(crate) domain: String,
    /// Under which name the domain publishes the public key.
    pub(crate) selector: String,
    /// The file of the private key.
    pub(crate) key: String,
}

/// A list of subscribers.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListFile {
    /// What subscribers know it as.
    pub(crate) title: String,
    /// A CSV file below the newsroom, until the list is imported; without one, the
    /// list is in the ledger.
    #[serde(default)]
    pub(crate) file: Option<String>,
    /// A brake: the next edition of a day waits for a person.
    #[serde(default)]
    pub(crate) editions_per_day: Option<NonZeroU32>,
}

/// What kind of value an attribute has.
#[derive(Clone, Copy, serde::Deserialize, JsonSchema)]
#[serde(rename = "AttributeKind", rename_all = "kebab-case")]
pub(crate) enum KindWord {
    /// Words on one line.
    Text,
    /// A number.
    Number,
    /// `yes` or `no`.
    YesNo,
    /// A day, as `2024-05-06`.
    Date,
}

/// How much is too much.
#[derive(Default, serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct LimitsFile {
    /// The largest draft, as `10 MiB`.
    pub(crate) draft: Option<String>,
}

/// What `copydesk watch` shows of itself, and whom it writes to.
#[derive(Default, serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct WatchFile {
    /// Where `/healthz`, `/readyz` and Prometheus's `/metrics` are answered, as
    /// `127.0.0.1:9109`: an address of this machine that nobody else can call. Nowhere
    /// unless said.
    pub(crate) listen: Option<String>,
    /// Who gets a mail when a draft that is marked ready is held. Nobody unless said.
    pub(crate) findings: Option<FindingsFile>,
}

/// Where editions go, and under which policy.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProfileFile {
    /// `outbox` writes files; `smtp` reaches people.
    pub(crate) transport: TransportFile,
    /// The folder of pages and feeds. Each profile has its own.
    pub(crate) archive: ArchiveFile,
    /// What holds a draft: `error` unless the profile reaches people, else
    /// `warning`.
    #[serde(default)]
    pub(crate) hold_at: Option<HoldAtWord>,
    /// How many people must approve an edition: none unless the profile
    /// reaches people, else one.
    #[serde(default)]
    pub(crate) approval: Option<ApprovalFile>,
    /// How long an edition that may go out still waits, as `10m`: `cancel` ends it.
    #[serde(default)]
    pub(crate) grace: Option<String>,
}

/// How mail leaves.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(rename = "Transport", rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum TransportFile {
    /// It does not: messages are files.
    Outbox,
    /// To a relay.
    Smtp(SmtpFile),
}

/// A relay.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SmtpFile {
    /// Its name, as its certificate says it. Beyond this very machine it takes TLS,
    /// and readers who can leave at the newsroom's address.
    pub(crate) host: String,
    /// Its port; unless said 587 with `starttls`, 465 with `implicit`, else 25.
    #[serde(default)]
    pub(crate) port: Option<NonZeroU16>,
    /// `none` only to this very machine and without a password.
    #[serde(default)]
    pub(crate) tls: TlsWord,
    /// A file of PEM certificates: the authorities to trust instead of this
    /// machine's own.
    #[serde(default)]
    pub(crate) ca: Option<String>,
    /// Who logs in.
    #[serde(default)]
    pub(crate) user: Option<String>,
    /// Where the password is. It is never written here.
    #[serde(default)]
    pub(crate) password: Option<PasswordFile>,
    /// Connections at the same time; 8 unless said.
    #[serde(default)]
    pub(crate) connections: Option<NonZeroU32>,
    /// What providers such as `gmail.com` are given; `usual` is for all others.
    #[serde(default)]
    pub(crate) destinations: BTreeMap<String, DestinationFile>,
}

/// How the line to a relay is protected.
#[derive(Clone, Copy, Default, PartialEq, Eq, serde::Deserialize, JsonSchema)]
#[serde(rename = "TLS", rename_all = "kebab-case")]
pub(crate) enum TlsWord {
    /// Not at all.
    None,
    /// By STARTTLS, or nothing is sent.
    #[default]
    Starttls,
    /// From the first byte.
    Implicit,
}

/// The lowest severity that holds a draft.
#[derive(Clone, Copy, serde::Deserialize, JsonSchema)]
#[serde(rename = "Severity", rename_all = "kebab-case")]
pub(crate) enum HoldAtWord {
    /// Errors.
    Error,
    /// Errors and warnings.
    Warning,
}

/// Who must say yes.
#[derive(Clone, Copy, serde::Deserialize, JsonSchema)]
#[serde(rename = "Approval", rename_all = "kebab-case")]
pub(crate) enum ApprovalFile {
    /// Nobody.
    None,
    /// So many people.
    Needed(NonZeroU32),
}
