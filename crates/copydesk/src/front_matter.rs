//! Writing into the front matter of a draft: lines are replaced by their key, and every
//! other byte stays as it was.

/// `text` with these lines, `key: value`, at the end of its front matter, in place of
/// what it said under their keys. A draft without front matter gets some.
pub(crate) fn with(text: &str, lines: &[(&str, String)]) -> String {
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let new: String = lines.iter().map(|(key, value)| format!("{key}: {value}{end}")).collect();
    let Some((before, yaml, after)) = parts(text) else {
        let (mark, text) = match text.strip_prefix('\u{feff}') {
            Some(rest) => ("\u{feff}", rest),
            None => ("", text),
        };
        return format!("{mark}---{end}{new}---{end}{end}{text}");
    };
    let mut kept = String::new();
    let mut replaced = false;
    for line in yaml.split_inclusive('\n') {
        // What is indented, or nothing, belongs to the key above it.
        let key = line.starts_with(|c: char| c.is_alphanumeric()).then(|| line.split_once(':'));
        if let Some(Some((key, _))) = key {
            replaced = lines.iter().any(|(new, _)| *new == key.trim_end());
        } else if line.starts_with('#') {
            replaced = false;
        }
        if !replaced {
            kept.push_str(line);
        }
    }
    format!("{before}{kept}{new}{after}")
}

/// The opening line, the YAML, and the closing line with all that follows.
fn parts(text: &str) -> Option<(&str, &str, &str)> {
    let start = text.len() - text.trim_start_matches('\u{feff}').len();
    let first = text[start..].split_inclusive('\n').next()?;
    if first.trim_end_matches(['\r', '\n']) != "---" {
        return None;
    }
    let open = start + first.len();
    let mut at = open;
    for line in text[open..].split_inclusive('\n') {
        if matches!(line.trim_end_matches(['\r', '\n']), "---" | "...") {
            return Some((&text[..open], &text[open..at], &text[at..]));
        }
        at += line.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::with;

    fn ready() -> [(&'static str, String); 2] {
        [("status", "draft".to_owned()), ("correction", "{ kind: typo }".to_owned())]
    }

    #[test]
    fn what_is_written_replaces_what_stood_under_its_key() {
        let text = "---\ntitle: A\nstatus: ready\ncorrection:\n  kind: typo\n  note: x\n# why\ntags: [b]\n---\n\nText.\n";
        let found = with(text, &ready());
        let expected = "---\ntitle: A\n# why\ntags: [b]\nstatus: draft\ncorrection: { kind: typo }\n---\n\nText.\n";
        assert_eq!(found, expected);
        assert_eq!(with(&found, &ready()), expected);
    }

    #[test]
    fn a_draft_without_any_gets_some_and_line_ends_stay() {
        let found = with("\u{feff}Title\r\n\r\nText.\r\n", &ready());
        let expected = "\u{feff}---\r\nstatus: draft\r\ncorrection: { kind: typo }\r\n---\r\n\r\nTitle\r\n\r\nText.\r\n";
        assert_eq!(found, expected);
        // Three dashes without an end are a rule.
        assert!(with("---\nText.\n", &ready()).ends_with("---\n\n---\nText.\n"));
    }
}
