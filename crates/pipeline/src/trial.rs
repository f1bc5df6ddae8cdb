//! A draft as an edition for the desk's own eyes: to be previewed, or sent as a
//! test. The chain up to the edition, and nothing of the ledger.

use copydesk_distribution::{SingleReceipt, Transport, Trial};
use copydesk_ledger::Candidate;
use copydesk_manuscript::Draft;
use copydesk_parsing::parse;
use copydesk_rendering::{Galley, Lineup, galley, proofread, render};
use copydesk_validation::{Held, Verdict, validate};

use crate::{Desk, PublishError, Refusal, Rendered, occasion};

/// What became of a draft that was tried.
#[derive(Debug)]
pub enum Tried {
    /// It stays, with findings.
    Held(Box<Held>),
    /// What was made of it stays: the checks of the edition hold it.
    HeldEdition(Box<Rendered>),
    /// It has become an edition that no ledger knows.
    Rendered(Box<TriedOut>),
}

/// A draft that was rendered to be looked at.
#[derive(Debug)]
pub struct TriedOut {
    /// The edition, and what it was made of.
    pub rendered: Rendered,
    /// What its readers would get.
    pub trial: Trial,
    /// Why it would not go out now. Policy is about readers; the desk may look.
    pub refusal: Option<Refusal>,
}

/// Takes a draft, by itself whatever it is collected with, as far as an edition
/// that no ledger knows.
///
/// # Errors
/// [`PublishError::Template`] or [`PublishError::Frozen`]. A held draft is no error.
pub fn try_out(desk: &Desk, draft: &Draft) -> Result<Tried, PublishError> {
    let policy = desk.policy();
    let checked = match validate(parse(draft), &policy) {
        Verdict::Clear(checked) => checked,
        Verdict::Held(held) => return Ok(Tried::Held(Box::new(held))),
    };
    let refusal = desk.refuses(checked.document());
    let occasion = occasion(checked.document(), desk.today());
    let refusal = refusal.or_else(|| desk.unapproved(&occasion.key));
    let lineup = Lineup::of_one(checked);
    let edition = render(&lineup, &desk.templates, &desk.masthead, &occasion)?;
    let (edition, proof) = proofread(edition, &lineup, &policy).apart();
    let rendered = Rendered { lineup, edition, proof };
    Ok(match trial_of(desk, &rendered)? {
        Some(trial) => Tried::Rendered(Box::new(TriedOut { rendered, trial, refusal })),
        None => Tried::HeldEdition(Box::new(rendered)),
    })
}

/// What readers would get of an edition; `None` if its own checks hold it.
///
/// # Errors
/// [`PublishError::Frozen`].
pub fn trial_of(desk: &Desk, rendered: &Rendered) -> Result<Option<Trial>, PublishError> {
    let read = proofread(rendered.edition.clone(), &rendered.lineup, &desk.policy());
    let Some(passed) = read.passed() else { return Ok(None) };
    let (url, now) = (&desk.masthead.url, desk.clock.now());
    let trial = Trial::new(passed, &desk.audience, &desk.definition, &desk.sender, url, now)?;
    Ok(Some(trial))
}

/// What a held draft would look like today; `None` if it is no text.
///
/// # Errors
/// [`PublishError::Template`].
pub fn galley_of(desk: &Desk, held: &Held) -> Result<Option<Galley>, PublishError> {
    if held.document.unreadable().is_some() {
        return Ok(None);
    }
    let occasion = occasion(&held.document, desk.today());
    Ok(Some(galley(held, &desk.templates, &desk.masthead, &occasion)?))
}

/// Sends `to` what `reader` would get, by the profile's transport and with no mark
/// in the ledger.
///
/// # Errors
/// [`PublishError::Distribute`] or, for a relay beyond this machine,
/// [`PublishError::Leaving`]; what a relay says is in the receipt.
pub async fn send_test(
    desk: &Desk,
    trial: &Trial,
    reader: &Candidate,
    to: &str,
) -> Result<SingleReceipt, PublishError> {
    // A test leaves nothing behind: the key is only made where a relay elsewhere wants
    // the proof that readers can leave.
    let transport = match &desk.transport {
        Transport::Smtp(relay) if relay.is_elsewhere().await => desk.admitted(&desk.key()?).await?,
        near => near.clone(),
    };
    Ok(trial.test(reader, to, &transport).await?)
}
