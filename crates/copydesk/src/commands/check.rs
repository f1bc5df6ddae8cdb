//! `copydesk check`

mod allowing;
mod everything;
mod fixing;
mod following;
mod many;
mod rules;

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use copydesk_validation::{Verdict, validate};

use crate::args::{Check, Global};
use crate::exit::Exit;
use crate::files;
use crate::report::count::counted;
use crate::report::printer::Printer;
use crate::trouble::Failure;

use many::Weighed;
use rules::{RuleBook, Rules};

/// Says what is wrong with drafts, or with the newsroom as a whole.
pub(crate) fn run(
    global: &Global,
    command: &Check,
    printer: &mut Printer,
) -> Result<Exit, Failure> {
    printer.report(global.format, command.all);
    let wanted = command.fix.as_deref().map(fixing::Wanted::read).transpose()?;
    let answer = allowing::Answer::read(command)?;
    if command.watch {
        return following::run(global, command, printer);
    }
    if command.paths.is_empty() {
        return everything::run(global, command, printer);
    }
    let mut rules = RuleBook::new(global, command);
    let mut tally = Tally::new();
    if wanted.is_some() || answer.is_some() {
        let changes = (wanted.as_ref(), answer.as_ref());
        changed(&mut rules, changes, &command.paths, &mut tally, printer);
    } else {
        judged(&mut rules, &command.paths, &mut tally, printer);
    }
    if command.paths.len() > 1 && printer.is_human() {
        let drafts = counted(command.paths.len(), "draft");
        printer.page(&format!("\n{drafts}: {} held\n", tally.held));
    }
    Ok(tally.worst)
}

/// What became of several drafts.
struct Tally {
    worst: Exit,
    held: usize,
    told: usize,
}

impl Tally {
    fn new() -> Self {
        Self { worst: Exit::Done, held: 0, told: 0 }
    }

    /// Prints what became of one draft. One that cannot be read does not keep the
    /// others from being read.
    fn tell(&mut self, judged: Judged, printer: &mut Printer) {
        if self.told > 0 && printer.is_human() {
            printer.page("\n");
        }
        self.told += 1;
        let exit = match judged {
            Ok(Said::Verdict(verdict)) => {
                printer.draft(verdict.document(), verdict.report());
                exit_of(&verdict)
            }
            Ok(Said::Words(words, exit)) => {
                printer.set(&words);
                exit
            }
            Err(failure) => {
                printer.troubles(&failure.troubles);
                failure.exit
            }
        };
        self.held += usize::from(exit == Exit::Held);
        self.worst = self.worst.max(exit);
    }
}

/// What became of a draft: nothing, if it cannot be read.
type Judged = Result<Said, Failure>;

/// What there is to print of a draft.
enum Said {
    /// All of it, for a form that must know what was told before.
    Verdict(Box<Verdict>),
    /// The words themselves, and what the draft has earned.
    Words(Vec<u8>, Exit),
}

impl Said {
    /// About how much memory it holds, in bytes.
    fn bytes(&self) -> usize {
        match self {
            // The parts of a document weigh many times as much as its text.
            Self::Verdict(verdict) => verdict.document().text.len().saturating_mul(16),
            Self::Words(words, _) => words.len(),
        }
    }
}

impl From<Verdict> for Said {
    fn from(verdict: Verdict) -> Self {
        Self::Verdict(Box::new(verdict))
    }
}

fn exit_of(verdict: &Verdict) -> Exit {
    if verdict.report().holds() { Exit::Held } else { Exit::Done }
}

/// Judges drafts on every core.
fn judged(rules: &mut RuleBook<'_>, paths: &[PathBuf], tally: &mut Tally, printer: &mut Printer) {
    let mut failures = Vec::new();
    let known: Vec<Option<Arc<Rules>>> = paths
        .iter()
        .map(|path| rules.of(path).map_err(|failure| failures.push(failure)).ok())
        .collect();
    let mut failures = failures.into_iter();
    let alone = printer.alone();
    let said = |verdict: Verdict| match alone {
        Some(alone) => {
            Said::Words(alone.set(verdict.document(), verdict.report()), exit_of(&verdict))
        }
        None => verdict.into(),
    };
    let work = |index: usize| {
        let rules = known[index].as_deref();
        let result = rules.map(|rules| judge(&paths[index], rules).map(said));
        let said = result.as_ref().and_then(|judged| judged.as_ref().ok());
        Weighed { bytes: said.map_or(0, Said::bytes), result }
    };
    many::each(paths.len(), work, |_, judged| {
        // Who had no rules is in the order of the failures.
        let Some(judged) = judged.or_else(|| failures.next().map(Err)) else {
            return ControlFlow::Continue(());
        };
        tally.tell(judged, printer);
        printer.progress(tally.told, paths.len());
        if printer.is_closed() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
}

fn judge(path: &Path, rules: &Rules) -> Result<Verdict, Failure> {
    let draft = files::read_draft(path, &rules.terms)?;
    Ok(validate(copydesk_parsing::parse(&draft), &rules.policy))
}

/// What is to be changed in drafts, or beside them.
type Changes<'a> = (Option<&'a fixing::Wanted>, Option<&'a allowing::Answer>);

/// Changes drafts, one after the other, and says how they stand then.
fn changed(
    rules: &mut RuleBook<'_>,
    changes: Changes<'_>,
    paths: &[PathBuf],
    tally: &mut Tally,
    printer: &mut Printer,
) {
    for path in paths {
        let verdict = rules.of(path).and_then(|rules| change(&rules, changes, path, printer));
        tally.tell(verdict.map(Said::from), printer);
    }
}

fn change(
    rules: &Rules,
    (wanted, answer): Changes<'_>,
    path: &Path,
    printer: &mut Printer,
) -> Result<Verdict, Failure> {
    let draft = files::read_draft(path, &rules.terms)?;
    let mut verdict = validate(copydesk_parsing::parse(&draft), &rules.policy);
    if let Some(wanted) = wanted
        && let Some(mended) = fixing::apply(path, &draft, &verdict, &rules.policy, wanted, printer)?
    {
        verdict = mended;
    }
    if let Some(answer) = answer {
        allowing::write(path, &draft, &verdict, answer, rules.policy.today, printer)?;
        verdict = judge(path, rules)?;
    }
    Ok(verdict)
}
