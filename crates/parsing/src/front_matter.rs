//! The optional YAML between two lines of `---` at the very top.

use copydesk_manuscript::{FrontMatter, Problem, ProblemKind, Span, Title};

use crate::lines::lines;
use crate::yaml;

mod correction;

/// What stood above the text.
pub(crate) struct Front {
    pub(crate) matter: FrontMatter,
    pub(crate) span: Option<Span>,
    pub(crate) problems: Vec<Problem>,
    /// The title, with its place in the YAML.
    pub(crate) title: Option<Title>,
    /// Where the text begins.
    pub(crate) text_start: usize,
}

/// Reads the front matter, or says that there is none.
pub(crate) fn read(text: &str) -> Front {
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut front = Front {
        matter: FrontMatter::default(),
        span: None,
        problems: Vec::new(),
        title: None,
        text_start: start,
    };
    let all = lines(text, start);
    let Some(first) = all.first().filter(|line| line.span.of(text) == "---") else {
        return front;
    };
    let Some(close) = all.iter().skip(1).position(|l| matches!(l.span.of(text), "---" | "..."))
    else {
        // Three dashes without an end are a rule, not front matter.
        return front;
    };
    let close = &all[close + 1];
    let yaml_start = all[1].start;
    let yaml_text = &text[yaml_start..close.start];
    front.span = Some(Span::new(first.start, close.span.end));
    front.text_start =
        text[close.span.end..].find('\n').map_or(text.len(), |i| close.span.end + i + 1);
    if yaml_text.trim().is_empty() {
        return front;
    }
    match yaml::read::<FrontMatter>(yaml_text) {
        Ok(matter) => {
            front.title = matter.title.as_ref().map(|title| Title {
                text: title.clone(),
                span: value_span(text, yaml_start, close.start, "title"),
            });
            front.problems = correction::problems(&matter, yaml_text, |range| {
                clamp(text, yaml_start + range.start, yaml_start + range.end)
            });
            front.matter = matter;
        }
        Err(problem) => {
            let span = problem.span.clone().map_or(Span::at(first.start), |range| {
                clamp(text, yaml_start + range.start, yaml_start + range.end)
            });
            front.problems.push(Problem {
                kind: ProblemKind::FrontMatter { message: problem.message, help: problem.help },
                span,
            });
        }
    }
    front
}

/// Where the value of top-level `key` stands, as far as one line shows it.
fn value_span(text: &str, from: usize, to: usize, key: &str) -> Span {
    for line in lines(&text[..to], from) {
        let words = line.span.of(text);
        let Some(value) = words.strip_prefix(key).and_then(|rest| rest.strip_prefix(':')) else {
            continue;
        };
        if line.indentation() > 0 {
            continue;
        }
        let value = value.trim_start();
        let unquoted = value.trim_matches(['"', '\'']);
        let start = line.span.end - value.len()
            + (value.len() - value.trim_start_matches(['"', '\'']).len());
        return Span::new(start, start + unquoted.len());
    }
    Span::at(from)
}

/// A span inside `text`, whatever the YAML reader says.
fn clamp(text: &str, start: usize, end: usize) -> Span {
    let start = text.floor_char_boundary(start.min(text.len()));
    let end = text.floor_char_boundary(end.clamp(start, text.len()));
    Span::new(start, end)
}
