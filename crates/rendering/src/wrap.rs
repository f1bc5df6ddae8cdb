//! Plain text in lines of at most 72 characters.

/// Where a line of plain text ends. A longer word, such as an address, stands
/// on a line of its own and is never broken.
pub(crate) const WIDTH: usize = 72;

/// `text` in lines that begin with `first`, then with `rest`. A line feed in
/// `text` stays one; other spaces are where a line may end.
pub(crate) fn wrap(text: &str, first: &str, rest: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for paragraph in text.split('\n') {
        let prefix = |lines: &Vec<String>| if lines.is_empty() { first } else { rest };
        let mut line = prefix(&lines).to_owned();
        let mut room = WIDTH.saturating_sub(width(&line));
        let mut empty = true;
        for word in paragraph.split([' ', '\t', '\r']).filter(|w| !w.is_empty()) {
            let needed = width(word) + usize::from(!empty);
            if !empty && needed > room {
                lines.push(line);
                line = rest.to_owned();
                room = WIDTH.saturating_sub(width(&line));
                empty = true;
            }
            if !empty {
                line.push(' ');
                room = room.saturating_sub(1);
            }
            line.push_str(word);
            room = room.saturating_sub(width(word));
            empty = false;
        }
        lines.push(line.trim_end().to_owned());
    }
    lines.join("\n")
}

/// Columns, counted in characters.
pub(crate) fn width(text: &str) -> usize {
    text.chars().count()
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
    fn a_line_break_and_a_no_break_space_stay() {
        assert_eq!(wrap("a\nb", "> ", "> "), "> a\n> b");
        assert_eq!(wrap("10\u{a0}km", "", ""), "10\u{a0}km");
    }
}
