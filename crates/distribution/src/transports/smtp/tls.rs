//! Encryption: whom to trust, the handshake, and why one failed.
//!
//! A certificate is verified against the host's name and against the authorities
//! that this machine trusts, or against those of one file. There is no way to
//! leave that out.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{self, CertificateError, ClientConfig, RootCertStore};

use super::Login;

/// Why no certificate can be verified.
#[derive(Debug, thiserror::Error)]
pub enum TrustProblem {
    /// The file of authorities.
    #[error("the certificates of `ca` in {} cannot be used: {why}", .path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// The machine's own.
    #[error(
        "this machine trusts no certificate authority ({why}): install ca-certificates, or name the relay's with `ca: FILE`"
    )]
    Nobody {
        /// Why.
        why: String,
    },
    /// The TLS library.
    #[error("TLS cannot be set up: {0}")]
    Setup(String),
}

/// An encrypted line to come. Only here can a login be, so nobody logs in over a
/// line that others can read.
#[derive(Clone)]
pub struct Tls {
    config: Arc<ClientConfig>,
    pub(super) login: Option<Login>,
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tls").field("login", &self.login).finish_non_exhaustive()
    }
}

impl Tls {
    /// Trusts the authorities of `ca`, a file of PEM certificates, else those of
    /// this machine. Reads files.
    ///
    /// # Errors
    /// [`TrustProblem`] if that leaves nobody to trust.
    pub fn new(ca: Option<&Path>, login: Option<Login>) -> Result<Self, TrustProblem> {
        let roots = match ca {
            Some(path) => in_file(path)?,
            None => of_this_machine()?,
        };
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| TrustProblem::Setup(error.to_string()))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Self { config: Arc::new(config), login })
    }

    /// Encrypts a line to `host`, or says why not as a sentence about the relay.
    pub(super) async fn handshake<S: AsyncRead + AsyncWrite + Unpin>(
        &self,
        host: &str,
        stream: S,
        limit: Duration,
    ) -> Result<Box<TlsStream<S>>, String> {
        let name = ServerName::try_from(host.to_owned())
            .map_err(|_| format!("`{host}` cannot stand in a certificate"))?;
        let connector = TlsConnector::from(self.config.clone());
        match timeout(limit, connector.connect(name, stream)).await {
            Ok(Ok(stream)) => Ok(Box::new(stream)),
            Ok(Err(error)) => Err(in_words(&error, host)),
            Err(_) => Err(format!("the TLS handshake did not end within {limit:?}")),
        }
    }
}

fn in_file(path: &Path) -> Result<RootCertStore, TrustProblem> {
    let problem = |why: String| TrustProblem::File { path: path.to_owned(), why };
    let mut roots = RootCertStore::empty();
    let certificates =
        CertificateDer::pem_file_iter(path).map_err(|error| problem(error.to_string()))?;
    for certificate in certificates {
        let certificate = certificate.map_err(|error| problem(error.to_string()))?;
        roots.add(certificate).map_err(|error| problem(error.to_string()))?;
    }
    if roots.is_empty() {
        return Err(problem("it has no `BEGIN CERTIFICATE`".to_owned()));
    }
    Ok(roots)
}

fn of_this_machine() -> Result<RootCertStore, TrustProblem> {
    let found = rustls_native_certs::load_native_certs();
    let mut roots = RootCertStore::empty();
    // Old machines keep a few that no longer parse; the others still count.
    let (_, unusable) = roots.add_parsable_certificates(found.certs);
    if unusable > 0 {
        tracing::debug!(unusable, "some of this machine's certificate authorities are unusable");
    }
    if roots.is_empty() {
        let why = found.errors.first().map_or_else(|| "none found".to_owned(), ToString::to_string);
        return Err(TrustProblem::Nobody { why });
    }
    Ok(roots)
}

fn in_words(error: &std::io::Error, host: &str) -> String {
    let cause = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
    let Some(rustls::Error::InvalidCertificate(certificate)) = cause else {
        return format!("the TLS handshake failed: {error}");
    };
    match certificate {
        // Two authorities of one name differ in their signatures alone.
        CertificateError::UnknownIssuer | CertificateError::BadSignature => {
            "nobody trusted here issued its certificate: a relay with an authority of its own \
             needs `ca: FILE`"
                .to_owned()
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            format!("its certificate is for another name than `{host}`: name the host as there")
        }
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            "its certificate has expired: renew it, or mind this machine's clock".to_owned()
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "its certificate is not valid yet: mind this machine's clock".to_owned()
        }
        CertificateError::Revoked => "its certificate was revoked".to_owned(),
        other => format!("its certificate cannot be trusted: {other}"),
    }
}
