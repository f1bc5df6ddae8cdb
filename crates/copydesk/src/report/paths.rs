//! Where a draft lies, as programs elsewhere name it: from the checkout's root,
//! with slashes, so that the same log fits on every machine.

use std::path::{Component, Path, PathBuf};

/// What paths are told from: what GitHub calls the workspace, else this folder.
#[derive(Clone, Debug)]
pub(super) struct Root(PathBuf);

/// A path from the root, or a whole one where it leads elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Below(String),
    Elsewhere(String),
}

impl Root {
    pub(super) fn find() -> Self {
        let workspace = std::env::var_os("GITHUB_WORKSPACE").map(PathBuf::from);
        Self(workspace.or_else(|| std::env::current_dir().ok()).unwrap_or_default())
    }

    /// Where `path` leads, `.` and `..` taken out as far as that is sure.
    pub(super) fn place(&self, path: &str) -> Place {
        if path == "-" {
            return Place::Below("stdin".to_owned());
        }
        let whole = std::path::absolute(path).unwrap_or_else(|_| PathBuf::from(path));
        let mut plain = PathBuf::new();
        for part in whole.components() {
            match part {
                Component::CurDir => {}
                Component::ParentDir if plain.file_name().is_some() => {
                    plain.pop();
                }
                part => plain.push(part),
            }
        }
        match plain.strip_prefix(&self.0) {
            Ok(below) => Place::Below(slashed(below)),
            Err(_) => Place::Elsewhere(slashed(&plain)),
        }
    }
}

impl Place {
    /// The path itself.
    pub(super) fn path(&self) -> &str {
        match self {
            Self::Below(path) | Self::Elsewhere(path) => path,
        }
    }

    /// A URI reference (RFC 3986): relative below the root, else `file:`.
    pub(super) fn uri(&self) -> String {
        match self {
            Self::Below(path) => encoded(path),
            Self::Elsewhere(path) if path.starts_with('/') => format!("file://{}", encoded(path)),
            Self::Elsewhere(path) => format!("file:///{}", encoded(path)),
        }
    }
}

fn slashed(path: &Path) -> String {
    path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/")
}

/// All but letters, digits, `-._~` and slashes is percent-encoded.
fn encoded(path: &str) -> String {
    let mut encoded = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_told_from_the_root() {
        let here = std::env::current_dir().unwrap();
        let root = Root(here.clone());
        let place = root.place("drafts/./old/../50% “done”.md");
        assert_eq!(place.path(), "drafts/50% “done”.md");
        assert_eq!(place.uri(), "drafts/50%25%20%E2%80%9Cdone%E2%80%9D.md");
        let absolute = here.join("a:b.md").display().to_string();
        assert_eq!(root.place(&absolute).uri(), "a%3Ab.md");
    }

    #[cfg(unix)]
    #[test]
    fn what_lies_elsewhere_is_named_whole() {
        let root = Root(PathBuf::from("/newsroom"));
        assert_eq!(root.place("/tmp/a b.md").uri(), "file:///tmp/a%20b.md");
    }
}
