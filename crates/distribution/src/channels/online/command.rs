//! A command as people write it, split into words. No shell reads it, so what only a
//! shell understands is refused instead of being handed on.

use std::fmt;

/// A program and its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    written: String,
    words: Vec<String>,
}

/// Why something is no command.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CommandProblem {
    /// There are no words.
    #[error("names no program")]
    Empty,
    /// A quotation mark stands alone.
    #[error("has a {0} that is not closed")]
    Open(char),
    /// A sign that only means something to a shell.
    #[error("has `{0}`, which means something to a shell, and none reads this")]
    Shell(char),
}

impl Command {
    /// Splits at white space; `'…'` and `"…"` keep together what stands in them.
    ///
    /// # Errors
    /// [`CommandProblem`], as a predicate.
    pub fn parse(written: &str) -> Result<Self, CommandProblem> {
        let mut words = Vec::new();
        let mut word: Option<String> = None;
        let mut open: Option<char> = None;
        for sign in written.trim().chars() {
            match (open, sign) {
                (Some(quote), sign) if sign == quote => open = None,
                (Some('"'), '$' | '`' | '\\') | (None, '$' | '`' | '\\') => {
                    return Err(CommandProblem::Shell(sign));
                }
                (Some(_), sign) => word.get_or_insert_default().push(sign),
                (None, '"' | '\'') => {
                    open = Some(sign);
                    word.get_or_insert_default();
                }
                (None, sign) if sign.is_whitespace() => words.extend(word.take()),
                (None, '|' | '&' | ';' | '<' | '>' | '(' | ')' | '*' | '?' | '[' | ']') => {
                    return Err(CommandProblem::Shell(sign));
                }
                (None, '~' | '#') if word.is_none() => return Err(CommandProblem::Shell(sign)),
                (None, '=') if words.is_empty() => return Err(CommandProblem::Shell(sign)),
                (None, sign) => word.get_or_insert_default().push(sign),
            }
        }
        if let Some(quote) = open {
            return Err(CommandProblem::Open(quote));
        }
        words.extend(word);
        match words.first() {
            Some(program) if !program.is_empty() => {
                Ok(Self { written: written.trim().to_owned(), words })
            }
            _ => Err(CommandProblem::Empty),
        }
    }

    /// The program, and what it is told.
    pub(super) fn split(&self) -> (&str, &[String]) {
        self.words.split_first().map_or(("", &[]), |(program, rest)| (program, rest))
    }
}

/// As it was written.
impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_words() {
        for (written, words) in [
            (
                "rsync -a --delete www/ host:~/www",
                vec!["rsync", "-a", "--delete", "www/", "host:~/www"],
            ),
            (
                "  ./deploy.sh\t'two words' \"it's\" a''b '' ",
                vec!["./deploy.sh", "two words", "it's", "ab", ""],
            ),
            (
                "git -C www push --set-upstream=origin",
                vec!["git", "-C", "www", "push", "--set-upstream=origin"],
            ),
        ] {
            assert_eq!(Command::parse(written).unwrap().words, words);
        }
    }

    #[test]
    fn what_only_a_shell_understands_is_refused() {
        for written in [
            "a | b",
            "a && b",
            "a; b",
            "a > b",
            "a $HOME",
            "a \"$HOME\"",
            "a `b`",
            "cp www/* x",
            "KEY=1 a",
            "a ~/b",
            "a \\b",
            "a # b",
            "a $(b)",
        ] {
            assert!(matches!(Command::parse(written), Err(CommandProblem::Shell(_))), "{written}");
        }
        assert!(Command::parse("a '$HOME | *'").is_ok());
        assert_eq!(Command::parse("a \"b"), Err(CommandProblem::Open('"')));
        assert_eq!(Command::parse("  "), Err(CommandProblem::Empty));
        assert_eq!(Command::parse("'' a"), Err(CommandProblem::Empty));
    }
}
