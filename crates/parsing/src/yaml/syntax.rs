//! What the parser says of text that is no YAML, in words for people; and how
//! far a token reaches.

use super::locate::place;
use super::{Path, Problem, without_mark};

/// A parser's error as a problem.
pub(super) fn problem(text: &str, error: &serde_yaml::Error) -> Problem {
    let said = error.to_string();
    let (yaml, mark) = without_mark(text);
    let start = start_of(yaml, error, &said).map(|start| mark + start);
    let message = without_places(&said);
    let help = start.and_then(|start| advice(&text[start..], &message));
    let message = match message.as_str() {
        m if m.starts_with("deserializing from YAML containing more than one") => {
            "a line `---` starts a second document; one is read".to_owned()
        }
        "repetition limit exceeded" | "recursion limit exceeded" => TOO_MUCH.to_owned(),
        m if m.starts_with("invalid type") => "a key must be text".to_owned(),
        m => format!("this is not YAML: {m}"),
    };
    Problem::new(message, help, &Path::root(), start.map(|start| place(text, start)))
}

/// Said of nesting and aliases that no person writes.
pub(super) const TOO_MUCH: &str = "this YAML is too deeply nested, or repeats itself too often";

/// The byte at which the parser stopped.
fn start_of(yaml: &str, error: &serde_yaml::Error, said: &str) -> Option<usize> {
    // A byte that is no text is given as an offset only, and located at 1:1.
    if let Some((_, rest)) = said.split_once(" at position ") {
        let digits = rest.split(|c: char| !c.is_ascii_digit()).next()?;
        let offset = digits.parse::<usize>().ok()?.min(yaml.len());
        return Some(yaml.floor_char_boundary(offset));
    }
    Some(yaml.floor_char_boundary(error.location()?.index()))
}

/// The message less its ` at line 3 column 7`, which the problem has elsewhere.
fn without_places(said: &str) -> String {
    let mut message = String::new();
    let mut rest = said;
    while let Some(start) = [" at line ", " at position "].iter().filter_map(|p| rest.find(p)).min()
    {
        message.push_str(&rest[..start]);
        let place = &rest[start + 1..];
        rest = place.find([',', ';']).map_or("", |end| &place[end..]);
    }
    message + rest
}

/// What usually helps.
fn advice(at: &str, message: &str) -> Option<String> {
    if at.starts_with('\t') {
        return Some("this is a tab; YAML is indented with spaces".to_owned());
    }
    if message.starts_with("mapping values are not allowed") {
        return Some("text with a colon in it stands in quotation marks: \"A: b\"".to_owned());
    }
    if at.starts_with(['@', '`', '%', '*', '&', '!', '|', '>']) {
        return Some("text that begins with this sign stands in quotation marks".to_owned());
    }
    None
}

/// How many bytes of its line the token at the start of `text` takes; none where
/// a value was left empty.
pub(super) fn token_length(text: &str) -> usize {
    let line = text.split(['\n', '\r']).next().unwrap_or_default();
    if line.starts_with([',', ']', '}', '#']) {
        return 0;
    }
    let mut before = ' ';
    let quote = line.chars().next().filter(|c| matches!(c, '"' | '\''));
    for (byte, c) in line.char_indices().skip(1) {
        let ends = match quote {
            Some(quote) => {
                if c == quote && before != '\\' {
                    return byte + c.len_utf8();
                }
                false
            }
            None => {
                matches!(c, ',' | ']' | '}')
                    || (before == ':' && c == ' ')
                    || (before == ' ' && c == '#')
            }
        };
        if ends {
            return line[..byte].trim_end_matches([' ', ':']).len();
        }
        before = c;
    }
    line.trim_end_matches([' ', ':']).len()
}
