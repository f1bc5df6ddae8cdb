//! The file of the recipient key: made at first use, and looked at hard.
//!
//! Losing it breaks the unsubscribe links of every mail that went out, and
//! showing it lets anybody unsubscribe anybody: so it is never replaced, and a
//! file that others can read is refused.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use crate::{RecipientKey, SecretProblem, read_secret};

/// Why there is no recipient key.
#[derive(Debug, thiserror::Error)]
pub enum KeyProblem {
    /// The file cannot be read or made.
    #[error("cannot {doing} the recipient key {}: {source}", .path.display())]
    Unusable {
        /// Which file.
        path: PathBuf,
        /// `read`, `make`.
        doing: &'static str,
        /// Why.
        source: io::Error,
    },
    /// Others may read or write it.
    #[error("the recipient key {} has mode {mode:o}: others may use it. Run `chmod 600` on it if nobody did; else every unsubscribe link must be thought known", .path.display())]
    Loose {
        /// Which file.
        path: PathBuf,
        /// Its permissions.
        mode: u32,
    },
    /// It is not a key.
    #[error("the recipient key {} has {length} bytes instead of {}: bring it back from a backup; a new one would break the unsubscribe links of every mail that went out", .path.display(), RecipientKey::LENGTH)]
    WrongLength {
        /// Which file.
        path: PathBuf,
        /// In bytes.
        length: usize,
    },
    /// It cannot be a key.
    #[error("the recipient key {} {why}", .path.display())]
    Strange {
        /// Which file.
        path: PathBuf,
        /// As a predicate.
        why: &'static str,
    },
}

impl RecipientKey {
    /// The key of the newsroom in this folder, made if there is none:
    /// `.copydesk/keys/recipient.key`. Two processes that make it at once agree.
    ///
    /// # Errors
    /// [`KeyProblem`], above all for a file that others can read.
    pub fn open(newsroom: &Path) -> Result<Self, KeyProblem> {
        let folder = newsroom.join(".copydesk").join("keys");
        let path = folder.join("recipient.key");
        match read(&path) {
            Err(KeyProblem::Unusable { source, .. }) if source.kind() == ErrorKind::NotFound => {
                make(&folder, &path).map_err(|source| KeyProblem::Unusable {
                    path: path.clone(),
                    doing: "make",
                    source,
                })?;
                read(&path)
            }
            result => result,
        }
    }
}

fn read(path: &Path) -> Result<RecipientKey, KeyProblem> {
    let bytes = read_secret(path).map_err(|problem| match problem {
        SecretProblem::Unreadable { path, source } => {
            KeyProblem::Unusable { path, doing: "read", source }
        }
        SecretProblem::Loose { path, mode } => KeyProblem::Loose { path, mode },
        SecretProblem::Strange { path, why } => KeyProblem::Strange { path, why },
    })?;
    let length = bytes.len();
    let bytes = bytes.try_into();
    bytes
        .map(RecipientKey::new)
        .map_err(|_| KeyProblem::WrongLength { path: path.to_owned(), length })
}

/// Writes a key under another name and links it into place: whoever comes second
/// finds the first one's, complete.
fn make(folder: &Path, path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let mut bytes = [0; RecipientKey::LENGTH + 8];
    getrandom::fill(&mut bytes).map_err(io::Error::from)?;
    let (key, unique) = bytes.split_at(RecipientKey::LENGTH);
    let unique: String = unique.iter().map(|byte| format!("{byte:02x}")).collect();
    let temporary = folder.join(format!(".recipient-{unique}.new"));
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&temporary)?;
    let linked = file
        .write_all(key)
        .and_then(|()| file.sync_all())
        .and_then(|()| std::fs::hard_link(&temporary, path));
    let removed = std::fs::remove_file(&temporary);
    match linked {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(error),
        _ => removed?,
    }
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::{MetadataExt, PermissionsExt};

    use copydesk_ledger::Candidate;

    use super::*;

    fn token(key: &RecipientKey) -> String {
        let person = Candidate {
            address: "a@x.org".to_owned(),
            name: None,
            list: "l".to_owned(),
            since: None,
        };
        key.token(&person).as_str().to_owned()
    }

    #[test]
    fn it_is_made_once_and_for_all_and_for_its_owner_alone() {
        let newsroom = tempfile::tempdir().unwrap();
        let tokens: Vec<String> = std::thread::scope(|scope| {
            let makers: Vec<_> = (0..8)
                .map(|_| scope.spawn(|| token(&RecipientKey::open(newsroom.path()).unwrap())))
                .collect();
            makers.into_iter().map(|maker| maker.join().unwrap()).collect()
        });
        assert!(tokens.iter().all(|t| *t == tokens[0]));
        let folder = newsroom.path().join(".copydesk/keys");
        let mode = |path: &Path| fs::metadata(path).unwrap().mode() & 0o777;
        assert_eq!(mode(&folder), 0o700);
        assert_eq!(mode(&folder.join("recipient.key")), 0o600);
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1, "no leftovers");
    }

    #[test]
    fn a_loose_or_short_file_is_refused() {
        let newsroom = tempfile::tempdir().unwrap();
        RecipientKey::open(newsroom.path()).unwrap();
        let path = newsroom.path().join(".copydesk/keys/recipient.key");
        fs::set_permissions(&path, Permissions::from_mode(0o640)).unwrap();
        let loose = RecipientKey::open(newsroom.path()).unwrap_err();
        assert!(matches!(loose, KeyProblem::Loose { mode: 0o640, .. }), "{loose}");
        fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
        fs::write(&path, b"short").unwrap();
        let short = RecipientKey::open(newsroom.path()).unwrap_err();
        assert!(matches!(short, KeyProblem::WrongLength { length: 5, .. }), "{short}");
    }
}
