//! What the words around a finding are known by, so that an answer to it finds
//! it again: edits elsewhere, other numbers and other line breaks change
//! nothing, an edit of the words does.
//!
//! The words are folded: case, white space, kinds of quotation marks and dashes,
//! invisible characters; markers and markup are left out. Accents are taken as
//! they are written (a letter and its accent as one character or as two differ):
//! a text is seldom saved anew in the other form, and then its answers are asked
//! for once more.

use std::ops::Range;

use copydesk_manuscript::{Digest, Document, Fingerprint, PassageKind, Passages};

/// Fingerprints of one document's passages.
pub(crate) struct Fingerprints {
    folded: Vec<u8>,
    /// One for each passage: what it is, its folded words, and how many passages
    /// before it have the same.
    passages: Vec<(&'static str, Range<usize>, usize)>,
}

impl Fingerprints {
    pub(crate) fn new(document: &Document, passages: &Passages) -> Self {
        let mut fold = Fold::default();
        fold.out.reserve(document.text.len());
        let ranges = folded(document, passages, &mut fold);
        let folded = fold.out;
        let mut alike: Vec<usize> = (0..ranges.len()).collect();
        let words = |at: usize| (ranges[at].0, &folded[ranges[at].1.clone()]);
        alike.sort_by(|a, b| words(*a).cmp(&words(*b)));
        let mut before = vec![0; ranges.len()];
        for same in alike.chunk_by(|a, b| words(*a) == words(*b)) {
            same.iter().enumerate().for_each(|(count, at)| before[*at] = count);
        }
        let with = |((kind, range), before)| (kind, range, before);
        let passages = ranges.into_iter().zip(before).map(with).collect();
        Self { folded, passages }
    }

    /// Of a passage. The second of two with the same words has its own.
    pub(crate) fn passage(&self, index: usize) -> Fingerprint {
        let (kind, range, before) = &self.passages[index];
        of(kind, &self.folded[range.clone()], *before)
    }

    /// Of the draft as a whole, whatever its words.
    pub(crate) fn whole() -> Fingerprint {
        of("draft", b"", 0)
    }
}

fn of(kind: &str, words: &[u8], before: usize) -> Fingerprint {
    let before = before.to_string();
    let parts = [("in", kind.as_bytes()), ("words", words), ("before", before.as_bytes())];
    Fingerprint::of(&Digest::of_parts(parts))
}

/// Folds every passage into one string, and says which part is whose.
fn folded(
    document: &Document,
    passages: &Passages,
    fold: &mut Fold,
) -> Vec<(&'static str, Range<usize>)> {
    let mut found = Vec::with_capacity(passages.as_slice().len());
    let mut words = Words::default();
    for passage in passages.as_slice() {
        let start = fold.begin();
        let kind = match passage.kind {
            PassageKind::Title => {
                fold.add(document.title.as_ref().map_or("", |title| &title.text));
                "title"
            }
            PassageKind::Text { block } => {
                words.of_block(document, block);
                words.up_to(document, passage.span.end, fold);
                "text"
            }
            PassageKind::Entry => {
                fold.add(without_number(document.words(passage.span)));
                "entry"
            }
            PassageKind::Line => {
                fold.add(document.words(passage.span));
                "line"
            }
        };
        found.push((kind, start..fold.end(start)));
    }
    found
}

/// A block's words, handed out sentence by sentence.
#[derive(Default)]
struct Words {
    block: Option<usize>,
    /// Their places, last first; text that is not the draft's own stands by itself.
    left: Vec<(copydesk_manuscript::Span, Option<String>)>,
    last: usize,
}

impl Words {
    fn of_block(&mut self, document: &Document, block: usize) {
        if self.block.replace(block) == Some(block) {
            return;
        }
        self.left.clear();
        document.blocks[block].each_word(&mut |span, text| {
            self.left.push((span, text.map(str::to_owned)));
        });
        self.left.reverse();
        self.last = document.blocks[block].span.start;
    }

    /// Folds what stands before byte `end`.
    fn up_to(&mut self, document: &Document, end: usize, fold: &mut Fold) {
        while let Some((span, text)) = self.left.pop_if(|(span, _)| span.start < end) {
            // A line may end between two pieces.
            if span.start > self.last && document.text[self.last..span.start].contains('\n') {
                fold.add(" ");
            }
            match text {
                Some(text) => fold.add(&text),
                None if span.end > end => {
                    fold.add(document.text.get(span.start..end).unwrap_or_default());
                    self.left.push((copydesk_manuscript::Span::new(end, span.end), None));
                    self.last = end;
                    return;
                }
                None => fold.add(document.words(span)),
            }
            self.last = span.end.max(self.last);
        }
    }
}

/// An entry's words without `3.`, `[3]` or `[^note]:`.
fn without_number(entry: &str) -> &str {
    let bare = entry.trim_start();
    if let Some((_, rest)) = bare.strip_prefix("[^").and_then(|label| label.split_once("]:")) {
        return rest;
    }
    let rest = bare.trim_start_matches('[').trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = rest.len() < bare.trim_start_matches('[').len();
    match rest.strip_prefix(['.', ')', ']', ':']) {
        Some(rest) if digits => rest,
        _ => bare,
    }
}

/// Words without what an editor would not call a change.
#[derive(Default)]
struct Fold {
    out: Vec<u8>,
    start: usize,
}

impl Fold {
    fn begin(&mut self) -> usize {
        self.start = self.out.len();
        self.start
    }

    fn end(&mut self, start: usize) -> usize {
        if self.out.len() > start && self.ends_with(b' ') {
            self.out.pop();
        }
        self.out.len()
    }

    fn add(&mut self, words: &str) {
        let mut at = 0;
        while let Some(byte) = words.as_bytes().get(at) {
            // Most of it.
            if byte.is_ascii_alphanumeric() {
                self.out.push(byte.to_ascii_lowercase());
                at += 1;
                continue;
            }
            let Some(other) = words[at..].chars().next() else { return };
            self.add_other(other);
            at += other.len_utf8();
        }
    }

    /// Anything but a plain letter or digit.
    fn add_other(&mut self, c: char) {
        match c {
            c if c.is_whitespace() => self.space(),
            // Soft hyphen, zero-width characters, byte-order mark.
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => {}
            c if c.is_control() => {}
            '“' | '”' | '„' | '‟' | '«' | '»' | '″' => self.out.push(b'"'),
            '‘' | '’' | '‚' | '‛' | '‹' | '›' | '′' | '`' => self.out.push(b'\''),
            '\u{2010}'..='\u{2015}' | '−' | '-' => {
                if !self.ends_with(b'-') {
                    self.out.push(b'-');
                }
            }
            '…' => self.out.extend(b"..."),
            // A marker may stand before the stop, with a space.
            '.' | ',' | ';' | ':' | '!' | '?' | ')' => {
                if self.ends_with(b' ') {
                    self.out.pop();
                }
                self.push(c);
            }
            c => c.to_lowercase().for_each(|c| self.push(c)),
        }
    }

    fn push(&mut self, c: char) {
        self.out.extend(c.encode_utf8(&mut [0; 4]).as_bytes());
    }

    fn space(&mut self) {
        if self.out.len() > self.start && !self.ends_with(b' ') {
            self.out.push(b' ');
        }
    }

    fn ends_with(&self, byte: u8) -> bool {
        self.out[self.start..].last() == Some(&byte)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use copydesk_manuscript::Draft;

    /// The fingerprint of the passage in which `words` stand.
    #[track_caller]
    fn print(draft: &str, words: &str) -> Fingerprint {
        let document = copydesk_parsing::parse(&Draft::new("a.md", draft));
        let passages = Passages::of(&document);
        let at = passages.at(document.text.find(words).unwrap()).unwrap();
        Fingerprints::new(&document, &passages).passage(at)
    }

    const DRAFT: &str = "Title\n\nAbove. The “old quay” was shut — it's said [1]. Below.\n\n\
                         1. “Quay shut” Post, 2 Mar. 2023, https://post.example/quay\n";

    #[test]
    fn what_an_editor_calls_no_change_is_none() {
        let same = print(DRAFT, "old");
        for (from, to) in [
            ("Above.", "It stands above."),
            ("Above. The", "Above.\n\nThe"),
            ("[1].", "[2]."),
            (" [1].", ".[1]"),
            (" [1].", ".<!-- allow a-b: x -->"),
            ("“old quay”", "\"old\nquay\""),
            ("“old quay”", "“**old** quay”"),
            ("The “old", "THE  “\u{200b}old"),
            (" — it's", " -- it’s"),
            ("Title", "Another title"),
        ] {
            assert_eq!(print(&DRAFT.replacen(from, to, 1), "old"), same, "{from} → {to}");
        }
        let entry = print(DRAFT, "Post");
        for (from, to) in [("\n1. ", "\n3. "), ("“Quay", "“QUAY"), ("Below", "Above")] {
            assert_eq!(print(&DRAFT.replacen(from, to, 1), "Post"), entry, "{from} → {to}");
        }
    }

    #[test]
    fn what_an_editor_calls_a_change_is_one() {
        let before = print(DRAFT, "old");
        for (from, to) in [("was shut", "is shut"), ("quay”", "quay”,"), ("it's", "its")] {
            assert_ne!(print(&DRAFT.replacen(from, to, 1), "old"), before, "{from} → {to}");
        }
    }

    #[test]
    fn the_same_words_twice_are_two() {
        let draft = "Title\n\nIt was shut. It was open. It was shut. Then more.\n";
        let document = copydesk_parsing::parse(&Draft::new("a.md", draft));
        let passages = Passages::of(&document);
        let prints = Fingerprints::new(&document, &passages);
        let all: Vec<_> = (0..passages.as_slice().len()).map(|i| prints.passage(i)).collect();
        let different: std::collections::HashSet<_> = all.iter().collect();
        assert_eq!((all.len(), different.len()), (5, 5));
    }
}
