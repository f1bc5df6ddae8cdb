//! Why a run ended without a result. What merely waits is no error: see
//! [`crate::Halt`].

use copydesk_ledger::LedgerError;
use copydesk_rendering::{FeedProblem, TemplateProblem};

use crate::{
    AudienceProblem, FileProblem, FrozenProblem, MessageProblem, OnlineProblem, RelayProblem,
};

/// Why a run ended without a result. Nothing is lost: the ledger knows how far
/// it came, and the next run goes on from there.
#[derive(Debug, thiserror::Error)]
pub enum DistributeError {
    /// The ledger cannot be used, so nothing may be sent.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// Who is to get it cannot be read.
    #[error(transparent)]
    Audience(#[from] AudienceProblem),
    /// The rows are no edition.
    #[error(transparent)]
    Frozen(#[from] FrozenProblem),
    /// A message cannot be built.
    #[error(transparent)]
    Message(#[from] MessageProblem),
    /// A file of the archive or the outbox cannot be written.
    #[error(transparent)]
    File(#[from] FileProblem),
    /// The archive's first page cannot be rendered.
    #[error(transparent)]
    Index(#[from] TemplateProblem),
    /// The archive's folder is not online, or not as it should be.
    #[error(transparent)]
    Online(#[from] OnlineProblem),
    /// The feed cannot be written.
    #[error("the feed cannot be made: {0}")]
    Feed(#[from] FeedProblem),
    /// The relay must not be used.
    #[error(transparent)]
    Relay(#[from] RelayProblem),
    /// A worker's recorder cannot be made, so nothing may be sent.
    #[error("the recorder {path} cannot be written: {error}")]
    Recorder {
        /// Its file.
        path: String,
        /// Why.
        error: std::io::Error,
    },
    /// The machine has no room for another thread.
    #[error("workers cannot be started: {0}")]
    Threads(std::io::Error),
    /// A rehearsal mails nobody, and a live edition is not merely written.
    #[error("edition {key} belongs to the {world} world, and this profile's transport does not")]
    OtherWorld {
        /// The edition's key.
        key: String,
        /// `rehearsal` or `live`.
        world: &'static str,
    },
    /// The audience handed in is not the one that was frozen.
    #[error("edition {key} was made for another audience than the pipeline names now")]
    OtherAudience {
        /// The edition's key.
        key: String,
    },
}

/// The innermost cause says what happened; those around it repeat where.
pub(crate) fn innermost(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}
