//! Plain text in lines of at most 72 columns, as a terminal or a mail program with
//! letters of one width would show them.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Where a line of plain text ends. A longer word, such as an address, stands
/// on a line of its own and is never broken.
pub(crate) const WIDTH: usize = 72;

/// `text` in lines that begin with `first`, then with `rest`. A line feed in
/// `text` stays one; other spaces are where a line may end, and so is any place
/// between two characters of scripts that write none, such as Chinese.
pub(crate) fn wrap(text: &str, first: &str, rest: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for paragraph in text.split('\n') {
        let prefix = |lines: &Vec<String>| if lines.is_empty() { first } else { rest };
        let mut line = prefix(&lines).to_owned();
        let mut room = WIDTH.saturating_sub(width(&line));
        let mut empty = true;
        for word in paragraph.split([' ', '\t', '\r']).filter(|w| !w.is_empty()) {
            for (index, part) in unbroken(word).into_iter().enumerate() {
                let space = usize::from(!empty && index == 0);
                let needed = width(part) + space;
                if !empty && needed > room {
                    lines.push(line);
                    line = rest.to_owned();
                    room = WIDTH.saturating_sub(width(&line));
                } else if space == 1 {
                    line.push(' ');
                    room = room.saturating_sub(1);
                }
                line.push_str(part);
                room = room.saturating_sub(width(part));
                empty = false;
            }
        }
        lines.push(line.trim_end().to_owned());
    }
    lines.join("\n")
}

/// Columns: two for a wide character, none for a mark on the letter before it
/// (UAX #11).
pub(crate) fn width(text: &str) -> usize {
    text.width()
}

/// What no line may begin with, and what none may end with, in scripts without
/// spaces.
const CLOSING: &str =
    "、。，．！？：；）」』】〉》〕〗”’…‥ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々";
const OPENING: &str = "（「『【〈《〔〖“‘";

/// A word in the parts that no line break may stand inside of: itself, unless two
/// of its characters are wide.
fn unbroken(word: &str) -> Vec<&str> {
    let wide = |c: char| c.width() == Some(2);
    let mut parts = Vec::new();
    let mut start = 0;
    let mut before = None;
    for (at, c) in word.char_indices() {
        let fits = |b: char| wide(b) && wide(c) && !OPENING.contains(b) && !CLOSING.contains(c);
        if before.is_some_and(fits) {
            parts.push(&word[start..at]);
            start = at;
        }
        before = Some(c);
    }
    parts.push(&word[start..]);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_hang_under_their_first_word() {
        let text = "word ".repeat(30);
        let wrapped = wrap(&text, "[1] ", "    ");
        assert!(wrapped.starts_with("[1] word"));
        assert!(wrapped.lines().skip(1).all(|l| l.starts_with("    word")));
        assert!(wrapped.lines().all(|l| width(l) <= WIDTH));
        assert_eq!(wrapped.matches("word").count(), 30);
    }

    #[test]
    fn an_address_is_never_broken() {
        let url = format!("https://example.org/{}", "a".repeat(100));
        let wrapped = wrap(&format!("see {url} there"), "", "");
        assert_eq!(wrapped, format!("see\n{url}\nthere"));
    }

    #[test]
    fn scripts_without_spaces_break_anywhere_but_before_a_stop_or_a_marker() {
        let text = "部长们在巴塞尔会面。[1]".repeat(8);
        let wrapped = wrap(&text, "", "");
        // 23 columns each: three lines, none of them half empty.
        assert_eq!(wrapped.lines().count(), 3, "{wrapped}");
        assert_eq!(wrapped.replace('\n', ""), text);
        for line in wrapped.lines() {
            assert!(width(line) <= WIDTH, "{line}");
            assert!(!line.starts_with(['。', '[']), "{line}");
        }
    }

    #[test]
    fn marks_on_letters_take_no_room() {
        // Each letter with its vowel sign: eight characters, four columns.
        assert_eq!(width("كَتَبَتْ"), 4);
        let vowelled = wrap(&"كَتَبَتْ ".repeat(30), "", "");
        let plain = wrap(&"كتبت ".repeat(30), "", "");
        assert_eq!(vowelled.lines().count(), plain.lines().count());
    }

    #[test]
    fn a_line_break_and_a_no_break_space_stay() {
        assert_eq!(wrap("a\nb", "> ", "> "), "> a\n> b");
        assert_eq!(wrap("10\u{a0}km", "", ""), "10\u{a0}km");
    }
}
