//! `--allow`: an answer to findings, added to `<draft>.allow.yaml`. What stands
//! in that file stays, byte for byte.

use std::collections::HashSet;
use std::path::Path;

use copydesk_manuscript::{Document, Draft, Finding, LineIndex, Role, Severity};
use copydesk_parsing::{allow_file as read_entries, yaml};
use copydesk_validation::{Verdict, catalogue, check, of_waivers};
use jiff::civil::Date;

use crate::allow_file;
use crate::args::Check;
use crate::exit::Exit;
use crate::files;
use crate::report::count::counted;
use crate::report::printer::Printer;
use crate::trouble::{Failure, Trouble};

/// What `--allow` asks for.
pub(super) struct Answer {
    check: &'static str,
    line: Option<usize>,
    column: Option<usize>,
    reason: String,
    by: Option<String>,
    until: Option<Date>,
}

impl Answer {
    /// Reads the options; `None` if nothing is to be waived.
    pub(super) fn read(command: &Check) -> Result<Option<Self>, Failure> {
        let Some(allow) = &command.allow else { return Ok(None) };
        let wrong =
            |message: String, help: String| Err(Trouble::new(message).help(help).exit(Exit::Usage));
        let (name, place) = match allow.split_once('@') {
            Some((name, place)) => (name, Some(place)),
            None => (allow.as_str(), None),
        };
        let Some(check) = check(name) else {
            let names = catalogue().map(|check| check.name);
            let message = format!("`--allow {allow}`: there is no check `{name}`");
            return wrong(message, yaml::help(name, names));
        };
        if of_waivers(check) {
            let message = format!("`{name}` cannot be waived");
            return wrong(message, "mend the waiver that it is about".to_owned());
        }
        let numbers = place.map(|place| {
            let (line, column) = place.split_once(':').unwrap_or((place, "1"));
            Some((line.parse::<usize>().ok()?, column.parse::<usize>().ok()?))
        });
        let Some(numbers) = numbers.map_or(Some(None), |place| place.map(Some)) else {
            let message = format!("`--allow {allow}` names no place");
            return wrong(message, "as in --allow sentence-uncited@5:509".to_owned());
        };
        let column = numbers.filter(|_| place.is_some_and(|place| place.contains(':')));
        let reason = one_line(command.reason.as_deref().unwrap_or_default());
        if !reason.contains(char::is_alphanumeric) {
            let message = "`--reason` says nothing".to_owned();
            return wrong(message, "say why the draft may go out all the same".to_owned());
        }
        let until = match command.until.as_deref().map(|day| (day, day.parse::<Date>())) {
            None => None,
            Some((day, Ok(date))) if day.len() == "2026-12-31".len() => Some(date),
            Some((day, _)) => {
                let help = "write the day as 2026-12-31".to_owned();
                return wrong(format!("`--until {day}` is no day"), help);
            }
        };
        Ok(Some(Self {
            check: check.name,
            line: numbers.map(|(line, _)| line),
            column: column.map(|(_, column)| column),
            reason,
            by: command.by.as_deref().map(one_line).filter(|by| !by.is_empty()),
            until,
        }))
    }

    /// Whether a finding stands where the answer points: where the page shows it,
    /// or where its words begin.
    fn means(&self, document: &Document, lines: &LineIndex, finding: &Finding) -> bool {
        let at = |byte: usize| {
            let at = lines.position(&document.text, byte);
            self.line.is_none_or(|line| line == at.line)
                && self.column.is_none_or(|column| column == at.column)
        };
        finding.check == self.check && (at(finding.point) || at(finding.span.start))
    }
}

/// Adds an entry for each finding that `answer` means, and says which.
pub(super) fn write(
    path: &Path,
    draft: &Draft,
    verdict: &Verdict,
    answer: &Answer,
    today: Date,
    printer: &mut Printer,
) -> Result<(), Failure> {
    let refuse = |message: String, help: &str| {
        Err(Trouble::of(path.display(), message).help(help).exit(Exit::Usage))
    };
    if path == Path::new("-") {
        return refuse("what comes from stdin has no file of waivers".to_owned(), "name the file");
    }
    if answer.until.is_some_and(|until| until < today) {
        return refuse("the last day of this waiver is over".to_owned(), "give a later `--until`");
    }
    let (document, report) = (verdict.document(), verdict.report());
    let lines = LineIndex::new(&document.text);
    let meant: Vec<&Finding> =
        report.findings.iter().filter(|finding| answer.means(document, &lines, finding)).collect();
    let check = answer.check;
    if meant.is_empty() {
        let message = format!("there is no `{check}` {} to waive", answer.place());
        return refuse(message, "`copydesk check` shows what there is, with its places");
    }
    if meant.iter().any(|finding| finding.severity == Severity::Error) {
        let message =
            format!("`{check}` is an error {}, and an error always holds", answer.place());
        return refuse(message, "mend it");
    }
    let open: Vec<&Finding> =
        meant.into_iter().filter(|finding| finding.waived.is_none()).collect();
    if open.is_empty() {
        return refuse(format!("`{check}` {} is waived already", answer.place()), "see --all");
    }
    let mut known = HashSet::new();
    let mut entries = Vec::new();
    for finding in &open {
        if let Some(print) = finding.fingerprint.as_ref().filter(|print| known.insert(*print)) {
            entries.push(Entry { answer, print: print.as_str(), words: words(document, finding) });
        }
    }
    let file = allow_file::path_of(path);
    add(&file, draft, &entries)?;
    let waived = counted(open.len(), "finding");
    printer.note(&format!("{}: {waived} of {check} waived", file.display()));
    for finding in open {
        let at = lines.position(&document.text, finding.point);
        let words = words(document, finding);
        printer.note(&format!("  {}:{}  {words}", at.line, at.column));
    }
    Ok(())
}

impl Answer {
    fn place(&self) -> String {
        match (self.line, self.column) {
            (None, _) => "in the draft".to_owned(),
            (Some(line), None) => format!("in line {line}"),
            (Some(line), Some(column)) => format!("at {line}:{column}"),
        }
    }
}

struct Entry<'a> {
    answer: &'a Answer,
    print: &'a str,
    words: String,
}

impl Entry<'_> {
    /// As YAML, each line behind `indent`.
    fn lines(&self, indent: &str, ending: &str) -> String {
        let Answer { check, reason, by, until, .. } = self.answer;
        let mut lines = vec![
            format!("- check: {check}"),
            // In quotation marks, or some would be read as numbers.
            format!("  fingerprint: \"{}\"", self.print),
            format!("  words: {}", quoted(&self.words)),
            format!("  reason: {}", quoted(reason)),
        ];
        lines.extend(by.iter().map(|by| format!("  by: {}", quoted(by))));
        lines.extend(until.iter().map(|until| format!("  until: {until}")));
        lines.iter().map(|line| format!("{indent}{line}{ending}")).collect()
    }
}

/// Appends entries to the file that was read with the draft.
fn add(file: &Path, draft: &Draft, entries: &[Entry<'_>]) -> Result<(), Failure> {
    let refuse = |message: String, help: String, exit: Exit| {
        Err(Trouble::of(file.display(), message).help(help).exit(exit))
    };
    let found = draft.companions.iter().find(|companion| companion.role == Role::Waivers);
    let former = match found.map(|companion| &companion.bytes) {
        None => "",
        Some(Err(why)) => {
            return refuse(why.clone(), "mend or delete it first".to_owned(), Exit::Usage);
        }
        Some(Ok(bytes)) => std::str::from_utf8(bytes).unwrap_or("\0"),
    };
    let Ok(before) = read_entries(former) else {
        let message = "the file cannot be read, so nothing is added to it".to_owned();
        return refuse(message, "`copydesk check` says where to mend it".to_owned(), Exit::Usage);
    };
    let ending = if former.contains("\r\n") { "\r\n" } else { "\n" };
    let mut text = former.to_owned();
    if !text.is_empty() && !text.ends_with('\n') {
        text.push_str(ending);
    }
    let dash = former
        .trim_start_matches('\u{feff}')
        .lines()
        .find(|line| line.trim_start_matches(' ').starts_with('-'));
    let indent = dash.map_or("", |line| &line[..line.len() - line.trim_start_matches(' ').len()]);
    let added: String = entries.iter().map(|entry| entry.lines(indent, ending)).collect();
    text.push_str(&added);
    let sound = read_entries(&text).is_ok_and(|after| {
        let same = before.iter().zip(&after).all(|(a, b)| a.fingerprint == b.fingerprint);
        same && after.len() == before.len() + entries.len()
    });
    if !sound {
        let message = "nothing can be added at the end of this list".to_owned();
        let help =
            format!("write the entries as lines that begin with `- check:`, and this:\n{added}");
        return refuse(message, help, Exit::Usage);
    }
    // Somebody may have saved it since it was read; their words count more.
    let now = std::fs::read(file).unwrap_or_default();
    if now != former.as_bytes() {
        let message = "the file was saved meanwhile; nothing was changed".to_owned();
        return refuse(message, "run it again".to_owned(), Exit::Machine);
    }
    files::replace(file, text.as_bytes()).map_err(|error| {
        Trouble::of(file.display(), format!("cannot be written: {error}")).exit(Exit::Machine)
    })
}

/// What a finding is about, for people: the end of its words, or their line.
fn words(document: &Document, finding: &Finding) -> String {
    let text = &document.text;
    let words = match document.words(finding.span).contains(char::is_alphanumeric) {
        true => document.words(finding.span),
        false => {
            let at = text.floor_char_boundary(finding.span.start);
            let start = text[..at].rfind('\n').map_or(0, |at| at + 1);
            text[start..].lines().next().unwrap_or_default()
        }
    };
    let words: Vec<&str> = words.split_whitespace().collect();
    let last = words[words.len().saturating_sub(MOST_WORDS)..].join(" ");
    let last: String = one_line(&last).chars().take(200).collect();
    if words.len() > MOST_WORDS { format!("…{last}") } else { last }
}

/// As many words as remind somebody of a sentence.
const MOST_WORDS: usize = 12;

fn one_line(words: &str) -> String {
    let visible: String = words.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// In double quotation marks, where YAML reads what JSON does.
fn quoted(words: &str) -> String {
    serde_json::Value::from(words).to_string()
}
