//! Editions and deliveries as an operator sees them.

use copydesk_ledger::{DeliveryState, EditionSummary, Mark, Marks, Trace};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::edition::sum;
use super::edition_line::EditionLine;

/// `2026-11-07-brief   sending   3 candidates = 1 accepted + 2 waiting`
pub(crate) fn line(edition: &EditionSummary) -> String {
    let revision = match edition.revision {
        1 => String::new(),
        n => format!(", revision {n}"),
    };
    format!("{}{revision}   {}   {}\n", edition.key, standing(edition), sum(&edition.balance))
}

/// One edition with its moments.
pub(crate) fn page(edition: &EditionSummary, marks: &Marks, zone: &TimeZone) -> String {
    let mut lines = vec![
        ("edition", format!("{}, revision {}", edition.key, edition.revision)),
        ("digest", edition.digest.to_string()),
        ("stands", standing(edition).to_owned()),
        ("opened", at(edition.opened_at, zone)),
    ];
    for (word, moment) in [
        ("stopped", edition.stopped_at),
        ("cancelled", edition.cancelled_at),
        ("closed", edition.closed_at),
        ("not after", edition.not_after.filter(|_| edition.closed_at.is_none())),
    ] {
        lines.extend(moment.map(|moment| (word, at(moment, zone))));
    }
    lines.push(("balance", sum(&edition.balance)));
    if *marks != Marks::default() {
        let Marks { bounced, complained } = marks;
        let said = format!("{bounced} bounced, {complained} complained, of those accepted");
        lines.push(("came back", said));
    }
    lines.iter().map(|(word, said)| format!("{word:<10} {said}\n")).collect()
}

/// What is the matter with it, in a word.
pub(crate) fn standing(edition: &EditionSummary) -> &'static str {
    match edition {
        EditionSummary { cancelled_at: Some(_), .. } => "cancelled",
        EditionSummary { closed_at: Some(_), .. } => "closed",
        EditionSummary { stopped_at: Some(_), .. } => "stopped",
        _ => "open",
    }
}

/// The same as a JSON line. A profile is nothing that the ledger knows.
pub(crate) fn json_with_marks(edition: &EditionSummary, marks: &Marks) -> Value {
    let mut line = json(edition);
    if let Some(line) = line.as_object_mut() {
        line.insert("marks".to_owned(), json!(marks));
    }
    line
}

/// The same without what came back.
pub(crate) fn json(edition: &EditionSummary) -> Value {
    let line = EditionLine::new(&edition.key, edition.revision, &edition.digest, &edition.balance);
    EditionLine { standing: Some(standing(edition)), ..line }.value()
}

/// Everything that happened to one delivery, and what comes next.
pub(crate) fn trace(trace: &Trace, zone: &TimeZone) -> String {
    let edition = &trace.edition;
    let mut lines = vec![format!(
        "{}, revision {}: {} ({})\n",
        edition.key,
        edition.revision,
        trace.state.word(),
        trace.destination
    )];
    let planned = trace.planned_at.unwrap_or(edition.opened_at);
    lines.push(format!("  {}  planned\n", at(planned, zone)));
    for event in &trace.events {
        let detail = match event.event.as_str() {
            "intended" => format!("by {}, lease {}", event.detail, event.epoch),
            _ => event.detail.clone(),
        };
        let colon = if detail.is_empty() { "" } else { ": " };
        lines.push(format!("  {}  {}{colon}{detail}\n", at(event.at, zone), event.event));
    }
    lines.push(format!("  {}\n", next(trace, zone)));
    lines.concat()
}

fn next(trace: &Trace, zone: &TimeZone) -> String {
    let key = &trace.edition.key;
    let goes_on = match (trace.edition.cancelled_at, trace.edition.stopped_at) {
        (None, Some(_)) => format!("; the edition is stopped: copydesk resume {key}"),
        _ => String::new(),
    };
    match trace.state {
        DeliveryState::Planned => format!("it waits for its turn{goes_on}"),
        DeliveryState::Attempted => "it is on the wire, or its worker has died".to_owned(),
        DeliveryState::Deferred => match trace.due_at {
            Some(due) => format!("it is due again at {}{goes_on}", at(due, zone)),
            None => format!("it waits{goes_on}"),
        },
        DeliveryState::Uncertain => format!(
            "nobody knows whether it arrived; it is held until you look into the relay's log: \
             copydesk resolve {key} ADDRESS --accepted|--resend --reason WHY"
        ),
        DeliveryState::Accepted if trace.marks.contains(&Mark::Bounced) => {
            "the relay had it, and it came back".to_owned()
        }
        DeliveryState::Accepted if trace.marks.contains(&Mark::Complained) => {
            "it arrived, and its reader complained".to_owned()
        }
        DeliveryState::Accepted => "the relay has it".to_owned(),
        DeliveryState::Written => "a rehearsal: nothing was sent".to_owned(),
        DeliveryState::Rejected
        | DeliveryState::Expired
        | DeliveryState::Suppressed
        | DeliveryState::Cancelled => "it is not sent any more".to_owned(),
    }
}

/// The same as a JSON line.
pub(crate) fn trace_json(trace: &Trace, address: &str) -> Value {
    let events: Vec<Value> = trace
        .events
        .iter()
        .map(|e| {
            json!({
                "at": e.at.to_string(),
                "event": e.event,
                "epoch": e.epoch,
                "detail": e.detail,
            })
        })
        .collect();
    json!({
        "v": 1,
        "type": "delivery",
        "key": trace.edition.key,
        "revision": trace.edition.revision,
        "address": address,
        "destination": trace.destination,
        "state": trace.state.word(),
        "attempts": trace.attempts,
        "planned_at": trace.planned_at.map(|at| at.to_string()),
        "marks": trace.marks.iter().map(|mark| mark.word()).collect::<Vec<_>>(),
        "due_at": trace.due_at.map(|at| at.to_string()),
        "events": events,
    })
}

fn at(moment: Timestamp, zone: &TimeZone) -> String {
    moment.to_zoned_datetime(zone.clone()).strftime("%Y-%m-%d %H:%M:%S").to_string()
}
