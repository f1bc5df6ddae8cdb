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
    let json = |words: &[String]| {
        serde_json::to_string(words)
            .map_err(|error| Failure::Unusable(format!("cannot keep a list: {error}")))
    };
    let warnings = json(&proposal.warnings)?;
    let contents: Vec<String> =
        proposal.contents.iter().map(|digest| digest.as_str().to_owned()).collect();
    let contents = json(&contents)?;
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
                 (key, revision, pipeline, digest, subject, text, warnings, proposed_at, contents)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
             ON CONFLICT (digest) DO UPDATE SET proposed_at = excluded.proposed_at",
            params![
                proposal.key,
                proposal.revision,
                proposal.pipeline,
                proposal.digest.as_str(),
                proposal.subject,
                proposal.text,
                warnings,
                now.as_microsecond(),
                contents
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
    let count = "SELECT (SELECT count(*) FROM answers)
                      + (SELECT count(*) FROM proposals WHERE cancelled_at IS NOT NULL)";
    Ok(tx.query_row(count, [], |row| row.get(0))?)
}

pub(super) fn admit(
    tx: &Transaction<'_>,
    now: Timestamp,
    digest: &Digest,
) -> Result<Timestamp, Failure> {
    let (digest, now) = (digest.as_str(), now.as_microsecond());
    tx.execute(
        "UPDATE proposals SET admitted_at = ?2
         WHERE digest = ?1 AND (admitted_at IS NULL OR admitted_at > ?2)",
        params![digest, now],
    )?;
    let admitted = "SELECT admitted_at FROM proposals WHERE digest = ?1";
    let stored: Option<i64> = tx.query_row(admitted, [digest], |row| row.get(0)).optional()?;
    moment(stored.ok_or(Failure::UnknownProposal)?)
}

pub(super) fn postpone(
    tx: &Transaction<'_>,
    digest: &Digest,
    until: Timestamp,
) -> Result<(), Failure> {
    tx.execute(
        "UPDATE proposals SET waits_until = ?2 WHERE digest = ?1",
        params![digest.as_str(), until.as_microsecond()],
    )?;
    Ok(())
}

pub(super) fn admit_again(tx: &Transaction<'_>, now: Timestamp) -> Result<(), Failure> {
    tx.execute(
        "UPDATE proposals SET admitted_at = ?1
         WHERE admitted_at < ?1 AND cancelled_at IS NULL
             AND digest NOT IN (SELECT digest FROM editions WHERE world = 'live')",
        [now.as_microsecond()],
    )?;
    Ok(())
}

pub(super) fn withdraw(
    tx: &Transaction<'_>,
    now: Timestamp,
    digest: &Digest,
) -> Result<Proposal, Failure> {
    tx.execute(
        "UPDATE proposals SET cancelled_at = coalesce(cancelled_at, ?2) WHERE digest = ?1",
        params![digest.as_str(), now.as_microsecond()],
    )?;
    named(tx, digest)?.ok_or(Failure::UnknownProposal)
}

pub(super) fn withdrawn(tx: &Transaction<'_>, draft: &Digest) -> Result<Option<String>, Failure> {
    let found = tx
        .prepare_cached(
            "SELECT proposals.key FROM proposals, json_each(contents)
             WHERE cancelled_at IS NOT NULL AND json_each.value = ?1
             ORDER BY proposals.id DESC LIMIT 1",
        )?
        .query_row([draft.as_str()], |row| row.get(0))
        .optional()?;
    Ok(found)
}

/// Whether somebody has ended the proposal with this digest.
pub(super) fn is_withdrawn(tx: &Transaction<'_>, digest: &Digest) -> Result<bool, Failure> {
    let ended = "SELECT 1 FROM proposals WHERE digest = ?1 AND cancelled_at IS NOT NULL";
    Ok(tx.prepare_cached(ended)?.exists([digest.as_str()])?)
}

fn named(tx: &Transaction<'_>, digest: &Digest) -> Result<Option<Proposal>, Failure> {
    let mut select = tx.prepare(
        "SELECT id, key, revision, pipeline, subject, text, warnings, proposed_at, contents,
             admitted_at, waits_until, cancelled_at
         FROM proposals WHERE digest = ?1",
    )?;
    let mut rows = select.query([digest.as_str()])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let warnings: String = row.get(6)?;
    let contents: String = row.get(8)?;
    let unreadable = || Failure::unreadable("list of drafts", &contents);
    let digests: Vec<String> = serde_json::from_str(&contents).map_err(|_| unreadable())?;
    let proposed = NewProposal {
        key: row.get(1)?,
        revision: row.get(2)?,
        pipeline: row.get(3)?,
        digest: digest.clone(),
        subject: row.get(4)?,
        text: row.get(5)?,
        warnings: serde_json::from_str(&warnings)
            .map_err(|_| Failure::unreadable("list of warnings", &warnings))?,
        contents: digests.iter().map(|d| stored::digest(d)).collect::<Result<_, _>>()?,
    };
    let at = |column: usize| -> Result<Option<Timestamp>, Failure> {
        row.get::<_, Option<i64>>(column)?.map(moment).transpose()
    };
    Ok(Some(Proposal {
        proposed,
        proposed_at: moment(row.get(7)?)?,
        answers: answers(tx, row.get(0)?)?,
        admitted_at: at(9)?,
        waits_until: at(10)?,
        cancelled_at: at(11)?,
    }))
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
