//! Whether bytes may travel as they are through any relay (RFC 5321, RFC 5322).

/// In octets, less CRLF.
const LONGEST_LINE: usize = 998;

pub(super) fn accept(message: &[u8]) -> Result<(), String> {
    if !message.is_ascii() {
        return Err("it has bytes beyond ASCII".to_owned());
    }
    accept_lines(message)
}

/// The same for what may go beyond ASCII, to a relay that takes it (RFC 6532).
pub(crate) fn accept_lines(message: &[u8]) -> Result<(), String> {
    for (index, line) in message.split_inclusive(|byte| *byte == b'\n').enumerate() {
        let number = index + 1;
        let Some(line) = line.strip_suffix(b"\r\n") else {
            return Err(format!("its line {number} does not end in CRLF"));
        };
        if line.contains(&b'\r') || line.contains(&0) {
            return Err(format!("its line {number} has a bare CR or a NUL"));
        }
        if line.len() > LONGEST_LINE {
            return Err(format!(
                "its line {number} has {} octets, and {LONGEST_LINE} are the most",
                line.len()
            ));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::accept;

    #[test]
    fn only_what_every_relay_takes_passes() {
        assert!(accept(b"A: b\r\n\r\nc\r\n").is_ok());
        let long = [b"a".repeat(999), b"\r\n".to_vec()].concat();
        for bad in [&b"a\n"[..], b"a", b"a\rb\r\n", b"a\0\r\n", b"\xc3\xa4\r\n", &long] {
            assert!(accept(bad).is_err());
        }
        assert!(accept(&long[1..]).is_ok());
    }
}
