//! The address on which the daemon answers about itself, if `watch: { listen: … }`
//! names one.

use std::net::SocketAddr;
use std::sync::Arc;

use copydesk_web::vitals;
use tokio::task::AbortHandle;

use crate::exit::Exit;
use crate::report::printer::Printer;
use crate::trouble::{Failure, Trouble};
use crate::watching::Pulse;

/// Answers until it is dropped.
pub(super) struct Answering {
    pulse: Arc<Pulse>,
    at: Option<SocketAddr>,
    server: Option<AbortHandle>,
}

impl Answering {
    /// Nowhere yet.
    pub(super) fn new(pulse: Arc<Pulse>) -> Self {
        Self { pulse, at: None, server: None }
    }

    /// From now on answers there and nowhere else. Where that cannot be, it answers
    /// where it did.
    pub(super) fn move_to(
        &mut self,
        wanted: Option<SocketAddr>,
        printer: &mut Printer,
    ) -> Result<(), Failure> {
        if wanted == self.at {
            return Ok(());
        }
        let server = match wanted {
            None => None,
            Some(address) => Some(self.answer(address, printer)?),
        };
        if let Some(former) = std::mem::replace(&mut self.server, server) {
            former.abort();
        }
        self.at = wanted;
        Ok(())
    }

    fn answer(&self, address: SocketAddr, printer: &mut Printer) -> Result<AbortHandle, Failure> {
        let listener = vitals::bind(address).map_err(|error| {
            let message = format!("cannot answer at {address}: {error}");
            let help = "`watch: { listen: … }` in copydesk.yaml names another port, or none";
            Trouble::new(message).help(help).exit(Exit::Machine)
        })?;
        let address = listener.local_addr().unwrap_or(address);
        printer.note(&format!("answers at http://{address}/healthz, /readyz and /metrics"));
        let pulse = Arc::clone(&self.pulse);
        let server = tokio::spawn(async move {
            if let Err(error) = vitals::serve(pulse, listener).await {
                tracing::error!(%error, "nobody is answered any more");
            }
        });
        Ok(server.abort_handle())
    }
}

impl Drop for Answering {
    fn drop(&mut self) {
        if let Some(server) = &self.server {
            server.abort();
        }
    }
}
