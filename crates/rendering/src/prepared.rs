//! A rendered text with slots: rendered once, filled for each recipient.

use serde::{Deserialize, Serialize};

use crate::markup::escape_html;

/// Text in pieces. Filling it costs a copy, not a rendering.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prepared {
    /// How values are escaped.
    pub syntax: Syntax,
    /// In order.
    pub pieces: Vec<Piece>,
}

/// What the text is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Syntax {
    /// Values are escaped for text and quoted attributes.
    Html,
    /// Values stand as they are, less line breaks.
    Text,
}

/// One piece of a prepared text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Piece {
    /// The same for everybody.
    Fixed(String),
    /// Not known when rendering.
    Slot(Slot),
}

/// What rendering leaves open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Slot {
    /// What the recipient is called; `reader` where nobody knows.
    Name,
    /// The recipient's address.
    Address,
    /// A sentence: since when they are on the list. Empty where nobody knows.
    Since,
    /// The recipient's own link for leaving the list.
    Unsubscribe,
    /// The recipient's own link to what they may choose.
    Preferences,
    /// The edition's digest, which covers this very text.
    Digest,
}

impl Slot {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Name,
        Self::Address,
        Self::Since,
        Self::Unsubscribe,
        Self::Preferences,
        Self::Digest,
    ];
}

impl Prepared {
    /// The text with every slot filled by `value`, escaped as the syntax asks.
    pub fn fill(&self, value: impl Fn(Slot) -> String) -> String {
        let mut filled = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Fixed(text) => filled.push_str(text),
                Piece::Slot(slot) => {
                    let value = value(*slot).replace(['\r', '\n'], " ");
                    match self.syntax {
                        Syntax::Html => filled.push_str(&escape_html(&value)),
                        Syntax::Text => filled.push_str(&value),
                    }
                }
            }
        }
        filled
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_become_markup_or_a_header() {
        let pieces = vec![Piece::Fixed("Dear ".into()), Piece::Slot(Slot::Name)];
        let html = Prepared { syntax: Syntax::Html, pieces: pieces.clone() };
        assert_eq!(html.fill(|_| "<script>".into()), "Dear &lt;script&gt;");
        let text = Prepared { syntax: Syntax::Text, pieces };
        assert_eq!(text.fill(|_| "A\r\nBcc: b".into()), "Dear A  Bcc: b");
    }
}
