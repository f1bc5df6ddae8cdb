//! A document as an editor would describe it.

use std::fmt::Write;

use copydesk_manuscript::{BlockKind, Document, Field, LineIndex, MarkerKind, Origin, Span};

/// Title, blocks, sentences with their markers, references, trailing matter,
/// problems: one line each, with line:column.
pub(super) fn outline(document: &Document) -> String {
    let index = LineIndex::new(&document.text);
    let at = |span: Span| {
        let position = index.position(&document.text, span.start);
        format!("{}:{}", position.line, position.column)
    };
    let mut out = format!("format {:?}\n", document.format);
    match &document.title {
        Some(title) => writeln!(out, "title {} {}", at(title.span), title.text).unwrap(),
        None => out.push_str("no title\n"),
    }
    let mut sentences = document.sentences.iter().peekable();
    for (i, block) in document.blocks.iter().enumerate() {
        writeln!(out, "{} {}", kind(block.kind), at(block.span)).unwrap();
        while let Some(sentence) = sentences.next_if(|sentence| sentence.block == i) {
            let markers: Vec<String> =
                sentence.markers.iter().map(|m| marker(document, *m)).collect();
            let quoted = if sentence.quotation.is_some() { " (one of a quotation)" } else { "" };
            let words = document.words(sentence.span).replace(['\n', '\r'], " ");
            writeln!(
                out,
                "  {} {}{} ← {}",
                at(sentence.span),
                short(&words),
                quoted,
                markers.join(" ")
            )
            .unwrap();
        }
    }
    for quotation in &document.quotations {
        writeln!(out, "quotation {} {}", at(quotation.span), short(document.words(quotation.span)))
            .unwrap();
    }
    for reference in &document.references {
        let number = match &reference.origin {
            Origin::Bibliography { file, line } => {
                format!("{file}:{line} @{}", reference.key.as_deref().unwrap_or_default())
            }
            Origin::Footnote => reference.key.as_ref().map_or("^".to_owned(), |k| format!("^{k}")),
            _ => reference.number.map_or("link".to_owned(), |n| n.to_string()),
        };
        let identifiers = reference.identifiers.iter();
        let identifiers: String =
            identifiers.map(|id| format!(" {:?} {}", id.scheme, id.field.text)).collect();
        let show =
            |field: &Option<Field>| field.as_ref().map_or("-".to_owned(), |f| f.text.clone());
        let rest: Vec<&str> = reference.rest.iter().map(|f| f.text.as_str()).collect();
        writeln!(
            out,
            "reference {} {number} | {} | {} | {} | {} | {}{identifiers}{}",
            at(reference.span),
            show(&reference.title),
            show(&reference.publisher),
            reference.parsed_date.map_or_else(|| show(&reference.date), |day| day.to_string()),
            show(&reference.url),
            rest.join("; "),
            if reference.parsed { "" } else { " (not understood)" },
        )
        .unwrap();
    }
    for block in &document.trailing {
        writeln!(
            out,
            "{:?} {} {:?} {}",
            block.kind,
            at(block.span),
            block.pasted,
            short(document.words(block.span))
        )
        .unwrap();
    }
    for problem in &document.problems {
        writeln!(out, "problem {} {:?}", at(problem.span), problem.kind).unwrap();
    }
    out
}

fn kind(kind: BlockKind) -> String {
    format!("{kind:?}").to_lowercase()
}

fn marker(document: &Document, index: usize) -> String {
    let marker = &document.markers[index];
    let name = match marker.kind {
        MarkerKind::Number(number) => format!("[{number}]"),
        MarkerKind::Link => "link".to_owned(),
        MarkerKind::Footnote | MarkerKind::Key => document.words(marker.span).to_owned(),
    };
    let note = marker.note.clone().unwrap_or_default();
    let words = |field: &Option<Field>| {
        field.as_ref().map(|field| format!("({})", field.text)).unwrap_or_default()
    };
    let author = note.author.map(|author| format!("{author}:")).unwrap_or_default();
    let name = format!("{author}{}{name}{}", words(&note.before), words(&note.after));
    if marker.reference.is_some() { name } else { format!("{name}?") }
}

/// The first and last words of a long text.
fn short(words: &str) -> String {
    let words: Vec<&str> = words.split_whitespace().collect();
    if words.len() <= 9 {
        return words.join(" ");
    }
    format!("{} … {}", words[..5].join(" "), words[words.len() - 3..].join(" "))
}
