//! How long things take: the loop says so itself, the ledger and the sender in events
//! that a layer of the log overhears, so that neither knows of figures.

use std::time::Duration;

use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::{Registry, Unit};
use tracing::field::{Field, Visit};
use tracing::{Event, Metadata, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;

/// Durations since the daemon began. Clones share them.
#[derive(Clone, Debug)]
pub(crate) struct Latencies {
    commit: Histogram,
    reply: Histogram,
    reconcile: Histogram,
}

impl Default for Latencies {
    fn default() -> Self {
        // From a quarter of a millisecond to half a minute; a relay may take minutes.
        let quick = || Histogram::new(exponential_buckets(0.000_25, 4.0, 9));
        let slow = Histogram::new(exponential_buckets(0.002, 4.0, 10));
        Self { commit: quick(), reply: slow, reconcile: quick() }
    }
}

impl Latencies {
    /// A pass over the folders was made.
    pub(crate) fn reconcile(&self, took: Duration) {
        self.reconcile.observe(took.as_secs_f64());
    }

    /// Whether an event says how long something took.
    pub(crate) fn is_measure(meta: &Metadata<'_>) -> bool {
        [copydesk_ledger::COMMIT, copydesk_distribution::REPLY].contains(&meta.target())
    }

    pub(super) fn register(&self, registry: &mut Registry) {
        for (name, help, histogram) in [
            ("ledger_commit", "One commit of the ledger, the disk included", &self.commit),
            ("smtp_reply", "From the first byte of a message to the relay's answer", &self.reply),
            ("reconcile", "One pass over the watched folders", &self.reconcile),
        ] {
            registry.register_with_unit(name, help, Unit::Seconds, histogram.clone());
        }
    }
}

impl<S: Subscriber> Layer<S> for Latencies {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut took = Took(None);
        event.record(&mut took);
        let Some(seconds) = took.0 else { return };
        match event.metadata().target() {
            copydesk_ledger::COMMIT => self.commit.observe(seconds),
            copydesk_distribution::REPLY => self.reply.observe(seconds),
            _ => {}
        }
    }
}

/// The field `seconds`.
struct Took(Option<f64>);

impl Visit for Took {
    fn record_f64(&mut self, field: &Field, value: f64) {
        if field.name() == "seconds" {
            self.0 = Some(value);
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn std::fmt::Debug) {}
}
