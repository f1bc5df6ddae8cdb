//! The chain.

use copydesk_distribution::{
    AudienceProblem, Delivered, DistributeError, FrozenProblem, KeyProblem, LeavingProblem, Step,
    Stop, distribute,
};
use copydesk_ledger::{EditionSummary, Ledger, LedgerError, fail_point};
use copydesk_rendering::{Edition, Lineup, TemplateProblem};
use copydesk_validation::Proof;
use tracing::Instrument as _;

use crate::adopted::Unwanted;
use crate::collect::Gathered;
use crate::correcting::Corrects;
use crate::narrowing::Made;
use crate::opening::{Frozen, Opening, Wanted};
use crate::stage::Stage;
use crate::{Desk, Estimate, LeftOut, Memory, Misfit, Refusal, Submission, rule_of};

/// What became of drafts that were to be one edition.
#[derive(Debug)]
pub struct Published {
    /// Those that stay behind, each with the reason.
    pub left_out: Vec<LeftOut>,
    /// What became of the others.
    pub outcome: Outcome,
}

/// What became of the drafts that could go out.
#[derive(Debug)]
pub enum Outcome {
    /// There are none.
    Nothing,
    /// They wait for one that is held.
    Waits(Lineup),
    /// Policy says no.
    Refused(Lineup, Refusal),
    /// An edition of this world has these words already.
    NothingNew(Lineup, Box<EditionSummary>),
    /// The checks of the edition hold it: nothing was frozen, written or sent.
    Held(Box<Rendered>),
    /// They would go out; nothing was written or sent.
    DryRun(Box<Rendered>, Box<Estimate>),
    /// They went out, as far as `Delivered` says.
    Distributed(Box<Rendered>, Frozen, Delivered),
}

/// A lineup and the edition made of it.
#[derive(Debug)]
pub struct Rendered {
    /// What passed its checks.
    pub lineup: Lineup,
    /// What readers get.
    pub edition: Edition,
    /// What the checks of the edition say.
    pub proof: Proof,
}

impl Published {
    /// The drafts that could go out.
    pub fn lineup(&self) -> Option<&Lineup> {
        match &self.outcome {
            Outcome::Nothing => None,
            Outcome::Waits(lineup)
            | Outcome::Refused(lineup, _)
            | Outcome::NothingNew(lineup, _) => Some(lineup),
            Outcome::Held(rendered)
            | Outcome::DryRun(rendered, _)
            | Outcome::Distributed(rendered, ..) => Some(&rendered.lineup),
        }
    }

    /// The edition that was made of them and read, whether or not it is held.
    pub fn rendered(&self) -> Option<&Rendered> {
        match &self.outcome {
            Outcome::Held(rendered)
            | Outcome::DryRun(rendered, _)
            | Outcome::Distributed(rendered, ..) => Some(rendered),
            _ => None,
        }
    }
}

/// Why the chain broke. What had happened until then stands in the ledger.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// The ledger.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// A template that some draft brings out.
    #[error(transparent)]
    Template(#[from] TemplateProblem),
    /// The edition cannot be frozen.
    #[error(transparent)]
    Frozen(#[from] FrozenProblem),
    /// The key behind recipients' tokens.
    #[error(transparent)]
    Key(#[from] KeyProblem),
    /// Nobody of the list, or of the segment, may be mailed.
    #[error("the list `{list}` has nobody to mail: `copydesk subscribers stats` counts it")]
    Nobody {
        /// The list's name.
        list: String,
    },
    /// Who is on the list.
    #[error(transparent)]
    Audience(#[from] AudienceProblem),
    /// What the segment compares is of another kind than the one declared.
    #[error(transparent)]
    Misfit(#[from] Misfit),
    /// Readers could not leave, so no mail goes beyond this machine.
    #[error(transparent)]
    Leaving(#[from] LeavingProblem),
    /// A channel.
    #[error(transparent)]
    Distribute(#[from] DistributeError),
    /// Another process sends, and the desk does not wait for it.
    #[error("another copydesk sends from this newsroom")]
    Busy,
    /// The lock that keeps senders apart.
    #[error("the sender's lock below .copydesk cannot be taken: {0}")]
    Turn(#[from] std::io::Error),
}

/// Takes drafts, which were parsed, through the rest of the chain as one edition:
/// validate, collect, render, proofread, distribute. A pipeline without `collect` is handed
/// one at a time. Publishing the same words again mails nobody.
///
/// A correction is handed first, with what stands beside it: of those a digest that it is
/// about keeps what it was made of, and nothing else becomes of them.
///
/// # Errors
/// [`PublishError`] is about the world. A held draft is no error.
pub async fn publish(
    desk: &Desk,
    ledger: &dyn Ledger,
    mut drafts: Vec<Submission>,
    stop: Stop,
    progress: &mut (dyn FnMut(Step<'_>) + Send),
) -> Result<Published, PublishError> {
    let (correction, beside) = apart(&mut drafts);
    let first_seen = desk.keep(ledger, &drafts).await?;
    fail_point("after-capture");
    let unwanted = desk.not_to_be_sent(ledger, first_seen.keys()).await?;
    let mut judged = desk.judge(drafts, &unwanted);
    if judged.candidates.is_empty() {
        return Ok(Published { left_out: judged.left_out, outcome: Outcome::Nothing });
    }

    // One sender at a time: what the ledger says now stays true until the end.
    let _turn = desk.turn(&stop).await?;
    let mut memory = Memory::of_kept(desk, ledger, first_seen).await?;
    if let Some(correction) = &correction {
        memory = memory.with_correction(desk, ledger, correction, &beside).await?;
    }
    let gathered = match desk.collect(&mut judged, &memory) {
        Ok(gathered) => gathered,
        Err(outcome) => {
            return Ok(Published { left_out: judged.left_out, outcome: *outcome });
        }
    };
    if gathered.under_way.is_none() {
        let Gathered { lineup, occasion, .. } = &gathered;
        if let Some(refusal) = desk.looks_already_sent(ledger, lineup, &occasion.key).await? {
            let outcome = Outcome::Refused(gathered.lineup, refusal);
            return Ok(Published { left_out: judged.left_out, outcome });
        }
    }
    let Made { gathered, read } = match desk.make(gathered, &mut judged)? {
        Ok(made) => made,
        Err(outcome) => {
            return Ok(Published { left_out: judged.left_out, outcome: *outcome });
        }
    };
    let Gathered { lineup, contents, under_way, .. } = gathered;
    let ends = lineup.documents().into_iter().map(|document| &document.front_matter);
    let ends = ends.filter(|_| correction.is_none()).filter_map(|front| front.not_after);
    let not_after = ends.min();
    let warnings = desk.warnings(&lineup, read.proof());
    if under_way.is_none()
        && correction.is_none()
        && let Some(misfit) = desk.misfit().await?
    {
        return Err(misfit.into());
    }
    let (audience, revision) = match (&under_way, memory.corrects()) {
        (Some(found), _) => {
            let rule = rule_of(ledger, found.id).await?;
            (desk.audience_of(&rule, &found.key, found.revision).await?, found.revision)
        }
        (None, Some(Ok(Corrects { rule, key, revision, .. }))) => {
            (desk.audience_of(rule, key, *revision).await?, *revision)
        }
        (None, _) => (desk.recipients().await?, 1),
    };
    if let Some(list) = desk.pipeline.list()
        && under_way.is_none()
        && revision == 1
        && audience.is_empty().await?
    {
        return Err(PublishError::Nobody { list: list.to_owned() });
    }
    let key = desk.key()?;
    let opening = match (under_way, read.passed()) {
        // What is on its way was read before it began.
        (Some(edition), _) => Some(desk.going_on(edition, &audience, &key).await),
        (None, Some(passed)) => {
            let wanted = Wanted { revision, audience: &audience, contents, not_after, warnings };
            Some(desk.opening(ledger, passed, wanted, &key).await?)
        }
        (None, None) => None,
    };
    let (edition, proof) = read.apart();
    let outcome = match opening {
        None => Outcome::Held(Box::new(Rendered { lineup, edition, proof })),
        Some(Opening::Refused(refusal)) => Outcome::Refused(lineup, refusal),
        Some(Opening::NothingNew(summary)) => Outcome::NothingNew(lineup, summary),
        Some(Opening::Open(frozen, transport)) => {
            let run = desk.distribution(ledger, frozen.id, &audience, &key, &transport, stop);
            let stage = Stage::Distribute(&frozen.key).span();
            let delivered = distribute(&run, progress).instrument(stage.clone()).await?;
            let (balance, closed) = (&delivered.balance, delivered.closed);
            stage.in_scope(|| tracing::info!(?balance, closed, "distributed"));
            let rendered = Box::new(Rendered { lineup, edition, proof });
            Outcome::Distributed(rendered, frozen, delivered)
        }
    };
    Ok(Published { left_out: judged.left_out, outcome })
}

/// The correction that stands first, if one does, taken out with what stands beside it.
fn apart(drafts: &mut Vec<Submission>) -> (Option<Submission>, Vec<Submission>) {
    let correction = drafts.first().filter(|draft| draft.correction().is_some()).cloned();
    let beside = if correction.is_some() { drafts.split_off(1) } else { Vec::new() };
    (correction, beside)
}

/// The same chain up to the edition: what would go out, by what `memory` has of
/// the ledger.
///
/// # Errors
/// [`PublishError::Template`].
pub fn dry_run(
    desk: &Desk,
    mut drafts: Vec<Submission>,
    memory: &Memory,
) -> Result<Published, PublishError> {
    if memory.corrects().is_some() {
        apart(&mut drafts);
    }
    let mut judged = desk.judge(drafts, &Unwanted::new());
    let made = match desk.collect(&mut judged, memory) {
        Ok(gathered) => desk.make(gathered, &mut judged)?,
        Err(outcome) => Err(outcome),
    };
    let outcome = match made {
        Ok(Made { gathered: Gathered { lineup, .. }, read }) => {
            let passed = read.passed().is_some();
            let (edition, proof) = read.apart();
            let estimate = Box::new(desk.estimate(&edition, memory));
            let rendered = Box::new(Rendered { lineup, edition, proof });
            if passed { Outcome::DryRun(rendered, estimate) } else { Outcome::Held(rendered) }
        }
        Err(outcome) => *outcome,
    };
    Ok(Published { left_out: judged.left_out, outcome })
}
