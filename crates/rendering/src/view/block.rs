//! Blocks of a brief's body.

use std::collections::BTreeSet;

use copydesk_manuscript::{Block as Written, BlockKind};
use serde::Serialize;

use super::Prose;
use super::inline::Reader;
use super::list::list;
use crate::markup::{clean, escape_html};
use crate::wrap::{WIDTH, width, wrap};

/// One block: a paragraph, a heading, a whole list, a whole quotation, code, or
/// a rule.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Block {
    /// `paragraph`, `heading`, `list`, `quote`, `code` or `rule`; ask with
    /// `{{#if (eq kind "heading")}}`.
    pub(crate) kind: &'static str,
    /// A heading's level below the brief's own headline, ready for `<h{{level}}>`.
    pub(crate) level: usize,
    /// A heading's rank in its brief: 1 for the highest.
    pub(crate) rank: usize,
    /// Its words. A list's HTML is the list itself, a quotation's its paragraphs.
    pub(crate) body: Prose,
    /// The block as plain text in lines.
    pub(crate) plain: String,
}

/// All blocks. `headline` is the level of the brief's own headline: headings
/// begin right below it and leave none out, whatever the draft does.
pub(crate) fn blocks(reader: &Reader<'_>, headline: usize) -> Vec<Block> {
    let written = &reader.document.blocks;
    let levels: BTreeSet<u8> = written
        .iter()
        .filter_map(|block| match block.kind {
            BlockKind::Heading { level } => Some(level),
            _ => None,
        })
        .collect();
    written
        .chunk_by(|a, b| together(a.kind, b.kind))
        .filter_map(|chunk| {
            let first = chunk.first()?;
            Some(match first.kind {
                BlockKind::Paragraph => paragraph(reader, first),
                BlockKind::Heading { level } => {
                    let rank = levels.iter().position(|l| *l == level).unwrap_or(0);
                    heading(reader, first, headline, rank + 1)
                }
                BlockKind::ListItem { .. } => {
                    let (body, plain) = list(reader, chunk);
                    block("list", body, plain)
                }
                BlockKind::Quote => quote(reader, chunk),
                BlockKind::Code => code(reader, first),
                BlockKind::Rule => block("rule", Prose::default(), "* * *".to_owned()),
            })
        })
        .collect()
}

/// Items are one list and paragraphs of a quotation one quotation while they
/// follow each other. A number that does not grow begins another list.
fn together(a: BlockKind, b: BlockKind) -> bool {
    match (a, b) {
        (BlockKind::Quote, BlockKind::Quote) => true,
        (
            BlockKind::ListItem { number: a, depth: d },
            BlockKind::ListItem { number: b, depth: e },
        ) => d != 0 || e != 0 || (a.is_some() == b.is_some() && (a.is_none() || a < b)),
        _ => false,
    }
}

fn block(kind: &'static str, body: Prose, plain: String) -> Block {
    Block { kind, level: 0, rank: 0, body, plain }
}

fn paragraph(reader: &Reader<'_>, written: &Written) -> Block {
    let body = reader.prose(&written.inlines);
    let plain = wrap(&body.text, "", "");
    block("paragraph", body, plain)
}

fn heading(reader: &Reader<'_>, written: &Written, headline: usize, rank: usize) -> Block {
    let body = reader.prose(&written.inlines);
    let plain = underlined(&body.text, '-');
    Block { level: (headline + rank).min(6), rank, ..block("heading", body, plain) }
}

fn quote(reader: &Reader<'_>, paragraphs: &[Written]) -> Block {
    let prose: Vec<Prose> =
        paragraphs.iter().map(|written| reader.prose(&written.inlines)).collect();
    let html: Vec<_> =
        prose.iter().map(|p| format!("<p class=\"quoted\">{}</p>", p.html)).collect();
    let text: Vec<_> = prose.iter().map(|p| p.text.clone()).collect();
    let plain: Vec<_> = text.iter().map(|t| wrap(t, "> ", "> ")).collect();
    let body = Prose { html: html.join("\n"), text: text.join("\n") };
    block("quote", body, plain.join("\n>\n"))
}

/// Code keeps its lines, however long.
fn code(reader: &Reader<'_>, written: &Written) -> Block {
    let words = super::inline::words_of(&written.inlines);
    let text = match clean(&words).trim_end_matches('\n') {
        "" => clean(reader.document.words(written.span)).into_owned(),
        text => text.to_owned(),
    };
    let plain: Vec<_> =
        text.lines().map(|line| format!("    {line}").trim_end().to_owned()).collect();
    let body = Prose { html: escape_html(&text), text };
    block("code", body, plain.join("\n"))
}

/// A heading as plain text shows one.
pub(crate) fn underlined(text: &str, with: char) -> String {
    let lines = wrap(text, "", "");
    let longest = lines.lines().map(width).max().unwrap_or(0).min(WIDTH);
    format!("{lines}\n{}", with.to_string().repeat(longest))
}
