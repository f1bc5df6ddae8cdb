//! The summary of a job: Markdown, appended to the file that GitHub names.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use copydesk_manuscript::{Document, LineIndex, Severity};
use copydesk_validation::Report;

use crate::report::count::counted;
use crate::report::page;
use crate::trouble::Trouble;

/// GitHub takes a mebibyte a step; nobody reads as much.
const ROOM: usize = 256 * 1024;

/// What is known of all drafts so far.
#[derive(Default)]
pub(super) struct Summary {
    drafts: usize,
    held: usize,
    troubles: usize,
    unchecked: usize,
    body: String,
    /// Drafts with something to say that there was no room for.
    left: usize,
}

impl Summary {
    /// Takes note of a draft and lists its errors and warnings.
    pub(super) fn draft(
        &mut self,
        file: &str,
        document: &Document,
        report: &Report,
        lines: &LineIndex,
    ) {
        self.drafts += 1;
        self.held += usize::from(report.holds());
        self.unchecked += report.unchecked.total();
        let mut items = String::new();
        for group in report.groups.iter().filter(|group| group.severity > Severity::Info) {
            let findings = &report.findings[group.findings.clone()];
            let Some(first) = findings.iter().find(|finding| finding.waived.is_none()) else {
                continue;
            };
            let at = lines.position(&document.text, first.point);
            let help = group.help.iter().map(|help| format!("  \n  {}", plain(help)));
            items.push_str(&format!(
                "- **{}** {}:{} {} (`{}`){}\n",
                group.severity.as_str(),
                at.line,
                at.column,
                plain(&group.headline),
                group.check,
                help.collect::<String>(),
            ));
        }
        if items.is_empty() {
            return;
        }
        let verdict = if report.holds() { "held" } else { "clear" };
        let coverage = page::sentences(report.coverage);
        self.add(&format!("\n### {}: {verdict}\n\n{coverage}\n\n{items}", plain(file)));
    }

    /// Takes note of what could not be read.
    pub(super) fn trouble(&mut self, trouble: &Trouble) {
        self.troubles += 1;
        let path = trouble.path.iter().map(|path| format!("{}: ", plain(path)));
        let path = path.collect::<String>();
        self.add(&format!("\n**error** {path}{}\n", plain(&trouble.message)));
    }

    fn add(&mut self, words: &str) {
        if self.left > 0 || self.body.len() + words.len() > ROOM {
            self.left += 1;
        } else {
            self.body.push_str(words);
        }
    }

    /// `12 drafts: 3 held. 1 error besides. 40 things could not be checked.`
    pub(super) fn line(&self) -> String {
        let mut line = format!("{}: {} held.", counted(self.drafts, "draft"), self.held);
        if self.troubles > 0 {
            line.push_str(&format!(" {} besides.", counted(self.troubles, "error")));
        }
        if self.unchecked > 0 {
            let things = counted(self.unchecked, "thing");
            line.push_str(&format!(" {things} could not be checked."));
        }
        line
    }

    /// Adds it to what earlier steps wrote.
    pub(super) fn append_to(&self, path: &Path) -> io::Result<()> {
        let left = match self.left {
            0 => String::new(),
            n => format!("\nAnd {} more.\n", counted(n, "draft")),
        };
        let text = format!("## Copydesk\n\n{}\n{}{left}\n", self.line(), self.body);
        File::options().create(true).append(true).open(path)?.write_all(text.as_bytes())
    }
}

/// Words of a draft on one line, none of them Markdown or HTML.
fn plain(words: &str) -> String {
    let mut plain = String::with_capacity(words.len());
    for c in words.chars() {
        match c {
            '<' => plain.push_str("&lt;"),
            '&' => plain.push_str("&amp;"),
            c if c.is_control() => plain.push(' '),
            '\\' | '`' | '*' | '_' | '[' | ']' | '>' | '|' | '#' | '~' | '!' | '@' | '$' => {
                plain.push('\\');
                plain.push(c);
            }
            c => plain.push(c),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_writes_no_markdown_of_its_own() {
        assert_eq!(plain("`<b>` [x](y)\n# z"), "\\`&lt;b\\>\\` \\[x\\](y) \\# z");
    }
}
