//! The form in which bytes are signed: "relaxed" for headers and body (RFC 6376,
//! 3.4.2 and 3.4.4), which survives what relays do to white space.

use memchr::memchr2_iter;

/// One header as it stands in a message, folded as it is.
#[derive(Clone, Copy)]
pub(super) struct Header<'a> {
    name: &'a [u8],
    value: &'a [u8],
}

impl<'a> Header<'a> {
    pub(super) fn of(header: &'a [u8]) -> Option<Self> {
        let colon = memchr::memchr(b':', header)?;
        Some(Self { name: &header[..colon], value: &header[colon + 1..] })
    }

    pub(super) fn is(&self, name: &str) -> bool {
        self.name.trim_ascii_end().eq_ignore_ascii_case(name.as_bytes())
    }
}

/// A message's headers, and its body.
pub(super) fn headers(message: &[u8]) -> Option<(Vec<Header<'_>>, &[u8])> {
    let end = memchr::memmem::find(message, b"\r\n\r\n")?;
    let (mut rest, body) = (&message[..end + 2], &message[end + 4..]);
    let mut headers = Vec::new();
    while !rest.is_empty() {
        // A line break that is not followed by white space ends a header.
        let mut breaks = memchr::memmem::find_iter(rest, b"\r\n").map(|at| at + 2);
        let end = breaks.find(|end| !matches!(rest.get(*end), Some(b' ' | b'\t')))?;
        headers.push(Header::of(&rest[..end])?);
        rest = &rest[end..];
    }
    Some((headers, body))
}

/// The name in lower case, the value unfolded, each run of white space one space,
/// none around.
pub(super) fn relaxed_header(out: &mut Vec<u8>, header: Header<'_>) {
    out.extend(header.name.trim_ascii_end().iter().map(u8::to_ascii_lowercase));
    out.push(b':');
    let mut words = header
        .value
        .split(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n'))
        .filter(|word| !word.is_empty());
    if let Some(first) = words.next() {
        out.extend_from_slice(first);
    }
    for word in words {
        out.push(b' ');
        out.extend_from_slice(word);
    }
    out.extend_from_slice(b"\r\n");
}

/// Looked at together: nearly all of a body is in its form already.
const BLOCK: usize = 256;

/// Each run of white space one space, none at the end of a line, no empty line at
/// the end, and the last line ended.
pub(super) fn relaxed_body(body: &[u8]) -> Vec<u8> {
    let mut out = relaxed_lines(body);
    while let Some(rest) = out.strip_suffix(b"\r\n") {
        out.truncate(rest.len());
    }
    if !out.is_empty() {
        out.extend_from_slice(b"\r\n");
    }
    out
}

/// The same of what is not the end of a body.
pub(super) fn relaxed_lines(lines: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(lines.len() + 2);
    let mut done = 0;
    for begin in (0..lines.len()).step_by(BLOCK) {
        let block = &lines[begin..lines.len().min(begin + BLOCK)];
        if is_relaxed(block, &lines[begin + 1..]) {
            continue;
        }
        for at in memchr2_iter(b' ', b'\t', block).map(|at| begin + at) {
            if at < done {
                continue;
            }
            let next = lines.get(at + 1).copied().unwrap_or(b'\r');
            if lines[at] == b' ' && !matches!(next, b' ' | b'\t' | b'\r') {
                continue;
            }
            out.extend_from_slice(&lines[done..at]);
            let run = lines[at..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
            done = at + run;
            if !matches!(lines.get(done), None | Some(b'\r')) {
                out.push(b' ');
            }
        }
    }
    out.extend_from_slice(&lines[done..]);
    out
}

/// Whether all white space of a block is one space between two words; `next` begins a byte
/// later. All of it is looked at and nothing decided in between, which the compiler does
/// for many bytes at once.
fn is_relaxed(block: &[u8], next: &[u8]) -> bool {
    let pairs = block.iter().zip(next);
    // The body's last byte has nothing behind it.
    let mut wrong = next.len() < block.len() && matches!(block.last(), Some(b' ' | b'\t'));
    for (one, other) in pairs {
        // White space and all that ends a line is at most a space.
        wrong |= (*one == b'\t') | ((*one == b' ') & (*other <= b' '));
    }
    !wrong
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_in_headers_is_one_space() {
        let message = b"A: X\r\nB : Y\t\r\n\tZ  \r\n\r\nbody\r\n";
        let (headers, body) = headers(message).unwrap();
        let mut out = Vec::new();
        for header in &headers {
            relaxed_header(&mut out, *header);
        }
        // The example of RFC 6376, 3.4.5.
        assert_eq!(out, b"a:X\r\nb:Y Z\r\n");
        assert_eq!(body, b"body\r\n");
        assert!(headers[1].is("b") && !headers[1].is("a"));
    }

    #[test]
    fn white_space_in_a_body_is_one_space_or_none() {
        for (body, expected) in [
            (" C \r\nD \t E\r\n\r\n\r\n", " C\r\nD E\r\n"),
            ("", ""),
            ("\r\n\r\n", ""),
            (" \r\n\t\r\n", ""),
            ("a", "a\r\n"),
            ("a  ", "a\r\n"),
            ("a\tb\r\n", "a b\r\n"),
            ("a b c\r\n", "a b c\r\n"),
            ("  a\r\n\r\nb\r\n", " a\r\n\r\nb\r\n"),
            ("a \r\n \r\nb\r\n", "a\r\n\r\nb\r\n"),
        ] {
            let out = relaxed_body(body.as_bytes());
            assert_eq!(String::from_utf8(out).unwrap(), expected, "{body:?}");
        }
    }
}
