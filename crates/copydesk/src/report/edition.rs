//! What became of drafts that went through the chain: a few lines for each, and
//! the balance.

use std::path::Path;

use copydesk_distribution::Delivered;
use copydesk_ledger::{Balance, EditionSummary, World};
use copydesk_manuscript::{LineIndex, Severity};
use copydesk_pipeline::{Desk, Published, Rendered};
use copydesk_rendering::Slot;
use copydesk_validation::{Report, Verdict};
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::answers::Answers;
use super::count::counted;
use super::excerpt;
use super::page::sentences;
use super::paint::Paint;
use crate::exit::Exit;
use crate::trouble::Trouble;

/// Columns of an excerpt.
const ROOM: usize = 46;

/// `The Daily Brief · pipeline brief · profile rehearsal: files only, nothing is sent`
pub(crate) fn heading(desk: &Desk) -> String {
    let reach = if desk.profile.is_live() { "" } else { ": files only, nothing is sent" };
    format!(
        "{} · pipeline {} · profile {}{reach}\n\n",
        desk.newsroom.name, desk.pipeline.name, desk.profile.name
    )
}

/// A draft that is not ready: what would become of it.
pub(crate) fn not_ready(path: &str, verdict: &Verdict, paint: Paint) -> String {
    let report = verdict.report();
    if !report.holds() {
        return format!("{} {path}   not marked ready; clear\n", paint.good("✓"));
    }
    let todo = things_to_do(report);
    let cross = paint.severity(Severity::Error, "✗");
    let head = format!("{cross} {path}   not marked ready, and would be held: {todo}\n");
    head + &findings(verdict)
}

/// `2 things to do`
fn things_to_do(report: &Report) -> String {
    let n = report.things_to_do(Severity::Error) + report.things_to_do(Severity::Warning);
    if n == 1 { "1 thing to do".to_owned() } else { format!("{n} things to do") }
}

/// The errors and warnings of a held draft, a line each.
fn findings(verdict: &Verdict) -> String {
    let (document, report) = (verdict.document(), verdict.report());
    let lines = LineIndex::new(&document.text);
    let groups =
        report.groups.iter().filter(|group| group.severity > Severity::Info && !group.waived);
    groups
        .map(|group| {
            let finding = &report.findings[group.findings.start];
            let at = lines.position(&document.text, finding.point);
            let at = format!("{}:{}", at.line, at.column);
            let excerpt = excerpt::of(&document.text, finding, ROOM);
            let inserts = finding.point == finding.span.end && !finding.span.is_empty();
            let words = if inserts { format!("{}   ", excerpt.words) } else { String::new() };
            format!("    {at:<6} {words}{}\n", group.headline)
        })
        .collect()
}

/// A ready draft that went through the chain.
pub(crate) fn published(
    path: &str,
    published: &Published,
    answers: &Answers,
    desk: &Desk,
    paint: Paint,
) -> String {
    let (good, bad) = (paint.good("✓"), paint.severity(Severity::Error, "✗"));
    match published {
        Published::Held(held) => {
            let todo = things_to_do(&held.report);
            let verdict = Verdict::Held(held.clone());
            format!("{bad} {path}   held: {todo}\n{}", findings(&verdict))
        }
        Published::Refused(_, refusal) => format!("{bad} {path}   not published: {refusal}\n"),
        Published::NothingNew(_, summary) => {
            format!("{good} {path}   {}\n", nothing_new(summary, &desk.newsroom.time_zone))
        }
        Published::DryRun(rendered) => {
            let people = counted(desk.audience.candidates().len(), "candidate");
            let stages = stages(rendered);
            format!("{good} {path}\n{stages}    distribute  dry run: {people}, nothing written\n")
        }
        Published::Distributed(rendered, _, delivered) => {
            let sign = if is_done(delivered) { good } else { bad };
            format!("{sign} {path}\n{}{}", stages(rendered), channels(delivered, answers, desk))
        }
    }
}

/// `Nothing new: 2024-05-01-quay was written at 19:42 (3 of 3).`
fn nothing_new(summary: &EditionSummary, zone: &TimeZone) -> String {
    let at = summary.closed_at.unwrap_or(summary.opened_at).to_zoned_datetime(zone.clone());
    let (verb, done) = match summary.world {
        World::Rehearsal => ("written", summary.balance.written),
        World::Live => ("sent", summary.balance.accepted),
    };
    let all = summary.balance.candidates;
    let uncertain = match summary.balance.uncertain {
        0 => String::new(),
        n => format!("; {n} uncertain, held until a person decides"),
    };
    let when = at.strftime("%H:%M on %-d %B");
    format!("Nothing new: {} was {verb} at {when} ({done} of {all}{uncertain}).", summary.key)
}

fn stages(rendered: &Rendered) -> String {
    let Rendered { checked, edition } = rendered;
    let (document, report) = (checked.document(), checked.report());
    let counts = sentences(report);
    let (all, standing) = counts.split_once(": ").unwrap_or((&counts, ""));
    let size = |bytes: usize| format!("{} kB", bytes.div_ceil(1000));
    let blank = |_: Slot| String::new();
    format!(
        "    parse       {all}, {}, {}\n    validate    {standing}: clear\n    \
         render      “{}” · html {}, text {}, page\n",
        counted(document.markers.len(), "marker"),
        counted(document.references.len(), "source"),
        edition.subject(),
        size(edition.html().fill(blank).len()),
        size(edition.text().fill(blank).len()),
    )
}

fn channels(delivered: &Delivered, answers: &Answers, desk: &Desk) -> String {
    let mut lines = Vec::new();
    if let Some(page) = &delivered.page {
        lines.push(format!("{}   feed, index", shown(page.parent().unwrap_or(page))));
    }
    let balance = &delivered.balance;
    match &delivered.outbox {
        Some(folder) => {
            let mails = counted(balance.written as usize, "mail");
            lines.push(format!("{}   {mails} written", shown(folder)));
        }
        None if balance.candidates > 0 => {
            let mails = counted(balance.accepted as usize, "mail");
            lines.push(format!("{mails} accepted by the relay"));
        }
        None => {}
    }
    lines.extend(answers.lines(&desk.newsroom.time_zone));
    lines.extend(delivered.halt.iter().map(ToString::to_string));
    let heads = std::iter::once("    distribute  ").chain(std::iter::repeat("                "));
    heads.zip(lines).map(|(head, line)| format!("{head}{line}\n")).collect()
}

/// Whether nobody waits, nobody is uncertain, and somebody has it.
pub(crate) fn is_done(delivered: &Delivered) -> bool {
    let balance = delivered.balance;
    let reached = balance.written + balance.accepted;
    delivered.closed && balance.uncertain == 0 && (reached > 0 || balance.candidates == 0)
}

/// What keeps an edition from going out or from reaching everybody, as JSON.
pub(crate) fn troubles(published: &Published, answers: &Answers, desk: &Desk) -> Vec<Trouble> {
    match published {
        Published::Refused(checked, refusal) => {
            vec![Trouble::of(&checked.document().path, refusal.to_string())]
        }
        Published::Distributed(_, _, delivered) => {
            let lines = answers.lines(&desk.newsroom.time_zone).into_iter();
            let halts = delivered.halt.iter().map(ToString::to_string);
            lines.chain(halts).map(Trouble::new).collect()
        }
        _ => Vec::new(),
    }
}

/// A folder with a slash at its end.
fn shown(folder: &Path) -> String {
    format!("{}/", folder.display())
}

/// `3 candidates = 3 written`
pub(crate) fn sum(balance: &Balance) -> String {
    let parts = [
        (balance.written, "written"),
        (balance.accepted, "accepted"),
        (balance.rejected, "rejected"),
        (balance.expired, "expired"),
        (balance.suppressed, "suppressed"),
        (balance.cancelled, "cancelled"),
        (balance.uncertain, "uncertain"),
        (balance.waiting, "waiting"),
    ];
    let parts: Vec<String> =
        parts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")).collect();
    let sum = if parts.is_empty() { "0".to_owned() } else { parts.join(" + ") };
    format!("{} = {sum}", counted(balance.candidates as usize, "candidate"))
}

/// The edition as a JSON line; `None` where there is none.
pub(crate) fn json(published: &Published, desk: &Desk) -> Option<Value> {
    let line =
        |key: &str, revision, digest: &str, balance: &Balance, delivered: Option<&Delivered>| {
            json!({
                "v": 1,
                "type": "edition",
                "key": key,
                "revision": revision,
                "digest": digest,
                "profile": desk.profile.name,
                "candidates": balance.candidates,
                "written": balance.written,
                "accepted": balance.accepted,
                "rejected": balance.rejected,
                "expired": balance.expired,
                "suppressed": balance.suppressed,
                "cancelled": balance.cancelled,
                "uncertain": balance.uncertain,
                "waiting": balance.waiting,
                "outbox": delivered.and_then(|d| d.outbox.as_ref()),
                "archive": delivered.and_then(|d| d.page.as_ref()),
            })
        };
    match published {
        Published::Distributed(_, frozen, delivered) => {
            let digest = frozen.digest.as_str();
            let balance = &delivered.balance;
            Some(line(&frozen.key, frozen.revision, digest, balance, Some(delivered)))
        }
        Published::NothingNew(_, summary) => {
            let digest = summary.digest.as_str();
            Some(line(&summary.key, summary.revision, digest, &summary.balance, None))
        }
        Published::Held(_) | Published::Refused(..) | Published::DryRun(..) => None,
    }
}

/// The exit code that a draft earned.
pub(crate) fn earned(published: &Published) -> Exit {
    match published {
        Published::Held(_) => Exit::Held,
        Published::Refused(..) => Exit::Refused,
        Published::NothingNew(_, summary) if summary.balance.uncertain > 0 => Exit::Incomplete,
        Published::NothingNew(..) | Published::DryRun(..) => Exit::Done,
        Published::Distributed(_, _, delivered) if is_done(delivered) => Exit::Done,
        Published::Distributed(..) => Exit::Incomplete,
    }
}
