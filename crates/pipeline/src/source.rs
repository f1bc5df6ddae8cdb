//! A definition's file while it is read.

use std::cell::RefCell;
use std::fs;
use std::io::Read as _;
use std::path::{Path as FilePath, PathBuf};

use copydesk_parsing::yaml::{self, Part, Path};
use serde::de::DeserializeOwned;

use crate::LoadProblem;
use crate::secrets::{star_urls, starred};

/// The text of one file, and the problems that narrowing has met in it so far.
pub(crate) struct Source {
    file: PathBuf,
    text: String,
    problems: RefCell<Vec<LoadProblem>>,
}

/// More is not a definition; `yaml` refuses less.
const MOST_BYTES: u64 = 1024 * 1024;

impl Source {
    /// Reads a file, as text.
    pub(crate) fn open(file: &FilePath) -> Result<Self, Vec<LoadProblem>> {
        let refused = |message: String| vec![LoadProblem::of_file(file, message)];
        let mut bytes = Vec::new();
        fs::File::open(file)
            .and_then(|opened| opened.take(MOST_BYTES).read_to_end(&mut bytes))
            .map_err(|error| refused(format!("the file cannot be read: {error}")))?;
        let text = String::from_utf8(bytes).map_err(|error| {
            let byte = error.utf8_error().valid_up_to();
            refused(format!("the file is not UTF-8 (byte {byte})"))
        })?;
        Ok(Self { file: file.to_path_buf(), text, problems: RefCell::default() })
    }

    /// The file's name.
    pub(crate) fn file(&self) -> &FilePath {
        &self.file
    }

    /// The text as its raw type.
    pub(crate) fn read<T: DeserializeOwned>(&self) -> Result<T, Vec<LoadProblem>> {
        let refused = |problem: Box<yaml::Problem>| LoadProblem {
            file: self.file.clone(),
            line: problem.line,
            column: problem.column,
            path: problem.path,
            message: star_urls(&problem.message),
            help: problem.help,
            span: problem.span,
            source: starred(&self.text),
        };
        yaml::read(&self.text).map_err(|problem| vec![refused(problem)])
    }

    /// Notes a problem with the value at `path`, and narrowing goes on.
    pub(crate) fn refuse(&self, path: &Path, message: impl Into<String>, help: Option<String>) {
        self.refuse_part(path, Part::Value, message, help);
    }

    /// Notes a problem with the byte `at` of the text that stands as the value at
    /// `path`; with all of it, where YAML writes it in another way than it reads.
    pub(crate) fn refuse_within(
        &self,
        path: &Path,
        value: &str,
        at: usize,
        message: impl Into<String>,
        help: Option<String>,
    ) {
        self.refuse(path, message, help);
        let mut problems = self.problems.borrow_mut();
        let Some(problem) = problems.last_mut() else { return };
        let (Some(column), Some(span)) = (problem.column, problem.span.clone()) else { return };
        let written = self.text.get(span.clone()).unwrap_or_default();
        let quote = usize::from(written.starts_with(['"', '\'']));
        if written.get(quote..quote + value.len()) != Some(value) {
            return;
        }
        let before = value.get(..at).unwrap_or_default();
        problem.column = Some(column + quote + before.chars().count());
        let start = span.start + quote + at;
        problem.span = Some(start..(span.start + quote + value.len()).max(start));
    }

    /// Notes a problem with a key, or with the value behind it. Where nothing is
    /// written there (a default was used), its key is pointed at, else the key
    /// above.
    pub(crate) fn refuse_part(
        &self,
        path: &Path,
        part: Part,
        message: impl Into<String>,
        help: Option<String>,
    ) {
        let at = |path: &Path, part| yaml::locate(&self.text, path, part);
        let place = at(path, part)
            .filter(|place| !place.span.is_empty())
            .or_else(|| at(path, Part::Key))
            .or_else(|| at(&path.parent()?, Part::Key));
        self.problems.borrow_mut().push(LoadProblem {
            file: self.file.clone(),
            line: place.as_ref().map(|place| place.line),
            column: place.as_ref().map(|place| place.column),
            path: path.to_string(),
            message: star_urls(&message.into()),
            help,
            span: place.map(|place| place.span),
            source: starred(&self.text),
        });
    }

    /// What narrowing made, unless it met a problem.
    pub(crate) fn finish<T>(self, narrowed: Option<T>) -> Result<T, Vec<LoadProblem>> {
        let problems = self.problems.into_inner();
        match narrowed {
            Some(narrowed) if problems.is_empty() => Ok(narrowed),
            _ => Err(problems),
        }
    }
}
