//! Proposals and answers, as rows.

use copydesk_manuscript::Digest;
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Transaction, params};

use super::failure::Failure;
use super::stored::{self, moment};
use crate::{Answer, NewProposal, Proposal};

pub(super) fn propose(
    tx: &Transaction<'_>,
    now: Timestamp,
    proposal: &NewProposal,
) -> Result<Proposal, Failure> {
    // Proposed again after another one of its key: it is the one that counts now.
    let warnings = serde_json::to_string(&proposal.warnings)
        .map_err(|error| Failure::Unusable(format!("cannot keep the warnings: {error}")))?;
    let newest: Option<String> = tx
        .query_row(
            "SELECT digest FROM proposals WHERE key = ?1 AND revision = ?2
             ORDER BY proposed_at DESC, id DESC LIMIT 1",
            params![proposal.key, proposal.revision],
            |row| row.get(0),
        )
        .optional()?;
    if newest.as_deref() != Some(proposal.digest.as_str()) {
        tx.execute(
            "INSERT INTO proposals
                 (key, revision, pipeline, digest, subject, text, warnings, proposed_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             ON CONFLICT (digest) DO UPDATE SET proposed_at = excluded.proposed_at",
            params![
                proposal.key,
                proposal.revision,
                proposal.pipeline,
                proposal.digest.as_str(),
                proposal.subject,
                proposal.text,
                warnings,
                now.as_microsecond()
            ],
        )?;
    }
    named(tx, &proposal.digest)?.ok_or(Failure::UnknownProposal)
}

pub(super) fn list(tx: &Transaction<'_>) -> Result<Vec<Proposal>, Failure> {
    let digests: Vec<String> = tx
        .prepare("SELECT digest FROM proposals ORDER BY proposed_at DESC, id DESC")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let read = |digest: String| match named(tx, &stored::digest(&digest)?)? {
        Some(proposal) => Ok(proposal),
        None => Err(Failure::UnknownProposal),
    };
    digests.into_iter().map(read).collect()
}

pub(super) fn answer(
    tx: &Transaction<'_>,
    now: Timestamp,
    digest: &Digest,
    name: &str,
    approved: bool,
    comment: &str,
) -> Result<Proposal, Failure> {
    let word = if approved { "approved" } else { "rejected" };
    let kept = tx.execute(
        "INSERT INTO answers (proposal, answered_at, name, answer, comment)
         SELECT id, ?2, ?3, ?4, ?5 FROM proposals WHERE digest = ?1",
        params![digest.as_str(), now.as_microsecond(), name, word, comment],
    )?;
    if kept == 0 {
        return Err(Failure::UnknownProposal);
    }
    named(tx, digest)?.ok_or(Failure::UnknownProposal)
}

pub(super) fn answered(tx: &Transaction<'_>) -> Result<u64, Failure> {
    Ok(tx.query_row("SELECT count(*) FROM answers", [], |row| row.get(0))?)
}

fn named(tx: &Transaction<'_>, digest: &Digest) -> Result<Option<Proposal>, Failure> {
    let mut select = tx.prepare(
        "SELECT id, key, revision, pipeline, subject, text, warnings, proposed_at
         FROM proposals WHERE digest = ?1",
    )?;
    let mut rows = select.query([digest.as_str()])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let warnings: String = row.get(6)?;
    let proposed = NewProposal {
        key: row.get(1)?,
        revision: row.get(2)?,
        pipeline: row.get(3)?,
        digest: digest.clone(),
        subject: row.get(4)?,
        text: row.get(5)?,
        warnings: serde_json::from_str(&warnings)
            .map_err(|_| Failure::unreadable("list of warnings", &warnings))?,
    };
    let proposed_at = moment(row.get(7)?)?;
    Ok(Some(Proposal { proposed, proposed_at, answers: answers(tx, row.get(0)?)? }))
}

fn answers(tx: &Transaction<'_>, proposal: i64) -> Result<Vec<Answer>, Failure> {
    let mut select = tx.prepare(
        "SELECT name, answer, comment, answered_at FROM answers
         WHERE id IN (SELECT max(id) FROM answers WHERE proposal = ?1 GROUP BY name)
         ORDER BY id",
    )?;
    let mut rows = select.query([proposal])?;
    let mut answers = Vec::new();
    while let Some(row) = rows.next()? {
        answers.push(Answer {
            name: row.get(0)?,
            approved: row.get::<_, String>(1)? == "approved",
            comment: row.get(2)?,
            at: moment(row.get(3)?)?,
        });
    }
    Ok(answers)
}
