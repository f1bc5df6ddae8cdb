//! What a relay's answer means: yes, not now, never, or nothing that can be relied
//! on.

use lettre::transport::smtp::Error;
use lettre::transport::smtp::response::{Response, Severity};

/// Of an answer that is kept, in characters.
const LONGEST: usize = 500;

/// What came instead of a yes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum No {
    /// 4xx, in the relay's words.
    Later(String),
    /// 5xx, in the relay's words.
    Never(String),
    /// No answer that means anything: the connection is of no more use.
    Lost(String),
}

impl No {
    pub(super) fn words(&self) -> &str {
        match self {
            Self::Later(words) | Self::Never(words) | Self::Lost(words) => words,
        }
    }

    /// 421 announces that the relay hangs up.
    pub(super) fn ends_the_connection(&self) -> bool {
        match self {
            Self::Lost(_) => true,
            Self::Later(reply) => reply.starts_with("421"),
            Self::Never(_) => false,
        }
    }
}

/// The reply's words if it is of the kind expected.
pub(super) fn expect(expected: Severity, answer: Result<Response, Error>) -> Result<String, No> {
    match answer {
        Ok(reply) if reply.code().severity == expected => Ok(reply_words(&reply)),
        Ok(reply) => Err(No::Lost(format!("an answer out of turn: {}", reply.code()))),
        Err(error) if error.is_transient() => Err(No::Later(words(&error))),
        Err(error) if error.is_permanent() => Err(No::Never(words(&error))),
        Err(error) => Err(No::Lost(words(&error))),
    }
}

fn reply_words(reply: &Response) -> String {
    let lines: Vec<&str> = reply.message().collect();
    tidy(&format!("{} {}", reply.code(), lines.join(" ")))
}

/// The reply that an error stands for, enhanced code and all, or what went wrong.
pub(super) fn words(error: &Error) -> String {
    let source = std::error::Error::source(error).map(ToString::to_string);
    match (error.status(), source) {
        (Some(code), text) => tidy(&format!("{code} {}", text.unwrap_or_default())),
        (None, Some(text)) => tidy(&text),
        (None, None) => tidy(&error.to_string()),
    }
}

/// One line of bearable length, whatever the relay said.
pub(super) fn tidy(text: &str) -> String {
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ").chars().take(LONGEST).collect()
}
