//! Answers to findings, as somebody wrote them: in a comment of the draft, or
//! in `<draft>.allow.yaml` beside it. Which finding meets which answer is
//! validation's to say.

use std::fmt;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, de};

use crate::{Digest, Field, Span};

/// Somebody's word that findings need not be mended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiver {
    /// The checks it names, as written, each with its place in the draft.
    pub checks: Vec<Field>,
    /// Why, on one line; empty where nothing is said.
    pub reason: String,
    /// Who says so.
    pub by: Option<String>,
    /// The last day on which it holds.
    pub until: Option<Date>,
    /// What it answers for.
    pub scope: Scope,
}

/// What a waiver answers for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// What it stands beside.
    Comment {
        /// The comment, blank in [`crate::Document::text`].
        span: Span,
        /// A passage of the draft, or all passages of a block.
        answers: Span,
        /// The draft as a whole as well.
        whole: bool,
    },
    /// What has these words, wherever it stands.
    File {
        /// The file's name, for messages.
        file: String,
        /// 1-based line of the entry.
        line: usize,
        /// Of the words.
        fingerprint: Fingerprint,
        /// The words, for people.
        words: Option<String>,
    },
}

/// What `<draft>.allow.yaml` holds: a list of answers.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(title = "Waivers of a Copydesk draft: <draft>.allow.yaml")]
pub struct AllowFile(pub Vec<AllowEntry>);

/// One answer.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Waiver")]
pub struct AllowEntry {
    /// The check, as findings show it.
    pub check: String,
    /// The fingerprint that the finding shows.
    pub fingerprint: Fingerprint,
    /// Why the draft may go out all the same. Without one it answers nothing.
    #[serde(default)]
    pub reason: String,
    /// Who says so.
    #[serde(default)]
    pub by: Option<String>,
    /// The last day on which that is an answer, as `YYYY-MM-DD`.
    #[serde(default)]
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    pub until: Option<Date>,
    /// What it is about, for people; nothing reads it.
    #[serde(default)]
    pub words: Option<String>,
}

/// What the words around a finding are known by: the first 16 digits of their
/// SHA-256.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(transparent)]
#[schemars(inline)]
pub struct Fingerprint(#[schemars(regex(pattern = r"^[0-9a-fA-F]{16,64}$"))] String);

impl Fingerprint {
    /// How many digits are shown and compared.
    const DIGITS: usize = 16;

    /// Of a digest.
    pub fn of(digest: &Digest) -> Self {
        Self(digest.as_str()[..Self::DIGITS].to_owned())
    }

    /// Takes back what was shown, or more of the digits; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let hex = (Self::DIGITS..=64).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_hexdigit());
        hex.then(|| Self(text[..Self::DIGITS].to_ascii_lowercase()))
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fingerprint({})", self.0)
    }
}

impl<'de> Deserialize<'de> for Fingerprint {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Digits)
    }
}

/// Reads a fingerprint where it stands, so that a problem has a place.
struct Digits;

impl de::Visitor<'_> for Digits {
    type Value = Fingerprint;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a fingerprint of 16 digits")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Fingerprint, E> {
        Fingerprint::parse(text).ok_or_else(|| {
            let help = "copy it from the finding: `copydesk check --format json`, or the review";
            E::custom(format!("`{text}` is no fingerprint of 16 digits\n{help}"))
        })
    }
}
