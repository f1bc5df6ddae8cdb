//! Which relay, and whether it may be used.

use std::net::SocketAddr;
use std::time::Duration;

use copydesk_ledger::trial_patience;
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;

use super::tls::Tls;
use crate::LeavingWorks;

/// Why a relay must not be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RelayProblem {
    /// Everybody on the way could read the mail.
    #[error(
        "the relay {relay} is at {address}, beyond this machine, and the line to it is not encrypted"
    )]
    InTheClear {
        /// `host:port`
        relay: String,
        /// One of its addresses.
        address: SocketAddr,
    },
    /// Nobody has seen that readers can leave.
    #[error(
        "the relay {relay} is at {address}, beyond this machine, and it is not known that readers can leave by the link in each message"
    )]
    NobodyCanLeave {
        /// `host:port`
        relay: String,
        /// One of its addresses.
        address: SocketAddr,
    },
}

/// A relay.
#[derive(Clone, Debug)]
pub struct Relay {
    /// Its name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// Who can read along on the way.
    pub protection: Protection,
    /// How long to wait for what.
    pub timeouts: Timeouts,
    /// Without it, nothing goes to a relay beyond this machine.
    pub leaving: Option<LeavingWorks>,
}

/// How the line to a relay is protected. None of them falls back to another.
#[derive(Clone, Debug)]
pub enum Protection {
    /// Not at all.
    Plain,
    /// Encrypted on request (RFC 3207), or nothing is sent.
    Starttls(Tls),
    /// Encrypted from the first byte (RFC 8314).
    Implicit(Tls),
}

/// How long to wait for what. The defaults are those of RFC 5321 and Postfix.
#[derive(Clone, Copy, Debug)]
pub struct Timeouts {
    /// For the connection.
    pub connect: Duration,
    /// For the answer to each command, for the greeting, and for the handshake of TLS.
    pub command: Duration,
    /// For the relay to take the message.
    pub body: Duration,
    /// For the answer to the message. After it nobody knows.
    pub after_dot: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        if let Some(patience) = trial_patience() {
            let all = Duration::from_millis(patience.into());
            return Self { connect: all, command: all, body: all, after_dot: all };
        }
        Self {
            connect: Duration::from_secs(30),
            command: Duration::from_secs(300),
            body: Duration::from_secs(180),
            after_dot: Duration::from_secs(600),
        }
    }
}

impl Relay {
    /// In the clear, with the usual patience, on this machine.
    pub fn new(host: impl Into<String>, port: u16) -> Self {
        let timeouts = Timeouts::default();
        let protection = Protection::Plain;
        Self { host: host.into(), port, protection, timeouts, leaving: None }
    }

    /// Whether mail to it leaves this machine. One whose name leads nowhere at the
    /// moment takes no mail, either.
    pub async fn is_elsewhere(&self) -> bool {
        let addresses = self.addresses().await.unwrap_or_default();
        addresses.iter().any(is_elsewhere)
    }

    /// `host:port`
    pub(crate) fn shown(&self) -> String {
        if self.host.contains(':') {
            return format!("[{}]:{}", self.host, self.port);
        }
        format!("{}:{}", self.host, self.port)
    }

    /// Refuses a relay elsewhere that must not be used. One whose name leads nowhere at the moment is
    /// merely not reachable, and that is found out when it is called.
    pub(crate) async fn admit(&self) -> Result<(), RelayProblem> {
        match self.addresses().await {
            Ok(addresses) => self.admits(&addresses),
            Err(_) => Ok(()),
        }
    }

    /// The first of its addresses that answers.
    pub(super) async fn dial(&self, addresses: &[SocketAddr]) -> Result<TcpStream, String> {
        let mut why = String::new();
        for address in addresses {
            match timeout(self.timeouts.connect, TcpStream::connect(address)).await {
                Ok(Ok(stream)) => {
                    // lettre writes body and dot apart; Nagle would hold the dot for 40 ms.
                    stream.set_nodelay(true).map_err(|error| error.to_string())?;
                    return Ok(stream);
                }
                Ok(Err(error)) => why = error.to_string(),
                Err(_) => why = format!("no connection within {:?}", self.timeouts.connect),
            }
        }
        Err(why)
    }

    /// Where it is. Never empty.
    pub(super) async fn addresses(&self) -> Result<Vec<SocketAddr>, String> {
        let found = timeout(self.timeouts.connect, lookup_host((self.host.as_str(), self.port)));
        let addresses: Vec<SocketAddr> = match found.await {
            Ok(Ok(addresses)) => addresses.collect(),
            Ok(Err(error)) => return Err(format!("its name cannot be looked up: {error}")),
            Err(_) => return Err("its name could not be looked up in time".to_owned()),
        };
        if addresses.is_empty() {
            return Err("its name leads to no address".to_owned());
        }
        Ok(addresses)
    }

    /// All of them, since nobody knows which one a connection would take.
    pub(super) fn admits(&self, addresses: &[SocketAddr]) -> Result<(), RelayProblem> {
        let Some(address) = addresses.iter().copied().find(is_elsewhere) else { return Ok(()) };
        let relay = self.shown();
        match (&self.protection, self.leaving) {
            (Protection::Plain, _) => Err(RelayProblem::InTheClear { relay, address }),
            (_, None) => Err(RelayProblem::NobodyCanLeave { relay, address }),
            (_, Some(_)) => Ok(()),
        }
    }
}

fn is_elsewhere(address: &SocketAddr) -> bool {
    !address.ip().to_canonical().is_loopback()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ELSEWHERE: [&str; 5] = ["192.0.2.1", "0.0.0.0", "::", "::ffff:192.0.2.1", "2001:db8::1"];

    #[tokio::test]
    async fn on_this_machine_every_relay_will_do() {
        for here in ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"] {
            let relay = Relay::new(here, 25);
            assert!(!relay.is_elsewhere().await);
            relay.admit().await.unwrap();
        }
    }

    #[tokio::test]
    async fn elsewhere_it_takes_tls_and_readers_who_can_leave() {
        for host in ELSEWHERE {
            let plain = Relay { leaving: Some(LeavingWorks::assumed()), ..Relay::new(host, 25) };
            assert!(plain.is_elsewhere().await);
            let refused = plain.admit().await.unwrap_err();
            assert!(matches!(refused, RelayProblem::InTheClear { .. }), "{refused}");
            let tls = || Protection::Starttls(Tls::new(None, None).unwrap());
            let unproved = Relay { protection: tls(), ..Relay::new(host, 587) };
            let refused = unproved.admit().await.unwrap_err();
            assert!(matches!(refused, RelayProblem::NobodyCanLeave { .. }), "{refused}");
            Relay { protection: tls(), ..plain }.admit().await.unwrap();
        }
    }
}
