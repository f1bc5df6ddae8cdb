//! The newsroom's letters: mails to one person that are no edition, sent the way that
//! its profile sends.

use std::sync::Arc;

use copydesk_distribution::{
    DistributeError, KeyProblem, LeavingProblem, Letter, RecipientKey, Sender, SingleReceipt,
    Transport, post,
};
use copydesk_ledger::{Clock, World};

use crate::{DeskProblem, Newsroom, Profile, desk, leaving};

/// Sends letters.
pub struct Post {
    url: String,
    sender: Sender,
    transport: Transport,
    key: RecipientKey,
    clock: Arc<dyn Clock>,
}

/// Why a letter is not on its way. None of these is about its reader.
#[derive(Debug, thiserror::Error)]
pub enum PostProblem {
    /// Readers could not leave, so nothing goes beyond this machine.
    #[error(transparent)]
    Leaving(#[from] LeavingProblem),
    /// It cannot be built, written, or handed to this relay.
    #[error(transparent)]
    Distribute(#[from] DistributeError),
}

/// Why there is no post.
#[derive(Debug, thiserror::Error)]
pub enum NoPost {
    /// Sender or transport.
    #[error(transparent)]
    Desk(#[from] DeskProblem),
    /// The key behind recipients' tokens.
    #[error(transparent)]
    Key(#[from] KeyProblem),
}

impl Post {
    /// The post of a newsroom under a profile. Reads files; connects to nothing.
    ///
    /// # Errors
    /// [`NoPost`].
    pub fn open(
        newsroom: &Newsroom,
        profile: &Profile,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, NoPost> {
        let (sender, transport) = desk::way_out(newsroom, profile)?;
        let key = RecipientKey::open(&newsroom.root)?;
        Ok(Self { url: newsroom.url.clone(), sender, transport, key, clock })
    }

    /// The key behind recipients' tokens.
    pub fn key(&self) -> &RecipientKey {
        &self.key
    }

    /// Whether its letters reach people.
    pub fn world(&self) -> World {
        match self.transport {
            Transport::Outbox(_) => World::Rehearsal,
            Transport::Smtp(_) => World::Live,
        }
    }

    /// Sends a letter once. `id` is unlike that of any other.
    ///
    /// # Errors
    /// [`PostProblem`]; what a relay says is in the receipt.
    pub async fn send(&self, letter: &Letter, id: u64) -> Result<SingleReceipt, PostProblem> {
        let (url, clock) = (&self.url, &*self.clock);
        let transport = leaving::admitted(&self.transport, url, &self.key, clock).await?;
        let message = letter.seal(&self.sender, id, clock.now()).map_err(DistributeError::from)?;
        Ok(post(&message, &self.sender, &transport).await?)
    }
}
