//! How many connections there are, and how much each destination is given.

use std::collections::BTreeMap;

use copydesk_ledger::Pace;

/// What a profile says of connections and destinations.
#[derive(Clone, Debug, PartialEq)]
pub struct Traffic {
    /// Connections to the relay, each with a worker of its own.
    pub connections: u32,
    /// For destinations that have no limits of their own.
    pub usual: Limits,
    /// By the destination's name: a provider such as `gmail.com`.
    pub own: BTreeMap<String, Limits>,
}

/// What one destination is given.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Limits {
    /// Connections at the same time; `None`: all there are.
    pub connections: Option<u32>,
    /// Messages a second, and a ramp; `None`: as fast as the relay takes them.
    pub pace: Option<Pace>,
}

impl Default for Traffic {
    /// Eight connections, and the relay sets the pace.
    fn default() -> Self {
        Self { connections: 8, usual: Limits::default(), own: BTreeMap::new() }
    }
}

impl Traffic {
    pub(crate) fn limits(&self, destination: &str) -> Limits {
        self.own.get(destination).copied().unwrap_or(self.usual)
    }
}
