//! What DNS has to say of a key (RFC 6376, 3.6.1).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{SigningKey, SigningKeyProblem};

/// The value of a TXT record, in one piece.
pub(super) fn value(key: &SigningKey) -> Result<String, SigningKeyProblem> {
    let (kind, public) = key.public().ok_or(SigningKeyProblem::Library)?;
    Ok(format!("v=DKIM1; k={kind}; p={}", STANDARD.encode(public)))
}
