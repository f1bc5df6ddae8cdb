//! What went wrong with the world: a file, a definition, a template, a list,
//! the machine. Findings about drafts are something else.

use std::fs;
use std::ops::Range;

use copydesk_distribution::{AudienceProblem, DistributeError, SubscribersProblem};
use copydesk_ledger::LedgerError;
use copydesk_pipeline::{DeskProblem, LoadProblem, PublishError};
use copydesk_rendering::TemplateProblem;

use crate::exit::Exit;

/// One problem, with its place where it has one.
#[derive(Clone, Debug)]
pub(crate) struct Trouble {
    /// The file it is about.
    pub(crate) path: Option<String>,
    /// 1-based.
    pub(crate) line: Option<usize>,
    /// 1-based, in characters.
    pub(crate) column: Option<usize>,
    /// What is wrong.
    pub(crate) message: String,
    /// What to do.
    pub(crate) help: Option<String>,
    /// The file's text and the bytes it is about, to show its own lines.
    pub(crate) source: Option<(String, Option<Range<usize>>)>,
}

/// Why a command stopped.
#[derive(Debug)]
pub(crate) struct Failure {
    /// How the program ends.
    pub(crate) exit: Exit,
    /// At least one.
    pub(crate) troubles: Vec<Trouble>,
}

impl Trouble {
    /// Without a place.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self {
            path: None,
            line: None,
            column: None,
            message: message.into(),
            help: None,
            source: None,
        }
    }

    /// About a file.
    pub(crate) fn of(path: impl ToString, message: impl Into<String>) -> Self {
        Self { path: Some(path.to_string()), ..Self::new(message) }
    }

    /// Says what to do.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// On one line: `file:line:column: what is wrong`.
    pub(crate) fn told(&self) -> String {
        let place = [self.line, self.column].into_iter().flatten().map(|n| format!(":{n}"));
        let place = self.path.iter().cloned().chain(place).collect::<String>();
        if place.is_empty() { self.message.clone() } else { format!("{place}: {}", self.message) }
    }

    /// Ends the program with it.
    pub(crate) fn exit(self, exit: Exit) -> Failure {
        Failure { exit, troubles: vec![self] }
    }
}

impl From<LoadProblem> for Trouble {
    fn from(problem: LoadProblem) -> Self {
        Self {
            path: Some(problem.file.display().to_string()),
            line: problem.line,
            column: problem.column,
            message: match (problem.line, problem.path.is_empty()) {
                // Without a line the way through the keys is the place.
                (None, false) => format!("{}: {}", problem.path, problem.message),
                _ => problem.message,
            },
            help: problem.help,
            source: Some((problem.source, problem.span)),
        }
    }
}

impl From<TemplateProblem> for Failure {
    fn from(problem: TemplateProblem) -> Self {
        let text = fs::read_to_string(&problem.file).ok();
        let span = |text: &str| place(text, problem.line?, problem.column.unwrap_or(1));
        let trouble = Trouble {
            line: problem.line,
            column: problem.column,
            help: problem.help,
            // A template that is built in has no file to show.
            source: text.map(|text| (text.clone(), span(&text))),
            ..Trouble::of(problem.file, problem.message)
        };
        trouble.exit(Exit::Usage)
    }
}

impl From<SubscribersProblem> for Failure {
    fn from(problem: SubscribersProblem) -> Self {
        let SubscribersProblem::Lines(lines) = problem else {
            return Trouble::new(problem.to_string()).exit(Exit::Usage);
        };
        let troubles = lines.into_iter().map(|line| {
            let column = line.column.map(|column| format!("{column} ")).unwrap_or_default();
            let message = format!("{column}{}", line.message);
            let help = "nobody is mailed until every line of the list is right";
            let number = usize::try_from(line.line).unwrap_or_default();
            let text = fs::read_to_string(&line.file).ok().map(|text| veiled(&text));
            let span = |text: &str| place(text, number, 1);
            Trouble {
                line: Some(number),
                source: text.map(|text| (text.clone(), span(&text))),
                ..Trouble::of(line.file, message).help(help)
            }
        });
        Self { exit: Exit::Usage, troubles: troubles.collect() }
    }
}

/// From a place to the end of its word, or of its line where it starts one.
fn place(text: &str, line: usize, column: usize) -> Option<Range<usize>> {
    let start: usize = text.split_inclusive('\n').take(line.checked_sub(1)?).map(str::len).sum();
    let words = text[start..].lines().next()?;
    let from = words.char_indices().nth(column.checked_sub(1)?).map_or(words.len(), |(at, _)| at);
    let length = match column {
        1 => words.len(),
        _ => words[from..].find(char::is_whitespace).unwrap_or(words.len() - from),
    };
    Some(start + from..start + from + length)
}

/// A list's lines by their shape: who is on it is nobody's business here.
fn veiled(text: &str) -> String {
    let veil = |c: char| if c.is_alphanumeric() { '·' } else { c };
    text.chars().map(veil).collect()
}

impl From<DeskProblem> for Failure {
    fn from(problem: DeskProblem) -> Self {
        match problem {
            DeskProblem::Template(problem) => problem.into(),
            DeskProblem::Subscribers(problem) => problem.into(),
            other => Trouble::new(other.to_string()).exit(Exit::Usage),
        }
    }
}

impl From<LedgerError> for Failure {
    fn from(error: LedgerError) -> Self {
        let trouble = Trouble::new(error.to_string());
        match error {
            LedgerError::Damaged { .. } => trouble.help(
                "nothing was written over it; `copydesk ledger restore FILE` puts a copy in its \
                 place and keeps it beside",
            ),
            _ => trouble,
        }
        .exit(Exit::Machine)
    }
}

impl From<AudienceProblem> for Failure {
    fn from(problem: AudienceProblem) -> Self {
        Trouble::new(problem.to_string()).exit(Exit::Machine)
    }
}

impl From<PublishError> for Failure {
    fn from(error: PublishError) -> Self {
        match error {
            PublishError::Template(problem) => problem.into(),
            PublishError::Ledger(error)
            | PublishError::Distribute(DistributeError::Ledger(error)) => error.into(),
            PublishError::Nobody { .. } | PublishError::Misfit(_) => {
                Trouble::new(error.to_string()).exit(Exit::Usage)
            }
            PublishError::Frozen(problem) => Trouble::new(problem.to_string()).exit(Exit::Usage),
            PublishError::Distribute(DistributeError::Index(problem)) => problem.into(),
            PublishError::Leaving(problem) => {
                let message = format!("readers could not leave: {problem}");
                let help = "mail goes beyond this machine only while that address answers: run \
                            `copydesk serve` behind it";
                Trouble::new(message).help(help).exit(Exit::Refused)
            }
            // The newsroom's own words: who sends, through what.
            PublishError::Distribute(
                error @ (DistributeError::Relay(_) | DistributeError::Message(_)),
            ) => Trouble::new(error.to_string()).exit(Exit::Usage),
            other => Trouble::new(other.to_string()).exit(Exit::Machine),
        }
    }
}
