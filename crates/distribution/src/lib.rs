//! Editions to receipts: archive page, feed and mail.
//!
//! What is sent is what the ledger holds: [`freeze`] turns an
//! [`copydesk_rendering::Edition`] into rows, and [`distribute`] sends a
//! [`FrozenEdition`], which only this crate can read back, from rows whose digest
//! it has computed again. A [`Trial`] is an edition for the desk's own eyes, which no
//! ledger knows. This crate renders nothing and decides nothing about a
//! draft. It sends at most once: what may have arrived is never sent again.

mod address;
mod audience;
mod channels;
mod distribute;
mod dkim;
mod error;
mod files;
mod freeze;
mod frozen;
mod key_file;
mod letter;
mod message;
mod probe;
mod progress;
mod returned;
mod secret_file;
mod segment;
mod sender;
mod stop;
mod subscribers;
mod tokens;
mod traffic;
mod transports;
mod trial;

#[cfg(test)]
mod testing;

pub use address::{LONGEST_NAME, subscriber_address, subscriber_name};
pub use audience::{Audience, AudienceProblem, Holders, Page, Rule};
pub use channels::Channel;
pub use channels::archive::ArchiveSite;
pub use channels::online::{Command, CommandProblem, Deploy, Online, OnlineProblem, Patience};
pub use distribute::{Delivered, Distribution, Halt, distribute};
pub use dkim::{Signer, SigningKey, SigningKeyKind, SigningKeyProblem};
pub use error::DistributeError;
pub use files::{FileProblem, write_whole};
pub use freeze::{Definition, freeze};
pub use frozen::{FrozenEdition, FrozenProblem, Listed, listed};
pub use key_file::KeyProblem;
pub use letter::{Letter, post};
pub use message::{Composer, Measured, Message, MessageProblem, message_id};
pub use probe::{LeavingProblem, LeavingWorks, ONE_CLICK, PROBE_ANSWER, probe};
pub use progress::Step;
pub use returned::{
    Bounce, BounceClass, LARGEST_RETURNED, LONGEST_NOTICE, Notice, NoticeWhat, Proof, Returned,
    read_notice, read_returned,
};
pub use secret_file::{SecretProblem, credentials, read_secret};
pub use segment::{Segment, SegmentProblem};
pub use sender::{Sender, SenderProblem};
pub use stop::{Stop, Stopper};
pub use subscribers::{
    AttributeKind, Import, ImportProblem, ImportRules, LineProblem, Preset, Subscribers,
    SubscribersProblem, attribute_text, read_subscribers,
};
pub use tokens::{RecipientKey, Token, token_mark};
pub use traffic::{Limits, Traffic};
pub use transports::Transport;
pub use transports::outbox::Outbox;
pub use transports::smtp::recover;
pub use transports::smtp::{
    Login, Protection, REPLY, Relay, RelayProblem, Timeouts, Tls, TrustProblem,
};
pub use trial::{Sample, SingleReceipt, Trial, samples};
