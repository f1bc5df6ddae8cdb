//! Problems in YAML, templates and lists, shown in the file's own lines.

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use serde_json::{Value, json};

use super::paint::Paint;
use crate::trouble::Trouble;

/// For people: the message, the line with carets, what to do.
pub(crate) fn human(trouble: &Trouble, paint: Paint, width: usize) -> String {
    let Some((source, Some(span))) = &trouble.source else { return plain(trouble, paint) };
    let path = trouble.path.clone().unwrap_or_default();
    let span = clamp(source, span.start, span.end);
    let snippet =
        Snippet::source(source.as_str()).path(path).annotation(AnnotationKind::Primary.span(span));
    let mut group = Level::ERROR.primary_title(trouble.message.as_str()).element(snippet);
    if let Some(help) = &trouble.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    let renderer = if paint.0 { Renderer::styled() } else { Renderer::plain() };
    format!("{}\n", renderer.term_width(width).render(&[group]))
}

fn plain(trouble: &Trouble, paint: Paint) -> String {
    let error = paint.severity(copydesk_manuscript::Severity::Error, "error");
    let place = place(trouble).map(|place| format!("{place}: ")).unwrap_or_default();
    let help = trouble.help.iter().map(|help| format!("  {help}\n")).collect::<String>();
    format!("{error}: {place}{}\n{help}", trouble.message)
}

/// `file:line:column`, as far as it is known.
fn place(trouble: &Trouble) -> Option<String> {
    let path = trouble.path.as_ref()?;
    Some(match (trouble.line, trouble.column) {
        (Some(line), Some(column)) => format!("{path}:{line}:{column}"),
        (Some(line), None) => format!("{path}:{line}"),
        _ => path.clone(),
    })
}

/// A span inside the text, on character boundaries.
fn clamp(text: &str, start: usize, end: usize) -> std::ops::Range<usize> {
    let start = text.floor_char_boundary(start.min(text.len()));
    let end = text.ceil_char_boundary(end.clamp(start, text.len()));
    start..end
}

/// For programs.
pub(crate) fn json(trouble: &Trouble) -> Value {
    json!({
        "v": 1,
        "type": "error",
        "path": trouble.path,
        "line": trouble.line,
        "column": trouble.column,
        "message": trouble.message,
        "help": trouble.help,
    })
}
