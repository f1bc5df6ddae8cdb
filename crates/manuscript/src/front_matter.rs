//! What a draft says about itself between two lines of `---`.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::FileNames;

/// Optional YAML before a draft's text. Unknown keys are problems.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(title = "Front matter of a Copydesk draft")]
pub struct FrontMatter {
    /// The headline; else the draft's first line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The mail's subject; else the title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// The line that inboxes show after the subject; else the standfirst.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preheader: Option<String>,
    /// One or two sentences between headline and text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub standfirst: Option<String>,
    /// Who wrote it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<String>,
    /// Who edited it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub editor: Option<String>,
    /// The date of the text, as `YYYY-MM-DD`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    pub date: Option<Date>,
    /// Where it was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// The text's language, as BCP 47 (`en-GB`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
    /// `ready` to go out, or still a `draft`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// The edition's key; else date and file name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edition: Option<String>,
    /// How the draft cites; else what it looks like.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<crate::Format>,
    /// The bibliographies that `[@key]` names entries of, below the draft's folder.
    #[serde(skip_serializing_if = "FileNames::is_empty")]
    pub bibliography: FileNames,
    /// The list it goes to, where the pipeline lets a draft choose.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub list: Option<String>,
    /// Words to find it by.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Its place among others in a collected edition; lower comes first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weight: Option<i64>,
    /// Not to be published before this moment (RFC 3339, or with a zone in brackets).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub send_at: Option<jiff::Timestamp>,
    /// Not to be published after this moment.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub not_after: Option<jiff::Timestamp>,
    /// What this revision puts right in an edition that went out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub correction: Option<Correction>,
}

/// Whether the editor has let go of the draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// May be published.
    Ready,
    /// Still being written.
    Draft,
}

/// What changed in an edition that people already have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Correction {
    /// How grave it is.
    pub kind: CorrectionKind,
    /// What was wrong, for readers. Only a typo needs none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Who is told; else by its kind: of a typo and a clarification the page alone, of a
    /// correction the list's next edition, of a retraction those who have it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tell: Option<Tell>,
}

impl Correction {
    /// Who hears of it: as it says, else by its kind.
    pub fn tells(&self) -> Tell {
        self.tell.unwrap_or(match self.kind {
            CorrectionKind::Typo | CorrectionKind::Clarification => Tell::Page,
            CorrectionKind::Correction => Tell::Next,
            CorrectionKind::Retraction => Tell::Readers,
        })
    }

    /// Its note in one line, if it has one.
    pub fn words(&self) -> Option<String> {
        let words = self.note.as_deref()?.split_whitespace().collect::<Vec<_>>().join(" ");
        (!words.is_empty()).then_some(words)
    }
}

/// The four kinds of correction, the gravest last.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum CorrectionKind {
    /// A slip that misleads nobody.
    Typo,
    /// True before, clearer now.
    Clarification,
    /// A fact was wrong.
    Correction,
    /// The brief should not have gone out.
    Retraction,
}

/// Who hears of a correction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Tell {
    /// The archive page alone.
    Page,
    /// The list's next edition carries a box.
    Next,
    /// A mail to those who have the wrong one.
    Readers,
}
