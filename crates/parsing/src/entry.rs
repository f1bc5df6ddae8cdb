//! One entry of a reference list: `“Title” Outlet, 2 Mar. 2023, https://…` in
//! any of the usual orders.
//!
//! What is certain is taken first (address, quoted title, date); what is left
//! between commas is then a publisher, an unquoted title or authors. Academic styles
//! are known by their own signs.

mod academic;
mod date;
mod identifier;

use copydesk_manuscript::{Field, Identifier, Origin, Reference, Scheme, Span};

use crate::inline::url_length;
use academic::Parts;

/// The day that `words` name, if they are a whole date.
pub(crate) fn day(words: &str) -> Option<jiff::civil::Date> {
    date::parse(words)
}

/// Whether `words` and nothing else are written like a date, real or not.
pub(crate) fn is_date(words: &str) -> bool {
    let whole = Span::new(0, words.len());
    date::find(words, whole, &[]) == Some(whole)
}

/// Reads the entry whose words (after its number) are `content`.
pub(crate) fn read(text: &str, number: Option<u32>, span: Span, content: Span) -> Reference {
    let mut entry = Entry { text, taken: Vec::new() };
    let (url, link_title) = entry.url(content);
    let parts = if link_title.is_none() { entry.academic(content) } else { None };
    let academic = parts.is_some();
    let Parts { authors, title, publisher, date } = parts.unwrap_or_else(|| Parts {
        authors: None,
        title: link_title.or_else(|| entry.quoted(content)),
        publisher: None,
        date: None,
    });
    let identifiers = entry.identifiers(content);
    let url = url.or_else(|| doi_address(&identifiers));
    let date = date.or_else(|| entry.date(content));
    let mut rest = entry.rest(content);
    rest.splice(0..0, authors);
    let mut reference = Reference {
        number,
        key: None,
        origin: Origin::Entry,
        span,
        title,
        publisher,
        parsed_date: date.as_ref().and_then(|field| date::parse(&field.text)),
        date,
        url,
        identifiers,
        rest: Vec::new(),
        parsed: false,
    };
    if !academic {
        name(&mut reference, &mut rest);
    }
    reference.parsed = reference.url.is_some()
        || (reference.title.is_some() && reference.publisher.is_some())
        || (reference.date.is_some() && reference.publisher.is_some());
    reference.rest = rest;
    reference
}

/// Gives the words that are left their parts: after a title the first is the
/// publisher; without one, the longest of two is the title.
fn name(reference: &mut Reference, rest: &mut Vec<Field>) {
    if reference.title.is_none() && rest.len() >= 2 {
        let longest = (0..rest.len()).max_by_key(|i| (rest[*i].text.len(), usize::MAX - i));
        reference.title = longest.map(|i| rest.remove(i));
    }
    let title_end = reference.title.as_ref().map_or(usize::MAX, |title| title.span.end);
    let after = rest.iter().position(|field| field.span.start >= title_end);
    // Where nothing follows the title, words that stand alone name the outlet.
    let publisher = after.or_else(|| (rest.len() == 1).then_some(0));
    reference.publisher = publisher.map(|i| rest.remove(i));
}

/// A DOI is an address, wherever the work has moved to.
fn doi_address(identifiers: &[Identifier]) -> Option<Field> {
    let doi = identifiers.iter().find(|identifier| identifier.scheme == Scheme::Doi)?;
    let text = format!("https://doi.org/{}", doi.field.text);
    Some(Field { text, span: doi.field.span })
}

/// The registered names of works in `span`: an address may hold one.
pub(crate) fn identifiers(text: &str, span: Span) -> Vec<Identifier> {
    identifier::find(text, span).into_iter().map(|found| found.identifier).collect()
}

struct Entry<'t> {
    text: &'t str,
    taken: Vec<Span>,
}

impl Entry<'_> {
    /// What an academic style says by its signs.
    fn academic(&mut self, content: Span) -> Option<Parts<Field>> {
        let end = self.taken.first().map_or(content.end, |url| url.start);
        let parts = academic::read(self.text, content, end)?;
        let places = [parts.authors, parts.title, parts.publisher, parts.date];
        self.taken.extend(places.into_iter().flatten());
        Some(parts.map(|span| self.field(span)))
    }

    /// The address, and the title if the two are one Markdown link.
    fn url(&mut self, content: Span) -> (Option<Field>, Option<Field>) {
        let words = content.of(self.text);
        let found = words.match_indices("http").find_map(|(at, _)| {
            url_length(&words[at..])
                .map(|length| Span::new(content.start + at, content.start + at + length))
        });
        let Some(span) = found else {
            return (None, None);
        };
        let before = &self.text[content.start..span.start];
        let after = &self.text[span.end..content.end];
        let mut whole = span;
        let mut title = None;
        if before.ends_with('<') && after.starts_with('>') {
            whole = Span::new(span.start - 1, span.end + 1);
        } else if let Some(open) = before.strip_suffix("](").and_then(|b| b.rfind('['))
            && after.starts_with(')')
        {
            whole = Span::new(content.start + open, span.end + 1);
            title = Some(Span::new(content.start + open + 1, span.start - 2));
        }
        self.taken.push(whole);
        let title = title.map(|title| self.field(unquoted(self.text, title)));
        (Some(self.field(span)), title)
    }

    /// The first words between quotation marks, or else in italics.
    fn quoted(&mut self, content: Span) -> Option<Field> {
        const MARKS: [(char, char); 7] =
            [('“', '”'), ('"', '"'), ('„', '“'), ('«', '»'), ('‘', '’'), ('*', '*'), ('_', '_')];
        let words = content.of(self.text);
        let starts_word = |at: usize| !words[..at].ends_with(char::is_alphanumeric);
        let ends_word = |at: usize| !words[at..].starts_with(char::is_alphanumeric);
        let (at, inner, end) = MARKS.iter().find_map(|(open, close)| {
            let at =
                words.find(*open).filter(|at| starts_word(*at) && self.free(content.start + at))?;
            let inner = at + open.len_utf8();
            let mut closings = words[inner..].match_indices(*close);
            // ’ is an apostrophe as well: the mark that closes ends a word.
            let (length, _) =
                closings.find(|(i, mark)| *i > 0 && ends_word(inner + i + mark.len()))?;
            Some((at, inner..inner + length, inner + length + close.len_utf8()))
        })?;
        self.taken.push(Span::new(content.start + at, content.start + end));
        let span = Span::new(content.start + inner.start, content.start + inner.end);
        Some(self.field(trimmed(self.text, span)))
    }

    /// DOI, ISBN and the like, with the words that announce them.
    fn identifiers(&mut self, content: Span) -> Vec<Identifier> {
        let found = identifier::find(self.text, content);
        // One in the address or in the title takes nothing from it.
        let free = found.iter().filter(|f| !self.taken.iter().any(|t| t.overlaps(f.whole)));
        let taken: Vec<Span> = free.map(|found| found.whole).collect();
        self.taken.extend(taken);
        found.into_iter().map(|found| found.identifier).collect()
    }

    fn date(&mut self, content: Span) -> Option<Field> {
        let span = date::find(self.text, content, &self.taken)?;
        self.taken.push(span);
        Some(self.field(span))
    }

    /// What nobody has taken, cut at commas and at stops between words.
    fn rest(&self, content: Span) -> Vec<Field> {
        let mut taken = self.taken.clone();
        taken.sort_unstable();
        let mut gaps = Vec::new();
        let mut from = content.start;
        for span in taken {
            gaps.push(Span::new(from.min(span.start), span.start));
            from = from.max(span.end);
        }
        gaps.push(Span::new(from.min(content.end), content.end));
        let pieces = gaps.into_iter().flat_map(|gap| cut(self.text, gap));
        let named = pieces.filter(|piece| piece.of(self.text).contains(char::is_alphanumeric));
        named.map(|piece| self.field(piece)).collect()
    }

    fn free(&self, byte: usize) -> bool {
        !self.taken.iter().any(|span| (span.start..span.end).contains(&byte))
    }

    fn field(&self, span: Span) -> Field {
        Field { text: span.of(self.text).to_owned(), span }
    }
}

/// Cuts at `, `, `; ` and `. ` and takes the punctuation off each piece.
fn cut(text: &str, gap: Span) -> Vec<Span> {
    let words = gap.of(text);
    let mut pieces = Vec::new();
    let mut from = 0;
    for (at, mark) in words.char_indices().filter(|(_, c)| matches!(c, ',' | ';' | '.' | '|')) {
        let next = at + mark.len_utf8();
        let parts_words = words[next..].starts_with(char::is_whitespace) || next == words.len();
        // "J. Doe" and "U.S. News" stay whole.
        let last = words[from..at].rsplit([' ', '.']).next().unwrap_or_default();
        let short = matches!(last, "vol" | "eds" | "vols");
        let initial = mark == '.' && (last.chars().count() < 3 || short);
        if parts_words && !initial {
            pieces.push(Span::new(gap.start + from, gap.start + at));
            from = next;
        }
    }
    pieces.push(Span::new(gap.start + from, gap.end));
    pieces.into_iter().map(|piece| trimmed(text, piece)).filter(|p| !p.is_empty()).collect()
}

fn trimmed(text: &str, span: Span) -> Span {
    let edge = |c: char| c.is_whitespace() || ",;:.()–—-|*_".contains(c);
    let words = span.of(text);
    let start = span.start + (words.len() - words.trim_start_matches(edge).len());
    let inner = words.trim_matches(edge);
    // A stop belongs to a name that has one inside, "U.S.", and a bracket to what it
    // closes, "12(3)".
    let after = &text[start + inner.len()..span.end];
    let keep = inner.contains('.') && after.starts_with('.')
        || inner.contains('(') && !inner.contains(')') && after.starts_with(')');
    Span::new(start, start + inner.len() + usize::from(keep))
}

fn unquoted(text: &str, span: Span) -> Span {
    let words = span.of(text);
    let inner = words.trim_matches(['“', '”', '"', '«', '»', '*', '_']);
    let start = span.start
        + (words.len() - words.trim_start_matches(['“', '”', '"', '«', '»', '*', '_']).len());
    Span::new(start, start + inner.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// title | publisher | date | url | rest
    fn fields(entry: &str) -> String {
        let span = Span::new(0, entry.len());
        let reference = read(entry, Some(1), span, span);
        let show = |field: &Option<Field>| field.as_ref().map_or("-".into(), |f| f.text.clone());
        let rest: Vec<String> = reference.rest.iter().map(|f| f.text.clone()).collect();
        format!(
            "{} | {} | {} | {} | {}{}",
            show(&reference.title),
            show(&reference.publisher),
            show(&reference.date),
            show(&reference.url),
            rest.join("; "),
            if reference.parsed { "" } else { " (unparsed)" },
        )
    }

    #[test]
    fn the_usual_orders() {
        for (entry, expected) in [
            ("“Talks hold” WION, 2 Mar. 2023,", "Talks hold | WION | 2 Mar. 2023 | - | "),
            (
                "“Talks hold,” NPR, March 2, 2023, https://npr.org/a.",
                "Talks hold | NPR | March 2, 2023 | https://npr.org/a | ",
            ),
            (
                "Jane Doe, \"Talks hold\", Reuters, 2023-03-02. <https://reuters.com/a>",
                "Talks hold | Reuters | 2023-03-02 | https://reuters.com/a | Jane Doe",
            ),
            (
                "Doe, J. (2023). Talks hold in Geneva again. Reuters. https://reuters.com/a",
                "Talks hold in Geneva again | Reuters | 2023 | https://reuters.com/a | Doe, J.",
            ),
            (
                "[Talks hold](https://npr.org/a), NPR, 2 March 2023",
                "Talks hold | NPR | 2 March 2023 | https://npr.org/a | ",
            ),
            ("https://npr.org/a", "- | - | - | https://npr.org/a | "),
            (
                "Interview with the minister, 2 March 2023",
                "- | Interview with the minister | 2 March 2023 | - | ",
            ),
            (
                "*The Long Talk*, Faber, 2019, pp. 33–35",
                "The Long Talk | Faber | 2019 | - | pp. 33–35",
            ),
            (
                "“U.S. leaves” The U.S. Sun, 2 Mar. 2023",
                "U.S. leaves | The U.S. Sun | 2 Mar. 2023 | - | ",
            ),
            (
                "Smith, J. A., & Lee, K. (2023). Slow-wave sleep and memory: A meta-analysis. \
                 *Sleep Medicine Reviews*, 67, 101–120. https://doi.org/10.1016/j.smrv.1",
                "Slow-wave sleep and memory: A meta-analysis | Sleep Medicine Reviews | 2023 | \
                 https://doi.org/10.1016/j.smrv.1 | Smith, J. A., & Lee, K.; 67; 101–120",
            ),
            (
                "Health Agency. (2023, March 2). *Malaria report*. https://agency.example/m",
                "Malaria report | - | 2023, March 2 | https://agency.example/m | Health Agency.",
            ),
            (
                "Nguyen T, Patel R. Short naps and recall. J Sleep Res. 2022;31(4):e13550. \
                 https://sleep.example/n",
                "Short naps and recall | J Sleep Res | 2022 | https://sleep.example/n | \
                 Nguyen T, Patel R; 31(4):e13550",
            ),
            (
                "World Agency. World malaria report 2023. Geneva: WA; 2023. https://wa.example/m",
                "World malaria report 2023 | WA | 2023 | https://wa.example/m | World Agency; Geneva",
            ),
            (
                "Ann Rivers, Floods (London: Faber, 2019), pp. 3–9.",
                "Floods | Faber | 2019 | - | Ann Rivers; London; pp. 3–9",
            ),
            (
                "Rivers, Ann. \"Floods and Fields.\" *Journal of Rivers*, vol. 12, no. 3, 2021, pp. 45–67.",
                "Floods and Fields | Journal of Rivers | 2021 | - | Rivers; Ann; vol. 12; no. 3; pp. 45–67",
            ),
            (
                "Rivers, A., & Stone, B. (2021). On rivers. Journal of Rivers, 12(3), 45–67.",
                "On rivers | Journal of Rivers | 2021 | - | Rivers, A., & Stone, B.; 12(3); 45–67",
            ),
            ("Talks hold (2023). Reuters.", "Talks hold | Reuters | 2023 | - | "),
            ("see above", "- | see above | - | - |  (unparsed)"),
            ("", "- | - | - | - |  (unparsed)"),
        ] {
            assert_eq!(fields(entry), expected, "{entry}");
        }
    }
}
