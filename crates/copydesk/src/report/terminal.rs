//! How wide the terminal is, and what is asked there.

use std::io::{self, BufRead, IsTerminal};

use super::out;

/// Columns: what the shell says in `COLUMNS`, else what the terminal says, else
/// 80. Never so narrow that nothing fits.
pub(crate) fn width() -> usize {
    let told = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let seen = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    told.or_else(seen).unwrap_or(80).clamp(40, 200)
}

/// Whether somebody at a terminal types `expected` after the question. `None` where
/// nobody is there to be asked.
pub(crate) fn typed(question: &str, expected: &str) -> Option<bool> {
    if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        return None;
    }
    out::err(&format!("{question} "));
    let mut answer = String::new();
    let read = io::stdin().lock().read_line(&mut answer);
    Some(read.is_ok() && answer.trim() == expected)
}
