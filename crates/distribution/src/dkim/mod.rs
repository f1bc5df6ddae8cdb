//! DKIM (RFC 6376, RFC 8463): a signature says that the sender's domain stands
//! behind a message, and that nobody changed it on the way.
//!
//! rsa-sha256 and ed25519-sha256, relaxed/relaxed, the whole body (no `l=`), several
//! keys at once. The same message and moment give the same bytes. aws-lc-rs does the
//! cryptography; what is ours is the order of bytes that the RFC lays down. Nothing
//! is verified here: dkimpy and OpenDKIM do that in the tests.

mod body;
mod canonical;
mod key;
mod key_file;
mod record;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;

pub(crate) use body::Beginning;
use canonical::{Header, headers, relaxed_header};
pub use key::{SigningKey, SigningKeyKind};
pub use key_file::SigningKeyProblem;

/// Which of our headers are signed, if they are there: all that a reader sees or a
/// provider acts on, both for leaving the list above all (RFC 8058).
const SIGNED: [&str; 14] = [
    "From",
    "Reply-To",
    "To",
    "Date",
    "Subject",
    "Message-ID",
    "List-Id",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "List-Archive",
    "Precedence",
    "Feedback-ID",
    "MIME-Version",
    "Content-Type",
];
/// Signed once more than they are there, so that a second one breaks the signature
/// (RFC 6376, 8.15): a mail client may show that one.
const OVERSIGNED: [&str; 7] =
    ["From", "Reply-To", "To", "Date", "Subject", "List-Unsubscribe", "List-Unsubscribe-Post"];
/// Of a line of ours, less CRLF.
const LINE: usize = 76;

/// Signs for a domain. Its key is never shown.
#[derive(Clone, Debug)]
pub struct Signer {
    domain: String,
    selector: String,
    key: SigningKey,
}

impl Signer {
    /// Signs as `domain`; verifiers find the public key at
    /// `selector._domainkey.domain`.
    pub fn new(domain: impl Into<String>, selector: impl Into<String>, key: SigningKey) -> Self {
        Self { domain: domain.into(), selector: selector.into(), key }
    }

    /// Where the public key is to be published.
    pub fn record_name(&self) -> String {
        format!("{}._domainkey.{}", self.selector, self.domain)
    }

    /// What is to be published there.
    ///
    /// # Errors
    /// If the cryptographic library cannot write its own key.
    pub fn record(&self) -> Result<String, SigningKeyProblem> {
        record::value(&self.key)
    }

    /// The header over hashes that are computed already.
    fn header(&self, moment: Timestamp, names: &str, body: &str, signed: &[u8]) -> Option<Vec<u8>> {
        let mut header = format!(
            "DKIM-Signature: v=1; a={}; c=relaxed/relaxed;\r\n d={};\r\n s={}; t={};\r\n h=",
            self.key.algorithm(),
            self.domain,
            self.selector,
            moment.as_second(),
        );
        fold(&mut header, names, ':');
        header.push_str(";\r\n bh=");
        header.push_str(body);
        header.push_str(";\r\n b=");
        let mut input = Vec::with_capacity(signed.len() + header.len());
        input.extend_from_slice(signed);
        relaxed_header(&mut input, Header::of(header.as_bytes())?);
        // A signature's own header ends without a line break (RFC 6376, 3.7).
        input.truncate(input.len() - 2);
        let signature = STANDARD.encode(self.key.sign(&input)?);
        for (index, piece) in signature.as_bytes().chunks(LINE - 2).enumerate() {
            if index > 0 {
                header.push_str("\r\n ");
            }
            header.extend(piece.iter().map(|byte| char::from(*byte)));
        }
        header.push_str("\r\n");
        Some(header.into_bytes())
    }
}

/// The message with a signature of each signer above it, in their order. `moment`
/// is the time of signing that they tell, `beginning` what the message's body begins with.
/// `None` if the message has no body or a key does not sign.
pub(crate) fn sign(
    signers: &[Signer],
    moment: Timestamp,
    beginning: &Beginning,
    message: &[u8],
) -> Option<Vec<u8>> {
    let (headers, body) = headers(message)?;
    let mut signed = Vec::with_capacity(2_048);
    let mut names = String::with_capacity(256);
    for name in SIGNED {
        for header in headers.iter().filter(|header| header.is(name)) {
            relaxed_header(&mut signed, *header);
            push(&mut names, name);
        }
    }
    for name in OVERSIGNED {
        push(&mut names, name);
    }
    let body = STANDARD.encode(beginning.hash(body));
    let mut out = Vec::with_capacity(message.len() + signers.len() * 1_024);
    for signer in signers {
        out.extend(signer.header(moment, &names, &body, &signed)?);
    }
    out.extend_from_slice(message);
    Some(out)
}

fn push(names: &mut String, name: &str) {
    if !names.is_empty() {
        names.push(':');
    }
    names.push_str(name);
}

/// Writes words with `between` behind each but the last, on lines of bearable length.
fn fold(header: &mut String, words: &str, between: char) {
    let mut column = header.len() - header.rfind('\n').map_or(0, |end| end + 1);
    for (index, word) in words.split(between).enumerate() {
        if index > 0 {
            header.push(between);
            column += 1;
        }
        if column + word.len() >= LINE {
            header.push_str("\r\n ");
            column = 1;
        }
        header.push_str(word);
        column += word.len();
    }
}

#[cfg(test)]
mod tests;
