//! The chain.

use copydesk_distribution::{
    Delivered, DistributeError, FrozenProblem, KeyProblem, Step, Stop, distribute,
};
use copydesk_ledger::{EditionSummary, Ledger, LedgerError, NewCapture};
use copydesk_manuscript::{Document, Draft};
use copydesk_parsing::parse;
use copydesk_rendering::{Edition, Lineup, TemplateProblem, render};
use copydesk_validation::{Checked, Held, Report, Verdict, validate};

use crate::opening::{Frozen, Opening};
use crate::{Desk, Refusal, occasion};

/// What became of a draft.
#[derive(Debug)]
pub enum Published {
    /// It stays, with findings.
    Held(Held),
    /// Policy says no.
    Refused(Checked, Refusal),
    /// An edition of this world has these words already.
    NothingNew(Checked, EditionSummary),
    /// It would go out; nothing was written or sent.
    DryRun(Box<Rendered>),
    /// It went out, as far as `Delivered` says.
    Distributed(Box<Rendered>, Frozen, Delivered),
}

/// A brief and the edition made of it.
#[derive(Debug)]
pub struct Rendered {
    /// What passed its checks.
    pub checked: Checked,
    /// What readers get.
    pub edition: Edition,
}

impl Published {
    /// The document and what the checks said of it.
    pub fn read(&self) -> (&Document, &Report) {
        match self {
            Self::Held(held) => (&held.document, &held.report),
            Self::Refused(checked, _) | Self::NothingNew(checked, _) => {
                (checked.document(), checked.report())
            }
            Self::DryRun(rendered) | Self::Distributed(rendered, ..) => {
                (rendered.checked.document(), rendered.checked.report())
            }
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
    /// A channel.
    #[error(transparent)]
    Distribute(#[from] DistributeError),
    /// The lock that keeps senders apart.
    #[error("the sender's lock below .copydesk cannot be taken: {0}")]
    Turn(#[from] std::io::Error),
}

/// Takes a draft through the chain: parse, validate, collect, render,
/// distribute. Publishing the same words again mails nobody.
///
/// # Errors
/// [`PublishError`] is about the world. A held draft is no error.
pub async fn publish(
    desk: &Desk,
    ledger: &dyn Ledger,
    draft: &Draft,
    stop: Stop,
    progress: &mut (dyn FnMut(Step<'_>) + Send),
) -> Result<Published, PublishError> {
    let bytes = NewCapture { path: draft.path.clone(), bytes: draft.bytes.clone() };
    let capture = ledger.capture(bytes).await?;
    let checked = match validate(parse(draft), &desk.policy()) {
        Verdict::Clear(checked) => checked,
        Verdict::Held(held) => return Ok(Published::Held(held)),
    };
    if let Some(refusal) = desk.refuses(checked.document()) {
        return Ok(Published::Refused(checked, refusal));
    }
    let occasion = occasion(checked.document(), desk.day_of(capture.first_seen));
    let lineup = Lineup::of_one(checked.clone());
    let edition = render(&lineup, &desk.templates, &desk.masthead, &occasion)?;

    // One sender at a time: what the ledger says now stays true until the end.
    let _turn = desk.turn(&stop).await?;
    match desk.opening(ledger, &edition, capture.digest).await? {
        Opening::Refused(refusal) => Ok(Published::Refused(checked, refusal)),
        Opening::NothingNew(summary) => Ok(Published::NothingNew(checked, summary)),
        Opening::Open(frozen) => {
            let key = desk.key()?;
            let run = desk.distribution(ledger, frozen.id, &key, stop);
            let delivered = distribute(&run, progress).await?;
            let rendered = Box::new(Rendered { checked, edition });
            Ok(Published::Distributed(rendered, frozen, delivered))
        }
    }
}

/// The same chain up to the edition, without the ledger: what would go out.
///
/// # Errors
/// [`PublishError::Template`].
pub fn dry_run(desk: &Desk, draft: &Draft) -> Result<Published, PublishError> {
    let checked = match validate(parse(draft), &desk.policy()) {
        Verdict::Clear(checked) => checked,
        Verdict::Held(held) => return Ok(Published::Held(held)),
    };
    if let Some(refusal) = desk.refuses(checked.document()) {
        return Ok(Published::Refused(checked, refusal));
    }
    let occasion = occasion(checked.document(), desk.today());
    let lineup = Lineup::of_one(checked.clone());
    let edition = render(&lineup, &desk.templates, &desk.masthead, &occasion)?;
    Ok(Published::DryRun(Box::new(Rendered { checked, edition })))
}
