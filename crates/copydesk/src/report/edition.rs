//! What became of drafts that went through the chain: a few lines for each, and
//! the balance.

use std::cmp::Ordering;
use std::path::Path;

use copydesk_distribution::Delivered;
use copydesk_ledger::{Balance, EditionSummary, World};
use copydesk_manuscript::Severity;
use copydesk_pipeline::{Desk, Estimate, Frozen, LeftOut, Outcome, Published, Rendered, Why};
use copydesk_rendering::{Lineup, Slot};
use copydesk_validation::{Report, Verdict};
use jiff::tz::TimeZone;

use super::answers::Answers;
use super::count::counted;
use super::excerpt;
use super::page::{not_checked, sentences};
use super::paint::Paint;
use super::positions::Positions;

/// Columns of an excerpt.
const ROOM: usize = 46;

/// What stands before more words about a stage.
const UNDER: &str = "                ";

/// `The Daily Brief · pipeline brief · profile rehearsal: files only, nothing is sent`
pub(crate) fn heading(desk: &Desk) -> String {
    let reach = if desk.profile.is_live() { "" } else { ": files only, nothing is sent" };
    format!(
        "{} · pipeline {} · profile {}{reach}\n\n",
        desk.newsroom.name, desk.pipeline.name, desk.profile.name
    )
}

/// `2 things to do`
fn things_to_do(report: &Report) -> String {
    let n = report.things_to_do(Severity::Error) + report.things_to_do(Severity::Warning);
    if n == 1 { "1 thing to do".to_owned() } else { format!("{n} things to do") }
}

/// The errors and warnings of a held draft, a line each.
fn findings(verdict: &Verdict) -> String {
    listed(verdict.report(), "    ", |_| ("", &verdict.document().text))
}

/// Those of an edition, each with the part or the draft that it stands in, and what could
/// not be checked.
pub(crate) fn marks(rendered: &Rendered, indent: &str) -> String {
    let (report, drafts) = (rendered.proof.report(), rendered.lineup.documents());
    let marks = listed(report, indent, |finding| rendered.proof.place(finding, &drafts));
    let unchecked = not_checked(report).map(|line| format!("{indent}{line}\n"));
    marks + &unchecked.unwrap_or_default()
}

/// A line for each thing to do. `place` names what a finding stands in, where that
/// is not said already, and has its text.
fn listed<'a>(
    report: &Report,
    indent: &str,
    place: impl Fn(usize) -> (&'a str, &'a str),
) -> String {
    let groups =
        report.groups.iter().filter(|group| group.severity > Severity::Info && !group.waived);
    let mut positions = Positions::default();
    groups
        .map(|group| {
            let finding = &report.findings[group.findings.start];
            let (name, text) = place(group.findings.start);
            let at = positions.of(name, text, finding.point);
            let at = format!("{}:{}", at.line, at.column);
            let at = if name.is_empty() { format!("{at:<6}") } else { format!("{name}:{at}  ") };
            let excerpt = excerpt::of(text, finding, ROOM);
            let inserts = finding.point == finding.span.end && !finding.span.is_empty();
            let words = if inserts { format!("{}   ", excerpt.words) } else { String::new() };
            format!("{indent}{at} {words}{}\n", group.headline)
        })
        .collect()
}

/// Drafts that went through the chain as one edition: what became of it, then who
/// stayed behind.
pub(crate) fn published(
    published: &Published,
    answers: &Answers,
    desk: &Desk,
    paint: Paint,
) -> String {
    let lead = match published.outcome {
        Outcome::Nothing | Outcome::Waits(_) | Outcome::Refused(..) => "",
        _ if desk.pipeline.collect.is_some() => "left out: ",
        _ => "",
    };
    let stay = published.left_out.iter().map(|left| left_out(left, lead, desk, paint));
    outcome(published, answers, desk, paint) + &stay.collect::<String>()
}

fn outcome(published: &Published, answers: &Answers, desk: &Desk, paint: Paint) -> String {
    let (good, bad) = (paint.good("✓"), paint.severity(Severity::Error, "✗"));
    let name = name(published, desk);
    match &published.outcome {
        Outcome::Nothing if desk.pipeline.collect.is_some() => {
            format!("{good} {name}   nothing to collect\n")
        }
        // Of a single draft that stays it is said why, and that is all.
        Outcome::Nothing => String::new(),
        Outcome::Waits(_) => {
            let held = published.left_out.iter().filter(|left| left.why.is_held());
            let held: Vec<&str> = held.map(|left| path(&left.verdict)).collect();
            format!("{bad} {name}   waits for what is held: {}\n", held.join(", "))
        }
        Outcome::Refused(_, refusal) => format!("{bad} {name}   not published: {refusal}\n"),
        Outcome::Held(rendered) => {
            let todo = things_to_do(rendered.proof.report());
            format!("{bad} {name}   held: {todo}\n{}", stages(rendered, desk))
        }
        Outcome::NothingNew(_, summary) => {
            format!("{good} {name}   {}\n", nothing_new(summary, &desk.newsroom.time_zone))
        }
        Outcome::DryRun(rendered, estimate) => {
            let stages = stages(rendered, desk);
            let estimate = estimated(estimate);
            format!("{good} {name}\n{stages}    distribute  dry run: {estimate}, nothing written\n")
        }
        Outcome::Distributed(rendered, frozen, delivered) => {
            let sign = if is_done(delivered) { good } else { bad };
            let stages = stages(rendered, desk);
            let revision = revision(frozen, delivered);
            format!("{sign} {name}\n{stages}{revision}{}", channels(delivered, answers, desk))
        }
    }
}

/// What the edition is called here: its draft, or the folder that it is collected
/// from.
pub(super) fn name(published: &Published, desk: &Desk) -> String {
    if desk.pipeline.collect.is_some() {
        return shown(&desk.newsroom.root.join(&desk.pipeline.drafts.folder));
    }
    let first = published.lineup().and_then(|lineup| lineup.briefs().first());
    first.map(|brief| brief.document().path.clone()).unwrap_or_default()
}

pub(super) fn path(verdict: &Verdict) -> &str {
    &verdict.document().path
}

/// A draft that stays behind, and why.
pub(crate) fn left_out(left: &LeftOut, lead: &str, desk: &Desk, paint: Paint) -> String {
    let digest = desk.pipeline.collect.is_some();
    let (good, bad) = (paint.good("✓"), paint.severity(Severity::Error, "✗"));
    let LeftOut { verdict, why } = left;
    let holds = verdict.report().holds();
    let todo = things_to_do(verdict.report());
    let (sign, words) = match why {
        Why::NotReady if holds => (bad, format!("{why}, and would be held: {todo}")),
        Why::NotReady => (good, format!("{why}; clear")),
        Why::Held => (bad, format!("held: {todo}")),
        Why::HeldEdition(alone) => {
            (bad, format!("held in the edition: {}", things_to_do(alone.proof.report())))
        }
        Why::Refused(refusal) if digest => (bad, refusal.to_string()),
        Why::Refused(refusal) => (bad, format!("not published: {refusal}")),
        Why::Out(summary) if !digest => (good, nothing_new(summary, &desk.newsroom.time_zone)),
        Why::Out(_) | Why::Waits(_) | Why::NotDue | Why::Corrects | Why::Alone => {
            (good, why.to_string())
        }
    };
    let findings = match why {
        Why::HeldEdition(alone) => marks(alone, "    "),
        _ if holds => findings(verdict),
        _ => String::new(),
    };
    format!("{sign} {}   {lead}{words}\n{findings}", path(verdict))
}

/// `1200 candidates, 3 more than 2024-04-30-quay had; 26 MB of mail, about 2 min`
fn estimated(estimate: &Estimate) -> String {
    let mut words = counted(estimate.candidates as usize, "candidate");
    if estimate.candidates == 0 {
        return words;
    }
    if let Some(before) = &estimate.before {
        let had = before.balance.candidates;
        let key = &before.key;
        words += &match estimate.candidates.cmp(&had) {
            Ordering::Greater => format!(", {} more than {key} had", estimate.candidates - had),
            Ordering::Less => format!(", {} fewer than {key} had", had - estimate.candidates),
            Ordering::Equal => format!(", as many as {key} had"),
        };
    }
    words += &match estimate.bytes {
        bytes if bytes < 1_000_000 => format!("; {} kB of mail", bytes.div_ceil(1_000)),
        bytes => format!("; {} MB of mail", bytes.div_ceil(1_000_000)),
    };
    if let Some(seconds) = estimate.seconds().filter(|seconds| *seconds >= 60) {
        words += &format!(", about {} min", seconds.div_ceil(60));
    }
    words
}

/// `Nothing new: 2024-05-01-quay was written at 19:42 (3 of 3).`
fn nothing_new(summary: &EditionSummary, zone: &TimeZone) -> String {
    let at = summary.closed_at.unwrap_or(summary.opened_at).to_zoned_datetime(zone.clone());
    let (verb, done) = match summary.world {
        World::Rehearsal => ("written", summary.balance.written),
        World::Live if summary.cancelled_at.is_some() => ("cancelled", summary.balance.accepted),
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

fn stages(rendered: &Rendered, desk: &Desk) -> String {
    let Rendered { lineup, edition, .. } = rendered;
    let counts = sentences(lineup.all().map(|checked| checked.report().coverage).sum());
    let (sentences, standing) = counts.split_once(": ").unwrap_or((&counts, ""));
    let markers = lineup.documents().iter().map(|document| document.markers.len()).sum();
    let sources = lineup.documents().iter().map(|document| document.references.len()).sum();
    let size = |bytes: usize| format!("{} kB", bytes.div_ceil(1000));
    let blank = |_: Slot| String::new();
    let collected = match desk.pipeline.collect {
        Some(_) => collected(lineup),
        None => String::new(),
    };
    format!(
        "    parse       {sentences}, {}, {}\n    validate    {standing}: clear\n{collected}    \
         render      “{}” · html {}, text {}, page\n{}",
        counted(markers, "marker"),
        counted(sources, "source"),
        edition.subject(),
        size(edition.html().fill(blank).len()),
        size(edition.text().fill(blank).len()),
        marks(rendered, UNDER),
    )
}

/// The briefs of a digest in their order, a line each.
fn collected(lineup: &Lineup) -> String {
    let briefs = counted(lineup.briefs().len(), "brief");
    let intro = lineup.intro().map(|intro| format!(", below {}", intro.document().path));
    let head = format!("    collect     {briefs}{}\n", intro.unwrap_or_default());
    let lines = lineup.briefs().iter();
    let lines = lines.map(|brief| format!("{UNDER}{}\n", brief.document().path));
    head + &lines.collect::<String>()
}

/// Which words it replaces, and whom it tells of them.
fn revision(frozen: &Frozen, delivered: &Delivered) -> String {
    if frozen.revision == 1 {
        return String::new();
    }
    let told = match delivered.balance.candidates {
        0 => "page and feed alone".to_owned(),
        n => format!("for {} who had it", counted(n as usize, "reader")),
    };
    format!("    correct     revision {} of {}, {told}\n", frozen.revision, frozen.key)
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
    let heads = std::iter::once("    distribute  ").chain(std::iter::repeat(UNDER));
    heads.zip(lines).map(|(head, line)| format!("{head}{line}\n")).collect()
}

/// Whether nobody waits, nobody is uncertain, and somebody has it.
pub(crate) fn is_done(delivered: &Delivered) -> bool {
    let balance = delivered.balance;
    let reached = balance.written + balance.accepted;
    delivered.closed && balance.uncertain == 0 && (reached > 0 || balance.candidates == 0)
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
