//! A signing key's file: PEM, made once, for its owner alone.

use std::fs::{DirBuilder, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::rustls::pki_types::pem::PemObject;

use super::key::NEITHER;
use super::{SigningKey, SigningKeyKind};
use crate::{SecretProblem, read_secret};

/// RFC 7468.
const PEM_LINE: usize = 64;

/// Why there is no signing key.
#[derive(Debug, thiserror::Error)]
pub enum SigningKeyProblem {
    /// The file of the key.
    #[error("{0}")]
    File(#[from] SecretProblem),
    /// It holds no such key.
    #[error("{} {why}; `copydesk keys dkim new` makes a key", .path.display())]
    NoKey {
        /// Which file.
        path: PathBuf,
        /// As a predicate.
        why: &'static str,
    },
    /// There is a file already.
    #[error("{} is there already, and a key is never replaced: mail that was signed with it is still on its way", .path.display())]
    Exists {
        /// Which file.
        path: PathBuf,
    },
    /// It cannot be written.
    #[error("cannot write {}: {source}", .path.display())]
    Unwritable {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The cryptographic library.
    #[error("the cryptographic library made no key")]
    Library,
}

impl SigningKey {
    /// Reads a key that only its owner may use.
    ///
    /// # Errors
    /// [`SigningKeyProblem`], above all for a file that others can read.
    pub fn open(path: &Path) -> Result<Self, SigningKeyProblem> {
        let no_key = |why| SigningKeyProblem::NoKey { path: path.to_owned(), why };
        let bytes = read_secret(path)?;
        match PrivateKeyDer::from_pem_slice(&bytes) {
            Ok(PrivateKeyDer::Pkcs8(key)) => Self::from_der(key.secret_pkcs8_der(), false),
            Ok(PrivateKeyDer::Pkcs1(key)) => Self::from_der(key.secret_pkcs1_der(), true),
            Ok(_) => Err(NEITHER),
            Err(_) => Err("has no `BEGIN PRIVATE KEY` that can be read"),
        }
        .map_err(no_key)
    }

    /// Makes a key and writes it to `path`, which must not exist, with mode 0600.
    ///
    /// # Errors
    /// [`SigningKeyProblem::Exists`], or what kept it from being written.
    pub fn create(kind: SigningKeyKind, path: &Path) -> Result<Self, SigningKeyProblem> {
        let key = Self::generate(kind).ok_or(SigningKeyProblem::Library)?;
        let der = key.to_der().ok_or(SigningKeyProblem::Library)?;
        write(path, pem(&der).as_bytes()).map_err(|source| match source.kind() {
            io::ErrorKind::AlreadyExists => SigningKeyProblem::Exists { path: path.to_owned() },
            _ => SigningKeyProblem::Unwritable { path: path.to_owned(), source },
        })?;
        Ok(key)
    }
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    }
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn pem(der: &[u8]) -> String {
    let mut pem = "-----BEGIN PRIVATE KEY-----\n".to_owned();
    for line in STANDARD.encode(der).as_bytes().chunks(PEM_LINE) {
        pem.extend(line.iter().map(|byte| char::from(*byte)));
        pem.push('\n');
    }
    pem + "-----END PRIVATE KEY-----\n"
}
