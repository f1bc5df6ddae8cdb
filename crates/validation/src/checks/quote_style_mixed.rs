//! `quote-style-mixed`

use copydesk_manuscript::{Applicability, BlockKind, Document, Edit, Finding, QuoteStyle, Span};

use crate::check::check;
use crate::prose;
use crate::quoted;
use crate::reading::Reading;

check! {
    /// # What it looks for
    ///
    /// Curly and straight marks in one text: “so” beside "so", it’s beside it's.
    /// What stands inside a quotation or a source's title is somebody else's, and
    /// marks of feet, inches and minutes are none; code is code. Only English texts
    /// are looked at.
    ///
    /// # Why it matters to a reader
    ///
    /// It looks put together from pieces; often it is.
    ///
    /// # Example
    ///
    /// `“We're shut,” she said, and the harbour's gate was closed.`
    ///
    /// # How to fix it
    ///
    /// Take the style of most marks; the fix shows how.
    "quote-style-mixed", Info, find, "{n} texts mix quotation marks"
}

fn find(reading: &Reading<'_>) -> Vec<Finding> {
    let document = reading.document;
    if !reading.english {
        return Vec::new();
    }
    let marks = Marks::read(document);
    let (curly, straight) = (marks.curly.len(), marks.straight.len());
    if curly == 0 || straight == 0 {
        return Vec::new();
    }
    let to_curly = curly >= straight;
    let fewer = if to_curly { &marks.straight } else { &marks.curly };
    let (most, few) = if to_curly { ("curly", "straight") } else { ("straight", "curly") };
    let Some(first) = fewer.first() else {
        return Vec::new();
    };
    let edits = fewer.iter().map(|mark| Edit {
        start: mark.span.start,
        end: mark.span.end,
        text: mark.other.to_owned(),
    });
    let counted = format!("{} {most} marks and {} {few} ones", curly.max(straight), fewer.len());
    let finding = CHECK
        .finding(first.span, format!("curly and straight marks are mixed: {counted}"))
        .help(format!("make them all {most}"))
        .fix(Applicability::Review, edits.collect());
    vec![finding]
}

/// The marks of the draft's own words.
#[derive(Default)]
struct Marks {
    curly: Vec<Mark>,
    straight: Vec<Mark>,
}

struct Mark {
    span: Span,
    /// The same in the other style.
    other: &'static str,
}

impl Marks {
    fn read(document: &Document) -> Self {
        let mut marks = Self::default();
        for quotation in &document.quotations {
            let span = quotation.span;
            let double = ends(document, span);
            if let Some((open, close)) = double {
                marks.pair(quotation.style, open, close);
            }
        }
        let titles = document.references.iter().filter(|r| r.number.is_some());
        for title in titles.filter_map(|reference| reference.title.as_ref()) {
            if let Some((open, close)) = around(document, title.span) {
                let straight = document.words(open) == "\"";
                let style = if straight { QuoteStyle::Straight } else { QuoteStyle::Curly };
                marks.pair(style, open, close);
            }
        }
        marks.apostrophes(document);
        marks.curly.sort_by_key(|mark| mark.span);
        marks.straight.sort_by_key(|mark| mark.span);
        marks
    }

    fn pair(&mut self, style: QuoteStyle, open: Span, close: Span) {
        match style {
            QuoteStyle::Straight => {
                self.straight.push(Mark { span: open, other: "“" });
                self.straight.push(Mark { span: close, other: "”" });
            }
            QuoteStyle::Curly => {
                self.curly.push(Mark { span: open, other: "\"" });
                self.curly.push(Mark { span: close, other: "\"" });
            }
        }
    }

    /// Those behind a letter, outside of quotations: `it's`, `the nations'`.
    fn apostrophes(&mut self, document: &Document) {
        let quoted = document.blocks.iter().filter(|block| block.kind == BlockKind::Quote);
        let mut foreign = quoted::outermost(document);
        foreign.extend(quoted.map(|block| block.span));
        let foreign = prose::merged(foreign);
        for run in prose::runs(document) {
            for span in prose::without(&foreign, run) {
                let words = span.of(&document.text);
                let mut before = ' ';
                for (at, c) in words.char_indices() {
                    let at = span.start + at;
                    let mark = Span::new(at, at + c.len_utf8());
                    match c {
                        '\'' if before.is_alphabetic() => {
                            self.straight.push(Mark { span: mark, other: "’" });
                        }
                        '’' if before.is_alphabetic() => {
                            self.curly.push(Mark { span: mark, other: "'" });
                        }
                        _ => {}
                    }
                    before = c;
                }
            }
        }
    }
}

/// The double marks of a quotation that has both; those of a paragraph that
/// another goes on with have one.
fn ends(document: &Document, span: Span) -> Option<(Span, Span)> {
    let words = document.words(span);
    let (first, last) = (words.chars().next()?, words.chars().next_back()?);
    let more_than_marks = words.len() > first.len_utf8() + last.len_utf8();
    let pair = matches!((first, last), ('“', '”') | ('"', '"')) && more_than_marks;
    let open = Span::new(span.start, span.start + first.len_utf8());
    pair.then(|| (open, Span::new(span.end - last.len_utf8(), span.end)))
}

/// The double marks around or at the ends of a title.
fn around(document: &Document, title: Span) -> Option<(Span, Span)> {
    ends(document, title).or_else(|| {
        let before = document.text[..title.start].chars().next_back()?;
        let after = document.text[title.end..].chars().next()?;
        ends(document, Span::new(title.start - before.len_utf8(), title.end + after.len_utf8()))
    })
}
