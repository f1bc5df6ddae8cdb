//! Pages for people on stdout; what went wrong with the world on stderr.

use copydesk_manuscript::Document;
use copydesk_validation::Report;

use super::form::{Alone, Form};
use super::out::{self, Out};
use super::page::{Setting, page};
use super::paint::Paint;
use super::problem;
use crate::trouble::Trouble;

/// How pages and troubles are set.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pages {
    pub(super) setting: Setting,
    pub(super) stderr: Paint,
}

impl Form for Pages {
    fn alone(&self) -> Option<Alone> {
        Some(Alone::Page(self.setting))
    }

    fn draft(&mut self, document: &Document, report: &Report, out: &mut Out) {
        out.write(page(document, report, self.setting));
    }

    fn trouble(&mut self, trouble: &Trouble, _out: &mut Out) {
        out::err(&problem::human(trouble, self.stderr, self.setting.width));
    }
}
