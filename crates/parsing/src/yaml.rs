//! YAML as people write it: front matter, pipelines, `copydesk.yaml`.
//!
//! The only module that touches serde_yaml. [`read`] gives a value or one
//! [`Problem`] that names the key, the accepted words and the place; it knows
//! nothing of drafts or pipelines.
//!
//! It reads in two steps, because serde_yaml alone says too little: first the
//! text becomes a tree (repeated keys, tags and monsters are refused there),
//! then our own [`serde::Deserializer`] reads the tree and remembers the path
//! of what it refuses. Only when something is refused is the text read once
//! more, to that path, to learn its line and column ([`locate`]).

mod fault;
mod locate;
mod path;
mod reader;
mod spelling;
mod syntax;
#[cfg(test)]
mod tests;
mod tree;
mod words;

use std::fmt;
use std::ops::Range;

use serde::de::DeserializeOwned;

pub use copydesk_manuscript::{did_you_mean, help};
pub use locate::{Place, locate};
pub use path::{Part, Path};

use path::Step;

/// What is wrong with a text, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong, without its place.
    pub message: String,
    /// What to write instead: a likely word, the accepted ones.
    pub help: Option<String>,
    /// The way to it through the keys, as `stages[1].validate.checks`; empty
    /// for the text as a whole.
    pub path: String,
    /// 1-based line, where one can be named.
    pub line: Option<usize>,
    /// 1-based column in characters, where one can be named.
    pub column: Option<usize>,
    /// The bytes of the text that it is about, where they can be named.
    pub span: Option<Range<usize>>,
}

/// Reads a text.
///
/// Types read by it may be plain derived structs and enums: an enum's variant
/// is `word`, `word:` or `{ word: options }`. A type's own `Deserialize` may put
/// a help after a line break in the message it hands to
/// [`serde::de::Error::custom`].
///
/// # Errors
/// The first [`Problem`] met. A key that is missing from the whole text has no
/// place in it, so neither has its problem.
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, Box<Problem>> {
    let tree = tree::grow(text)?;
    let reader = reader::Reader { node: &tree, path: Path::default() };
    T::deserialize(reader).map_err(|fault| {
        let (path, part) = fault.place(&tree);
        let place = locate(text, &path, part);
        Box::new(Problem::new(fault.message(), fault.help(), &path, place))
    })
}

impl Problem {
    fn new(message: String, help: Option<String>, path: &Path, place: Option<Place>) -> Self {
        Self {
            message,
            help,
            path: path.to_string(),
            line: place.as_ref().map(|place| place.line),
            column: place.as_ref().map(|place| place.column),
            span: place.map(|place| place.span),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.line, self.column) {
            (Some(line), Some(column)) => write!(f, "{line}:{column}: ")?,
            _ if self.path.is_empty() => {}
            _ => write!(f, "{}: ", self.path)?,
        }
        f.write_str(&self.message)
    }
}

/// The text without a byte-order mark, and how many bytes that took.
fn without_mark(text: &str) -> (&str, usize) {
    match text.strip_prefix('\u{feff}') {
        Some(rest) => (rest, text.len() - rest.len()),
        None => (text, 0),
    }
}
