//! Bibliographies that a draft cites from.

use serde::Serialize;

/// A bibliography as it was found beside a draft. What the draft cites of it is
/// in [`crate::Document::references`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Bibliography {
    /// Its name as the draft, or the pipeline, writes it.
    pub file: String,
    /// How many of its entries can be cited; `None` where nothing could be read.
    pub usable: Option<usize>,
    /// Every entry whose key could be read.
    #[serde(skip)]
    pub entries: Vec<Listed>,
}

/// An entry by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// What `@` is followed by.
    pub key: String,
    /// 1-based line of the entry in its file.
    pub line: usize,
    /// Whether it can be cited: its syntax is right.
    pub usable: bool,
}
