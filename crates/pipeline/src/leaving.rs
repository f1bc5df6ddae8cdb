//! Mail goes beyond this machine only while those who get it can leave: the
//! newsroom's address is asked before each run. That its pages are configured proves
//! nothing.

use copydesk_distribution::{LeavingProblem, RecipientKey, Relay, Transport, probe};
use copydesk_ledger::Clock;

use crate::Desk;

/// The transport as it may be used now: a relay elsewhere with the proof that readers
/// can leave at `url`.
pub(crate) async fn admitted(
    transport: &Transport,
    url: &str,
    key: &RecipientKey,
    clock: &dyn Clock,
) -> Result<Transport, LeavingProblem> {
    let Transport::Smtp(relay) = transport else { return Ok(transport.clone()) };
    if !relay.is_elsewhere().await {
        return Ok(transport.clone());
    }
    // No moment comes twice, and it need not be hard to guess.
    let nonce = clock.now().as_microsecond().unsigned_abs();
    let leaving = Some(probe(url, key, nonce).await?);
    Ok(Transport::Smtp(Relay { leaving, ..relay.clone() }))
}

impl Desk {
    /// Its transport, as it may be used now.
    pub(crate) async fn admitted(&self, key: &RecipientKey) -> Result<Transport, LeavingProblem> {
        admitted(&self.transport, &self.masthead.url, key, &*self.clock).await
    }
}
