//! A document as passages: what a finding stands in and a waiver answers for.

use crate::{Block, Document, Origin, Span};

/// The smallest thing that an editor answers for as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Passage {
    /// Its place; a sentence's goes on to where the next one begins.
    pub span: Span,
    /// What it is.
    pub kind: PassageKind,
    /// The paragraph around a sentence; else the passage itself.
    pub block: Span,
}

/// What a passage is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PassageKind {
    /// The headline.
    Title,
    /// A sentence, or a block without sentences.
    Text {
        /// Index into [`Document::blocks`].
        block: usize,
    },
    /// An entry of the reference list, or a footnote.
    Entry,
    /// A line of anything else.
    Line,
}

/// All passages of a document in order; none overlaps another.
#[derive(Clone, Debug, Default)]
pub struct Passages(Vec<Passage>);

impl Passages {
    /// Takes a document apart. What is blank belongs to no passage.
    pub fn of(document: &Document) -> Self {
        let mut passages = Vec::new();
        let alone = |span, kind| Passage { span, kind, block: span };
        passages.extend(document.title.iter().map(|t| alone(t.span, PassageKind::Title)));
        let mut sentences = document.sentences.iter().peekable();
        for (index, block) in document.blocks.iter().enumerate() {
            let kind = PassageKind::Text { block: index };
            let mut start = block.span.start;
            // The first sentence begins with its block, whatever stands before it.
            let mut first = true;
            while let Some(sentence) = sentences.next_if(|sentence| sentence.block <= index) {
                if !std::mem::take(&mut first) && sentence.span.start > start {
                    let span = Span::new(start, sentence.span.start);
                    passages.push(Passage { span, kind, block: block.span });
                    start = sentence.span.start;
                }
            }
            let span = Span::new(start, block.span.end.max(start));
            passages.push(Passage { span, kind, block: block.span });
        }
        let entries = document
            .references
            .iter()
            .filter(|reference| matches!(reference.origin, Origin::Entry | Origin::Footnote));
        passages.extend(entries.map(|entry| alone(entry.span, PassageKind::Entry)));
        passages.retain(|passage| !passage.span.is_empty());
        passages.sort_by_key(|passage| passage.span.start);
        Self(with_lines(&document.text, passages))
    }

    /// The passages, in order.
    pub fn as_slice(&self) -> &[Passage] {
        &self.0
    }

    /// The passage in which `byte` stands, else the last before it, else the first.
    pub fn at(&self, byte: usize) -> Option<usize> {
        let after = self.after(byte);
        (!self.0.is_empty()).then(|| after.saturating_sub(1))
    }

    /// The passage in which `byte` stands, else the next one.
    pub fn from(&self, byte: usize) -> Option<usize> {
        let around = self.at(byte).filter(|i| self.0[*i].span.end > byte);
        around.filter(|i| self.0[*i].span.start <= byte).or_else(|| {
            let next = self.after(byte);
            (next < self.0.len()).then_some(next)
        })
    }

    /// The first passage that begins after `byte`; as many as there are if none does.
    pub fn after(&self, byte: usize) -> usize {
        self.0.partition_point(|passage| passage.span.start <= byte)
    }
}

/// Cuts what overlaps, and fills what is left out with the lines there.
fn with_lines(text: &str, found: Vec<Passage>) -> Vec<Passage> {
    let mut passages = Vec::with_capacity(found.len());
    let mut end = 0;
    for mut passage in found {
        passage.span.start = passage.span.start.max(end);
        if passage.span.start >= passage.span.end {
            continue;
        }
        lines(text, end, passage.span.start, &mut passages);
        end = passage.span.end;
        passages.push(passage);
    }
    lines(text, end, text.len(), &mut passages);
    passages
}

fn lines(text: &str, from: usize, to: usize, passages: &mut Vec<Passage>) {
    // What is blanked is white space or a control character.
    let blank = |c: char| c.is_whitespace() || c.is_control();
    let mut start = from;
    for line in text.get(from..to).unwrap_or_default().split_inclusive('\n') {
        let words = line.trim_matches(blank);
        // A number or sign before an item that its block leaves out is no line.
        let leads = !line.ends_with('\n') && to < text.len();
        let counts = if leads { char::is_alphabetic } else { char::is_alphanumeric };
        if words.contains(counts) {
            let first = start + (line.len() - line.trim_start_matches(blank).len());
            let span = Span::new(first, first + words.len());
            passages.push(Passage { span, kind: PassageKind::Line, block: span });
        }
        start += line.len();
    }
}

impl Block {
    /// Calls `word` with each piece of the block's words in order, without markup
    /// and markers: its place, and its text where that differs from the draft's.
    pub fn each_word(&self, word: &mut dyn FnMut(Span, Option<&str>)) {
        crate::document::each_word(&self.inlines, word);
    }
}
