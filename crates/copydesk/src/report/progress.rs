//! How far a long run is: a line that rewrites itself on a terminal, a JSON
//! line a second for programs, nothing in a file.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use copydesk_distribution::Step;
use serde_json::json;

use super::answers::Answers;
use super::printer::Printer;

/// Between two words on it.
const PAUSE: Duration = Duration::from_secs(1);

/// Listens to one edition's run.
pub(crate) struct Progress<'a> {
    printer: &'a mut Printer,
    answers: &'a mut Answers,
    last: Instant,
    shown: bool,
}

impl<'a> Progress<'a> {
    pub(crate) fn new(printer: &'a mut Printer, answers: &'a mut Answers) -> Self {
        Self { printer, answers, last: Instant::now(), shown: false }
    }

    /// Takes note of a step, and says how far the run is if it takes long.
    pub(crate) fn hear(&mut self, step: &Step<'_>) {
        self.answers.hear(step);
        let Step::Settled { done, candidates, .. } = step else { return };
        if self.last.elapsed() < PAUSE {
            return;
        }
        self.last = Instant::now();
        if !self.printer.is_human() {
            let line =
                json!({ "v": 1, "type": "progress", "done": done, "candidates": candidates });
            self.printer.json(&line);
        } else if io::stderr().is_terminal() && !self.printer.is_quiet() {
            self.shown = true;
            // Nothing is lost if nobody sees it.
            let _ = write!(io::stderr(), "\r    {done} of {candidates}");
        }
    }
}

impl Drop for Progress<'_> {
    fn drop(&mut self) {
        if self.shown {
            // The results take the line's place.
            let _ = write!(io::stderr(), "\r\x1b[2K");
        }
    }
}
