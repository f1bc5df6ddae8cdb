//! A pipeline as it is written; [`super`] narrows it.

use std::collections::BTreeMap;

use copydesk_manuscript::FileNames;
use schemars::JsonSchema;
use serde::Deserialize;

use super::checks::ChecksFile;

/// What happens to a draft, from the folder to readers.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "A Copydesk pipeline (pipelines/<name>.yaml)")]
pub(crate) struct PipelineFile {
    /// The file's name without its ending.
    pub(crate) name: String,
    /// Which drafts it takes.
    #[serde(default)]
    pub(crate) drafts: DraftsFile,
    /// Its verbs in order: parse, validate, render, distribute.
    pub(crate) stages: Vec<StageFile>,
}

/// Which drafts a pipeline takes.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct DraftsFile {
    /// The folder, below the newsroom.
    pub(crate) folder: String,
    /// Which file names are drafts: `*` is any text, `?` any character.
    #[serde(rename = "match")]
    pub(crate) patterns: Vec<String>,
    /// When a draft may go out.
    pub(crate) ready: ReadyWord,
    /// Where the findings are written.
    pub(crate) review: ReviewWord,
}

impl Default for DraftsFile {
    fn default() -> Self {
        Self {
            folder: "drafts".to_owned(),
            patterns: vec!["*.md".to_owned(), "*.txt".to_owned()],
            ready: ReadyWord::Marked,
            review: ReviewWord::Beside,
        }
    }
}

/// When a draft may go out.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ReadyWord {
    /// When it says `status: ready`.
    Marked,
    /// When it is saved: for rehearsals only.
    OnSave,
}

/// Where the findings are written.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ReviewWord {
    /// To `<draft>.review.md`.
    Beside,
    /// Nowhere.
    None,
}

/// One verb.
#[derive(Deserialize)]
#[serde(rename = "Stage", rename_all = "kebab-case")]
pub(crate) enum StageFile {
    /// Draft to document.
    Parse(ParseFile),
    /// Document to checked or held.
    Validate(ValidateFile),
    /// Lineup to edition.
    Render(RenderFile),
    /// Edition to receipts.
    Distribute(Vec<ChannelFile>),
}

/// What drafts are read with.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct ParseFile {
    /// The bibliographies of drafts that name none, relative to the newsroom.
    pub(crate) bibliography: FileNames,
}

/// How drafts are checked.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[derive(Default)]
pub(crate) struct ValidateFile {
    /// How far backwards a citation marker covers.
    pub(crate) coverage: CoverageWord,
    /// Levels that differ from the catalogue's, by check.
    pub(crate) checks: ChecksFile,
    /// Headings under which nothing needs a citation.
    pub(crate) uncited_sections: Vec<String>,
}

/// How far backwards a citation marker covers.
#[derive(Clone, Copy, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum CoverageWord {
    /// To the previous marker in its paragraph.
    #[default]
    Trailing,
    /// Its own sentence.
    Strict,
    /// Its whole paragraph.
    Paragraph,
}

/// How much a check's findings matter.
#[derive(Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum LevelWord {
    /// They hold the draft.
    Error,
    /// They must be answered before mail reaches people.
    Warning,
    /// They are counted.
    Info,
    /// The check is not asked.
    Off,
}

/// How an edition looks.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RenderFile {
    /// A folder of `templates/`, or the built-in `brief`.
    pub(crate) template: String,
}

impl Default for RenderFile {
    fn default() -> Self {
        Self { template: super::stages::EMBEDDED_TEMPLATE.to_owned() }
    }
}

/// One way out.
#[derive(Deserialize)]
#[serde(rename = "Channel", rename_all = "kebab-case")]
pub(crate) enum ChannelFile {
    /// A page.
    Archive,
    /// An entry in the feed.
    Feed,
    /// Mail to a list.
    Email(EmailFile),
}

/// Mail to a list.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct EmailFile {
    /// A list of `copydesk.yaml`.
    pub(crate) list: String,
}

/// Levels by the name of a check or a group.
pub(crate) type Levels = BTreeMap<String, LevelWord>;
