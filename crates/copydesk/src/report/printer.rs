//! Where results and diagnostics go, and in which form.

use std::io::{self, IsTerminal, Write};

use copydesk_manuscript::Document;
use copydesk_validation::Report;
use serde_json::Value;

use super::paint::Paint;
use super::{json, problem, terminal};
use crate::args::{Color, Format, Global};
use crate::trouble::Trouble;

/// Results on stdout, the rest on stderr. A closed pipe ends the program
/// quietly: `check | head` has seen enough.
pub(crate) struct Printer {
    format: Format,
    stdout: Paint,
    stderr: Paint,
    quiet: bool,
}

impl Printer {
    pub(crate) fn new(global: &Global) -> Self {
        let paint = |terminal: bool| match global.color {
            Color::Always => Paint(true),
            Color::Never => Paint(false),
            Color::Auto => Paint(terminal && std::env::var_os("NO_COLOR").is_none()),
        };
        Self {
            format: global.format,
            stdout: paint(io::stdout().is_terminal()),
            stderr: paint(io::stderr().is_terminal()),
            quiet: global.quiet,
        }
    }

    /// Whether people read it.
    pub(crate) fn is_human(&self) -> bool {
        self.format == Format::Human
    }

    /// Colours of results.
    pub(crate) fn paint(&self) -> Paint {
        self.stdout
    }

    /// Columns of results.
    pub(crate) fn width(&self) -> usize {
        terminal::width()
    }

    /// A result for people.
    pub(crate) fn page(&mut self, words: &str) {
        write_all(&mut io::stdout().lock(), words);
    }

    /// A result as one JSON object on a line.
    pub(crate) fn json(&mut self, object: &Value) {
        write_all(&mut io::stdout().lock(), &format!("{object}\n"));
    }

    /// A draft's findings and their summary as JSON lines.
    pub(crate) fn lines(&mut self, document: &Document, report: &Report) {
        let lines: String =
            json::lines(document, report).iter().map(|line| format!("{line}\n")).collect();
        write_all(&mut io::stdout().lock(), &lines);
    }

    /// A word on what is happening.
    pub(crate) fn note(&mut self, words: &str) {
        if !self.quiet {
            write_all(&mut io::stderr().lock(), &format!("{words}\n"));
        }
    }

    /// What went wrong: lines of the file for people, objects for programs.
    pub(crate) fn troubles(&mut self, troubles: &[Trouble]) {
        for trouble in troubles {
            if self.is_human() {
                let words = problem::human(trouble, self.stderr, self.width());
                write_all(&mut io::stderr().lock(), &words);
            } else {
                self.json(&problem::json(trouble));
            }
        }
    }
}

fn write_all(target: &mut impl Write, words: &str) {
    if target.write_all(words.as_bytes()).and_then(|()| target.flush()).is_err() {
        // Nobody reads any more. There is nobody to tell either.
        std::process::exit(0);
    }
}
