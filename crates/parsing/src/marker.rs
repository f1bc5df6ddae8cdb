//! `[n]`, `[1,2]`, `[1–3]`: brackets that cite by number.

use copydesk_manuscript::Span;

/// One bracket with the numbers in it.
#[derive(Debug, PartialEq)]
pub(crate) struct Bracket {
    /// From `[` to `]`.
    pub(crate) span: Span,
    /// Each number with its own place; a number inside a range has the
    /// range's place.
    pub(crate) numbers: Vec<(u32, Span)>,
}

/// Longer ranges are something else, such as years.
const LONGEST_RANGE: u32 = 50;

/// The highest number that cites where no list has a higher one.
pub(crate) const HIGHEST: u32 = 999;

/// Reads the bracket that begins at byte `at` of `text`, if it cites.
///
/// `[2023]`, `[sic]` and a bracket that is the text of a link (`[1](…)`) are
/// prose; so is anything but numbers up to [`HIGHEST`].
pub(crate) fn read(text: &str, at: usize) -> Option<Bracket> {
    read_up_to(text, at, HIGHEST)
}

/// [`read`], where the list goes up to `highest`.
pub(crate) fn read_up_to(text: &str, at: usize, highest: u32) -> Option<Bracket> {
    let inner = text[at..].strip_prefix('[')?;
    let length = inner.find([']', '[', '\n'])?;
    let after = inner[length..].strip_prefix(']')?;
    if after.starts_with('(') || length == 0 {
        return None;
    }
    let mut numbers = Vec::new();
    let mut offset = at + 1;
    for part in inner[..length].split_inclusive([',', ';']) {
        let words = part.trim_end_matches([',', ';']).trim();
        let start = offset + (part.len() - part.trim_start().len());
        read_part(words, start, highest, &mut numbers)?;
        offset += part.len();
    }
    let span = Span::new(at, at + length + 2);
    if let [(_, only)] = &mut numbers[..] {
        *only = span;
    }
    Some(Bracket { span, numbers })
}

/// A number or a range, standing at byte `start`.
fn read_part(
    words: &str,
    start: usize,
    highest: u32,
    numbers: &mut Vec<(u32, Span)>,
) -> Option<()> {
    let span = Span::new(start, start + words.len());
    let Some((first, last)) = words.split_once(['-', '–', '—']) else {
        numbers.push((number(words, highest)?, span));
        return Some(());
    };
    let (first, last) = (number(first.trim(), highest)?, number(last.trim(), highest)?);
    if first >= last || last - first > LONGEST_RANGE {
        return None;
    }
    numbers.extend((first..=last).map(|n| (n, span)));
    Some(())
}

fn number(digits: &str, highest: u32) -> Option<u32> {
    let plain = (1..=9).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    let number = plain.then(|| digits.parse().ok()).flatten()?;
    // `[0001]` is a code.
    (number <= highest && (digits.len() <= 3 || !digits.starts_with('0'))).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(text: &str) -> Option<Vec<u32>> {
        read(text, 0).map(|bracket| bracket.numbers.iter().map(|(n, _)| *n).collect())
    }

    #[test]
    fn groups_and_ranges_are_several_markers() {
        assert_eq!(numbers("[0] next"), Some(vec![0]));
        assert_eq!(numbers("[1, 2]"), Some(vec![1, 2]));
        assert_eq!(numbers("[1-3]"), Some(vec![1, 2, 3]));
        assert_eq!(numbers("[1–3;7]"), Some(vec![1, 2, 3, 7]));
    }

    #[test]
    fn other_brackets_are_prose() {
        for prose in ["[2023]", "[sic]", "[]", "[1](https://x)", "[1", "[1-", "[3-1]", "[…]"] {
            assert_eq!(numbers(prose), None, "{prose}");
        }
    }

    #[test]
    fn a_long_list_is_cited_to_its_end() {
        let number = |text, highest| read_up_to(text, 0, highest).map(|b| b.numbers[0].0);
        assert_eq!(number("[1000]", 1_200), Some(1000));
        assert_eq!(number("[2023]", 1_200), None);
    }

    #[test]
    fn each_number_of_a_group_has_its_place() {
        let text = "a [1, 23]";
        let bracket = read(text, 2).unwrap();
        assert_eq!(bracket.numbers[1].1.of(text), "23");
        assert_eq!(bracket.span.of(text), "[1, 23]");
    }
}
