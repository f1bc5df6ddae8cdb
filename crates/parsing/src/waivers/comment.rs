//! `allow sentence-uncited, quote-uncited until 2026-12-31 by Ann Ortiz: why`
//!
//! The checks are parted by commas; `until` and `by` may be left out and change
//! places; the reason is what follows the first colon.

use copydesk_manuscript::{Field, Scope, Span, Waiver};
use jiff::civil::Date;

use crate::comments::Comment;

/// What a comment says.
pub(super) struct Said {
    checks: Vec<Field>,
    reason: String,
    by: Option<String>,
    until: Option<Date>,
}

impl Said {
    pub(super) fn waiver(self, scope: Scope) -> Waiver {
        let Self { checks, reason, by, until } = self;
        Waiver { checks, reason, by, until, scope }
    }
}

const HELP: &str = "as in <!-- allow sentence-uncited until 2026-12-31 by Ann Ortiz: why -->";

/// Reads a comment that begins with `allow`; `None` if it goes on like prose.
///
/// # Errors
/// What is wrong with one that was meant as a waiver, and what to write.
pub(super) fn read(text: &str, comment: &Comment) -> Result<Option<Said>, (String, &'static str)> {
    let inner = comment.inner.of(text);
    let head = inner.find(':').map_or(inner, |colon| &inner[..colon]);
    let mut words = words(head, comment.inner.start).skip(1).peekable();
    let meant = words.peek().is_some_and(|(word, _)| word.contains('-'));
    let mut said = Said { checks: Vec::new(), reason: String::new(), by: None, until: None };
    let mut more = true;
    while let Some((word, start)) = words.next_if(|(word, _)| more && keyword(word).is_none()) {
        more = word.ends_with(',') || words.peek().is_some_and(|(next, _)| next.starts_with(','));
        for (name, start) in names(word, start) {
            if !is_name(name) {
                return refuse(meant, format!("`{}` cannot name a check", short(name)));
            }
            let span = Span::new(start, start + name.len());
            said.checks.push(Field { text: name.to_owned(), span });
        }
    }
    if said.checks.is_empty() {
        let none = "this waiver names no check".to_owned();
        return refuse(head.len() < inner.len() && words.peek().is_none(), none);
    }
    if !meant && head.len() == inner.len() {
        return Ok(None);
    }
    while let Some((word, _)) = words.next() {
        let mut value: Vec<&str> = Vec::new();
        while let Some((next, _)) = words.next_if(|(next, _)| keyword(next).is_none()) {
            value.push(next);
        }
        let value = value.join(" ");
        match keyword(word) {
            Some(Keyword::By) if !value.is_empty() => said.by = Some(value),
            Some(Keyword::By) => return refuse(meant, "`by` names nobody".to_owned()),
            Some(Keyword::Until) => match value.parse() {
                Ok(day) if value.len() == "2026-12-31".len() => said.until = Some(day),
                _ => return refuse(meant, format!("`until {}` is no day", short(&value))),
            },
            None => {
                let message =
                    format!("after the checks comes a colon and the reason, not `{}`", short(word));
                return refuse(meant, message);
            }
        }
    }
    if !comment.closed {
        return refuse(true, "this waiver is not closed: `-->` is missing".to_owned());
    }
    said.reason = reason(inner.get(head.len() + 1..).unwrap_or_default());
    Ok(Some(said))
}

/// A reason on one line; empty if it has no word.
pub(super) fn reason(words: &str) -> String {
    if !words.contains(char::is_alphanumeric) {
        return String::new();
    }
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Prose that happens to begin with `allow` is nobody's mistake.
fn refuse(meant: bool, message: String) -> Result<Option<Said>, (String, &'static str)> {
    if meant { Err((message, HELP)) } else { Ok(None) }
}

enum Keyword {
    Until,
    By,
}

fn keyword(word: &str) -> Option<Keyword> {
    match word {
        "until" => Some(Keyword::Until),
        "by" => Some(Keyword::By),
        _ => None,
    }
}

/// Words with their places in the draft.
fn words(text: &str, from: usize) -> impl Iterator<Item = (&str, usize)> {
    let start = text.as_ptr() as usize;
    text.split_whitespace().map(move |word| (word, from + (word.as_ptr() as usize - start)))
}

/// The names in a word such as `a,b,`.
fn names(word: &str, from: usize) -> impl Iterator<Item = (&str, usize)> {
    let mut start = from;
    word.split(',').filter_map(move |name| {
        let at = start;
        start += name.len() + 1;
        (!name.is_empty()).then_some((name, at))
    })
}

fn is_name(word: &str) -> bool {
    word.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
}

fn short(words: &str) -> String {
    let mut short: String = words.chars().take(40).collect();
    if short.len() < words.len() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use crate::comments::blanked;

    /// What a comment is read as, in a line.
    fn read(comment: &str) -> String {
        let blanked = blanked(comment);
        let Some(comment_at) = blanked.waivers.first() else { return "prose".to_owned() };
        match super::read(comment, comment_at) {
            Ok(None) => "prose".to_owned(),
            Err((message, _)) => format!("refused: {message}"),
            Ok(Some(said)) => {
                let checks: Vec<_> = said
                    .checks
                    .iter()
                    .inspect(|check| assert_eq!(check.span.of(comment), check.text))
                    .map(|check| check.text.as_str())
                    .collect();
                let by = said.by.unwrap_or_default();
                let until = said.until.map(|day| day.to_string()).unwrap_or_default();
                format!("{} | {by} | {until} | {}", checks.join(" "), said.reason)
            }
        }
    }

    #[test]
    fn a_waiver_names_checks_and_a_reason() {
        for (comment, expected) in [
            ("<!-- allow sentence-uncited: we saw it -->", "sentence-uncited |  |  | we saw it"),
            ("<!--allow a-b,c-d , e-f:\n two\n lines-->", "a-b c-d e-f |  |  | two lines"),
            (
                "<!-- allow a-b until 2026-12-31 by Ann Ortiz, news: at 9:30 -->",
                "a-b | Ann Ortiz, news | 2026-12-31 | at 9:30",
            ),
            ("<!-- Allow a-b by Bo until 2026-01-02: x -->", "a-b | Bo | 2026-01-02 | x"),
            // Told by a check of its own.
            ("<!-- allow sentence-uncited -->", "sentence-uncited |  |  | "),
            ("<!-- allow a-b: … -->", "a-b |  |  | "),
            ("<!-- allow sentences: x -->", "sentences |  |  | x"),
        ] {
            assert_eq!(read(comment), expected, "{comment}");
        }
    }

    #[test]
    fn what_goes_on_like_prose_is_prose() {
        for comment in [
            "<!-- allow me to explain: this is short -->",
            "<!-- allow comments -->",
            "<!-- allowed a-b: x -->",
            "<!-- allow -->",
            "<!-- to do: ask Bo -->",
        ] {
            assert_eq!(read(comment), "prose", "{comment}");
        }
    }

    #[test]
    fn what_was_meant_as_a_waiver_and_is_none_is_told() {
        for (comment, expected) in [
            (
                "<!-- allow a-b because I say so -->",
                "refused: after the checks comes a colon and the reason, not `because`",
            ),
            ("<!-- allow a-b until spring: x -->", "refused: `until spring` is no day"),
            ("<!-- allow a-b until: x -->", "refused: `until ` is no day"),
            ("<!-- allow a-b by: x -->", "refused: `by` names nobody"),
            ("<!-- allow a-b; c-d: x -->", "refused: `a-b;` cannot name a check"),
            ("<!-- allow : x -->", "refused: this waiver names no check"),
            ("<!-- allow a-b: x", "refused: this waiver is not closed: `-->` is missing"),
        ] {
            assert_eq!(read(comment), expected, "{comment}");
        }
    }
}
