//! Words between quotation marks, and marks without a partner.

use copydesk_manuscript::{
    Block, BlockKind, Document, Problem, ProblemKind, Quotation, QuoteStyle, Span,
};

use crate::prose;

/// Finds the quotations of a document's blocks, and unbalanced marks there, in
/// the title and in the reference list.
pub(crate) fn read(document: &mut Document) {
    for (index, block) in document.blocks.iter().enumerate() {
        if block.kind == BlockKind::Code {
            continue;
        }
        let words = prose::of(&document.text, block);
        let mut marks = Marks::read(&words, block.span.start);
        let continues = document.blocks.get(index + 1).is_some_and(|next| reopens(document, next));
        // A quotation over several paragraphs opens in each and closes in the last.
        if continues && !marks.open.is_empty() {
            marks.close_at_end(block.span.end);
        }
        document.quotations.extend(marks.pairs.iter().map(|(span, style)| Quotation {
            span: *span,
            style: *style,
            block: index,
        }));
        marks.report(&mut document.problems);
    }
    let title = document.title.iter().map(|title| title.span);
    let references = document.references.iter().filter(|r| r.number.is_some()).map(|r| r.span);
    for span in title.chain(references).collect::<Vec<_>>() {
        Marks::read(span.of(&document.text), span.start).report(&mut document.problems);
    }
    document.quotations.sort_by_key(|quotation| quotation.span);
}

fn reopens(document: &Document, next: &Block) -> bool {
    prose::has_sentences(next.kind) && document.words(next.span).starts_with(['“', '"', '«'])
}

/// More unbalanced marks than this in one stretch of text are no quotations.
const MOST_UNBALANCED: usize = 100;

/// The marks of one stretch of text.
#[derive(Default)]
struct Marks {
    pairs: Vec<(Span, QuoteStyle)>,
    /// Marks that wait for their partner: place, the mark that would close it.
    open: Vec<(Span, char)>,
    /// Closing marks that nothing opened.
    stray: Vec<Span>,
    straight: Option<Span>,
}

impl Marks {
    fn read(words: &str, base: usize) -> Self {
        let mut marks = Self::default();
        let mut before = ' ';
        let mut chars = words.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            let span = Span::new(base + at, base + at + c.len_utf8());
            let after = chars.peek().map_or(' ', |(_, next)| *next);
            marks.mark(c, span, before, after);
            if c != prose::MASK {
                before = c;
            }
        }
        marks
    }

    fn mark(&mut self, c: char, span: Span, before: char, after: char) {
        // ‘90s and ‘em open nothing: what waits for a ’ does not keep “ from closing.
        if matches!(c, '“' | '”' | '»') {
            let outer = self.open.iter().rposition(|(_, close)| *close != '’');
            if outer.is_some_and(|i| self.open[i].1 == c) {
                self.open.truncate(outer.map_or(0, |i| i + 1));
            }
        }
        let closing = self.open.last().map(|(_, close)| *close);
        match c {
            // „German“ closes with the mark that opens an English quotation.
            '“' | '”' | '»' if closing == Some(c) => self.close(span),
            '“' => self.open.push((span, '”')),
            '„' => self.open.push((span, '“')),
            '«' => self.open.push((span, '»')),
            '”' | '»' => self.stray.push(span),
            // ‘ opens; ’ is an apostrophe unless it ends a word.
            '‘' if !before.is_alphanumeric() && !after.is_ascii_digit() => {
                self.open.push((span, '’'))
            }
            '’' if closing == Some('’') && !after.is_alphanumeric() => self.close(span),
            '"' => match self.straight.take() {
                Some(open) => {
                    self.pairs.push((Span::new(open.start, span.end), QuoteStyle::Straight))
                }
                // 12" is a measure.
                None if before.is_ascii_digit() && !after.is_alphanumeric() => {}
                None => self.straight = Some(span),
            },
            _ => {}
        }
    }

    fn close(&mut self, span: Span) {
        if let Some((open, _)) = self.open.pop() {
            self.pairs.push((Span::new(open.start, span.end), QuoteStyle::Curly));
        }
    }

    fn close_at_end(&mut self, end: usize) {
        for (open, _) in std::mem::take(&mut self.open) {
            self.pairs.push((Span::new(open.start, end), QuoteStyle::Curly));
        }
        if let Some(open) = self.straight.take() {
            self.pairs.push((Span::new(open.start, end), QuoteStyle::Straight));
        }
    }

    fn report(&self, problems: &mut Vec<Problem>) {
        // ‘ alone may be a contraction set by a clever keyboard.
        let open = self.open.iter().filter(|(_, close)| *close != '’').map(|(span, _)| *span);
        let curly = open.chain(self.stray.iter().copied()).map(|span| (span, QuoteStyle::Curly));
        let straight = self.straight.map(|span| (span, QuoteStyle::Straight));
        problems.extend(
            curly.chain(straight).take(MOST_UNBALANCED).map(|(span, style)| Problem {
                kind: ProblemKind::UnbalancedQuote { style },
                span,
            }),
        );
    }
}
