//! Whether a text names an address, and not only a longer one that it is part of.

/// Whether a text holds an address that is not part of another, in any case. Before it
/// may stand the escape of something else, as in `=3D`, `%3C`, `\u003c` and `\n`: of
/// what could be either, it is said that the address is there.
pub fn names_address(text: &str, address: &str) -> bool {
    let (text, address) = (text.to_lowercase(), address.to_lowercase());
    text.match_indices(&address)
        .any(|(at, _)| begins(&text[..at]) && ends(&text[at + address.len()..]))
}

fn begins(before: &str) -> bool {
    let inside = |c: char| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
    !before.chars().next_back().is_some_and(inside) || is_escape(before)
}

fn is_escape(before: &str) -> bool {
    let tail = |length: usize| before.len().checked_sub(length).and_then(|at| before.get(at..));
    let hexadecimal = |digits: &str| digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    let coded = |tail: &str, mark: &str| tail.strip_prefix(mark).is_some_and(hexadecimal);
    tail(2).is_some_and(|tail| ["\\n", "\\r", "\\t"].contains(&tail))
        || tail(3).is_some_and(|tail| coded(tail, "=") || coded(tail, "%"))
        || tail(6).is_some_and(|tail| coded(tail, "\\u"))
}

fn ends(after: &str) -> bool {
    let mut after = after.chars();
    match after.next() {
        Some('.' | '-') => !after.next().is_some_and(char::is_alphanumeric),
        Some(c) => !c.is_alphanumeric(),
        None => true,
    }
}

#[cfg(test)]
mod tests {
    use super::names_address;

    #[test]
    fn an_address_is_told_from_those_it_is_part_of() {
        for (text, expected) in [
            ("ann@x.org", true),
            ("250 <Ann@X.org> queued.", true),
            ("mail ann@x.org. and", true),
            ("joann@x.org", false),
            ("jo.ann@x.org", false),
            ("jo=ann@x.org", false),
            ("ann@x.org.uk", false),
            ("ann@x.org-a.uk", false),
            ("ann@x.orgs", false),
            ("joann@x.org,ann@x.org", true),
            ("To:=3Cann@x.org=3E", true),
            ("?to=%3Cann@x.org%3E", true),
            (r#"{"to":"\u003cann@x.org\u003e"}"#, true),
            (r"first line\nann@x.org", true),
            ("ann@x.org--", true),
        ] {
            assert_eq!(names_address(text, "ann@x.org"), expected, "{text}");
        }
    }
}
