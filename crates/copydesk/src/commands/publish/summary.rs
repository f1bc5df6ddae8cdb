//! What a run came to, in one line, and where to look next.

use std::path::PathBuf;

use copydesk_ledger::Balance;
use copydesk_pipeline::{Outcome, Published, Why};

use crate::exit::Exit;
use crate::report::count::counted;
use crate::report::earned;
use crate::report::edition::sum;
use crate::report::printer::Printer;

/// Everything that happened to all drafts.
pub(super) struct Summary {
    /// The highest exit code that any draft earned.
    pub(super) worst: Exit,
    editions: usize,
    balance: Balance,
    drafts: usize,
    /// The archive's first page and a rehearsal's preview.
    index: Option<PathBuf>,
    preview: Option<PathBuf>,
    /// A draft that would be held, and is still with its editor.
    held: Option<String>,
}

impl Default for Summary {
    fn default() -> Self {
        Self {
            worst: Exit::Done,
            editions: 0,
            balance: Balance::default(),
            drafts: 0,
            index: None,
            preview: None,
            held: None,
        }
    }
}

impl Summary {
    /// Drafts that went through the chain as one edition.
    pub(super) fn add(&mut self, published: &Published) {
        self.drafts += published.left_out.len();
        self.drafts += published.lineup().map_or(0, |lineup| lineup.briefs().len());
        self.worst = self.worst.max(earned::by_edition(published));
        for left in &published.left_out {
            if matches!(left.why, Why::NotReady) && left.verdict.report().holds() {
                self.held.get_or_insert(left.verdict.document().path.clone());
            }
        }
        if let Outcome::Distributed(_, _, delivered) = &published.outcome {
            self.editions += 1;
            add(&mut self.balance, &delivered.balance);
            let page = delivered.page.as_deref().and_then(|page| page.parent()?.parent());
            self.index = page.map(|folder| folder.join("index.html")).or(self.index.take());
            let preview = delivered.outbox.as_deref().map(|o| o.join("preview.html"));
            self.preview = preview.or(self.preview.take());
        }
    }

    /// The closing lines.
    pub(super) fn print(&self, printer: &mut Printer) {
        if !printer.is_human() {
            return;
        }
        if self.drafts == 0 {
            let none =
                if self.worst == Exit::Done { "No drafts.\n" } else { "\nNothing was sent.\n" };
            return printer.page(none);
        }
        let mut lines = vec![String::new()];
        if self.editions > 0 {
            let editions = counted(self.editions, "edition");
            let rehearsed = self.balance.written == self.balance.candidates;
            let sent = if rehearsed { " Nothing was sent." } else { "" };
            lines.push(format!("{editions}: {}.{sent}", sum(&self.balance)));
        } else {
            lines.push("Nothing was sent.".to_owned());
        }
        lines.extend(self.hints());
        printer.page(&lines.iter().map(|line| format!("{line}\n")).collect::<String>());
    }

    /// Where to look next, after a rehearsal.
    fn hints(&self) -> Vec<String> {
        let (Some(index), Some(preview)) = (&self.index, &self.preview) else { return Vec::new() };
        // `cargo run` and `cargo xtask` set it: then the program is not installed.
        let program = match std::env::var_os("CARGO") {
            Some(_) => "cargo copydesk",
            None => "copydesk",
        };
        let mut hints = vec![String::new()];
        hints.push(format!("See it     open {} · open {}", index.display(), preview.display()));
        if let Some(held) = &self.held {
            hints.push(format!("Try it     {program} check {held}"));
        }
        let watch = format!("{program} watch");
        let lead = if self.held.is_some() { "       " } else { "Try it " };
        hints.push(format!("{lead}    {watch}      then save a draft and read <draft>.review.md"));
        hints
    }
}

fn add(sum: &mut Balance, more: &Balance) {
    sum.candidates += more.candidates;
    sum.written += more.written;
    sum.accepted += more.accepted;
    sum.rejected += more.rejected;
    sum.expired += more.expired;
    sum.suppressed += more.suppressed;
    sum.cancelled += more.cancelled;
    sum.uncertain += more.uncertain;
    sum.waiting += more.waiting;
}
