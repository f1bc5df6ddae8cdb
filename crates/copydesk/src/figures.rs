//! The daemon's figures, as Prometheus reads them. Labels are the words of pipelines,
//! checks and states, of which there are only so many; no person, no draft and no
//! secret is ever one.

mod latencies;

use std::collections::BTreeMap;
use std::fs;

use copydesk_ledger::{Balance, EditionSummary, Ledger, LedgerError, Proposal, World};
use jiff::Timestamp;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};

pub(crate) use latencies::Latencies;

use crate::report::delivery;
use crate::watching::{PulseState, State};

type Labels = Vec<(&'static str, String)>;

/// What the ledger says of live editions.
struct Kept {
    editions: Vec<EditionSummary>,
    waiting: Vec<Proposal>,
}

/// All of them, in the text form of OpenMetrics. What the ledger does not tell is left
/// out, and `copydesk_ledger_up` is 0.
pub(crate) async fn text(
    ledger: &dyn Ledger,
    state: &PulseState,
    ready: bool,
    now: Timestamp,
    latencies: &Latencies,
) -> String {
    let mut registry = Registry::with_prefix("copydesk");
    let version = Info::new(vec![("version", env!("CARGO_PKG_VERSION"))]);
    registry.register("build", "The program", version);
    let kept = match kept(ledger).await {
        Ok(kept) => Some(kept),
        Err(error) => {
            tracing::error!(%error, "the ledger does not answer");
            None
        }
    };
    one(&mut registry, "ready", "Whether the daemon can do its work", ready.into());
    let up = kept.is_some().into();
    one(&mut registry, "ledger_up", "Whether the ledger answers", up);
    of_folders(&mut registry, state);
    if let Some(kept) = &kept {
        of_editions(&mut registry, kept, now);
    }
    latencies.register(&mut registry);
    of_process(&mut registry);
    let mut text = String::new();
    // Into a string it cannot fail.
    let _ = encode(&mut text, &registry);
    text
}

async fn kept(ledger: &dyn Ledger) -> Result<Kept, LedgerError> {
    let editions = ledger.editions(World::Live).await?;
    Ok(Kept { editions, waiting: copydesk_pipeline::waiting(ledger).await? })
}

fn of_folders(registry: &mut Registry, state: &PulseState) {
    let degraded = state.degraded.len() as i64;
    let folders = [
        (vec![("state", "sound".to_owned())], state.folders as i64 - degraded),
        (vec![("state", "degraded".to_owned())], degraded),
    ];
    gauges(registry, "folders", "Watched folders", folders);
    let mut drafts: BTreeMap<(String, State), i64> = BTreeMap::new();
    for (pipeline, _) in state.counts.drafts.keys() {
        // Also those of which there are none: a series that comes and goes alarms nobody.
        drafts.extend(State::ALL.map(|state| ((pipeline.clone(), state), 0)));
    }
    drafts.extend(state.counts.drafts.iter().map(|(key, count)| (key.clone(), *count as i64)));
    let drafts = drafts.into_iter().map(|((pipeline, state), count)| {
        (vec![("pipeline", pipeline), ("state", state.word().to_owned())], count)
    });
    gauges(registry, "drafts", "Drafts that were taken in, by how they stand", drafts);
    let findings = state.counts.findings.iter().map(|((check, severity), count)| {
        let labels =
            vec![("check", (*check).to_owned()), ("severity", severity.as_str().to_owned())];
        (labels, *count as i64)
    });
    gauges(registry, "findings", "What the checks say of those drafts", findings);
}

fn of_editions(registry: &mut Registry, kept: &Kept, now: Timestamp) {
    let (mut outcomes, mut waiting) = (Balance::default().outcomes(), 0_u64);
    let mut standing: BTreeMap<&'static str, i64> =
        ["open", "stopped", "closed", "cancelled"].map(|word| (word, 0)).into();
    let mut oldest = 0;
    for edition in &kept.editions {
        *standing.entry(delivery::standing(edition)).or_default() += 1;
        let balance = &edition.balance;
        if balance.waiting > 0 {
            oldest = oldest.max(now.duration_since(edition.opened_at).as_secs());
        }
        for ((_, sum), (_, count)) in outcomes.iter_mut().zip(balance.outcomes()) {
            *sum += count;
        }
        waiting += balance.waiting;
    }
    let standing = standing.into_iter();
    let standing = standing.map(|(word, count)| (vec![("state", word.to_owned())], count));
    gauges(registry, "editions", "Live editions, by how they stand", standing);
    let deliveries = Family::<Labels, Counter>::default();
    // What nobody knows may be found out: a count that falls would look like a restart.
    let uncertain = outcomes.iter().filter(|(outcome, _)| *outcome == "uncertain");
    let uncertain = uncertain.map(|(_, count)| *count).sum();
    for (outcome, count) in outcomes.into_iter().filter(|(outcome, _)| *outcome != "uncertain") {
        deliveries.get_or_create(&vec![("outcome", outcome.to_owned())]).inc_by(count);
    }
    let help = "Deliveries to people that have an outcome";
    registry.register("deliveries", help, deliveries);
    for (name, help, count) in [
        ("deliveries_uncertain", "Deliveries of which nobody knows what became", uncertain),
        ("deliveries_waiting", "Deliveries that have no outcome yet", waiting),
    ] {
        one(registry, name, help, i64::try_from(count).unwrap_or(i64::MAX));
    }
    let age = Gauge::<i64>::default();
    age.set(oldest);
    let help = "Age of the oldest edition for which somebody waits";
    registry.register_with_unit("queue_age", help, Unit::Seconds, age);
    let asked = kept
        .waiting
        .iter()
        .filter(|proposal| proposal.waits_until.is_none() && proposal.rejection().is_none());
    let asked = i64::try_from(asked.count()).unwrap_or(i64::MAX);
    one(registry, "editions_waiting_for_approval", "Editions that people are asked about", asked);
}

/// What the program itself holds.
fn of_process(registry: &mut Registry) {
    let pages = fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let resident = pages.split_whitespace().nth(1).and_then(|pages| pages.parse::<i64>().ok());
    if let Some(resident) = resident {
        // Pages of 4 KiB, as on every machine that Debian's amd64 runs on.
        let help = "Memory that the daemon holds";
        let gauge = Gauge::<i64>::default();
        gauge.set(resident * 4096);
        registry.register_with_unit("process_resident_memory", help, Unit::Bytes, gauge);
    }
}

fn one(registry: &mut Registry, name: &str, help: &str, value: i64) {
    let gauge = Gauge::<i64>::default();
    gauge.set(value);
    registry.register(name, help, gauge);
}

fn gauges(
    registry: &mut Registry,
    name: &str,
    help: &str,
    values: impl IntoIterator<Item = (Labels, i64)>,
) {
    let family = Family::<Labels, Gauge>::default();
    for (labels, value) in values {
        family.get_or_create(&labels).set(value);
    }
    registry.register(name, help, family);
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use copydesk_ledger::EditionId;
    use copydesk_manuscript::Digest;

    use super::*;

    #[test]
    fn what_nobody_knows_is_no_counter_since_it_may_be_found_out() {
        let balance = Balance { candidates: 5, accepted: 3, uncertain: 2, ..Balance::default() };
        let edition = EditionSummary {
            id: EditionId(1),
            world: World::Live,
            key: "k".to_owned(),
            revision: 1,
            pipeline: None,
            digest: Digest::of(b""),
            opened_at: Timestamp::UNIX_EPOCH,
            closed_at: Some(Timestamp::UNIX_EPOCH),
            stopped_at: None,
            cancelled_at: None,
            not_after: None,
            balance,
        };
        let mut registry = Registry::with_prefix("copydesk");
        let kept = Kept { editions: vec![edition], waiting: Vec::new() };
        of_editions(&mut registry, &kept, Timestamp::UNIX_EPOCH);
        let mut text = String::new();
        encode(&mut text, &registry).unwrap();
        assert!(text.contains("copydesk_deliveries_total{outcome=\"accepted\"} 3\n"), "{text}");
        assert!(text.contains("# TYPE copydesk_deliveries_uncertain gauge\n"), "{text}");
        assert!(text.contains("\ncopydesk_deliveries_uncertain 2\n"), "{text}");
        assert!(!text.contains("outcome=\"uncertain\""), "{text}");
    }
}
