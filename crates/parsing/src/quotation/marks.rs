//! The quotation marks of one stretch of text, and which belong together.

use copydesk_manuscript::{Problem, ProblemKind, QuoteStyle, Span};

use crate::prose;

/// More unbalanced marks than this in one stretch of text are no quotations.
const MOST_UNBALANCED: usize = 100;

/// How many bytes after a single mark are looked at for a better partner.
const LOOK_AHEAD: usize = 300;

/// Words that are clipped at their beginning: their mark opens nothing.
const CLIPPED: [&str; 9] = ["em", "tis", "twas", "til", "till", "cause", "n", "cos", "bout"];

/// The marks of one stretch of text.
#[derive(Default)]
pub(super) struct Marks {
    pub(super) pairs: Vec<(Span, QuoteStyle)>,
    open: Vec<Open>,
    /// Which of `open` are not single, so that none is ever looked for.
    doubles: Vec<usize>,
    /// Closing marks that nothing opened.
    stray: Vec<Span>,
    /// Straight marks that wait for their partner.
    straight: Vec<Span>,
}

/// A mark that waits for its partner.
struct Open {
    span: Span,
    mark: char,
}

impl Open {
    fn closes_with(&self, c: char) -> bool {
        match self.mark {
            '“' => c == '”',
            // „German“, „Polish”
            '„' => matches!(c, '“' | '”'),
            '«' => c == '»',
            // »German books«
            '»' => c == '«',
            '‚' => c == '‘',
            _ => c == '’',
        }
    }
}

/// A mark where it stands.
struct Place<'t> {
    c: char,
    span: Span,
    /// The character before, masked ones left out.
    before: char,
    after: char,
    /// The text up to the mark, and the text behind it.
    head: &'t str,
    tail: &'t str,
}

impl Marks {
    /// Reads `words`, which begin at byte `base` of the draft.
    pub(super) fn read(words: &str, base: usize) -> Self {
        let mut marks = Self::default();
        let mut from = 0;
        while let Some(step) = words.as_bytes()[from..].iter().position(|b| may_be_mark(*b)) {
            let at = from + step;
            let c = words[at..].chars().next().unwrap_or_default();
            from = at + c.len_utf8();
            if !"\"“”„«»‘’‚".contains(c) {
                continue;
            }
            let (head, tail) = (&words[..at], &words[from..]);
            marks.mark(&Place {
                c,
                span: Span::new(base + at, base + from),
                before: head.chars().rev().find(|c| !prose::is_masked(*c)).unwrap_or(' '),
                after: tail.chars().next().unwrap_or(' '),
                head,
                tail,
            });
        }
        marks.pair_straight();
        marks
    }

    fn mark(&mut self, place: &Place<'_>) {
        let c = place.c;
        match c {
            '"' => self.straight(place),
            _ if c != '’' && self.closes_double(c) => {
                // ‘90s and ‘em open nothing: what waits for a ’ does not keep “ from closing.
                self.open.truncate(self.doubles.pop().map_or(0, |i| i + 1));
                self.close(place.span);
            }
            '‘' if self.open.last().is_some_and(|open| open.mark == '‚') => {
                self.close(place.span)
            }
            '’' if self.open.last().is_some_and(|open| open.mark == '‘') && place.ends_single() =>
            {
                self.close(place.span);
            }
            '»' if !place.opens() => self.stray.push(place.span),
            '”' => self.stray.push(place.span),
            '“' | '„' | '«' | '»' => {
                self.doubles.push(self.open.len());
                self.open.push(Open { span: place.span, mark: c });
            }
            '‘' if place.opens_single() => self.open.push(Open { span: place.span, mark: c }),
            // A comma of the typewriter, unless a letter follows.
            '‚' if place.opens() => self.open.push(Open { span: place.span, mark: c }),
            _ => {}
        }
    }

    fn closes_double(&self, c: char) -> bool {
        self.doubles.last().is_some_and(|i| self.open[*i].closes_with(c))
    }

    fn close(&mut self, span: Span) {
        if let Some(open) = self.open.pop() {
            self.pairs.push((Span::new(open.span.start, span.end), QuoteStyle::Curly));
        }
    }

    fn straight(&mut self, place: &Place<'_>) {
        if place.is_inside_hebrew() || place.is_measure(self.straight.is_empty()) {
            return;
        }
        match self.straight.last() {
            Some(open) if !place.opens() => {
                self.pairs.push((Span::new(open.start, place.span.end), QuoteStyle::Straight));
                self.straight.pop();
            }
            _ => self.straight.push(place.span),
        }
    }

    /// Straight marks with careless spaces are pairs all the same; an odd one is
    /// left.
    fn pair_straight(&mut self) {
        let first = self.straight.len() % 2;
        for pair in self.straight[first..].chunks(2) {
            if let [open, close] = pair {
                self.pairs.push((Span::new(open.start, close.end), QuoteStyle::Straight));
            }
        }
        self.straight.truncate(first);
    }

    /// The mark of the outermost quotation that nothing closes.
    pub(super) fn outermost_open(&self) -> Option<char> {
        let double = self.doubles.first().map(|i| self.open[*i].mark);
        double.or_else(|| self.straight.first().map(|_| '"'))
    }

    pub(super) fn close_at_end(&mut self, end: usize) {
        if let Some(first) = self.doubles.first() {
            let open = self.open.drain(*first..);
            self.pairs.extend(open.map(|o| (Span::new(o.span.start, end), QuoteStyle::Curly)));
            self.doubles.clear();
        } else if let Some(open) = self.straight.pop() {
            self.pairs.push((Span::new(open.start, end), QuoteStyle::Straight));
        }
    }

    pub(super) fn report(&self, problems: &mut Vec<Problem>) {
        // A single mark alone may be a contraction set by a clever keyboard.
        let open = self.doubles.iter().map(|i| self.open[*i].span);
        let curly = open.chain(self.stray.iter().copied()).map(|span| (span, QuoteStyle::Curly));
        let straight = self.straight.iter().map(|span| (*span, QuoteStyle::Straight));
        problems.extend(
            curly.chain(straight).take(MOST_UNBALANCED).map(|(span, style)| Problem {
                kind: ProblemKind::UnbalancedQuote { style },
                span,
            }),
        );
    }
}

impl Place<'_> {
    /// Whether words begin behind it and none ends before it.
    fn opens(&self) -> bool {
        let parted = self.before.is_whitespace() || "([{“‘„«‚\"'—–-:/".contains(self.before);
        parted && !self.after.is_whitespace() && !".,;:!?)]”’".contains(self.after)
    }

    /// ‘ opens unless it stands for what was left out: ‘90s, ‘em.
    fn opens_single(&self) -> bool {
        let word = self.tail.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        let clipped = word.len() <= 5 && CLIPPED.contains(&word.to_lowercase().as_str());
        !self.before.is_alphanumeric() && !self.after.is_ascii_digit() && !clipped
    }

    /// ’ is an apostrophe unless it ends a word; after an s it may do both, and
    /// gives way to a mark that stands behind the punctuation.
    fn ends_single(&self) -> bool {
        if self.after.is_alphanumeric() {
            return false;
        }
        if self.before != 's' || self.after != ' ' {
            return true;
        }
        let near = &self.tail[..self.tail.floor_char_boundary(LOOK_AHEAD)];
        let near = &near[..near.find(['‘', '”']).unwrap_or(near.len())];
        !near.match_indices('’').any(|(at, _)| near[..at].ends_with([',', '.', '!', '?', '…']))
    }

    /// `12" screens` and `5'10"`
    fn is_measure(&self, nothing_open: bool) -> bool {
        let figure = self.head.trim_end_matches(|c: char| c.is_ascii_digit());
        if figure.len() == self.head.len() || self.after.is_alphanumeric() {
            return false;
        }
        let feet = figure.strip_suffix(['\'', '’', '′']);
        nothing_open || feet.is_some_and(|feet| feet.ends_with(|c: char| c.is_ascii_digit()))
    }

    /// `צה"ל`: inside a word it is part of it.
    fn is_inside_hebrew(&self) -> bool {
        let hebrew = |c: char| ('\u{590}'..='\u{5ff}').contains(&c);
        hebrew(self.before) && hebrew(self.after)
    }
}

/// Whether a quotation mark may begin with `byte`.
fn may_be_mark(byte: u8) -> bool {
    matches!(byte, b'"' | 0xc2 | 0xe2)
}
