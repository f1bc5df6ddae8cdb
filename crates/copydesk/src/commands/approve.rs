//! `copydesk approve` and `copydesk reject`

use std::collections::BTreeSet;

use copydesk_ledger::{Ledger, NewProposal, Proposal};
use similar::TextDiff;

use crate::args::{Approve, Global, Reject};
use crate::exit::Exit;
use crate::newsrooms;
use crate::report::count::counted;
use crate::report::printer::Printer;
use crate::report::proposal;
use crate::running;
use crate::trouble::{Failure, Trouble};

/// Says yes to the edition that was proposed last under a key: to its digest.
pub(crate) fn approve(
    global: &Global,
    command: &Approve,
    printer: &mut Printer,
) -> Result<Exit, Failure> {
    let name = name(&command.by)?;
    on_ledger(global, async |ledger| {
        let proposals = ledger.proposals().await?;
        let proposal = proposed(&proposals, &command.edition, command.digest.as_deref())?;
        warnings_named(&proposal.proposed, &command.accept)?;
        show(&proposals, proposal, printer);
        let comment = command.accept.join(", ");
        let digest = &proposal.proposed.digest;
        let answered = ledger.answer(digest, &name, true, &comment).await?;
        let given = counted(answered.approvals().count(), "person");
        tell(&answered, &format!("approved by {name}; {given} said yes"), printer);
        Ok(Exit::Done)
    })
}

/// Says no to it; the comment reaches the draft's review.
pub(crate) fn reject(
    global: &Global,
    command: &Reject,
    printer: &mut Printer,
) -> Result<Exit, Failure> {
    let name = name(&command.by)?;
    on_ledger(global, async |ledger| {
        let proposals = ledger.proposals().await?;
        let proposal = proposed(&proposals, &command.edition, None)?;
        let digest = &proposal.proposed.digest;
        let answered = ledger.answer(digest, &name, false, command.comment.trim()).await?;
        tell(&answered, &format!("rejected by {name}"), printer);
        Ok(Exit::Done)
    })
}

fn on_ledger(
    global: &Global,
    work: impl AsyncFnOnce(&dyn Ledger) -> Result<Exit, Failure>,
) -> Result<Exit, Failure> {
    let newsroom = newsrooms::newsroom_here(global)?;
    if !newsroom.has_ledger() {
        return Err(
            Trouble::new("there is no ledger here yet: nothing was proposed").exit(Exit::Usage)
        );
    }
    let ledger = newsroom.ledger(newsrooms::clock())?;
    running::runtime()?.block_on(async { work(&*ledger).await })
}

/// Two spellings of one name are one person.
fn name(written: &str) -> Result<String, Failure> {
    let name = written.split_whitespace().collect::<Vec<_>>().join(" ");
    match name.is_empty() {
        true => Err(Trouble::new("`--by` wants a name").exit(Exit::Usage)),
        false => Ok(name),
    }
}

/// The proposal of `key` that counts, which is the last one.
fn proposed<'a>(
    proposals: &'a [Proposal],
    key: &str,
    digest: Option<&str>,
) -> Result<&'a Proposal, Failure> {
    let Some(found) = proposals.iter().find(|proposal| proposal.proposed.key == key) else {
        let keys: Vec<&str> = keys(proposals).into_iter().take(5).collect();
        let help = match keys.is_empty() {
            true => "nothing was proposed yet".to_owned(),
            false => format!("the newest: {}", keys.join(", ")),
        };
        let message = format!("no edition `{key}` waits for approval");
        return Err(Trouble::new(message).help(help).exit(Exit::Usage));
    };
    let current = found.proposed.digest.as_str();
    if digest.is_some_and(|wanted| wanted.is_empty() || !current.starts_with(wanted)) {
        let message = format!("{key} has changed since: its digest is {current} now");
        let help = "look at it again, and approve that";
        return Err(Trouble::new(message).help(help).exit(Exit::Refused));
    }
    Ok(found)
}

fn keys(proposals: &[Proposal]) -> Vec<&str> {
    let mut seen = BTreeSet::new();
    let keys = proposals.iter().map(|proposal| proposal.proposed.key.as_str());
    keys.filter(|key| seen.insert(*key)).collect()
}

/// Who approves answers for each warning by its name.
fn warnings_named(proposed: &NewProposal, accepted: &[String]) -> Result<(), Failure> {
    let open = proposed.warnings.iter().filter(|warning| !accepted.contains(warning));
    let open: Vec<&str> = open.map(String::as_str).collect();
    if open.is_empty() {
        return Ok(());
    }
    let flags: Vec<String> = open.iter().map(|warning| format!("--accept {warning}")).collect();
    let message =
        format!("{} has warnings that nobody answered: {}", proposed.key, open.join(", "));
    let help = format!("mend or waive them, or answer for them: {}", flags.join(" "));
    Err(Trouble::new(message).help(help).exit(Exit::Refused))
}

/// What is approved, and what has changed since somebody last approved it.
fn show(proposals: &[Proposal], proposal: &Proposal, printer: &mut Printer) {
    if !printer.is_human() {
        return;
    }
    let now = &proposal.proposed;
    printer.page(&format!("{} · “{}”\ndigest {}\n", now.key, now.subject, now.digest));
    let former = proposals.iter().find(|other| {
        let same = other.proposed.key == now.key && other.proposed.digest != now.digest;
        same && other.approvals().next().is_some()
    });
    let Some(former) = former else { return };
    let before = format!("{}\n\n{}", former.proposed.subject, former.proposed.text);
    let after = format!("{}\n\n{}", now.subject, now.text);
    let diff = TextDiff::from_lines(&before, &after);
    let diff = diff.unified_diff().context_radius(1).to_string();
    let diff = if diff.is_empty() { "the text is the same\n".to_owned() } else { diff };
    printer.page(&format!("since the last approval:\n{diff}"));
}

fn tell(proposal: &Proposal, words: &str, printer: &mut Printer) {
    let proposed = &proposal.proposed;
    if printer.is_human() {
        return printer.page(&format!("{}: {words}\n", proposed.key));
    }
    printer.json(&proposal::json(proposal));
}
