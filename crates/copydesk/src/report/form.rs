//! A form of the report on drafts. `check` has five; all are fed the same
//! documents and reports, one draft after the other, and hold no more of them
//! than their form forces them to.

use copydesk_manuscript::Document;
use copydesk_validation::Report;

use super::github::Annotations;
use super::html::Pages;
use super::human::Pages as Human;
use super::json::{self, Lines};
use super::out::Out;
use super::page::{Setting, page};
use super::paint::Paint;
use super::sarif::Log;
use crate::args::Format;
use crate::exit::Exit;
use crate::trouble::Trouble;

/// One run, in the order in which things happen: drafts and troubles as they
/// come, then the end.
pub(crate) trait Form {
    /// Before the first draft.
    fn begin(&mut self, _out: &mut Out) {}

    /// How a draft is set here if what was told before it changes nothing.
    fn alone(&self) -> Option<Alone> {
        None
    }

    /// What the checks say of a draft.
    fn draft(&mut self, document: &Document, report: &Report, out: &mut Out);

    /// What kept a draft, or the whole run, from being checked.
    fn trouble(&mut self, trouble: &Trouble, out: &mut Out);

    /// After the last draft; `exit` is what the run has earned.
    fn end(&mut self, _exit: Exit, _out: &mut Out) {}
}

/// A form in which each draft stands by itself, so that every core can set some.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Alone {
    /// A page for people.
    Page(Setting),
    /// JSON lines.
    Lines,
}

impl Alone {
    /// What is printed of a draft.
    pub(crate) fn set(self, document: &Document, report: &Report) -> Vec<u8> {
        match self {
            Self::Page(setting) => page(document, report, setting).into_bytes(),
            Self::Lines => json::lines(document, report),
        }
    }
}

/// The form that goes by this name.
pub(crate) fn of(format: Format, setting: Setting, stderr: Paint) -> Box<dyn Form + Send> {
    let human = Human { setting, stderr };
    match format {
        Format::Human | Format::Jsonl => Box::new(human),
        Format::Json => Box::new(Lines),
        Format::Sarif => Box::new(Log::new(human)),
        Format::Github => Box::new(Annotations::new(setting.all)),
        Format::Html => Box::new(Pages::new(human)),
    }
}
