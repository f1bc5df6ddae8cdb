//! Connections to a relay, and what each destination is given, as a profile says.

use std::collections::BTreeMap;
use std::num::NonZeroU32;

use copydesk_distribution::{Limits, Traffic};
use copydesk_ledger::{Pace, Ramp, destination};
use copydesk_parsing::yaml::{Part, Path};
use schemars::JsonSchema;

use crate::source::Source;

/// The key for all destinations that have none of their own.
const USUAL: &str = "usual";
/// More than any relay for newsletters takes from one sender.
const MOST_CONNECTIONS: u32 = 100;

/// What one destination is given.
#[derive(Clone, Copy, serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DestinationFile {
    /// Connections at the same time; else as many as there are.
    #[serde(default)]
    pub(crate) connections: Option<NonZeroU32>,
    /// Messages a second; else as fast as the relay takes them.
    #[serde(default)]
    pub(crate) per_second: Option<f64>,
    /// So many at once after a rest; else one second's worth.
    #[serde(default)]
    pub(crate) burst: Option<NonZeroU32>,
    /// For a domain that mails for the first time.
    #[serde(default)]
    pub(crate) ramp: Option<RampFile>,
}

/// More every day.
#[derive(Clone, Copy, serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RampFile {
    /// Messages to the destination on the first day.
    pub(crate) per_day: NonZeroU32,
    /// Each day so many times those of the day before, as `1.5`.
    pub(crate) growth: f64,
}

pub(super) fn narrow(
    connections: Option<NonZeroU32>,
    destinations: BTreeMap<String, DestinationFile>,
    path: &Path,
    source: &Source,
) -> Traffic {
    let mut traffic = Traffic::default();
    if let Some(connections) = connections {
        traffic.connections = connections.get();
    }
    if traffic.connections > MOST_CONNECTIONS {
        let message = format!("no relay wants more than {MOST_CONNECTIONS} connections");
        source.refuse(&path.key("connections"), message, Some("such as 8".to_owned()));
    }
    for (name, written) in destinations {
        let path = path.key("destinations").key(&name);
        let limits = limits(written, &path, source);
        if name == USUAL {
            traffic.usual = limits;
            continue;
        }
        let group = destination(&format!("postmaster@{name}"));
        if name != group && !name.starts_with("other-") {
            let message = match group.starts_with("other-") {
                true => format!("`{name}` shares its pace with other small domains"),
                false => format!("`{name}` is one with `{group}`"),
            };
            let help = match group.starts_with("other-") {
                true => "`usual` is for all that have no name of their own".to_owned(),
                false => format!("write `{group}`"),
            };
            source.refuse_part(&path, Part::Key, message, Some(help));
        }
        traffic.own.insert(name, limits);
    }
    traffic
}

fn limits(written: DestinationFile, path: &Path, source: &Source) -> Limits {
    let refuse = |key: &str, message: &str, example: &str| {
        source.refuse(&path.key(key), message, Some(format!("such as {example}")));
    };
    if written.per_second.is_some_and(|rate| !(rate.is_finite() && rate > 0.0)) {
        refuse("per_second", "`per_second` must be more than nothing", "20");
    }
    let shrinks = |ramp: RampFile| !(ramp.growth.is_finite() && ramp.growth >= 1.0);
    if written.ramp.is_some_and(shrinks) {
        refuse("ramp", "`growth` must be 1 or more", "{ per_day: 500, growth: 1.5 }");
    }
    // With a ramp alone the relay sets the pace within the day.
    let rate = written.per_second.or(written.ramp.map(|_| 1e6));
    let pace = rate.map(|per_second| Pace {
        per_second,
        burst: written.burst.map_or(per_second.ceil().clamp(1.0, 1e6) as u32, NonZeroU32::get),
        ramp: written.ramp.map(|r| Ramp { per_day: r.per_day.get(), growth: r.growth }),
    });
    Limits { connections: written.connections.map(NonZeroU32::get), pace }
}
