//! Where results and diagnostics go, and in which form.

use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

use copydesk_manuscript::Document;
use copydesk_pipeline::{Desk, LeftOut, Published, Rendered, Why};
use copydesk_rendering::Lineup;
use copydesk_validation::Report;
use serde_json::Value;

use super::answers::Answers;
use super::form::{self, Alone, Form};
use super::out::{self, Out};
use super::page::Setting;
use super::paint::Paint;
use super::{edition, edition_lines as lines, json, terminal};
use crate::args::{Color, Format, Global};
use crate::exit::Exit;
use crate::trouble::Trouble;

/// Work that takes longer says how far it is.
const PATIENCE: Duration = Duration::from_secs(1);

/// Results on stdout, the rest on stderr.
pub(crate) struct Printer {
    format: Format,
    stdout: Paint,
    stderr: Paint,
    quiet: bool,
    /// How drafts and troubles are told.
    form: Box<dyn Form + Send>,
    out: Out,
    /// When the program began.
    began: Instant,
}

impl Printer {
    pub(crate) fn new(global: &Global) -> Self {
        let paint = |terminal: bool| match global.color {
            Color::Always => Paint(true),
            Color::Never => Paint(false),
            Color::Auto => Paint(terminal && std::env::var_os("NO_COLOR").is_none()),
        };
        let stdout = paint(io::stdout().is_terminal());
        let stderr = paint(io::stderr().is_terminal());
        // Until `check` asks for more: those that every command has.
        let format = if global.format == Format::Json { Format::Json } else { Format::Human };
        let setting = Setting { width: terminal::width(), paint: stdout, all: false };
        let form = form::of(format, setting, stderr);
        Self {
            format,
            stdout,
            stderr,
            quiet: global.quiet,
            form,
            out: Out::default(),
            began: Instant::now(),
        }
    }

    /// Begins a report on drafts in the form asked for; with `all`, notes as well.
    /// It ends when the program does.
    pub(crate) fn report(&mut self, format: Format, all: bool) {
        self.format = format;
        let setting = Setting { width: self.width(), paint: self.stdout, all };
        self.form = form::of(format, setting, self.stderr);
        self.form.begin(&mut self.out);
    }

    /// Whether people read it.
    pub(crate) fn is_human(&self) -> bool {
        self.format == Format::Human
    }

    /// Whether only what went wrong is to be said.
    pub(crate) fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// Whether results have colours.
    pub(crate) fn paint(&self) -> Paint {
        self.stdout
    }

    /// Columns of results.
    pub(crate) fn width(&self) -> usize {
        terminal::width()
    }

    /// A result for people.
    pub(crate) fn page(&mut self, words: &str) {
        self.out.write(words);
    }

    /// A result as one JSON object on a line.
    pub(crate) fn json(&mut self, object: &Value) {
        self.out.write(format!("{object}\n"));
    }

    /// What the checks say of a draft.
    pub(crate) fn draft(&mut self, document: &Document, report: &Report) {
        self.form.draft(document, report, &mut self.out);
    }

    /// How drafts are set in this form, if each stands by itself.
    pub(crate) fn alone(&self) -> Option<Alone> {
        self.form.alone()
    }

    /// What the checks say of a draft, as [`Alone`] set it.
    pub(crate) fn set(&mut self, words: &[u8]) {
        self.out.write(words);
    }

    /// What became of drafts that went through the chain as one edition.
    pub(crate) fn published(&mut self, published: &Published, answers: &Answers, desk: &Desk) {
        if self.is_human() {
            let words = edition::published(published, answers, desk, self.stdout);
            return self.page(&words);
        }
        for checked in published.lineup().into_iter().flat_map(Lineup::all) {
            self.draft(checked.document(), checked.report());
        }
        for left in &published.left_out {
            self.judged(left);
        }
        if let Some(rendered) = published.rendered() {
            self.out.write(json::proof(rendered));
        }
        let lines = [lines::lineup(published, desk), lines::edition(published, desk)];
        for line in lines.into_iter().flatten() {
            self.json(&line);
        }
        self.troubles(&lines::troubles(published, answers, desk));
    }

    /// What the checks of an edition say of it, and nothing else.
    pub(crate) fn proof(&mut self, rendered: &Rendered) {
        if self.is_human() {
            self.page(&edition::marks(rendered, ""));
        } else {
            self.out.write(json::proof(rendered));
        }
    }

    /// A draft that is for a later edition, or for none.
    pub(crate) fn left_out(&mut self, left: &LeftOut, desk: &Desk) {
        if self.is_human() {
            return self.page(&edition::left_out(left, "", desk, self.stdout));
        }
        self.judged(left);
    }

    /// What was said of a draft that stays, by whichever checks.
    fn judged(&mut self, left: &LeftOut) {
        self.draft(left.verdict.document(), left.verdict.report());
        if let Why::HeldEdition(alone) = &left.why {
            self.out.write(json::marks(alone, &left.verdict.document().path));
        }
    }

    /// Whether nobody reads the results any more.
    pub(crate) fn is_closed(&self) -> bool {
        self.out.is_closed()
    }

    /// How many drafts are judged: a line that rewrites itself, where results go
    /// elsewhere and it takes long.
    pub(crate) fn progress(&mut self, done: usize, all: usize) {
        if !(done.is_multiple_of(100) || done == all) || self.began.elapsed() <= PATIENCE {
            return;
        }
        if io::stderr().is_terminal() && !io::stdout().is_terminal() && !self.quiet {
            out::err(&format!("\r{done} of {all}"));
            if done == all {
                out::err("\r\x1b[2K");
            }
        }
    }

    /// A word on what is happening.
    pub(crate) fn note(&mut self, words: &str) {
        if !self.quiet {
            out::err(&format!("{words}\n"));
        }
    }

    /// What went wrong with the world.
    pub(crate) fn troubles(&mut self, troubles: &[Trouble]) {
        for trouble in troubles {
            self.form.trouble(trouble, &mut self.out);
        }
    }

    /// Ends the report. The exit code is the machine's fault if results were lost on
    /// the way.
    pub(crate) fn settle(&mut self, exit: Exit) -> Exit {
        self.form.end(exit, &mut self.out);
        if self.out.has_lost() { Exit::Machine } else { exit }
    }
}
