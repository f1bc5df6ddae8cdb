//! `invisible-character`

use copydesk_manuscript::{Applicability, Edit, Finding, Span};

use crate::check::check;
use crate::prose;
use crate::reading::Reading;

check! {
    /// # What it looks for
    ///
    /// Characters that nobody sees: zero-width spaces, joiners and non-joiners,
    /// word joiners, soft hyphens, byte-order marks inside the text, marks that turn
    /// the direction of writing. Not where the script needs them: beside Arabic,
    /// Hebrew, Indic and Southeast Asian letters, inside emoji, in a line that is
    /// written from right to left. A no-break space is typography; code is code.
    ///
    /// # Why it matters to a reader
    ///
    /// Searching the mail for the word finds nothing, and screen readers stumble.
    ///
    /// # Example
    ///
    /// `har` and `bour` with a zero-width space between them.
    ///
    /// # How to fix it
    ///
    /// Delete them; `copydesk check --fix` does, except inside a quotation.
    "invisible-character", Warning, find, "{n} invisible characters"
}

fn find(reading: &Reading<'_>) -> Vec<Finding> {
    let document = reading.document;
    let code = prose::merged(prose::code(document));
    let quotations = prose::merged(document.quotations.iter().map(|q| q.span).collect());
    let mut findings = Vec::new();
    let mut at = 0;
    for line in document.text.split_inclusive('\n') {
        for run in runs(line, at) {
            let span = run.span;
            if prose::touches(&code, span) {
                continue;
            }
            let message = match run.count {
                1 => format!("{} that nobody sees", run.name),
                n => format!("{n} characters that nobody sees, the first {}", run.name),
            };
            let finding = CHECK.finding(span, message).label(run.name);
            findings.push(if prose::touches(&quotations, span) {
                finding.help("delete it by hand: it stands in somebody's words")
            } else {
                let edit = Edit { start: span.start, end: span.end, text: String::new() };
                finding.help("delete it: copydesk check --fix").fix(Applicability::Safe, vec![edit])
            });
        }
        at += line.len();
    }
    findings
}

/// Invisible characters side by side.
struct Run {
    span: Span,
    name: &'static str,
    count: usize,
}

/// The runs of a line that begins at byte `base`.
fn runs(line: &str, base: usize) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    if !may_have(line) {
        return runs;
    }
    let leftwards = line.chars().any(is_leftwards);
    let mut before = None;
    let mut chars = line.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let Some(name) = name(c) else {
            before = Some(c);
            continue;
        };
        let at = base + at;
        let span = Span::new(at, at + c.len_utf8());
        let beside = [before, chars.peek().map(|(_, next)| *next)];
        let mut beside = beside.iter().flatten();
        let needed = match c {
            // At the head of the file it says how to read the bytes.
            '\u{feff}' => at == 0,
            '\u{200b}'..='\u{200d}' => beside.any(|c| needs_joints(*c) || is_emoji(*c)),
            '\u{ad}' | '\u{2060}'..='\u{2064}' => false,
            _ => leftwards,
        };
        if needed {
            before = Some(c);
            continue;
        }
        match runs.last_mut().filter(|run| run.span.end == at) {
            Some(run) => {
                run.span.end = span.end;
                run.count += 1;
            }
            None => runs.push(Run { span, name, count: 1 }),
        }
    }
    runs
}

/// Whether one of them may stand in a line, by the first bytes of each in UTF-8:
/// nearly all lines are told apart by that, without reading characters.
fn may_have(line: &str) -> bool {
    let three = |b: &[u8]| match b {
        [0xe2, 0x80, last] => matches!(last, 0x8b..=0x8f | 0xaa..=0xae),
        [0xe2, 0x81, last] => *last >= 0xa0,
        [0xef, 0xbb, 0xbf] | [0xc2, 0xad, _] | [0xd8, 0x9c, _] => true,
        _ => false,
    };
    let bytes = line.as_bytes();
    bytes.windows(3).any(three) || line.ends_with(['\u{ad}', '\u{61c}'])
}

fn name(c: char) -> Option<&'static str> {
    Some(match c {
        '\u{ad}' => "a soft hyphen",
        '\u{200b}' => "a zero-width space",
        '\u{200c}' => "a zero-width non-joiner",
        '\u{200d}' => "a zero-width joiner",
        '\u{2060}' => "a word joiner",
        '\u{2061}'..='\u{2064}' => "an invisible operator",
        '\u{feff}' => "a byte-order mark",
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            "a mark of the direction of writing"
        }
        _ => return None,
    })
}

/// Hebrew, Arabic, Syriac, Thaana, N'Ko and their kin.
fn is_leftwards(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1eeff}')
        && c != '\u{61c}'
}

/// Letters that join, and scripts that write no spaces between words.
fn needs_joints(c: char) -> bool {
    is_leftwards(c)
        || matches!(c, '\u{900}'..='\u{109f}' | '\u{1780}'..='\u{18af}' | '\u{1900}'..='\u{1cff}' | '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}' | '\u{a800}'..='\u{abff}' | '\u{11000}'..='\u{11fff}')
}

/// Parts of emoji, of which joiners make one picture.
fn is_emoji(c: char) -> bool {
    matches!(c, '\u{2190}'..='\u{2bff}' | '\u{fe0f}' | '\u{1f000}'..='\u{1faff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_needs() {
        let found: Vec<_> = runs("har\u{200b}\u{200b}bour co\u{ad}operate\u{feff}", 0)
            .iter()
            .map(|r| r.count)
            .collect();
        assert_eq!(found, [2, 1, 1]);
        assert_eq!(runs("ab\u{202e}c", 0).len(), 1);
    }

    #[test]
    fn what_a_script_needs() {
        for line in [
            "می\u{200c}خواهم",
            "क\u{94d}\u{200d}ष",
            "👩\u{200d}🔬 and 🏳\u{fe0f}\u{200d}🌈",
            "\u{200f}שלום\u{200e} (2)",
            "ไทย\u{200b}ไทย",
            "10\u{a0}km",
        ] {
            assert!(runs(line, 7).is_empty(), "{line:?}");
        }
        assert!(runs("\u{feff}Quay", 0).is_empty());
    }
}
