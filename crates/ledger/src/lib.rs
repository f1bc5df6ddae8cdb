//! What was captured, planned, tried and answered: all that one transaction
//! must see.
//!
//! [`Ledger`] is the contract for editions, [`Subscriptions`] the one for the
//! people on lists; each engine behind both is one folder
//! ([`SqliteLedger`] is the embedded one), and passes the same tests. The
//! ledger never sends anything and never decides whether something should be
//! sent: it makes sure that what was decided happens at most once, and that
//! what is not known is called unknown.

mod backup;
mod balance;
mod clock;
mod contract;
mod delivery;
mod destination;
mod edition;
mod fail_point;
mod letter;
mod naming;
mod proposal;
mod recovery;
mod request;
mod returned;
mod sqlite;
mod subscriber;
mod subscriptions;
mod trace;

pub use backup::{Inventory, Restored};
pub use balance::{Balance, Closing};
pub use clock::{Clock, SystemClock};
pub use contract::{Ledger, LedgerError};
pub use delivery::{
    Batch, Candidate, Chunk, Claim, Cursor, Delivery, DeliveryId, DeliveryState, Intended, Intents,
    Lease, Outcome, Planned, Settled,
};
pub use destination::{Pace, Ramp, Tokens, destination};
pub use edition::{
    Capture, EditionId, EditionSummary, NewCapture, NewEdition, Opened, Part, SentContent,
    SentDraft, Shelved, Standing, StoredEdition, World,
};
pub use fail_point::{fail_point, fail_points, trial_lease, trial_patience};
pub use letter::{LetterAbout, WaitingLetter};
pub use naming::names_address;
pub use proposal::{Answer, NewProposal, Proposal};
pub use recovery::{Evidence, HeldLease, LeftOpen, Recovery, Verdict, Whose};
pub use request::{Holder, Limit, OptinRequest, Requested, SelfPortrait, TokenMark};
pub use returned::{Followed, Mark, Marks, Return, SentTo, Undone};
pub use sqlite::{COMMIT, SqliteLedger, back_up, network_file_system, restore};
pub use subscriber::{
    AsKnown, Attributes, Consent, DeliveryTrace, Erased, ImportChunk, ImportCounts, ImportRow,
    ListStats, Listed, Member, NewSubscription, Optin, Person, Reason, Subscribed, Subscriber,
    SubscriberEvent, Subscription, Suppression,
};
pub use subscriptions::Subscriptions;
pub use trace::{Trace, TraceEvent};
