//! What became of drafts that went through the chain, for programs: JSON lines, and
//! what kept an edition from its readers.

use copydesk_distribution::Delivered;
use copydesk_ledger::{Balance, EditionSummary};
use copydesk_manuscript::Digest;
use copydesk_pipeline::{Desk, Frozen, LeftOut, Outcome, Published, Why};
use serde_json::{Value, json};

use super::answers::Answers;
use super::edition::{name, path};
use super::edition_line::EditionLine;
use crate::trouble::Trouble;

/// Who is in a digest and who is not, as a JSON line; `None` where a draft is an
/// edition of its own.
pub(super) fn lineup(published: &Published, desk: &Desk) -> Option<Value> {
    desk.pipeline.collect.as_ref()?;
    let lineup = published.lineup();
    let briefs = lineup.iter().flat_map(|lineup| lineup.briefs());
    let key = match &published.outcome {
        Outcome::Distributed(_, frozen, _) => Some(&frozen.key),
        Outcome::NothingNew(_, summary) => Some(&summary.key),
        Outcome::Held(rendered) | Outcome::DryRun(rendered, _) => {
            Some(&rendered.edition.about().key)
        }
        Outcome::Nothing | Outcome::Waits(_) | Outcome::Refused(..) => None,
    };
    let left_out = published.left_out.iter().map(|left| {
        json!({
            "path": path(&left.verdict),
            "why": left.why.as_str(),
            "message": left.why.to_string(),
        })
    });
    Some(json!({
        "v": 1,
        "type": "lineup",
        "pipeline": desk.pipeline.name,
        "key": key,
        "intro": lineup.and_then(|l| l.intro()).map(|intro| &intro.document().path),
        "briefs": briefs.map(|brief| &brief.document().path).collect::<Vec<_>>(),
        "left_out": left_out.collect::<Vec<_>>(),
    }))
}

/// The edition as a JSON line; `None` where there is none.
pub(super) fn edition(published: &Published, desk: &Desk) -> Option<Value> {
    let known = |summary: &EditionSummary| {
        let EditionSummary { key, revision, digest, balance, .. } = summary;
        counted(desk, key, *revision, digest, balance, None)
    };
    match &published.outcome {
        Outcome::Distributed(_, frozen, delivered) => {
            let Frozen { key, revision, digest, .. } = frozen;
            let balance = &delivered.balance;
            Some(counted(desk, key, *revision, digest, balance, Some(delivered)))
        }
        Outcome::NothingNew(_, summary) => Some(known(summary)),
        // A single draft that an edition has.
        Outcome::Nothing => match published.left_out.as_slice() {
            [LeftOut { why: Why::Out(summary), .. }] => Some(known(summary)),
            _ => None,
        },
        Outcome::Waits(_) | Outcome::Refused(..) | Outcome::Held(_) | Outcome::DryRun(..) => None,
    }
}

fn counted(
    desk: &Desk,
    key: &str,
    revision: u32,
    digest: &Digest,
    balance: &Balance,
    delivered: Option<&Delivered>,
) -> Value {
    EditionLine {
        profile: Some(&desk.profile.name),
        outbox: delivered.and_then(|d| d.outbox.as_deref()),
        archive: delivered.and_then(|d| d.page.as_deref()),
        ..EditionLine::new(key, revision, digest, balance)
    }
    .value()
}

/// What keeps drafts from going out or an edition from reaching everybody, as JSON.
pub(super) fn troubles(published: &Published, answers: &Answers, desk: &Desk) -> Vec<Trouble> {
    let refused = published.left_out.iter().filter_map(|left| match &left.why {
        Why::Refused(refusal) => Some(Trouble::of(path(&left.verdict), refusal.to_string())),
        _ => None,
    });
    let mut troubles: Vec<Trouble> = refused.collect();
    match &published.outcome {
        Outcome::Refused(_, refusal) => {
            troubles.push(Trouble::of(name(published, desk), refusal.to_string()));
        }
        Outcome::Distributed(_, _, delivered) => {
            let lines = answers.lines(&desk.newsroom.time_zone).into_iter();
            let halts = delivered.halt.iter().map(ToString::to_string);
            troubles.extend(lines.chain(halts).map(Trouble::new));
        }
        _ => {}
    }
    troubles
}
