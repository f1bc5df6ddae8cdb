//! Quoted-printable (RFC 2045, section 6.7) in pieces that can be joined.
//!
//! A piece is encoded as if it stood alone and ends in a soft line break wherever
//! another one follows, so that what stands in a slot moves no byte around it.

use copydesk_rendering::{Piece, Prepared, Slot, Syntax, escape_html};
use quoted_printable::{InputMode, Options, encode_with_options};

/// In octets, less CRLF; the soft line break behind a piece makes it 76.
const LINE: usize = 75;

/// A line break that decoding takes out again.
const SOFT_BREAK: &str = "=\r\n";

/// A part of a message; `word` says what stands for a slot until it is filled, in
/// letters and digits.
pub(super) fn part(prepared: &Prepared, word: impl Fn(Slot) -> String) -> String {
    let mut encoded = String::new();
    for (index, piece) in prepared.pieces.iter().enumerate() {
        if index > 0 {
            encoded.push_str(SOFT_BREAK);
        }
        match piece {
            Piece::Fixed(text) => {
                encoded.push_str(&encode(&text.replace("\r\n", "\n").replace('\n', "\r\n")));
            }
            Piece::Slot(slot) => encoded.push_str(&word(*slot)),
        }
    }
    encoded
}

/// A slot's value, escaped as its part asks and on one line, and how many bytes it
/// has before it is encoded.
pub(super) fn value(value: &str, syntax: Syntax) -> (String, usize) {
    let line = value.replace(['\r', '\n'], " ");
    let line = match syntax {
        Syntax::Html => escape_html(&line),
        Syntax::Text => line,
    };
    (encode(&line), line.len())
}

fn encode(text: &str) -> String {
    let options = Options::default().input_mode(InputMode::Text).line_length_limit(LINE);
    encode_with_options(text, options)
}

#[cfg(test)]
mod tests {
    use quoted_printable::{ParseMode, decode};

    use super::*;

    /// Pieces of every length meet a slot at every column.
    #[test]
    fn pieces_meet_without_a_trace() {
        for length in 0..160 {
            let text = "aé =\n.From ".chars().cycle().take(length).collect::<String>();
            for name in ["", "Zoë", "x", "=", "ü ".repeat(60).as_str()] {
                let pieces = vec![
                    Piece::Fixed(text.clone()),
                    Piece::Slot(Slot::Name),
                    Piece::Slot(Slot::Name),
                    Piece::Fixed(text.clone()),
                ];
                let prepared = Prepared { syntax: Syntax::Text, pieces };
                let encoded = part(&prepared, |_| value(name, Syntax::Text).0);
                assert!(encoded.split("\r\n").all(|line| line.len() <= 76), "{encoded}");
                let decoded = decode(&encoded, ParseMode::Strict).unwrap();
                let expected = prepared.fill(|_| name.to_owned()).replace('\n', "\r\n");
                assert_eq!(String::from_utf8(decoded).unwrap(), expected, "{encoded}");
            }
        }
    }

    #[test]
    fn a_value_is_one_escaped_line() {
        let (encoded, bytes) = value("<b>\r\nx", Syntax::Html);
        assert_eq!((encoded.as_str(), bytes), ("&lt;b&gt;  x", 12));
    }
}
