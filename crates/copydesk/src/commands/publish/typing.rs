//! Who publishes at a terminal may approve there: by typing how many people the edition
//! reaches. Nothing else is as good a proof that somebody has read what they are about to
//! do, and `--yes` is none.

use std::io::{self, BufRead, IsTerminal, Write};

use copydesk_ledger::{Ledger, LedgerError, Proposal};
use copydesk_pipeline::{Desk, Outcome, Published, Refusal};

use crate::report::printer::Printer;

/// Whether somebody sits there who can be asked.
pub(super) fn can_ask(printer: &Printer) -> bool {
    printer.is_human() && io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// What waits for one more yes, and nothing else: warnings are answered by their names.
pub(super) async fn waiting(
    ledger: &dyn Ledger,
    published: &Published,
) -> Result<Option<Proposal>, LedgerError> {
    let Outcome::Refused(_, Refusal::NotApproved { key, needed, given }) = &published.outcome
    else {
        return Ok(None);
    };
    if given + 1 < *needed {
        return Ok(None);
    }
    let proposals = ledger.proposals().await?;
    let newest = proposals.into_iter().find(|proposal| proposal.proposed.key == *key);
    Ok(newest.filter(|proposal| proposal.proposed.warnings.is_empty()))
}

/// Asks whoever sits there for the number of recipients. Their name, if it was typed.
pub(super) fn ask(desk: &Desk, proposal: &Proposal, people: u64) -> io::Result<Option<String>> {
    let Some(name) = name() else { return Ok(None) };
    let proposed = &proposal.proposed;
    let revision = match proposed.revision {
        1 => String::new(),
        n => format!(", revision {n}"),
    };
    let whom = match desk.pipeline.list() {
        Some(list) if people > 0 => format!("mails {people} on the list `{list}`"),
        _ => "mails nobody, and changes the archive".to_owned(),
    };
    let mut out = io::stderr().lock();
    write!(
        out,
        "{}{revision} · “{}” · digest {}\nThis {whom}. To approve it as {name} and let it go, type \
         the number of people ({people}); anything else leaves it waiting: ",
        proposed.key,
        proposed.subject,
        proposed.digest.short()
    )?;
    out.flush()?;
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line)?;
    Ok((line.trim() == people.to_string()).then_some(name))
}

/// As the system knows who sits there.
fn name() -> Option<String> {
    let found = ["USER", "LOGNAME"].into_iter().find_map(|name| std::env::var(name).ok());
    found.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty())
}
