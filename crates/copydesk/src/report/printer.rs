//! Where results and diagnostics go, and in which form.

use std::io::{self, IsTerminal, Write};

use copydesk_manuscript::Document;
use copydesk_pipeline::{Desk, Published};
use copydesk_validation::{Report, Verdict};
use serde_json::Value;

use super::answers::Answers;
use super::paint::Paint;
use super::{edition, json, problem, terminal};
use crate::args::{Color, Format, Global};
use crate::exit::Exit;
use crate::trouble::Trouble;

/// Results on stdout, the rest on stderr. Who closes the pipe has seen enough:
/// the work goes on, and the exit code is the one that it earns.
pub(crate) struct Printer {
    format: Format,
    stdout: Paint,
    stderr: Paint,
    quiet: bool,
    /// Why stdout takes nothing any more.
    broken: Option<io::ErrorKind>,
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
            broken: None,
        }
    }

    /// Whether people read it.
    pub(crate) fn is_human(&self) -> bool {
        self.format == Format::Human
    }

    /// Whether only what went wrong is to be said.
    pub(crate) fn is_quiet(&self) -> bool {
        self.quiet
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
        self.out(words);
    }

    /// A result as one JSON object on a line.
    pub(crate) fn json(&mut self, object: &Value) {
        self.out(&format!("{object}\n"));
    }

    /// A draft's findings and their summary as JSON lines.
    pub(crate) fn lines(&mut self, document: &Document, report: &Report) {
        let lines: String =
            json::lines(document, report).iter().map(|line| format!("{line}\n")).collect();
        self.out(&lines);
    }

    /// A draft that its editor still has: what would become of it.
    pub(crate) fn not_ready(&mut self, path: &str, verdict: &Verdict) {
        if self.is_human() {
            self.page(&edition::not_ready(path, verdict, self.stdout));
        } else {
            self.lines(verdict.document(), verdict.report());
        }
    }

    /// What became of a draft that went through the chain.
    pub(crate) fn published(
        &mut self,
        path: &str,
        published: &Published,
        answers: &Answers,
        desk: &Desk,
    ) {
        if self.is_human() {
            let words = edition::published(path, published, answers, desk, self.stdout);
            return self.page(&words);
        }
        let (document, report) = published.read();
        self.lines(document, report);
        if let Some(line) = edition::json(published, desk) {
            self.json(&line);
        }
        self.troubles(&edition::troubles(published, answers, desk));
    }

    /// A word on what is happening.
    pub(crate) fn note(&mut self, words: &str) {
        if !self.quiet {
            err(&format!("{words}\n"));
        }
    }

    /// What went wrong: lines of the file for people, objects for programs.
    pub(crate) fn troubles(&mut self, troubles: &[Trouble]) {
        for trouble in troubles {
            if self.is_human() {
                let words = problem::human(trouble, self.stderr, self.width());
                err(&words);
            } else {
                self.json(&problem::json(trouble));
            }
        }
    }

    /// The exit code, which is the machine's fault if results were lost on the way.
    pub(crate) fn settle(&self, exit: Exit) -> Exit {
        match self.broken {
            None | Some(io::ErrorKind::BrokenPipe) => exit,
            Some(_) => Exit::Machine,
        }
    }

    fn out(&mut self, words: &str) {
        if self.broken.is_some() {
            return;
        }
        let mut stdout = io::stdout().lock();
        if let Err(error) = stdout.write_all(words.as_bytes()).and_then(|()| stdout.flush()) {
            if error.kind() != io::ErrorKind::BrokenPipe {
                err(&format!("error: results cannot be written: {error}\n"));
            }
            self.broken = Some(error.kind());
        }
    }
}

/// There is nobody to tell that nobody can be told.
fn err(words: &str) {
    let _ = io::stderr().lock().write_all(words.as_bytes());
}
