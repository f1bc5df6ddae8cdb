//! Files that belong to a draft.

/// A file beside a draft that is read with it, as found.
#[derive(Clone, Debug)]
pub struct Companion {
    /// What it is to the draft.
    pub role: Role,
    /// Its name as the draft or its place says it, for messages.
    pub name: String,
    /// Its bytes, or why there are none, in words for an editor.
    pub bytes: Result<Vec<u8>, String>,
}

/// What a companion is to its draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Entries that `@key` names: CSL-JSON, BibTeX or BibLaTeX.
    Bibliography,
    /// `<draft>.allow.yaml`: findings that somebody answered for.
    Waivers,
}
