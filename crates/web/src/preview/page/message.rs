//! The mail as text: the part for readers without HTML, the headers, the source.

use mail_parser::MessageParser;

use crate::escape::escaped;
use crate::preview::shown::Personal;

/// The plain text part.
pub(super) fn text(personal: &Personal) -> String {
    format!(
        "<pre class=\"mail\" role=\"region\" aria-label=\"The mail's plain text\" tabindex=\"0\" \
         dir=\"auto\">{}</pre>\n",
        escaped(&personal.text)
    )
}

/// Headers as a table, then everything as it is sent.
pub(super) fn source(personal: &Personal) -> String {
    let Some(message) = &personal.message else {
        return "<p class=\"lack\">A held draft becomes no message, so there are no headers and \
                no source.</p>\n"
            .to_owned();
    };
    // Ours, and ASCII: the composer accepts nothing else.
    let source = String::from_utf8_lossy(message.bytes()).replace("\r\n", "\n");
    let (from, to) = message.envelope();
    let rows: String = [("envelope from", from), ("envelope to", to)]
        .into_iter()
        .map(|(name, value)| row(name, value, None))
        .chain(headers(&source).into_iter().map(|(name, value)| {
            let said = decoded(&value);
            row(name, &value, said.as_deref())
        }))
        .collect();
    format!(
        "<h2>Headers</h2>\n<table>\n<thead><tr><th scope=\"col\">Name</th>\
         <th scope=\"col\">Value</th></tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n\
         <h2>Source</h2>\n<pre class=\"source\" role=\"region\" aria-label=\"The mail's source\" \
         tabindex=\"0\">{}</pre>\n",
        escaped(&source)
    )
}

/// A header as it is sent, below what it says where that is something else.
fn row(name: &str, value: &str, said: Option<&str>) -> String {
    let value = match said {
        Some(said) => format!(
            "<span dir=\"auto\">{}</span><br>\n<code>{}</code>",
            escaped(said),
            escaped(value)
        ),
        None => escaped(value).to_string(),
    };
    format!("<tr><th scope=\"row\">{}</th><td>{value}</td></tr>\n", escaped(name))
}

/// What a header with encoded words (RFC 2047) says; `None` if it has none.
fn decoded(value: &str) -> Option<String> {
    if !value.contains("=?") {
        return None;
    }
    // Whatever header it is, a subject is read as words.
    let header = format!("Subject: {value}\r\n\r\n");
    let message = MessageParser::new().parse_headers(header.as_bytes())?;
    message.subject().filter(|said| *said != value).map(str::to_owned)
}

/// Up to the first empty line, each on one line (RFC 5322, 2.2.3).
fn headers(source: &str) -> Vec<(&str, String)> {
    let head = source.split("\n\n").next().unwrap_or_default();
    let mut headers: Vec<(&str, String)> = Vec::new();
    for line in head.lines() {
        match (line.starts_with([' ', '\t']), headers.last_mut(), line.split_once(':')) {
            (true, Some((_, value)), _) => {
                value.push(' ');
                value.push_str(line.trim());
            }
            (_, _, Some((name, value))) => headers.push((name, value.trim().to_owned())),
            _ => {}
        }
    }
    headers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encoded_words_are_shown_as_they_read() {
        let subject = "=?utf-8?b?S8O2bG4=?= bridges =?utf-8?q?close_=E2=80=94?= =?utf-8?q?_x?=";
        assert_eq!(decoded(subject).as_deref(), Some("Köln bridges close — x"));
        let to = "=?utf-8?b?0J7Qu9GM0LPQsA==?= <olga@example.org>";
        assert_eq!(decoded(to).as_deref(), Some("Ольга <olga@example.org>"));
        assert_eq!(decoded("Ann <ann@example.org>"), None);
    }

    #[test]
    fn a_folded_header_is_one_line() {
        let found = headers("To: a@example.org\nSubject: one\n two\n\nBody: no\n");
        let expected = [("To", "a@example.org".to_owned()), ("Subject", "one two".to_owned())];
        assert_eq!(found, expected);
    }
}
