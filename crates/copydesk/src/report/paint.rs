//! Colours, where there is a terminal to show them.

use clap::builder::styling::{AnsiColor, Style};
use copydesk_manuscript::Severity;

/// Whether to write colours.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Paint(pub(crate) bool);

impl Paint {
    /// The colour of a severity.
    pub(crate) fn severity(self, severity: Severity, words: &str) -> String {
        let colour = match severity {
            Severity::Error => AnsiColor::Red,
            Severity::Warning => AnsiColor::Yellow,
            Severity::Info => AnsiColor::Cyan,
        };
        self.with(colour.on_default().bold(), words)
    }

    /// What went well.
    pub(crate) fn good(self, words: &str) -> String {
        self.with(AnsiColor::Green.on_default().bold(), words)
    }

    /// What went wrong.
    pub(crate) fn bad(self, words: &str) -> String {
        self.with(AnsiColor::Red.on_default().bold(), words)
    }

    /// What stands back.
    pub(crate) fn dim(self, words: &str) -> String {
        self.with(Style::new().dimmed(), words)
    }

    fn with(self, style: Style, words: &str) -> String {
        if self.0 { format!("{style}{words}{style:#}") } else { words.to_owned() }
    }
}
