//! `check --watch`: says it again whenever the editor has saved.
//!
//! An event is a hint; what counts are the stamps of a draft and of the files
//! that it is read with. Nothing is written.

use std::collections::{BTreeMap, BTreeSet};
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::rules::RuleBook;
use super::{Said, Tally, judge};
use crate::args::{Check, Format, Global};
use crate::drafts;
use crate::exit::Exit;
use crate::newsrooms;
use crate::report::printer::Printer;
use crate::running::{Signals, runtime};
use crate::trouble::{Failure, Trouble};
use crate::watching::{Hints, Look, Stamps, folder_of};

/// A save is complete when nothing has changed for so long.
const SETTLE: Duration = Duration::from_millis(150);

/// How often to look although nothing was heard.
const LOOK: Duration = Duration::from_secs(2);

/// Judges the drafts that changed, until a signal ends it; the exit code is that of
/// the drafts as they are then.
pub(super) fn run(
    global: &Global,
    command: &Check,
    printer: &mut Printer,
) -> Result<Exit, Failure> {
    refuse(global, command)?;
    runtime()?.block_on(async {
        let mut signals = Signals::listen()?;
        let mut following =
            Following { global, command, seen: BTreeMap::new(), hints: Hints::new() };
        loop {
            following.look(printer).await?;
            tokio::select! {
                () = following.hints.next() => {}
                () = tokio::time::sleep(LOOK) => {}
                () = signals.ended() => return Ok(following.worst()),
            }
            if printer.is_closed() {
                return Ok(following.worst());
            }
        }
    })
}

fn refuse(global: &Global, command: &Check) -> Result<(), Failure> {
    let wrong = if !matches!(global.format, Format::Human | Format::Json) {
        "`--watch` prints pages and JSON lines; the other forms have an end"
    } else if command.fix.is_some() || command.allow.is_some() {
        "`--watch` changes nothing: leave out `--fix` and `--allow`"
    } else if command.paths.iter().any(|path| path == Path::new("-")) {
        "stdin cannot be watched"
    } else {
        return Ok(());
    };
    Err(Trouble::new(wrong).exit(Exit::Usage))
}

struct Following<'a> {
    global: &'a Global,
    command: &'a Check,
    /// Each draft as it was last judged, and what became of it.
    seen: BTreeMap<PathBuf, (Stamps, Exit)>,
    hints: Hints,
}

impl Following<'_> {
    fn worst(&self) -> Exit {
        self.seen.values().map(|(_, exit)| *exit).max().unwrap_or(Exit::Done)
    }

    /// Judges what changed since the last look and has come to rest.
    async fn look(&mut self, printer: &mut Printer) -> Result<(), Failure> {
        let paths = self.paths()?;
        self.seen.retain(|path, _| paths.contains(path));
        let mut changed = self.changed(&paths);
        // Somebody is writing: wait until they pause.
        while !changed.is_empty() {
            tokio::time::sleep(SETTLE).await;
            let before = changed;
            changed = self.changed(before.keys());
            if changed == before {
                break;
            }
        }
        if !changed.is_empty() {
            self.begin(printer);
            let mut rules = RuleBook::new(self.global, self.command);
            let mut tally = Tally::new();
            for (path, stamps) in changed {
                let verdict = rules.of(&path).and_then(|rules| judge(&path, &rules));
                let worst = std::mem::replace(&mut tally.worst, Exit::Done);
                tally.tell(verdict.map(Said::from), printer);
                self.seen.insert(path, (stamps, tally.worst));
                tally.worst = tally.worst.max(worst);
            }
        }
        Ok(())
    }

    /// Of these drafts those that are not as they were when they were last judged.
    fn changed<'p>(
        &mut self,
        paths: impl IntoIterator<Item = &'p PathBuf>,
    ) -> BTreeMap<PathBuf, Stamps> {
        let mut look = Look::default();
        let mut changed = BTreeMap::new();
        for path in paths {
            let stamps = look.at(path);
            if self.seen.get(path).is_none_or(|(before, _)| *before != stamps) {
                for (file, _) in &stamps {
                    self.hints.watch(folder_of(file));
                }
                changed.insert(path.clone(), stamps);
            }
        }
        changed
    }

    /// The drafts named; without one, all of the newsroom's as they are now.
    fn paths(&self) -> Result<BTreeSet<PathBuf>, Failure> {
        if !self.command.paths.is_empty() {
            return Ok(self.command.paths.iter().cloned().collect());
        }
        let loaded = newsrooms::here(self.global)?;
        let mut paths = BTreeSet::new();
        for pipeline in loaded.pipelines.iter() {
            let found = drafts::of(&loaded.newsroom, pipeline)?;
            paths.extend(found.into_iter().flatten().map(|found| found.path));
        }
        Ok(paths)
    }

    /// A fresh page on a terminal, a line between two pages elsewhere.
    fn begin(&self, printer: &mut Printer) {
        if !printer.is_human() {
            return;
        }
        if std::io::stdout().is_terminal() {
            printer.page("\x1b[2J\x1b[H");
        } else if !self.seen.is_empty() {
            printer.page("\n────────\n\n");
        }
    }
}
