//! What can go wrong inside the engine, and how it is said outside.

use rusqlite::ErrorCode;

use crate::{Balance, LedgerError};

/// Why a job on the ledger's thread did not succeed.
#[derive(Debug)]
pub(super) enum Failure {
    /// SQLite refused.
    Sql(rusqlite::Error),
    /// The store cannot be used, as a predicate of its path.
    Unusable(String),
    /// What stands in it cannot be read, as a predicate of its path.
    Damaged(String),
    /// No such edition.
    UnknownEdition,
    /// No such proposal.
    UnknownProposal,
    /// The edition is live where only a rehearsal may be.
    NotARehearsal { key: String },
    /// The counts do not add up.
    Unbalanced { key: String, balance: Balance },
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sql(error)
    }
}

impl Failure {
    /// A row that this program cannot have written.
    pub(super) fn unreadable(what: &str, found: impl std::fmt::Debug) -> Self {
        Self::Damaged(format!("is damaged: {found:?} is no {what}"))
    }

    /// The same in the words of the contract.
    pub(super) fn at(self, place: &str) -> LedgerError {
        match self {
            Self::UnknownEdition => LedgerError::UnknownEdition,
            Self::UnknownProposal => LedgerError::UnknownProposal,
            Self::NotARehearsal { key } => LedgerError::NotARehearsal { key },
            Self::Unbalanced { key, balance } => LedgerError::Unbalanced { key, balance },
            Self::Unusable(message) => unavailable(place, message),
            Self::Damaged(message) => damaged(place, message),
            Self::Sql(error) => match error.sqlite_error_code() {
                Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
                    damaged(place, in_words(&error))
                }
                _ => unavailable(place, in_words(&error)),
            },
        }
    }
}

/// The store at `place` cannot be used.
pub(super) fn unavailable(place: &str, message: impl Into<String>) -> LedgerError {
    LedgerError::Unavailable { place: place.to_owned(), message: message.into() }
}

fn damaged(place: &str, message: String) -> LedgerError {
    LedgerError::Damaged { place: place.to_owned(), message }
}

/// SQLite's reason as a predicate, with the cause that a person can remove.
pub(super) fn in_words(error: &rusqlite::Error) -> String {
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => "is a file of another kind, not a ledger".to_owned(),
        Some(ErrorCode::ReadOnly) => format!("may not be written to: {error}"),
        Some(ErrorCode::DiskFull) => format!("has no room left: {error}"),
        Some(ErrorCode::CannotOpen) => format!("cannot be opened: {error}"),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            format!("has been kept busy by another process for too long: {error}")
        }
        // A disk without room for the shared memory shows like this as well.
        Some(ErrorCode::SystemIoFailure) => {
            format!("cannot be read or written (is the disk full or gone?): {error}")
        }
        Some(ErrorCode::DatabaseCorrupt) => format!("is damaged: {error}"),
        _ => format!("failed: {error}"),
    }
}
