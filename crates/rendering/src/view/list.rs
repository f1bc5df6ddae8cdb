//! Lists: items in order, each with its depth, to nested HTML and to lines.

use copydesk_manuscript::{Block, BlockKind};

use super::Prose;
use super::inline::Reader;
use crate::wrap::{width, wrap};

/// One item.
struct Item {
    number: Option<u64>,
    depth: u8,
    prose: Prose,
}

/// A whole list. `blocks` are its items.
pub(crate) fn list(reader: &Reader<'_>, blocks: &[Block]) -> (Prose, String) {
    let items: Vec<Item> = blocks
        .iter()
        .filter_map(|block| match block.kind {
            BlockKind::ListItem { number, depth } => {
                Some(Item { number, depth, prose: reader.prose(&block.inlines) })
            }
            _ => None,
        })
        .collect();
    let text: Vec<_> = items.iter().map(|item| item.prose.text.clone()).collect();
    let prose = Prose { html: html(&items), text: text.join("\n") };
    (prose, plain(&items))
}

/// A list that is open while its items are written.
struct Open {
    depth: u8,
    last: Option<u64>,
}

impl Open {
    fn close(&self) -> &'static str {
        match self.last {
            Some(_) => "</li></ol>",
            None => "</li></ul>",
        }
    }
}

fn html(items: &[Item]) -> String {
    let mut out = String::new();
    let mut open: Vec<Open> = Vec::new();
    for item in items {
        while let Some(list) = open.pop_if(|list| list.depth > item.depth) {
            out.push_str(list.close());
        }
        let mut value = String::new();
        match open.last_mut().filter(|list| list.depth == item.depth) {
            Some(list) if list.last.is_some() == item.number.is_some() => {
                out.push_str("</li>\n");
                let counted = list.last.map(|n| n.saturating_add(1));
                if let Some(number) = item.number.filter(|_| counted != item.number) {
                    value = format!(" value=\"{number}\"");
                }
                list.last = item.number;
            }
            same_depth => {
                if same_depth.is_some()
                    && let Some(list) = open.pop()
                {
                    out.push_str(list.close());
                }
                out.push_str(&match item.number {
                    None => "<ul class=\"list\">\n".to_owned(),
                    Some(1) => "<ol class=\"list\">\n".to_owned(),
                    Some(n) => format!("<ol class=\"list\" start=\"{n}\">\n"),
                });
                open.push(Open { depth: item.depth, last: item.number });
            }
        }
        out.push_str(&format!("<li class=\"item\"{value}>{}", item.prose.html));
    }
    for list in open.iter().rev() {
        out.push_str(list.close());
    }
    out
}

fn plain(items: &[Item]) -> String {
    let lines = items.iter().map(|item| {
        let bullet = match item.number {
            Some(number) => format!("{number}. "),
            None => "- ".to_owned(),
        };
        let first = format!("{}{bullet}", "  ".repeat(usize::from(item.depth.min(8))));
        wrap(&item.prose.text, &first, &" ".repeat(width(&first)))
    });
    lines.collect::<Vec<_>>().join("\n")
}
