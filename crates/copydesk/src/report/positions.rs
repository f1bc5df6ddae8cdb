//! Lines and columns in several texts. Each is looked through once, however many
//! findings stand in it.

use std::collections::HashMap;

use copydesk_manuscript::{LineIndex, Position};

/// The lines of texts, by their names.
#[derive(Default)]
pub(super) struct Positions<'a>(HashMap<&'a str, LineIndex>);

impl<'a> Positions<'a> {
    /// Where `byte` stands in `text`, which is called `name`.
    pub(super) fn of(&mut self, name: &'a str, text: &str, byte: usize) -> Position {
        let index = self.0.entry(name).or_insert_with(|| LineIndex::new(text));
        index.position(text, byte)
    }
}
