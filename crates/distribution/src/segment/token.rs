//! The words of an expression.

use super::{How, SegmentProblem};

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Open,
    Close,
    How(How),
    Text(String),
    /// A name, a keyword, a number or a day: letters, digits, `_`, `-` and `.`.
    Word(String),
}

/// Tokens with the bytes at which they begin.
pub(super) fn tokens(text: &str) -> Result<Vec<(usize, Token)>, SegmentProblem> {
    let mut tokens = Vec::new();
    let mut rest = text.char_indices().peekable();
    while let Some((at, c)) = rest.next() {
        let mut then_equals = || rest.next_if(|(_, c)| *c == '=').is_some();
        let token = match c {
            c if c.is_whitespace() => continue,
            '(' => Token::Open,
            ')' => Token::Close,
            '=' => Token::How(How::Equal),
            '!' if then_equals() => Token::How(How::Different),
            '<' if then_equals() => Token::How(How::AtMost),
            '<' => Token::How(How::Less),
            '>' if then_equals() => Token::How(How::AtLeast),
            '>' => Token::How(How::More),
            '"' => {
                let inside: String =
                    rest.by_ref().map(|(_, c)| c).take_while(|c| *c != '"').collect();
                if text[at + 1..].len() == inside.len() {
                    let message = "a double quote opens here and is not closed".to_owned();
                    return Err(SegmentProblem { at, message, help: None });
                }
                Token::Text(inside)
            }
            c if is_word(c) => {
                let mut word = c.to_string();
                while let Some((_, c)) = rest.next_if(|(_, c)| is_word(*c)) {
                    word.push(c);
                }
                Token::Word(word)
            }
            c => {
                let message = format!("`{c}` means nothing here");
                let help = Some("such as `city = \"Rome\" and age >= 18`".to_owned());
                return Err(SegmentProblem { at, message, help });
            }
        };
        tokens.push((at, token));
    }
    Ok(tokens)
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '.')
}
