//! Registered names of works: what their own check digits and shapes say.

use copydesk_manuscript::Scheme;

/// The register's name.
pub(crate) fn name(scheme: Scheme) -> &'static str {
    match scheme {
        Scheme::Doi => "DOI",
        Scheme::Isbn => "ISBN",
        Scheme::Issn => "ISSN",
        Scheme::Arxiv => "arXiv number",
    }
}

/// Why `words` cannot be such a name; `None` if they can.
pub(crate) fn fault(scheme: Scheme, words: &str) -> Option<&'static str> {
    match scheme {
        Scheme::Doi => doi(words),
        Scheme::Isbn => isbn(words),
        Scheme::Issn => issn(words),
        Scheme::Arxiv => arxiv(words),
    }
}

const CHECK_DIGIT: &str = "its last digit does not agree with the others";

/// ISO 26324: `10.` and a registrant of four to nine digits, a slash, a suffix.
fn doi(words: &str) -> Option<&'static str> {
    let Some((prefix, suffix)) = words.split_once('/') else {
        return Some("it has no slash");
    };
    let registrant = prefix.strip_prefix("10.").unwrap_or_default();
    let number = registrant.split('.').next().unwrap_or_default();
    let digits = registrant.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    if !digits || !(4..=9).contains(&number.len()) {
        return Some("it does not begin with 10. and a registrant's number");
    }
    suffix.is_empty().then_some("nothing follows its slash")
}

/// ISO 2108: thirteen digits, or ten of which the last may be an X.
fn isbn(words: &str) -> Option<&'static str> {
    let digits = digits(words);
    let sum = |weight: fn(u32) -> u32| -> u32 {
        (0..).zip(&digits).map(|(i, digit)| weight(i) * digit).sum()
    };
    let sound = match digits.len() {
        13 => sum(|i| if i % 2 == 0 { 1 } else { 3 }) % 10 == 0,
        10 => sum(|i| 10 - i) % 11 == 0,
        _ => return Some("it has neither ten nor thirteen digits"),
    };
    (!sound).then_some(CHECK_DIGIT)
}

/// ISO 3297: eight digits, the last may be an X.
fn issn(words: &str) -> Option<&'static str> {
    let digits = digits(words);
    if digits.len() != 8 {
        return Some("it has not eight digits");
    }
    let sum: u32 = (0..).zip(&digits).map(|(i, digit)| (8 - i) * digit).sum();
    (!sum.is_multiple_of(11)).then_some(CHECK_DIGIT)
}

/// Digits by their worth; an X is ten, anything else is left out.
fn digits(words: &str) -> Vec<u32> {
    let worth = |c: char| if matches!(c, 'x' | 'X') { Some(10) } else { c.to_digit(10) };
    words.chars().filter_map(worth).collect()
}

/// `YYMM.number` since April 2007, `archive/YYMMnumber` before.
fn arxiv(words: &str) -> Option<&'static str> {
    let bare = words.split(['v', 'V']).next().unwrap_or_default();
    let (yymm, number) = match words.rsplit_once('/') {
        Some((_, old)) if old.len() >= 7 => old.split_at_checked(4)?,
        Some(_) => return Some("its number is too short"),
        None => bare.split_once('.').unwrap_or((bare, "")),
    };
    let month: u32 = yymm.get(2..).and_then(|month| month.parse().ok()).unwrap_or(0);
    if yymm.len() != 4 || !(1..=12).contains(&month) {
        return Some("it does not begin with a year and a month");
    }
    (number.len() < 3).then_some("its number is too short")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sound_ones() {
        for (scheme, words) in [
            (Scheme::Doi, "10.1038/nature12373"),
            (Scheme::Doi, "10.1000.10/123"),
            (Scheme::Isbn, "978-0-306-40615-7"),
            (Scheme::Isbn, "0-306-40615-2"),
            (Scheme::Isbn, "080442957X"),
            (Scheme::Issn, "0378-5955"),
            (Scheme::Issn, "2049-3630"),
            (Scheme::Arxiv, "2301.07041v2"),
            (Scheme::Arxiv, "0704.0001"),
            (Scheme::Arxiv, "hep-th/9901001"),
        ] {
            assert_eq!(fault(scheme, words), None, "{words}");
        }
    }

    #[test]
    fn impossible_ones() {
        for (scheme, words) in [
            (Scheme::Doi, "10.12/x"),
            (Scheme::Doi, "10.1038"),
            (Scheme::Isbn, "978-0-306-40615-8"),
            (Scheme::Isbn, "978-0-306-40615"),
            (Scheme::Issn, "0378-5954"),
            (Scheme::Arxiv, "2313.07041"),
            (Scheme::Arxiv, "hep-th/9913001"),
        ] {
            assert!(fault(scheme, words).is_some(), "{words}");
        }
    }
}
