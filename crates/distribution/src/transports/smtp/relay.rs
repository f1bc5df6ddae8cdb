//! Which relay, and whether it may be used.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;

use super::tls::Tls;

/// Why a relay must not be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the relay {relay} is at {address}, and mail may only go to a relay on this machine itself until readers can leave by the link in each message, which nothing answers yet"
)]
pub struct RelayProblem {
    /// `host:port`
    pub relay: String,
    /// One of its addresses.
    pub address: SocketAddr,
}

/// A relay on this machine.
#[derive(Clone, Debug)]
pub struct Relay {
    /// A name or an address that leads to this machine.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// Who can read along on the way.
    pub protection: Protection,
    /// How long to wait for what.
    pub timeouts: Timeouts,
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
        Self {
            connect: Duration::from_secs(30),
            command: Duration::from_secs(300),
            body: Duration::from_secs(180),
            after_dot: Duration::from_secs(600),
        }
    }
}

impl Relay {
    /// In the clear, with the usual patience.
    pub fn new(host: impl Into<String>, port: u16) -> Self {
        let timeouts = Timeouts::default();
        Self { host: host.into(), port, protection: Protection::Plain, timeouts }
    }

    /// `host:port`
    pub(crate) fn shown(&self) -> String {
        if self.host.contains(':') {
            return format!("[{}]:{}", self.host, self.port);
        }
        format!("{}:{}", self.host, self.port)
    }

    /// Refuses a relay elsewhere. One whose name leads nowhere at the moment is
    /// merely not reachable, and that is found out when it is called.
    pub(crate) async fn admit(&self) -> Result<(), RelayProblem> {
        match self.addresses().await {
            Ok(addresses) => self.all_here(&addresses),
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
    pub(super) fn all_here(&self, addresses: &[SocketAddr]) -> Result<(), RelayProblem> {
        match addresses.iter().find(|a| !a.ip().to_canonical().is_loopback()) {
            None => Ok(()),
            Some(address) => Err(RelayProblem { relay: self.shown(), address: *address }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_this_machine_will_do() {
        for here in ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"] {
            Relay::new(here, 25).admit().await.unwrap();
        }
        for elsewhere in ["192.0.2.1", "0.0.0.0", "::", "::ffff:192.0.2.1", "2001:db8::1"] {
            let refused = Relay::new(elsewhere, 25).admit().await.unwrap_err();
            assert!(refused.to_string().contains("on this machine itself"), "{refused}");
        }
    }
}
