//! A run over the relay: what a former process left is settled, then workers go
//! through everybody who waits, each at most once.

use copydesk_ledger::Standing;

use super::crews::on_all_cores;
use super::line::Line;
use super::recovery::recover;
use super::settler::{Notes, settle_all};
use super::shift::{Desk, Shift};
use super::{Relay, worker};
use crate::channels::email::Round;
use crate::{DistributeError, Halt};

/// Deliveries in one lease, at most.
const BATCH: u64 = 500;
/// A claim costs a commit, so that few people are not shared out one by one.
const SMALLEST: u64 = 10;
/// Batches a worker should find at least, so that none stands idle on a short list.
const BATCHES_A_WORKER: u64 = 4;

/// Works through everybody who waits.
pub(crate) async fn submit(
    round: &mut Round<'_>,
    relay: &Relay,
) -> Result<Option<Halt>, DistributeError> {
    let (run, composer) = (round.run, round.composer);
    recover(run.ledger, run.recorders).await?;
    round.count().await?;
    match run.ledger.standing(run.edition).await? {
        _ if !round.somebody_waits() => return Ok(None),
        Standing::Stopped => return Ok(Some(Halt::EditionStopped)),
        Standing::Cancelled => return Ok(Some(Halt::Cancelled)),
        Standing::Going => {}
    }
    if run.stop.asked() {
        return Ok(Some(Halt::Stopped));
    }
    // A relay that is down costs no lease: the rows stay as they were planned.
    let mut first = Line::new(relay, composer.sender.domain());
    if let Err(halt) = first.ready().await {
        return Ok(Some(halt));
    }
    let workers = u64::from(run.traffic.connections.max(1)).min(round.waiting());
    let batch = (round.waiting() / (workers * BATCHES_A_WORKER)).clamp(SMALLEST, BATCH) as u32;
    let began_after = run.ledger.epoch(run.edition).await?;
    let shift = Shift::new(run, composer, relay, began_after, (workers, batch));

    let (notes, written) = Notes::new();
    let mut lines = vec![first];
    lines.resize_with(workers as usize, || Line::new(relay, composer.sender.domain()));
    let work = lines
        .into_iter()
        .zip(1..)
        .map(|(line, number)| worker::work(&shift, Desk(notes.clone()), number, line))
        .collect();
    drop(notes);
    let settle = async {
        let settled = settle_all(round, written).await;
        if settled.is_err() {
            // What was answered lies in the recorders; nothing more may be sent.
            shift.halt(Halt::Stopped);
        }
        settled
    };
    let (worked, settled) = on_all_cores(work, settle).await.map_err(DistributeError::Threads)?;
    // What the ledger cannot take is the graver reason.
    settled?;
    worked.into_iter().collect::<Result<(), _>>()?;
    let paused = run.ledger.paused().await?;
    Ok(match shift.ended() {
        None if round.somebody_waits() && !paused.is_empty() => Some(Halt::Paused(paused)),
        halt => halt,
    })
}
