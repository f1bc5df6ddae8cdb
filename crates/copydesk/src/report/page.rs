//! The page an editor reads: a draft's findings, grouped by cause, each at its
//! exact words. It counts things to do; JSON counts findings.

use copydesk_manuscript::{Document, Finding, LineIndex, MarkerKind, Severity, Waived};
use copydesk_validation::{Coverage, Group, Report};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::count::counted;
use super::excerpt;
use super::paint::Paint;

/// Where the words of a finding begin on its line.
const INDENT: usize = 9;

/// Who has a hundred markers to mend does not need all of them listed.
const MOST_PLACES: usize = 40;

/// How the page is set.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Setting {
    /// Columns of the terminal.
    pub(crate) width: usize,
    /// Colours.
    pub(crate) paint: Paint,
    /// Notes as well.
    pub(crate) all: bool,
}

/// The whole page, with a line break at its end.
pub(crate) fn page(document: &Document, report: &Report, setting: Setting) -> String {
    let printer = Printer { document, report, setting, lines: LineIndex::new(&document.text) };
    let mut page = printer.header();
    for group in &report.groups {
        if (group.severity > Severity::Info && !group.waived) || setting.all {
            page.push('\n');
            page.push_str(&printer.group(group));
        }
    }
    page.push('\n');
    page.push_str(&printer.footer());
    page
}

struct Printer<'a> {
    document: &'a Document,
    report: &'a Report,
    setting: Setting,
    lines: LineIndex,
}

impl Printer<'_> {
    /// The draft's path, or its name where the path leaves no room; the verdict; how
    /// its sentences stand.
    fn header(&self) -> String {
        let path = self.document.path.as_str();
        let paint = self.setting.paint;
        let (word, verdict) = if self.report.holds() {
            ("HELD", paint.severity(Severity::Error, "HELD"))
        } else {
            ("CLEAR", paint.good("CLEAR"))
        };
        if self.document.unreadable().is_some() {
            return format!("{path}  {verdict}\n");
        }
        let (first, second) = (sentences(self.report.coverage), sources(self.document));
        let beside = 2 + word.len() + 3;
        let fits = path.width() + beside + first.width() <= self.setting.width;
        let name = if fits { path } else { path.rsplit('/').next().unwrap_or(path) };
        let indent = name.width() + beside;
        if indent + first.width().max(second.width()) > self.setting.width {
            let [first, second] = [first, second].map(|line| wrapped(&line, 0, self.setting.width));
            return format!("{name}  {verdict}\n{first}{second}");
        }
        format!("{name}  {verdict}   {first}\n{:indent$}{second}\n", "")
    }

    fn group(&self, group: &Group) -> String {
        let findings = &self.report.findings[group.findings.clone()];
        let mut out = self.headline(group);
        match findings {
            [one] if one.related.is_empty() || one.point == one.span.end => {
                out.push_str(&self.finding(one));
            }
            [one] => {
                let places = one.related.iter().map(|r| (r.span.start, r.label.as_str()));
                out.push_str(&self.places(places));
            }
            several => {
                let places =
                    several.iter().map(|f| (f.point, f.label.as_deref().unwrap_or_default()));
                out.push_str(&self.places(places));
            }
        }
        match (&findings[0].waived, &group.help) {
            (Some(waived), _) => out.push_str(&self.answer(waived)),
            (None, Some(help)) => out.push_str(&wrapped(help, INDENT, self.setting.width)),
            (None, None) => {}
        }
        out
    }

    /// `by Ann Ortiz, until 31 December 2026: why`
    fn answer(&self, waived: &Waived) -> String {
        let by = waived.by.iter().map(|by| format!("by {by}"));
        let until = waived.until.iter().map(|day| day.strftime("until %-d %B %Y").to_string());
        let who = by.chain(until).collect::<Vec<_>>().join(", ");
        let sign = if who.is_empty() { "" } else { ": " };
        wrapped(&format!("{who}{sign}{}", waived.reason), INDENT, self.setting.width)
    }

    /// `error: what is wrong      [check]`, or `waived: …`; the check at the right edge; below, where
    /// there is no room for both.
    fn headline(&self, group: &Group) -> String {
        let severity = if group.waived { "waived" } else { group.severity.as_str() };
        let tag = format!("[{}]", group.check);
        let (width, paint) = (self.setting.width, self.setting.paint);
        let head = match group.waived {
            true => paint.dim(severity),
            false => paint.severity(group.severity, severity),
        };
        let used = severity.width() + 2 + group.headline.width();
        if used + 1 + tag.width() <= width {
            let gap = width.saturating_sub(2 + used + tag.width()).max(1);
            return format!("{head}: {}{:gap$}{}\n", group.headline, "", paint.dim(&tag));
        }
        let words = wrapped(&format!("{severity}: {}", group.headline), 0, width);
        let indent = width.saturating_sub(2 + tag.width());
        let words = words.replacen(severity, &head, 1);
        format!("{words}{:indent$}{}\n", "", paint.dim(&tag))
    }

    /// One finding at its words.
    fn finding(&self, finding: &Finding) -> String {
        let at = self.at(finding.point);
        let room = self.setting.width.saturating_sub(INDENT + 1).max(20);
        let excerpt = excerpt::of(&self.document.text, finding, room);
        let gap = (INDENT - 2).saturating_sub(at.width()).max(1);
        let line = format!("  {at}{:gap$}{}", "", excerpt.words);
        let mut out = format!("{}\n", line.trim_end());
        if let Some((before, carets)) = excerpt.carets {
            let indent = 2 + at.width() + gap + before;
            let carets = "^".repeat(carets);
            let carets = self.setting.paint.severity(finding.severity, &carets);
            out.push_str(&format!("{:indent$}{carets}\n", ""));
        }
        out
    }

    /// Several places of one cause: `13:107 [0] WION · 15:100 [1] NPR`.
    fn places<'b>(&self, places: impl ExactSizeIterator<Item = (usize, &'b str)>) -> String {
        let more = places.len().saturating_sub(MOST_PLACES);
        let mut items: Vec<String> = places
            .take(MOST_PLACES)
            .map(|(byte, label)| format!("{} {label}", self.at(byte)).trim().to_owned())
            .collect();
        if more > 0 {
            items.push(format!("and {more} more"));
        }
        wrapped(&items.join(" · "), 2, self.setting.width)
    }

    fn at(&self, byte: usize) -> String {
        let position = self.lines.position(&self.document.text, byte);
        format!("{}:{}", position.line, position.column)
    }

    fn footer(&self) -> String {
        let notes = self.report.notes();
        let mut rest: Vec<String> = not_checked(self.report).into_iter().collect();
        let waived = self.report.waived().count();
        let kinds = [(waived, format!("{waived} waived")), (notes, counted(notes, "note"))];
        let unseen: Vec<String> = kinds.into_iter().filter(|(n, _)| *n > 0).map(|k| k.1).collect();
        if !unseen.is_empty() && !self.setting.all {
            rest.push(format!("{}: --all", unseen.join(", ")));
        }
        let rest = rest.join(" ");
        let lines = [outcome(self.report), rest].into_iter().filter(|line| !line.is_empty());
        lines.map(|line| wrapped(&line, 0, self.setting.width)).collect()
    }
}

/// `Held by 1 error. 4 warnings need an answer before a live send.`
pub(super) fn outcome(report: &Report) -> String {
    let [errors, warnings] =
        [Severity::Error, Severity::Warning].map(|severity| report.things_to_do(severity));
    let mut outcome = if !report.holds() {
        "Clear.".to_owned()
    } else if report.hold_at == Severity::Warning && warnings > 0 && errors > 0 {
        format!("Held by {} and {}.", counted(errors, "error"), counted(warnings, "warning"))
    } else if errors > 0 {
        format!("Held by {}.", counted(errors, "error"))
    } else {
        format!("Held by {}.", counted(warnings, "warning"))
    };
    if warnings > 0 && report.hold_at == Severity::Error {
        let need = if warnings == 1 { "needs" } else { "need" };
        let warnings = counted(warnings, "warning");
        outcome.push_str(&format!(" {warnings} {need} an answer before a live send."));
    }
    outcome
}

/// `Not checked: 7 links, 1 quotation.`
pub(crate) fn not_checked(report: &Report) -> Option<String> {
    let unchecked = report.unchecked;
    let kinds = [
        (unchecked.links, "link"),
        (unchecked.quotations, "quotation"),
        (unchecked.sentences, "sentence"),
        (unchecked.colours, "colour"),
    ];
    let listed: Vec<String> =
        kinds.iter().filter(|(n, _)| *n > 0).map(|(n, what)| counted(*n, what)).collect();
    (!listed.is_empty()).then(|| format!("Not checked: {}.", listed.join(", ")))
}

/// `15 sentences: 9 cited, 5 covered, 1 uncited`
pub(crate) fn sentences(coverage: Coverage) -> String {
    let mut line = format!(
        "{}: {} cited, {} covered, {} uncited",
        counted(coverage.sentences, "sentence"),
        coverage.cited,
        coverage.covered,
        coverage.uncited
    );
    if coverage.exempt > 0 {
        line.push_str(&format!(", {} exempt", coverage.exempt));
    }
    if coverage.unknown > 0 {
        line.push_str(&format!(", {} not checked", coverage.unknown));
    }
    line
}

/// `9 markers · 7 sources, numbered from 0`
pub(super) fn sources(document: &Document) -> String {
    let links = document.markers.iter().filter(|m| m.kind == MarkerKind::Link).count();
    let numbered = document.markers.len() - links;
    let mut parts = Vec::new();
    if numbered > 0 || links == 0 {
        parts.push(counted(numbered, "marker"));
    }
    if links > 0 {
        parts.push(counted(links, "link"));
    }
    let mut sources = counted(document.references.len(), "source");
    if let Some(list) = &document.reference_list {
        sources.push_str(&format!(", numbered from {}", list.base));
    }
    parts.push(sources);
    parts.join(" · ")
}

/// Words in lines of at most `width` columns, all indented.
fn wrapped(words: &str, indent: usize, width: usize) -> String {
    let room = width.saturating_sub(indent + 1).max(20);
    let mut out = String::new();
    let mut line = String::new();
    for word in words.split(' ') {
        if !line.is_empty() && line.width() + 1 + word.width() > room {
            out.push_str(&format!("{:indent$}{line}\n", ""));
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    if !line.trim().is_empty() {
        out.push_str(&format!("{:indent$}{line}\n", ""));
    }
    out
}

/// The columns of a character, control characters none.
pub(super) fn columns(c: char) -> usize {
    c.width().unwrap_or(0)
}
