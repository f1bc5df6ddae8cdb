//! A file in the drafts folder, as found.

use crate::{Companion, Digest};

/// The name and bytes of a draft. Nothing is assumed about the bytes.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The path as the person wrote it, for messages.
    pub path: String,
    /// The bytes, at most `limit + 1` of them (see [`Draft::text`]).
    pub bytes: Vec<u8>,
    /// The most bytes a readable draft may have.
    pub limit: u64,
    /// Files that are read with it: bibliographies, waivers.
    pub companions: Vec<Companion>,
}

/// Why a draft's bytes are no text to check.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unreadable {
    /// Nothing but white space.
    Empty,
    /// The first byte that is not UTF-8.
    NotUtf8 {
        /// 0-based offset of that byte.
        byte: usize,
    },
    /// More than the newsroom's `limits.draft`.
    TooLarge {
        /// That limit, in bytes.
        limit: u64,
    },
}

impl Draft {
    /// 10 MiB: what `limits.draft` is unless the newsroom says otherwise.
    pub const DEFAULT_LIMIT: u64 = 10 * 1024 * 1024;

    /// A draft under the default limit.
    pub fn new(path: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            path: path.into(),
            bytes: bytes.into(),
            limit: Self::DEFAULT_LIMIT,
            companions: Vec::new(),
        }
    }

    /// The text, byte-order mark included, so that offsets are the file's.
    ///
    /// # Errors
    /// [`Unreadable`] says why there is none. A caller that reads one byte more
    /// than `limit` never holds a huge file in memory and is still told so.
    pub fn text(&self) -> Result<&str, Unreadable> {
        if self.bytes.len() as u64 > self.limit {
            return Err(Unreadable::TooLarge { limit: self.limit });
        }
        let text = std::str::from_utf8(&self.bytes)
            .map_err(|error| Unreadable::NotUtf8 { byte: error.valid_up_to() })?;
        if text.trim_start_matches('\u{feff}').trim().is_empty() {
            return Err(Unreadable::Empty);
        }
        Ok(text)
    }

    /// What these very bytes are known by.
    pub fn digest(&self) -> Digest {
        Digest::of(&self.bytes)
    }

    /// Whether the file name says Markdown rather than plain text.
    pub fn is_markdown(&self) -> bool {
        let name = self.path.to_ascii_lowercase();
        name.ends_with(".md") || name.ends_with(".markdown")
    }
}
