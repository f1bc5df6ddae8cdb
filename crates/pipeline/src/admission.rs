//! Whether policy lets a checked draft go out now.

use std::fmt;

use copydesk_distribution::LeavingProblem;
use copydesk_ledger::EditionSummary;
use copydesk_manuscript::Document;
use jiff::{Timestamp, ZonedDateTime};

use crate::Desk;

/// Why policy says no. The draft is sound; nothing was written or sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It has chosen a later moment.
    TooEarly(ZonedDateTime),
    /// Its time is over.
    TooLate(ZonedDateTime),
    /// It names a list, and the pipeline does not let drafts choose.
    OwnList(String),
    /// No edition of this pipeline is what it puts right; the key that it names, if it
    /// names one.
    NothingToCorrect(Option<String>),
    /// The edition with this key was made of other drafts.
    NotInEdition(String),
    /// Another brief of its digest was taken back, and a revision would bring it back.
    OtherTakenBack {
        /// The digest's key.
        key: String,
        /// The path of the one that was taken back.
        path: String,
    },
    /// The intro of this digest has no place for a note.
    IntroCorrected(String),
    /// Its words changed, and it says of what was wrong what a revision said.
    SaidAlready {
        /// The edition's key.
        key: String,
        /// The revision.
        revision: u32,
    },
    /// Whom it is for is not known before the edition with this key has gone out.
    UnderWay(String),
    /// The edition with this key has no page, and nobody else is to be told.
    NoPage(String),
    /// The pipeline mails another list than the edition went to.
    OtherList {
        /// The edition's key.
        key: String,
        /// Its list.
        list: String,
    },
    /// Other drafts of its digest are held today.
    OthersHeld {
        /// The digest's key.
        key: String,
        /// Their paths.
        held: Vec<String>,
    },
    /// The profile wants somebody's approval.
    NotApproved {
        /// What waits for it.
        key: String,
        /// From so many people.
        needed: u32,
        /// So many have given it to these very bytes.
        given: u32,
    },
    /// Somebody said no.
    Rejected {
        /// To this edition.
        key: String,
        /// Who.
        by: String,
        /// Why.
        comment: String,
    },
    /// It may go out, and can still be stopped until then.
    Grace {
        /// What waits.
        key: String,
        /// When it goes.
        until: ZonedDateTime,
    },
    /// The pipeline's window opens then.
    OutsideWindow(ZonedDateTime),
    /// Somebody has ended this edition before it went out.
    Cancelled(String),
    /// As many editions as one day may see went out today.
    Brake(u32),
    /// The pipeline wants more briefs in an edition.
    TooFew {
        /// So many are ready and new.
        found: usize,
        /// So many it wants.
        wanted: usize,
    },
    /// Nobody has opened the ledger for mail to people.
    NotAdopted,
    /// The ledger is a copy that was put back then, and nobody has adopted it since.
    PutBack(ZonedDateTime),
    /// The archive has this edition, and the ledger does not know it.
    LedgerLost(String),
    /// This edition went out from a ledger that is lost.
    WentOut(String),
    /// It stood ready when the ledger was adopted.
    StoodReady,
    /// It is nearly what went out lately under another key.
    LooksAlreadySent {
        /// The edition that it looks like.
        key: String,
        /// `text` or `title`.
        what: &'static str,
    },
    /// The relay is beyond this machine, and readers could not leave.
    NobodyCanLeave(LeavingProblem),
    /// The live world has other bytes under its key.
    ChangedAfterSend(Box<EditionSummary>),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooEarly(at) => write!(f, "not before {}", at.strftime("%-d %B %Y, %H:%M %Z")),
            Self::TooLate(at) => write!(f, "not after {}", at.strftime("%-d %B %Y, %H:%M %Z")),
            Self::OwnList(list) => write!(
                f,
                "`list: {list}` in the draft: this pipeline does not let a draft choose its list"
            ),
            Self::NothingToCorrect(None) => f.write_str(
                "`correction:` puts nothing right: no edition that came through this pipeline is \
                 known by its name or looks like it. `edition: KEY` names the edition",
            ),
            Self::NothingToCorrect(Some(key)) => write!(
                f,
                "`correction:` puts nothing right: no edition {key} came through this pipeline; \
                 `copydesk status` lists them"
            ),
            Self::NotInEdition(key) => write!(
                f,
                "{key} was made of other drafts: give this one the name of the draft that it puts \
                 right"
            ),
            Self::OtherTakenBack { key, path } => write!(
                f,
                "{key} cannot be put right as a whole: {path} in it was taken back, and its text \
                 would stand there again. Tell readers in the next edition"
            ),
            Self::IntroCorrected(key) => write!(
                f,
                "the intro of {key} has no place for a note, so nobody would be told: `kind: \
                 typo` puts its words right, anything else belongs into the brief that it is about"
            ),
            Self::SaidAlready { key, revision } => write!(
                f,
                "its words have changed, and its `correction:` is that of revision {revision} of \
                 {key}: write what is put right now"
            ),
            Self::UnderWay(key) => write!(
                f,
                "{key} is still on its way, so nobody knows yet who has it: let it finish, or \
                 `copydesk cancel {key}`"
            ),
            Self::NoPage(key) => write!(
                f,
                "{key} has neither page nor feed to put right: `tell: readers` mails those who \
                 have it"
            ),
            Self::OtherList { key, list } => write!(
                f,
                "{key} went to the list `{list}`, which this pipeline mails no more: give it back \
                 its list for this"
            ),
            Self::OthersHeld { key, held } => write!(
                f,
                "{key} cannot be put right as a whole: {} would be held today",
                held.join(", ")
            ),
            Self::NotApproved { key, needed, given } => {
                let people = if *needed == 1 { "one person" } else { "different people" };
                write!(
                    f,
                    "waits for approval, {given} of {needed} given: `copydesk approve {key} --by \
                     NAME` says yes for {people}"
                )
            }
            Self::Rejected { key, by, comment } => {
                write!(f, "{by} has rejected {key}: {comment}")
            }
            Self::Grace { key, until } => write!(
                f,
                "may go out, and waits until {}: `copydesk cancel {key}` ends it",
                until.strftime("%-d %B %Y, %H:%M:%S %Z")
            ),
            Self::OutsideWindow(at) => write!(
                f,
                "outside the pipeline's window: not before {}",
                at.strftime("%-d %B %Y, %H:%M %Z")
            ),
            Self::Cancelled(key) => write!(
                f,
                "{key} was cancelled before it went out; a change of its text makes it new"
            ),
            Self::Brake(limit) => write!(
                f,
                "{limit} editions went to this list today, which is as many as \
                 `editions_per_day` lets out"
            ),
            Self::TooFew { found, wanted } => {
                let found = match found {
                    1 => "1 brief is".to_owned(),
                    n => format!("{n} briefs are"),
                };
                write!(f, "{found} ready and new, and `at_least: {wanted}` wants {wanted}")
            }
            Self::NotAdopted => f.write_str(
                "this ledger has never sent to people, and cannot know who has what: \
                 `copydesk ledger adopt` opens it, and marks what stands ready as not to be sent",
            ),
            Self::PutBack(at) => write!(
                f,
                "this ledger is a copy that was put back on {}, and cannot know what went out \
                 since it was made: `copydesk ledger adopt` opens it again, and marks what stands \
                 ready as not to be sent",
                at.strftime("%-d %B %Y, %H:%M %Z")
            ),
            Self::WentOut(key) => write!(
                f,
                "{key} went out from a ledger that is lost, so it is not sent again; `edition:` in \
                 the draft makes it a new one"
            ),
            Self::LedgerLost(key) => write!(
                f,
                "the archive has the edition {key}, and the ledger does not know it: this is not \
                 the ledger that sent it. Restore that one, or move the page away"
            ),
            Self::StoodReady => f.write_str(
                "stood ready when the ledger was adopted, so it is not sent; a change of its \
                 text makes it new",
            ),
            Self::LooksAlreadySent { key, what } => write!(
                f,
                "looks already sent: its {what} is nearly that of {key}. `edition:` in the draft \
                 makes it a new one, `correction:` one that puts {key} right"
            ),
            Self::NobodyCanLeave(problem) => write!(
                f,
                "readers could not leave: {problem}. Mail goes beyond this machine only while \
                 that address answers as RFC 8058 wants: run `copydesk serve`, or `watch` with \
                 `serve:` in copydesk.yaml, behind it"
            ),
            Self::ChangedAfterSend(summary) => {
                let (balance, key) = (summary.balance, &summary.key);
                let reached = balance.candidates - balance.waiting;
                write!(
                    f,
                    "{key} is frozen with other words, and {reached} of {} have had them; what \
                     people have cannot be changed. `correction: {{ kind: typo | clarification | \
                     correction | retraction, note: … }}` in the draft puts {key} right, and \
                     `copydesk correct {key}` writes it; `edition:` makes a new edition",
                    balance.candidates
                )
            }
        }
    }
}

impl Desk {
    /// What can be said of one draft, whatever edition it is for.
    pub(crate) fn refuses(&self, document: &Document) -> Option<Refusal> {
        let front = &document.front_matter;
        let now = self.clock.now();
        let zoned = |at: Timestamp| at.to_zoned_datetime(self.newsroom.time_zone.clone());
        if let Some(at) = front.send_at.filter(|at| *at > now) {
            return Some(Refusal::TooEarly(zoned(at)));
        }
        // The end of what it puts right is not its own.
        let end = front.not_after.filter(|_| front.correction.is_none());
        if let Some(at) = end.filter(|at| *at < now) {
            return Some(Refusal::TooLate(zoned(at)));
        }
        if front.list.as_deref().is_some_and(|list| self.pipeline.list() != Some(list)) {
            return front.list.clone().map(Refusal::OwnList);
        }
        None
    }
}
