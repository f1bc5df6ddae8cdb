//! A run of stops, what stands before it, and what follows.

use crate::prose::{self, CITED};

/// How many bytes before a stop decide what it is. The longest abbreviation is
/// far shorter.
const LOOK_BACK: usize = 64;

/// How many bytes after a stop are looked at.
const LOOK_AHEAD: usize = 160;

/// Which marks stand at the end of a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Marks {
    /// One full stop.
    Stop,
    /// Two or three stops, or `…`.
    Pause,
    /// An ellipsis and a stop.
    Omission,
    /// `?` or `!` among them.
    Loud,
    /// A stop of a script that puts no space after it.
    Wide,
}

/// What closes right behind the marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Closed {
    Nothing,
    Bracket,
    Quotation,
}

/// A run of stops with the closing marks behind it.
pub(super) struct Stop<'t> {
    /// What stands before, as far as it matters, without the stop.
    head: &'t str,
    /// Whether `head` is the whole sentence so far.
    whole: bool,
    /// The word before.
    pub(super) before: &'t str,
    pub(super) marks: Marks,
    pub(super) closed: Closed,
    /// One past the stops and closing marks.
    pub(super) end: usize,
}

/// Whether `c` may end a sentence.
pub(super) fn is_stop(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…') || is_wide(c)
}

fn is_wide(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '｡' | '؟' | '۔' | '।')
}

fn closing(c: char) -> Closed {
    match c {
        '”' | '"' | '’' | '\'' | '»' | '」' | '』' => Closed::Quotation,
        ')' | ']' | '）' => Closed::Bracket,
        _ => Closed::Nothing,
    }
}

impl<'t> Stop<'t> {
    /// Reads the stops at byte `at` of `words`, in the sentence that began at
    /// `start`.
    pub(super) fn read(words: &'t str, start: usize, at: usize) -> Self {
        let near = words.floor_char_boundary(at.saturating_sub(LOOK_BACK)).max(start);
        let head = words[near..at].trim_end_matches(prose::is_masked);
        let before = head
            .rsplit(|c: char| c.is_whitespace() || "(“\"‘[—–„«".contains(c))
            .next()
            .unwrap_or_default()
            .trim_matches(prose::is_masked);
        let mut this = Self {
            head,
            whole: near == start,
            before,
            marks: Marks::Stop,
            closed: Closed::Nothing,
            end: at,
        };
        this.read_marks(words, at);
        this
    }

    fn read_marks(&mut self, words: &str, at: usize) {
        let (mut dots, mut spaced, mut loud, mut wide) = (0, 0, false, false);
        // One past a gap that was looked through.
        let mut passed = at;
        for (i, c) in words[at..].char_indices() {
            if at + i < passed {
                continue;
            }
            let rest = &words[at + i..];
            match c {
                _ if self.closed == Closed::Nothing && is_stop(c) => {
                    dots += if c == '…' { 3 } else { usize::from(c == '.') };
                    loud |= matches!(c, '!' | '?');
                    wide |= is_wide(c);
                }
                // ". . ." is one ellipsis.
                ' ' | '\u{a0}' if self.closed == Closed::Nothing && spaced_dot(rest) => {
                    spaced += 1;
                    continue;
                }
                // A marker may stand between the stop and the closing mark.
                _ if prose::is_gap(c) => {
                    let Some(gap) = gap_before_closing(rest) else { break };
                    passed = at + i + gap;
                    continue;
                }
                // Emphasis in plain text, where nothing reads it.
                '*' | '_' => {}
                // „German“ closes with the mark that opens in English.
                '“' | '‘' if rest[c.len_utf8()..].chars().next().is_none_or(prose::is_gap) => {
                    self.closed = Closed::Quotation;
                }
                _ if closing(c) != Closed::Nothing => {
                    self.closed = self.closed.or(closing(c));
                }
                _ => break,
            }
            self.end = at + i + c.len_utf8();
        }
        self.marks = match dots {
            _ if wide => Marks::Wide,
            _ if loud => Marks::Loud,
            0 | 1 => Marks::Stop,
            2 | 3 => Marks::Pause,
            _ => Marks::Omission,
        };
        // "compounds. . . . The": the stop, and then what was left out.
        let attached = self.head.ends_with(char::is_alphanumeric);
        let stop_first = dots == 4 && spaced == 3 && attached && self.closed == Closed::Nothing;
        if stop_first && Next::read(words, self.end).is_some_and(|next| next.is_capital()) {
            (self.marks, self.end) = (Marks::Stop, at + 1);
        }
    }

    /// The sentence so far, if it is short.
    pub(super) fn sentence(&self) -> Option<&'t str> {
        self.whole.then(|| self.head.trim_matches(prose::is_gap))
    }

    /// What stands right before [`Stop::before`].
    pub(super) fn earlier(&self) -> &'t str {
        let size = self.before.as_ptr() as usize - self.head.as_ptr() as usize;
        &self.head[..size]
    }
}

impl Closed {
    /// Quotations count for more than the brackets around them.
    fn or(self, other: Self) -> Self {
        if self == Self::Quotation { self } else { other }
    }
}

/// How much white space and markers stand before a closing mark that cannot open
/// anything.
fn gap_before_closing(text: &str) -> Option<usize> {
    let behind = text.trim_start_matches(prose::is_masked);
    let behind = behind.strip_prefix([' ', '\u{a0}', '\u{202f}']).unwrap_or(behind);
    let behind = behind.trim_start_matches(prose::is_masked);
    behind.starts_with(['”', '»', ')', ']']).then(|| text.len() - behind.len())
}

fn spaced_dot(text: &str) -> bool {
    let dots = text.trim_start_matches([' ', '\u{a0}']);
    let gap = text.len() - dots.len();
    (1..=2).contains(&gap) && dots.starts_with('.')
}

/// What follows a stop.
pub(super) struct Next<'t> {
    /// Where it begins, opening marks included.
    pub(super) at: usize,
    /// Whether nothing parts it from the stop.
    pub(super) glued: bool,
    /// Whether a marker stands between the stop and it.
    pub(super) cited: bool,
    /// Its first character, which may be an opening mark.
    pub(super) first: char,
    /// From the first word on, as far as it matters.
    pub(super) words: &'t str,
    /// The first word without the punctuation around it.
    pub(super) name: &'t str,
}

impl<'t> Next<'t> {
    pub(super) fn read(words: &'t str, end: usize) -> Option<Self> {
        let rest = &words[end..];
        let mut tail = rest.trim_start_matches(prose::is_gap);
        let mut gap = &rest[..rest.len() - tail.len()];
        // `[1], [2]`: what parts markers is no sentence.
        while gap.ends_with(CITED) || gap.ends_with(' ') {
            let after = tail.trim_start_matches([',', ';', '-', '–', ' ']);
            if after.len() == tail.len() || !gap.contains(CITED) || !after.starts_with(CITED) {
                break;
            }
            tail = after.trim_start_matches(prose::is_gap);
            gap = &rest[..rest.len() - tail.len()];
        }
        let first = tail.chars().next()?;
        let near = &tail[..tail.floor_char_boundary(LOOK_AHEAD)];
        let opening = |c: char| prose::is_gap(c) || "“\"‘'(['«»„‚¿¡—–-•….*)]".contains(c);
        let near = near.trim_start_matches(opening);
        let name = near.split(prose::is_gap).next().unwrap_or_default();
        let name = name.trim_matches(|c: char| !c.is_alphanumeric());
        Some(Self {
            at: words.len() - tail.len(),
            glued: gap.is_empty(),
            cited: gap.contains(CITED),
            first,
            words: near,
            name,
        })
    }

    /// Whether it could begin a sentence: `iPhone` can.
    pub(super) fn is_capital(&self) -> bool {
        let mut letters = self.words.chars();
        let first = letters.next().unwrap_or(self.first);
        !first.is_lowercase() || letters.next().is_some_and(char::is_uppercase)
    }

    /// Whether a figure comes first.
    pub(super) fn is_number(&self) -> bool {
        self.words.starts_with(|c: char| c.is_numeric() || c == '#')
    }

    /// Whether it is a bracket with the sentence's own stop behind it.
    pub(super) fn is_aside(&self) -> bool {
        let closed = self.words.split_once(')').map(|(_, behind)| behind);
        self.first == '(' && closed.is_some_and(|behind| behind.starts_with(['.', ',', ';']))
    }

    /// The word after the first.
    pub(super) fn second(&self) -> &'t str {
        self.words.split_whitespace().nth(1).unwrap_or_default()
    }
}
