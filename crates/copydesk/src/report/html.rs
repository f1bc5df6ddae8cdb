//! A page to review drafts in: complete in itself, without script, for screen,
//! phone and paper.
//!
//! Whoever opens it reads the outcome first, then what there is to do, then the
//! draft with every finding in its place. Drafts are written as they come; what
//! all of them add up to stands above them, so they wait in a file meanwhile.

mod draft;
mod edition;
mod places;
mod sources;
mod text;
mod todo;

use std::io::{self, Seek, Write};

use copydesk_manuscript::Document;
use copydesk_pipeline::Rendered;
use copydesk_validation::Report;
use tempfile::SpooledTempFile;

use super::count::counted;
use super::form::Form;
use super::human;
use super::out::Out;
use crate::exit::Exit;
use crate::trouble::Trouble;
use copydesk_web::escape::escaped;

const STYLE: &str = include_str!("html/style.css");

/// Bytes of drafts that wait in memory; more wait on disk.
const IN_MEMORY: usize = 8 * 1024 * 1024;

/// A page under way.
pub(crate) struct Pages {
    /// The drafts so far.
    body: SpooledTempFile,
    frame: Frame,
    person: human::Pages,
}

/// What stands around the drafts: what they add up to.
#[derive(Default)]
struct Frame {
    /// A line for each in the list of drafts.
    list: String,
    drafts: usize,
    held: usize,
    /// Things to do in all of them.
    todo: usize,
    /// What could not be read at all.
    troubles: String,
}

/// What a page tells of what would be one edition, as far as it came.
#[derive(Default)]
pub(crate) struct Told<'a> {
    /// What the checks say of its drafts, of those that could be read.
    pub(crate) drafts: Vec<(&'a Document, &'a Report)>,
    /// The edition, if it could be made, and briefs that it goes without.
    pub(crate) rendered: Vec<&'a Rendered>,
    /// What went wrong with the world around it.
    pub(crate) troubles: &'a [Trouble],
}

impl Told<'_> {
    /// The page.
    pub(crate) fn page(&self) -> String {
        let mut frame = Frame::default();
        let edition = frame.editions(&self.rendered);
        let drafts = self.drafts.iter();
        let drafts: String =
            drafts.map(|(document, report)| frame.draft(document, report, false)).collect();
        self.troubles.iter().for_each(|trouble| frame.trouble(trouble));
        [frame.head(), edition, drafts, frame.foot()].concat()
    }

    /// How many things there are to do in all of it.
    pub(crate) fn todo(&self) -> usize {
        let edition = self.rendered.iter().map(|rendered| rendered.proof.report());
        let reports = self.drafts.iter().map(|(_, report)| *report).chain(edition);
        reports.map(draft::things).sum::<usize>() + self.troubles.len()
    }
}

impl Pages {
    pub(super) fn new(person: human::Pages) -> Self {
        Self { body: SpooledTempFile::new(IN_MEMORY), frame: Frame::default(), person }
    }
}

impl Frame {
    /// Counts a draft, and sets it. With `all`, notes are unfolded.
    fn draft(&mut self, document: &Document, report: &Report, all: bool) -> String {
        self.drafts += 1;
        self.held += usize::from(report.holds());
        self.todo += draft::things(report);
        self.list.push_str(&draft::listed(self.drafts, document, report));
        draft::section(self.drafts, document, report, all)
    }

    /// Counts what is to do in editions, and sets it.
    fn editions(&mut self, editions: &[&Rendered]) -> String {
        for report in editions.iter().map(|rendered| rendered.proof.report()) {
            self.held += usize::from(report.holds());
            self.todo += draft::things(report);
        }
        edition::section(editions)
    }

    fn trouble(&mut self, trouble: &Trouble) {
        let path = trouble.path.iter().map(|path| {
            let place: String = [trouble.line, trouble.column]
                .into_iter()
                .map_while(|place| place.map(|place| format!(":{place}")))
                .collect();
            format!("<strong class=\"path\">{}{place}</strong> ", escaped(path))
        });
        let help = trouble.help.iter().map(|help| format!(" <span>{}</span>", escaped(help)));
        self.troubles.push_str(&format!(
            "<li>{}{}{}</li>\n",
            path.collect::<String>(),
            escaped(&trouble.message),
            help.collect::<String>()
        ));
    }

    /// What the page says before the first draft.
    fn head(&self) -> String {
        let verdict = match (self.drafts, self.held) {
            (0, _) => "No draft was checked".to_owned(),
            (1, 0) => "Clear".to_owned(),
            (1, _) => "Held".to_owned(),
            (n, 0) => format!("{n} drafts, all clear"),
            (n, held) => format!("{n} drafts, {held} held"),
        };
        let outcome = match self.todo {
            0 => verdict,
            1 => format!("{verdict}: 1 thing to do"),
            n => format!("{verdict}: {n} things to do"),
        };
        let list = if self.drafts > 1 {
            format!(
                "<nav aria-labelledby=\"drafts\">\n<h2 id=\"drafts\">Drafts</h2>\n\
                 <ul class=\"drafts\">\n{}</ul>\n</nav>\n",
                self.list
            )
        } else {
            String::new()
        };
        let troubles = if self.troubles.is_empty() {
            String::new()
        } else {
            format!(
                "<section class=\"troubles\" aria-labelledby=\"troubles\">\n\
                 <h2 id=\"troubles\">Not checked at all</h2>\n<ul>\n{}</ul>\n</section>\n",
                self.troubles
            )
        };
        format!(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n\
             <meta name=\"generator\" content=\"Copydesk {}\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
             style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n\
             <title>{outcome} · Copydesk review</title>\n<style>\n{STYLE}</style>\n</head>\n\
             <body>\n<header class=\"top\">\n<p>Copydesk review</p>\n<h1>{outcome}</h1>\n\
             </header>\n<main>\n{troubles}{list}",
            env!("CARGO_PKG_VERSION")
        )
    }

    /// What it says after the last one.
    fn foot(&self) -> String {
        format!(
            "</main>\n<footer>\n<p>{} checked by Copydesk {}. What a check wants and why: \
             <code>copydesk explain CHECK</code></p>\n</footer>\n</body>\n</html>\n",
            counted(self.drafts, "draft"),
            env!("CARGO_PKG_VERSION")
        )
    }
}

impl Form for Pages {
    fn draft(&mut self, document: &Document, report: &Report, out: &mut Out) {
        let section = self.frame.draft(document, report, self.person.setting.all);
        if let Err(error) = self.body.write_all(section.as_bytes()) {
            out.fail(&error);
        }
    }

    fn trouble(&mut self, trouble: &Trouble, out: &mut Out) {
        self.frame.trouble(trouble);
        self.person.trouble(trouble, out);
    }

    fn end(&mut self, _exit: Exit, out: &mut Out) {
        out.write(self.frame.head());
        match self.body.rewind() {
            Ok(()) => out.copy(&mut io::BufReader::new(&mut self.body)),
            Err(error) => out.fail(&error),
        }
        out.write(self.frame.foot());
    }
}

#[cfg(test)]
mod tests;
