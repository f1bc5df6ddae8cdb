//! Files that hold a secret: read only while nobody else can, and never shown.

use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// More is neither a key nor a password.
const MOST_BYTES: u64 = 64 * 1024;

/// Why a secret cannot be had from its file.
#[derive(Debug, thiserror::Error)]
pub enum SecretProblem {
    /// The file cannot be read.
    #[error("cannot read {}: {source}", .path.display())]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Others may read or write it.
    #[error("{} has mode {mode:o}: others may use it. Run `chmod 600` on it, and change the secret if somebody may have read it", .path.display())]
    Loose {
        /// Which file.
        path: PathBuf,
        /// Its permissions.
        mode: u32,
    },
    /// It cannot be the secret.
    #[error("{} is no file of a secret: it {why}", .path.display())]
    Strange {
        /// Which file.
        path: PathBuf,
        /// As a predicate.
        why: &'static str,
    },
}

/// Where the service manager hands over secrets (systemd's `LoadCredential=`), if it
/// started us.
pub fn credentials() -> Option<PathBuf> {
    std::env::var_os("CREDENTIALS_DIRECTORY").map(PathBuf::from).filter(|path| path.is_absolute())
}

/// The bytes of a file that only its owner may use, or that the service manager has
/// handed over.
///
/// # Errors
/// [`SecretProblem`], above all for a file that others can read.
pub fn read_secret(path: &Path) -> Result<Vec<u8>, SecretProblem> {
    let handed_over = credentials().is_some_and(|folder| path.starts_with(folder));
    // systemd gives its user the right to read by an access list, which shows as the
    // right of a group.
    read(path, if handed_over { 0o037 } else { 0o077 })
}

/// The bytes of a file of which nobody has one of the rights `refused`.
fn read(path: &Path, refused: u32) -> Result<Vec<u8>, SecretProblem> {
    let unreadable = |source| SecretProblem::Unreadable { path: path.to_owned(), source };
    let strange = |why| SecretProblem::Strange { path: path.to_owned(), why };
    let file = File::open(path).map_err(unreadable)?;
    let about = file.metadata().map_err(unreadable)?;
    if !about.is_file() {
        return Err(strange("is not a regular file"));
    }
    let mode = about.mode() & 0o777;
    if mode & refused != 0 {
        return Err(SecretProblem::Loose { path: path.to_owned(), mode });
    }
    let mut bytes = Vec::new();
    file.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(strange("is longer than any key"));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_secret_is_its_owners_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("password");
        assert!(matches!(read_secret(&path), Err(SecretProblem::Unreadable { .. })));
        fs::write(&path, "open sesame\n").unwrap();
        for (mode, fits) in [(0o600, true), (0o400, true), (0o640, false), (0o604, false)] {
            fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
            match read_secret(&path) {
                Ok(bytes) => assert!(fits && bytes == b"open sesame\n"),
                Err(error) => assert!(!fits && error.to_string().contains("chmod 600"), "{error}"),
            }
        }
        fs::set_permissions(&path, Permissions::from_mode(0o440)).unwrap();
        assert!(read(&path, 0o037).is_ok(), "as systemd hands it over");
        fs::set_permissions(&path, Permissions::from_mode(0o444)).unwrap();
        assert!(read(&path, 0o037).is_err());
        let strange = |path: &Path| matches!(read_secret(path), Err(SecretProblem::Strange { .. }));
        assert!(strange(folder.path()));
        fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
        fs::write(&path, vec![b'x'; 70_000]).unwrap();
        assert!(strange(&path));
    }
}
