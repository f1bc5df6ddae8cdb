//! Where the entries of a JSON list stand, even if the list as a whole is no
//! JSON: what is wrong in one of them must not lose the others.

use std::ops::Range;

/// A file with so many entries that nobody closed is not searched further.
const MOST_UNCLOSED: usize = 32;

/// The objects of the outermost list.
pub(super) fn of(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let Some(mut at) = text.find('[').map(|open| open + 1) else { return found };
    let mut unclosed = 0;
    while let Some(step) = text[at..].find(['{', ']']) {
        let start = at + step;
        if text[start..].starts_with(']') {
            break;
        }
        let closed = end(text, start);
        at = closed.unwrap_or_else(|| next_object(text, start + 1));
        found.push(start..at);
        unclosed += usize::from(closed.is_none());
        if unclosed > MOST_UNCLOSED {
            break;
        }
    }
    found
}

/// One past the brace that closes the object at `start`. No string of JSON goes
/// beyond its line, so one that nobody closed ends there.
fn end(text: &str, start: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let (mut depth, mut quoted, mut at) = (0_usize, false, start);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' if quoted => at += 1,
            b'\n' => quoted = false,
            b'"' => quoted = !quoted,
            b'{' if !quoted => depth += 1,
            b'}' if !quoted => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// Where the next object begins behind the end of another.
fn next_object(text: &str, from: usize) -> usize {
    let mut ended = false;
    for (at, byte) in text.bytes().enumerate().skip(from) {
        match byte {
            b'{' if ended => return at,
            b'}' => ended = true,
            b',' => {}
            _ if byte.is_ascii_whitespace() => {}
            _ => ended = false,
        }
    }
    text.len()
}
