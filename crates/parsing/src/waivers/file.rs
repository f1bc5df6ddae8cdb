//! `<draft>.allow.yaml`: waivers beside the draft, for findings whose words are
//! known by their fingerprint.

use copydesk_manuscript::{
    AllowEntry, AllowFile, Companion, Field, ProblemKind, Scope, Span, Waiver,
};

use super::comment;
use crate::yaml;

const HELP: &str = "mend it, or delete the entry; `copydesk schema waivers` says what it may hold";

/// Reads the text of such a file.
///
/// # Errors
/// The first [`yaml::Problem`]: then nothing in it counts.
pub fn allow_file(text: &str) -> Result<Vec<AllowEntry>, Box<yaml::Problem>> {
    // A file of comments alone is a list without an entry.
    if text.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#')) {
        return Ok(Vec::new());
    }
    yaml::read::<AllowFile>(text).map(|file| file.0)
}

/// The waivers of a file as found.
pub(super) fn read(companion: &Companion) -> Result<Vec<Waiver>, ProblemKind> {
    let file = &companion.name;
    let refuse = |place: String, message: String, help: Option<String>| ProblemKind::Waiver {
        message: format!("{file}{place}: {message}; nothing in the file counts"),
        help: Some(help.unwrap_or_else(|| HELP.to_owned())),
    };
    let bytes = companion.bytes.as_ref().map_err(|why| refuse(String::new(), why.clone(), None))?;
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let line = bytes[..error.valid_up_to()].iter().filter(|b| **b == b'\n').count() + 1;
        let help = Some("save it as plain text in UTF-8".to_owned());
        refuse(format!(":{line}"), "the file is not UTF-8".to_owned(), help)
    })?;
    let entries = allow_file(text).map_err(|problem| {
        let place = match (problem.line, problem.column) {
            (Some(line), Some(column)) => format!(":{line}:{column}"),
            _ if problem.path.is_empty() => String::new(),
            _ => format!(": {}", problem.path),
        };
        refuse(place, problem.message, problem.help)
    })?;
    let lines = lines(text, entries.len());
    let waivers = entries.into_iter().zip(lines).map(|(entry, line)| Waiver {
        checks: vec![Field { text: entry.check, span: Span::at(0) }],
        reason: comment::reason(&entry.reason),
        by: entry.by.filter(|by| !by.trim().is_empty()),
        until: entry.until,
        scope: Scope::File {
            file: file.clone(),
            line,
            fingerprint: entry.fingerprint,
            words: entry.words,
        },
    });
    Ok(waivers.collect())
}

/// The line of each entry. In a plain list an entry begins where a dash stands
/// as far left as the first one, and nothing else can stand there; a list in
/// brackets has its first line for all.
fn lines(text: &str, entries: usize) -> Vec<usize> {
    let dash = |line: &str| {
        let words = line.trim_start_matches(['\u{feff}', ' ']);
        let is_dash = words == "-" || words.starts_with("- ");
        is_dash.then(|| line.trim_start_matches('\u{feff}').len() - words.len())
    };
    let dashes: Vec<(usize, usize)> =
        text.lines().enumerate().filter_map(|(i, line)| Some((i + 1, dash(line)?))).collect();
    let left = dashes.iter().map(|(_, column)| *column).min();
    let found: Vec<usize> =
        dashes.iter().filter(|(_, column)| Some(*column) == left).map(|(line, _)| *line).collect();
    if found.len() == entries { found } else { vec![1; entries] }
}

#[cfg(test)]
mod tests {
    use super::*;
    use copydesk_manuscript::Role;

    fn read(bytes: &[u8]) -> Result<Vec<Waiver>, String> {
        let name = "a.md.allow.yaml".to_owned();
        let companion = Companion { role: Role::Waivers, name, bytes: Ok(bytes.to_vec()) };
        super::read(&companion).map_err(|kind| match kind {
            ProblemKind::Waiver { message, help } => format!("{message} | {}", help.unwrap()),
            other => format!("{other:?}"),
        })
    }

    const SOUND: &str = "\
# Answers of the desk.

- check: sentence-uncited
  fingerprint: 0123456789abcdef
  reason: |
    Our reporter stood
    - as she says - on the quay.
  by: Ann Ortiz
  until: 2026-12-31
- { check: no-citations, fingerprint: 0123456789ABCDEF0123 }
";

    #[test]
    fn entries_have_their_lines() {
        let waivers = read(SOUND.as_bytes()).unwrap();
        let lines: Vec<_> = waivers
            .iter()
            .map(|waiver| match &waiver.scope {
                Scope::File { line, fingerprint, .. } => (*line, fingerprint.as_str()),
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(lines, [(3, "0123456789abcdef"), (10, "0123456789abcdef")]);
        assert_eq!(waivers[0].reason, "Our reporter stood - as she says - on the quay.");
        assert_eq!(waivers[1].reason, "");
        let dos = format!("\u{feff}{}", SOUND.replace('\n', "\r\n"));
        assert_eq!(read(dos.as_bytes()).unwrap(), waivers);
        assert_eq!(read(b"# nothing yet\n").unwrap(), []);
        assert_eq!(read(b"").unwrap(), []);
        assert_eq!(read(b"[]").unwrap(), []);
    }

    #[test]
    fn what_cannot_be_read_says_where_and_what_to_write() {
        let counts = "; nothing in the file counts";
        for (from, to, expected) in [
            ("reason:", "raeson:", ":5:3: unknown key `raeson`"),
            ("0123456789abcdef", "0123", ":4:16: `0123` is no fingerprint of 16 digits"),
            ("2026-12-31", "2026-02-31", ":9:10: "),
            ("  by:", "   by:", ":8:4: "),
            ("- check: sentence-uncited", "- chekc: sentence-uncited", ":3:3: unknown key `chekc`"),
            ("  by: Ann Ortiz\n", "  by: Ann\n  by: Bo\n", ":9:3: "),
        ] {
            let message = read(SOUND.replacen(from, to, 1).as_bytes()).unwrap_err();
            assert!(message.starts_with(&format!("a.md.allow.yaml{expected}")), "{message}");
            assert!(message.contains(counts), "{message}");
        }
        let message = read(b"- check: a\n  reason: \xff\n").unwrap_err();
        assert!(message.starts_with("a.md.allow.yaml:2: the file is not UTF-8"), "{message}");
    }

    #[test]
    fn monsters_are_refused() {
        let bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n".to_owned()
            + &(0..40).map(|i| format!("b{i}: &b{i} [*a,*a,*a,*a,*a]\n")).collect::<String>();
        for text in [bomb, "[".repeat(1_000_000), "- check: a\n".repeat(100_000)] {
            assert!(read(text.as_bytes()).is_err());
        }
        // As many as the reader of YAML takes, in no time.
        let many = "- {check: a, fingerprint: 0123456789abcdef}\n".repeat(1_000);
        assert_eq!(read(many.as_bytes()).unwrap().len(), 1_000);
    }
}
