//! Why a definition was refused, and where.

use std::fmt;
use std::ops::Range;
use std::path::PathBuf;

/// One thing wrong with a definition. It never holds a secret: where a file
/// wrongly has one, `source` and `message` show stars.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadProblem {
    /// The file, below the newsroom's folder as that was given.
    pub file: PathBuf,
    /// 1-based line; none for what is missing from the whole file.
    pub line: Option<usize>,
    /// 1-based column, in characters.
    pub column: Option<usize>,
    /// The way through the keys, as `stages[1].validate.checks`.
    pub path: String,
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub help: Option<String>,
    /// The bytes of `source` that it is about.
    pub span: Option<Range<usize>>,
    /// The whole text, for an excerpt.
    pub source: String,
}

impl LoadProblem {
    /// About a file as a whole, such as one that cannot be read.
    pub(crate) fn of_file(file: impl Into<PathBuf>, message: impl Into<String>) -> Self {
        Self {
            file: file.into(),
            line: None,
            column: None,
            path: String::new(),
            message: message.into(),
            help: None,
            span: None,
            source: String::new(),
        }
    }

    pub(crate) fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// One line: `file:line:column: message`, with the path through the keys where
/// there is no line.
impl fmt::Display for LoadProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.strip_prefix(".").unwrap_or(&self.file).display())?;
        match (self.line, self.column) {
            (Some(line), Some(column)) => write!(f, ":{line}:{column}")?,
            _ if self.path.is_empty() => {}
            _ => write!(f, ": {}", self.path)?,
        }
        write!(f, ": {}", self.message)
    }
}

impl std::error::Error for LoadProblem {}

/// In the order in which a person reads the files.
pub(crate) fn in_order(mut problems: Vec<LoadProblem>) -> Vec<LoadProblem> {
    problems.sort_by(|a, b| (&a.file, a.line, a.column).cmp(&(&b.file, b.line, b.column)));
    problems
}
