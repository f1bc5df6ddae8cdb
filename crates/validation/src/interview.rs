//! Interviews: what was asked, and the answers that are their own source.

use copydesk_manuscript::{Block, BlockKind, Document, Inline};

use crate::prose;

/// So many questions make an interview.
const FEWEST: usize = 2;

/// How one who is asked speaks; an explainer says "we" as well.
const FIRST_PERSON: [&str; 3] = ["i", "my", "me"];

/// The blocks that are an interview's questions and answers: a question that
/// stands by itself, and what follows it. Somebody must be heard in it, labelled
/// with a name (`A:`, `Okafor:`) or in the first person. An explainer whose
/// headings ask is no interview; its answers need sources.
pub(crate) fn answers(document: &Document) -> Vec<usize> {
    let questions = document.blocks.iter().filter(|block| asks(document, block)).count();
    if questions < FEWEST {
        return Vec::new();
    }
    let mut asked = false;
    let mut heard = false;
    let mut found = Vec::new();
    for (i, block) in document.blocks.iter().enumerate() {
        if matches!(block.kind, BlockKind::Heading { .. } | BlockKind::Rule) {
            asked = false;
        } else if asks(document, block) {
            asked = true;
            found.push(i);
        } else if asked {
            heard |= is_somebodys(document.words(block.span));
            found.push(i);
        }
    }
    if heard { found } else { Vec::new() }
}

/// A question by itself: labelled, set in bold or italics, or a paragraph of
/// one.
fn asks(document: &Document, block: &Block) -> bool {
    if !matches!(block.kind, BlockKind::Paragraph) {
        return false;
    }
    let words = document.words(block.span).trim_end_matches(['*', '_', '”', '"']);
    let alone = !words.contains(['.', '!']);
    let stressed =
        matches!(&block.inlines[..], [Inline::Strong { .. }] | [Inline::Emphasis { .. }]);
    words.ends_with('?') && (alone || stressed || is_labelled(words))
}

fn is_somebodys(words: &str) -> bool {
    is_labelled(words) || prose::says(words, &FIRST_PERSON)
}

/// `Q:`, `A:`, `**Mara Quill:**`.
fn is_labelled(words: &str) -> bool {
    let bare = words.trim_start_matches(['*', '_']);
    let head: String = bare.chars().take(40).collect();
    let Some((label, _)) = head.split_once(':') else {
        return false;
    };
    let mut names = label.trim_end_matches(['*', '_']).split_whitespace();
    let count = names.clone().count();
    (1..=3).contains(&count) && names.all(|name| name.starts_with(char::is_uppercase))
}
