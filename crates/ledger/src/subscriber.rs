//! People on lists, what is known of them, and why some may not be mailed.

use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

/// What is known of a person: values by the names that `copydesk.yaml` declares.
pub type Attributes = BTreeMap<String, Value>;

/// A person on a list who may be mailed.
#[derive(Clone, Debug, PartialEq)]
pub struct Subscriber {
    /// Normalised.
    pub address: String,
    /// How they are called, if known.
    pub name: Option<String>,
    /// What is known of them.
    pub attributes: Attributes,
    /// Words put on them, sorted.
    pub tags: Vec<String>,
}

/// A person as a list has them.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    /// Who.
    pub subscriber: Subscriber,
    /// When they consented to be on it.
    pub since: Timestamp,
}

/// A person on a list who may be mailed, with the proof that they want it.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// Who.
    pub subscriber: Subscriber,
    /// Why.
    pub consent: Consent,
}

/// That somebody wanted to be on a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Consent {
    /// When.
    pub at: Timestamp,
    /// How we know: a form's address, an import's file, a person's words.
    pub source: String,
    /// Which words they agreed to.
    pub text_version: Option<String>,
    /// From where, if it is kept.
    pub ip: Option<String>,
}

/// How far somebody is on a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Optin {
    /// Asked for, and not confirmed by the person yet: not mailed.
    Pending,
    /// Confirmed.
    Confirmed,
}

/// Why somebody may not be mailed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// They left.
    Unsubscribed,
    /// Their address does not exist, or takes nothing.
    Bounced,
    /// They reported a mail as spam.
    Complained,
    /// An operator said so.
    Suppressed,
    /// They had everything about them erased.
    Erased,
}

impl Reason {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Unsubscribed, Self::Bounced, Self::Complained, Self::Suppressed, Self::Erased];

    /// As in the ledger and on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Unsubscribed => "unsubscribed",
            Self::Bounced => "bounced",
            Self::Complained => "complained",
            Self::Suppressed => "suppressed",
            Self::Erased => "erased",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// One reason not to mail an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Suppression {
    /// The list it is about; `None` for every list.
    pub list: Option<String>,
    /// Why.
    pub reason: Reason,
    /// Since when.
    pub at: Timestamp,
    /// How we know.
    pub source: String,
}

impl Suppression {
    /// Whether it keeps mail of this list from them.
    pub fn is_about(&self, list: &str) -> bool {
        self.list.as_deref().is_none_or(|about| about == list)
    }
}

/// A subscription that is asked for.
#[derive(Clone, Debug)]
pub struct NewSubscription {
    /// The list.
    pub list: String,
    /// Who; their name, attributes and tags are kept where they say something new.
    pub subscriber: Subscriber,
    /// Whether the person has confirmed it.
    pub standing: Optin,
    /// The proof. For [`Optin::Pending`], that of the request.
    pub consent: Consent,
}

/// What became of a subscription that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subscribed {
    /// They are on the list now.
    Added,
    /// They were already.
    Unchanged,
    /// They may not be mailed: they stay where they were.
    Refused(Vec<Suppression>),
}

/// One row of an import.
#[derive(Clone, Debug)]
pub struct ImportRow {
    /// Who.
    pub subscriber: Subscriber,
    /// What the other system knew of them.
    pub as_known: AsKnown,
    /// When they consented or left there, if it says.
    pub at: Option<Timestamp>,
    /// From where they consented, if it says.
    pub ip: Option<String>,
    /// How it is known that they did, if it says; else the import is.
    pub source: Option<String>,
    /// Which words they agreed to, if it says.
    pub text_version: Option<String>,
    /// The mark under which an erased person with this address would stand.
    pub erased_mark: String,
}

/// What another system knew of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AsKnown {
    /// They get mail.
    Subscribed,
    /// They left.
    Unsubscribed,
    /// Their address was given up there: it bounced.
    Cleaned,
}

/// Some rows of an import, one transaction.
#[derive(Clone, Debug)]
pub struct ImportChunk {
    /// Into this list.
    pub list: String,
    /// How we know, in words: which file.
    pub source: String,
    /// Whether an import begins with it. Of repeated addresses the first row of an
    /// import counts.
    pub first: bool,
    /// Whether only to count what would become of the rows.
    pub dry_run: bool,
    /// The rows.
    pub rows: Vec<ImportRow>,
}

/// What became of an import's rows; each row is counted once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ImportCounts {
    /// New on the list.
    pub added: u64,
    /// On the list before, with something new about them.
    pub updated: u64,
    /// As they were.
    pub unchanged: u64,
    /// Repeats of an address of the same import: not looked at.
    pub repeated: u64,
    /// Taken over as having left there.
    pub now_unsubscribed: u64,
    /// Taken over as bounced there.
    pub now_bounced: u64,
    /// Not subscribed again: they left here.
    pub kept_unsubscribed: u64,
    /// Not subscribed again: they bounced here.
    pub kept_bounced: u64,
    /// Not subscribed again: they complained here.
    pub kept_complained: u64,
    /// Not subscribed: an operator said so here.
    pub kept_suppressed: u64,
    /// Not subscribed again: they were erased here.
    pub kept_erased: u64,
}

impl ImportCounts {
    /// All rows.
    pub fn rows(&self) -> u64 {
        self.added
            + self.updated
            + self.unchanged
            + self.repeated
            + self.now_unsubscribed
            + self.now_bounced
            + self.kept_out()
    }

    /// Those who would have come back.
    pub fn kept_out(&self) -> u64 {
        self.kept_unsubscribed
            + self.kept_bounced
            + self.kept_complained
            + self.kept_suppressed
            + self.kept_erased
    }

    /// Both together.
    pub fn add(&mut self, other: &Self) {
        self.added += other.added;
        self.updated += other.updated;
        self.unchanged += other.unchanged;
        self.repeated += other.repeated;
        self.now_unsubscribed += other.now_unsubscribed;
        self.now_bounced += other.now_bounced;
        self.kept_unsubscribed += other.kept_unsubscribed;
        self.kept_bounced += other.kept_bounced;
        self.kept_complained += other.kept_complained;
        self.kept_suppressed += other.kept_suppressed;
        self.kept_erased += other.kept_erased;
    }
}

/// How one list stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ListStats {
    /// Its name.
    pub list: String,
    /// Who is mailed.
    pub subscribed: u64,
    /// Who has not confirmed yet.
    pub pending: u64,
    /// Reasons not to mail somebody that are about this list.
    pub suppressed: BTreeMap<&'static str, u64>,
}

/// Everything that is held about a person.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Person {
    /// Normalised address.
    pub address: String,
    /// How they are called.
    pub name: Option<String>,
    /// What is known of them.
    pub attributes: Attributes,
    /// Words put on them.
    pub tags: Vec<String>,
    /// The lists they are on, or asked to be; one that they ask for again stands twice.
    pub subscriptions: Vec<Subscription>,
    /// Why they may not be mailed.
    pub suppressions: Vec<Suppression>,
    /// What was changed about them, in order.
    pub events: Vec<SubscriberEvent>,
    /// What was planned or sent to them, oldest first.
    pub deliveries: Vec<DeliveryTrace>,
}

impl Person {
    /// Whether nothing is held about them.
    pub fn is_unknown(&self) -> bool {
        !self.is_subscriber() && self.deliveries.is_empty()
    }

    /// Whether anything keeps mail of this list from them.
    pub fn is_kept_off(&self, list: &str) -> bool {
        self.suppressions.iter().any(|why| why.is_about(list))
    }

    /// Whether anything is held beside what was sent.
    pub fn is_subscriber(&self) -> bool {
        self.name.is_some()
            || !self.attributes.is_empty()
            || !self.tags.is_empty()
            || !self.subscriptions.is_empty()
            || !self.suppressions.is_empty()
            || !self.events.is_empty()
    }
}

/// One person on one list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Subscription {
    /// The list.
    pub list: String,
    /// How far.
    pub standing: Optin,
    /// Since when it is so.
    pub since: Timestamp,
    /// The proof.
    pub consent: Consent,
}

/// Something that changed about a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SubscriberEvent {
    /// When.
    pub at: Timestamp,
    /// The list it is about; `None` for every list.
    pub list: Option<String>,
    /// What, in a word.
    pub event: String,
    /// Who or how.
    pub detail: String,
}

/// One edition to one person, as a person asks for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DeliveryTrace {
    /// `rehearsal` or `live`.
    pub world: String,
    /// The edition's key.
    pub edition: String,
    /// Its revision.
    pub revision: u32,
    /// The list.
    pub list: String,
    /// Where it stands.
    pub state: String,
    /// Moment, what happened, and the relay's words or ours; in order.
    pub events: Vec<(Timestamp, String, String)>,
}

/// What an erasure took away.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Erased {
    /// Subscriptions that ended.
    pub subscriptions: u64,
    /// Deliveries that now stand under the mark.
    pub deliveries: u64,
    /// Digests of what came back about them.
    pub messages: Vec<String>,
    /// Rows of the ledger where the address was still found afterwards: zero.
    pub left: u64,
    /// Drafts, editions, proposals and answers, the newsroom's own words, that mention
    /// it. They stay.
    pub mentions: u64,
    /// Places of the ledger's file that nothing points to any more and that still hold
    /// it: not zero only while somebody sends or reads, who must not be kept waiting.
    pub remains: u64,
}
