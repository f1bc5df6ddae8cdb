//! GitHub annotations: workflow commands on stdout, and a summary of the job.
//!
//! GitHub shows ten errors, ten warnings and ten notices of a step and drops the
//! rest, so that one thing to do is one annotation, and what goes beyond is
//! counted in a last line.

mod summary;

use copydesk_manuscript::{Document, Finding, LineIndex, Severity};
use copydesk_validation::{Group, Report};

use super::count::counted;
use super::form::Form;
use super::out::Out;
use super::paths::Root;
use crate::exit::Exit;
use crate::trouble::Trouble;
use summary::Summary;

/// Annotations of a kind that GitHub shows of one step.
const SHOWN: usize = 10;

/// Further places that one annotation lists.
const PLACES: usize = 10;

/// What was annotated so far, and what was not.
pub(crate) struct Annotations {
    all: bool,
    root: Root,
    errors: Kind,
    warnings: Kind,
    notices: Kind,
    summary: Summary,
}

/// Annotations of one kind.
#[derive(Default)]
struct Kind {
    shown: usize,
    left: usize,
}

impl Annotations {
    /// With `all`, notes are annotated too.
    pub(super) fn new(all: bool) -> Self {
        let (errors, warnings, notices) = Default::default();
        let summary = Summary::default();
        Self { all, root: Root::find(), errors, warnings, notices, summary }
    }

    /// Whether one more of this severity is shown; counts it either way.
    fn take(&mut self, severity: Severity) -> bool {
        let kind = match severity {
            Severity::Error => &mut self.errors,
            Severity::Warning => &mut self.warnings,
            Severity::Info => &mut self.notices,
        };
        let shows = kind.shown < SHOWN && (severity > Severity::Info || self.all);
        *(if shows { &mut kind.shown } else { &mut kind.left }) += 1;
        shows
    }

    /// `Not annotated: 3 warnings, 17 notes.`
    fn rest(&self) -> Option<String> {
        let kinds = [(&self.errors, "error"), (&self.warnings, "warning"), (&self.notices, "note")];
        let rest: Vec<String> = kinds
            .iter()
            .filter(|(kind, _)| kind.left > 0)
            .map(|(kind, noun)| counted(kind.left, noun))
            .collect();
        (!rest.is_empty()).then(|| format!("Not annotated: {}.", rest.join(", ")))
    }
}

impl Form for Annotations {
    fn draft(&mut self, document: &Document, report: &Report, out: &mut Out) {
        let lines = LineIndex::new(&document.text);
        let file = self.root.place(&document.path).path().to_owned();
        let mut words = String::new();
        for group in &report.groups {
            let findings = report.findings[group.findings.clone()].iter();
            let open: Vec<&Finding> = findings.filter(|f| f.waived.is_none()).collect();
            if !open.is_empty() && self.take(group.severity) {
                words.push_str(&annotation(&file, document, &lines, group, &open));
            }
        }
        out.write(&words);
        self.summary.draft(&file, document, report, &lines);
    }

    fn trouble(&mut self, trouble: &Trouble, out: &mut Out) {
        self.summary.trouble(trouble);
        if !self.take(Severity::Error) {
            return;
        }
        let mut properties = Vec::new();
        if let Some(path) = &trouble.path {
            properties.push(("file", self.root.place(path).path().to_owned()));
        }
        properties.extend(trouble.line.map(|line| ("line", line.to_string())));
        properties.extend(trouble.column.map(|column| ("col", column.to_string())));
        let help = trouble.help.iter().map(|help| format!("\n{help}")).collect::<String>();
        out.write(command("error", &properties, &format!("{}{help}", trouble.message)));
    }

    fn end(&mut self, _exit: Exit, out: &mut Out) {
        let mut line = self.summary.line();
        if let Some(rest) = self.rest() {
            line.push(' ');
            line.push_str(&rest);
        }
        out.write(format!("{line}\n"));
        if let Some(path) = std::env::var_os("GITHUB_STEP_SUMMARY") {
            let written = self.summary.append_to(path.as_ref());
            if let Err(error) = written {
                out.fail(&error);
            }
        }
    }
}

/// One thing to do, at the first of its places.
fn annotation(
    file: &str,
    document: &Document,
    lines: &LineIndex,
    group: &Group,
    open: &[&Finding],
) -> String {
    let at = |byte| lines.position(&document.text, byte);
    let [first, others @ ..] = open else { return String::new() };
    // Where to insert something is a place and not a stretch of words.
    let (start, end) = if first.point == first.span.start {
        (at(first.span.start), at(first.span.end))
    } else {
        (at(first.point), at(first.point))
    };
    let mut properties = vec![
        ("file", file.to_owned()),
        ("line", start.line.to_string()),
        ("endLine", end.line.to_string()),
        ("col", start.column.to_string()),
    ];
    // GitHub wants columns only within one line, and the last one included.
    if start.line == end.line {
        let last = end.column.saturating_sub(1).max(start.column);
        properties.push(("endColumn", last.to_string()));
    }
    properties.push(("title", group.check.to_owned()));
    let mut message = group.headline.clone();
    if !others.is_empty() {
        let mut places: Vec<String> = others
            .iter()
            .take(PLACES)
            .map(|finding| {
                let place = at(finding.point);
                let label = finding.label.as_deref().unwrap_or_default();
                format!("{}:{} {label}", place.line, place.column).trim().to_owned()
            })
            .collect();
        if others.len() > PLACES {
            places.push(format!("{} more", others.len() - PLACES));
        }
        message.push_str(&format!("\nalso at {}", places.join(" · ")));
    }
    message.extend(group.help.iter().map(|help| format!("\n{help}")));
    let kind = match group.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    command(kind, &properties, &message)
}

/// `::error file=a.md,line=1::message`
fn command(kind: &str, properties: &[(&str, String)], message: &str) -> String {
    let properties: Vec<String> = properties
        .iter()
        .map(|(name, value)| {
            format!("{name}={}", data(value).replace(':', "%3A").replace(',', "%2C"))
        })
        .collect();
    let space = if properties.is_empty() { "" } else { " " };
    format!("::{kind}{space}{}::{}\n", properties.join(","), data(message))
}

/// What would end the line, encoded.
fn data(words: &str) -> String {
    words.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_a_command_early() {
        let file = ("file", "a,b:50%.md".to_owned());
        assert_eq!(
            command("error", &[file], "100%: no\r\nsource::here"),
            "::error file=a%2Cb%3A50%25.md::100%25: no%0D%0Asource::here\n"
        );
        assert_eq!(command("error", &[], "no newsroom"), "::error::no newsroom\n");
    }

    #[test]
    fn ten_of_a_kind_are_shown_and_the_rest_is_counted() {
        let mut annotations = Annotations::new(false);
        let shown = (0..13).filter(|_| annotations.take(Severity::Warning)).count();
        assert_eq!(shown, 10);
        assert!(!annotations.take(Severity::Info));
        assert_eq!(annotations.rest().unwrap(), "Not annotated: 3 warnings, 1 note.");
    }
}
