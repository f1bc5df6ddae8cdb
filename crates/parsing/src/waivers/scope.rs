//! Which words a comment answers for. The whole rule:
//!
//! - On a line with text: the sentence it stands in or right after. Before the
//!   first sentence of a paragraph, the paragraph. Beside anything else (a title,
//!   an entry of the list, a heading), that.
//! - On a line of its own: the paragraph, entry or title that follows. If there
//!   is text right above it and none right below, the one that it closes; inside
//!   a paragraph, that paragraph.
//! - In front of the text, in the front matter, or at the title: also the draft
//!   as a whole.
//!
//! "Right above" and "right below" step over lines with nothing but comments.

use copydesk_manuscript::{Document, PassageKind, Passages, Span};

/// A draft's lines and passages, ready to be asked.
pub(super) struct Surroundings<'a> {
    passages: &'a Passages,
    lines: Vec<Line>,
    /// For each line, the nearest one above that is no comment, itself included.
    above: Vec<Option<usize>>,
    /// The same below.
    below: Vec<Option<usize>>,
    /// Where the front matter ends.
    front: usize,
    /// Where the text begins, below front matter and comments.
    text_start: usize,
}

/// A line of the draft. Places leave out white space and comments.
struct Line {
    start: usize,
    end: usize,
    /// Its first and last words; empty if it has none.
    words: Span,
    /// It has nothing but comments.
    comment: bool,
}

impl<'a> Surroundings<'a> {
    pub(super) fn new(original: &str, document: &Document, passages: &'a Passages) -> Self {
        let text = &document.text;
        // A byte-order mark is no text, and a blanked comment may begin with a
        // control character.
        let blank = |c: char| c.is_whitespace() || c.is_control() || c == '\u{feff}';
        let mut start = 0;
        let lines: Vec<Line> = text
            .split_inclusive('\n')
            .map(|line| {
                let end = start + line.len();
                let trimmed = line.trim_matches(blank);
                let first = start + (line.len() - line.trim_start_matches(blank).len());
                let words = if trimmed.is_empty() {
                    Span::at(start)
                } else {
                    Span::new(first, first + trimmed.len())
                };
                let comment = trimmed.is_empty()
                    && original
                        .get(start..end)
                        .is_some_and(|line| !line.trim_matches(blank).is_empty());
                let line = Line { start, end, words, comment };
                start = end;
                line
            })
            .collect();
        let mut above = Vec::with_capacity(lines.len());
        let mut nearest = None;
        for (i, line) in lines.iter().enumerate() {
            nearest = if line.comment { nearest } else { Some(i) };
            above.push(nearest);
        }
        let mut below = vec![None; lines.len()];
        nearest = None;
        for (i, line) in lines.iter().enumerate().rev() {
            nearest = if line.comment { nearest } else { Some(i) };
            below[i] = nearest;
        }
        let front = document.front_matter_span.map_or(0, |span| span.end);
        let first = lines.iter().find(|line| line.start >= front && !line.words.is_empty());
        let text_start = first.map_or(text.len(), |line| line.words.start);
        Self { passages, lines, above, below, front, text_start }
    }

    /// What the comment at `span` answers for, and whether that is also the draft
    /// as a whole.
    pub(super) fn scope(&self, span: Span) -> (Span, bool) {
        let passage = |i: usize| &self.passages.as_slice()[i];
        let (first, last) = (self.line(span.start), self.line(span.end.saturating_sub(1)));
        let alone = self.lines[first].comment && self.lines[last].comment;
        let found = if alone {
            self.beside(first, last).map(|i| (i, passage(i).block))
        } else {
            self.within(span, first)
        };
        let title = found.is_some_and(|(i, _)| passage(i).kind == PassageKind::Title);
        let answers = found.map_or(Span::at(span.start), |(_, answers)| answers);
        (answers, title || span.start < self.text_start)
    }

    fn line(&self, byte: usize) -> usize {
        self.lines.partition_point(|line| line.start <= byte).saturating_sub(1)
    }

    /// The passage next to a comment that has the lines `first` to `last` to itself.
    fn beside(&self, first: usize, last: usize) -> Option<usize> {
        let words = |line: Option<usize>| {
            let words = self.lines[line?].words;
            (!words.is_empty() && words.start >= self.front).then_some(words)
        };
        let (above, below) = (words(self.above[first]), words(self.below[last]));
        match (above, below) {
            (_, Some(below)) => self.passages.from(below.start),
            (Some(above), None) => self.passages.at(above.end - 1),
            (None, None) => self
                .passages
                .from(self.lines[last].end)
                .or_else(|| self.passages.at(self.lines[first].start)),
        }
    }

    /// The passage on whose line a comment stands, and how much of it is meant.
    fn within(&self, span: Span, line: usize) -> Option<(usize, Span)> {
        let passages = self.passages.as_slice();
        let before = self.passages.at(span.start).filter(|i| {
            passages[*i].span.start < span.start && passages[*i].span.end > self.lines[line].start
        });
        let after = || self.passages.from(span.end).map(|i| (i, passages[i].block));
        before.map(|i| (i, passages[i].span)).or_else(after)
    }
}

#[cfg(test)]
mod tests {
    use copydesk_manuscript::{Document, Draft, Scope};

    /// What each waiver of a draft answers for; `+` if also for the draft as a whole.
    #[track_caller]
    fn check(name: &str, draft: &str, expected: &[&str]) {
        for draft in [draft.to_owned(), format!("\u{feff}{}", draft.replace('\n', "\r\n"))] {
            let document: Document = crate::parse(&Draft::new(name, draft));
            let found = document.waivers.iter().map(|waiver| match &waiver.scope {
                Scope::Comment { answers, whole, .. } => {
                    let words = document.words(*answers).replace(|c: char| c.is_control(), " ");
                    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
                    format!("{words}{}", if *whole { " +" } else { "" })
                }
                other => panic!("{other:?}"),
            });
            assert_eq!(found.collect::<Vec<_>>(), expected, "{}", document.text);
        }
    }

    const LIST: &str = "1. “Quay shut” Post, 2 Mar. 2023, https://post.example/quay\n";

    #[test]
    fn beside_a_sentence_it_answers_for_that_sentence() {
        let draft = "Title\n\nIt rained. <!-- allow a-b: x --> The quay was shut.[1] <!-- allow a-b: x -->\n\
                     The board\nmet. <!-- allow a-b: x -->\nIt will meet\n<!-- allow a-b: x --> again.\n";
        let expected =
            ["It rained.", "The quay was shut.[1]", "The board met.", "It will meet again."];
        check("a.md", draft, &expected);
        check("a.txt", draft, &expected);
    }

    #[test]
    fn before_a_paragraph_on_its_line_it_answers_for_the_paragraph() {
        let draft =
            "Title\n\nAbove.\n\n<!-- allow a-b: x --> It rained all day. The quay was shut.\n";
        check("a.txt", draft, &["It rained all day. The quay was shut."]);
        check("a.md", draft, &["It rained all day. The quay was shut."]);
    }

    #[test]
    fn beside_anything_else_it_answers_for_that() {
        let draft = format!(
            "Title <!-- allow a-b: x -->\n\nIt rained.[1]\n\n## Next <!-- allow a-b: x -->\n\n- One <!-- allow a-b: x -->\n- Two\n\nReferences <!-- allow a-b: x -->\n\n{} <!-- allow a-b: x -->\n",
            LIST.trim_end()
        );
        let entry = LIST.trim_end();
        check("a.md", &draft, &["Title +", "## Next", "- One", "References", entry]);
    }

    #[test]
    fn on_a_line_of_its_own_it_answers_for_the_block_beside_it() {
        let draft = format!(
            "Title\n\n<!-- allow a-b: x -->\nOne here. Two here.\n\nThree.\n<!-- allow a-b: x -->\n<!-- note -->\n\n\
             <!-- allow a-b: x -->\n\nFour.\n<!-- allow a-b:\nx -->\nFive.\n\n{LIST}<!-- allow a-b: x -->\n2. “Two” Post\n<!-- allow a-b: x -->\n"
        );
        let expected = [
            "One here. Two here.",
            "Three.",
            "Four. Five.",
            "Four. Five.",
            "2. “Two” Post",
            "2. “Two” Post",
        ];
        check("a.txt", &draft, &expected);
        check("a.md", &draft, &expected);
    }

    #[test]
    fn in_front_of_everything_it_answers_for_the_draft_as_a_whole() {
        let top =
            "<!-- note -->\n<!-- allow a-b: x -->\n\n<!-- allow c-d: x -->\nTitle\n\nIt rained.\n";
        check("a.txt", top, &["Title +", "Title +"]);
        check("a.md", top, &["Title +", "Title +"]);
        let front =
            "---\ntitle: Quay <!-- allow a-b: x -->\n---\n<!-- allow a-b: x -->\n\nIt rained.\n";
        check("a.md", front, &["Quay +", "It rained. +"]);
        let below = "---\ntitle: Quay\n---\n\nIt rained.\n\n<!-- allow a-b: x -->\n";
        check("a.md", below, &["It rained."]);
    }

    #[test]
    fn in_code_and_in_an_empty_draft_it_answers_for_what_there_is() {
        check(
            "a.md",
            "Title\n\nSee `x <!-- allow a-b: x --> y` there. More.\n",
            &["See `x y` there."],
        );
        check("a.md", "<!-- allow a-b: x -->\n", &[" +"]);
    }
}
