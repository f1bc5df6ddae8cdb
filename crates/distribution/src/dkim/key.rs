//! A private key that signs. It is never shown.

use std::fmt;
use std::sync::Arc;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};

/// What another key is, as a predicate.
pub(super) const NEITHER: &str = "is neither RSA of 2,048 bits or more nor Ed25519";

/// A private key.
#[derive(Clone)]
pub struct SigningKey(Pair);

/// Which kind of key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SigningKeyKind {
    /// RSA of 2,048 bits, which every provider verifies.
    Rsa,
    /// Ed25519, short and fast; few providers verify it yet, so it stands beside an
    /// RSA key.
    Ed25519,
}

#[derive(Clone)]
enum Pair {
    Rsa(Arc<RsaKeyPair>),
    Ed25519(Arc<Ed25519KeyPair>),
}

impl SigningKey {
    /// A new one, from the system's randomness. `None` if the library has none.
    pub(super) fn generate(kind: SigningKeyKind) -> Option<Self> {
        Some(Self(match kind {
            SigningKeyKind::Rsa => Pair::Rsa(RsaKeyPair::generate(KeySize::Rsa2048).ok()?.into()),
            SigningKeyKind::Ed25519 => Pair::Ed25519(Ed25519KeyPair::generate().ok()?.into()),
        }))
    }

    /// From PKCS#8, or from PKCS#1, in which older programs write RSA keys. Says as a
    /// predicate what is wrong.
    pub(super) fn from_der(der: &[u8], pkcs1: bool) -> Result<Self, &'static str> {
        if let (false, Ok(pair)) = (pkcs1, Ed25519KeyPair::from_pkcs8(der)) {
            return Ok(Self(Pair::Ed25519(pair.into())));
        }
        // The library takes no RSA key of fewer than 2,048 bits, nor would verifiers
        // (RFC 8301).
        let pair = if pkcs1 { RsaKeyPair::from_der(der) } else { RsaKeyPair::from_pkcs8(der) };
        let pair = pair.map_err(|_| NEITHER)?;
        Ok(Self(Pair::Rsa(pair.into())))
    }

    /// PKCS#8.
    pub(super) fn to_der(&self) -> Option<Vec<u8>> {
        match &self.0 {
            Pair::Rsa(pair) => Some(pair.as_der().ok()?.as_ref().to_vec()),
            Pair::Ed25519(pair) => Some(pair.to_pkcs8v1().ok()?.as_ref().to_vec()),
        }
    }

    /// As `k=` and `p=` of a DNS record have it: RSA with its wrapping, Ed25519
    /// without (RFC 8463, 4.2).
    pub(super) fn public(&self) -> Option<(&'static str, Vec<u8>)> {
        match &self.0 {
            Pair::Rsa(pair) => {
                let der: PublicKeyX509Der<'_> = pair.public_key().as_der().ok()?;
                Some(("rsa", der.as_ref().to_vec()))
            }
            Pair::Ed25519(pair) => Some(("ed25519", pair.public_key().as_ref().to_vec())),
        }
    }

    /// As `a=` of a signature has it.
    pub(super) fn algorithm(&self) -> &'static str {
        match &self.0 {
            Pair::Rsa(_) => "rsa-sha256",
            Pair::Ed25519(_) => "ed25519-sha256",
        }
    }

    /// `None` if the library fails.
    pub(super) fn sign(&self, input: &[u8]) -> Option<Vec<u8>> {
        match &self.0 {
            Pair::Rsa(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), input, &mut signature).ok()?;
                Some(signature)
            }
            // Over the hash, not over the words (RFC 8463, 3).
            Pair::Ed25519(pair) => {
                Some(pair.try_sign(digest(&SHA256, input).as_ref()).ok()?.as_ref().to_vec())
            }
        }
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({}, hidden)", self.algorithm())
    }
}
