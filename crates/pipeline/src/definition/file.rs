//! A pipeline as it is written; [`super`] narrows it.

use std::collections::BTreeMap;
use std::num::NonZeroU32;

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
    /// When editions may begin to go out to people; always, unless said.
    #[serde(default)]
    pub(crate) window: Option<WindowFile>,
    /// How long a draft is news after it could have gone out first, as `6h`: later it
    /// is reported, not sent. A day unless said; a draft's own `not_after` counts more.
    #[serde(default)]
    pub(crate) not_after: Option<String>,
    /// Its verbs in order: parse, validate, collect, render, distribute. Without
    /// collect every draft is an edition of its own.
    pub(crate) stages: Vec<StageFile>,
}

/// When editions may begin to go out, in the newsroom's time zone: outside of it they
/// wait. What has begun is finished. Rehearsals keep no hours.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct WindowFile {
    /// On which days: `mon-fri`, `sat`, `"mon, wed, fri"`; else every day.
    pub(crate) days: Option<String>,
    /// From when, as "06:00"; else from the beginning of the day.
    pub(crate) from: Option<String>,
    /// Till when, as "22:00"; else till the end of the day. One before `from` is of the
    /// day after.
    pub(crate) to: Option<String>,
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
    /// Whether a draft that went out to everybody is filed in `published/YYYY/MM/DD/`
    /// below the folder. Rehearsals move nothing.
    pub(crate) lifecycle: LifecycleWord,
}

impl Default for DraftsFile {
    fn default() -> Self {
        Self {
            folder: "drafts".to_owned(),
            patterns: vec!["*.md".to_owned(), "*.txt".to_owned()],
            ready: ReadyWord::Marked,
            review: ReviewWord::Beside,
            lifecycle: LifecycleWord::Stay,
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

/// What becomes of a draft's file when its edition went out to everybody.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum LifecycleWord {
    /// It stays where it is.
    Stay,
    /// It is filed, with a receipt beside it.
    Move,
}

/// One verb.
#[derive(Deserialize)]
#[serde(rename = "Stage", rename_all = "kebab-case")]
pub(crate) enum StageFile {
    /// Draft to document.
    Parse(ParseFile),
    /// Document to checked or held.
    Validate(ValidateFile),
    /// Several checked documents to one lineup.
    Collect(CollectFile),
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

/// How the ready drafts of the folder become one edition, a digest. Each takes
/// part once: not again in this pipeline's editions, unless its words change. A
/// draft called `intro.md` stands above the others. The digest is called
/// `<day>-<pipeline>`, a second one of the same day `<day>-<pipeline>-2`; a
/// rehearsal is rehearsed again instead.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct CollectFile {
    /// When `watch` collects it, as "07:00" in the newsroom's time zone; `copydesk
    /// publish --pipeline NAME` collects at any hour.
    pub(crate) at: Option<String>,
    /// On which days: `mon-fri`, `sat`, `"mon, wed, fri"`; else every day.
    pub(crate) days: Option<String>,
    /// Which brief comes first.
    pub(crate) order: OrderWord,
    /// How many briefs it needs. With fewer nothing goes out, and `publish` ends
    /// with 4; with none it ends with 0, because there was nothing to do.
    pub(crate) at_least: NonZeroU32,
    /// What a held brief does to the others.
    pub(crate) when_held: HeldWord,
    /// The mail's subject, unless the intro has a `subject:` of its own. Without
    /// either it is that of what stands first: the intro's title, or the first
    /// brief's subject.
    pub(crate) subject: Option<String>,
}

impl Default for CollectFile {
    fn default() -> Self {
        Self {
            at: None,
            days: None,
            order: OrderWord::Weight,
            at_least: NonZeroU32::MIN,
            when_held: HeldWord::LeaveOut,
            subject: None,
        }
    }
}

/// Which brief comes first. Where that leaves two equal, their names decide.
#[derive(Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum OrderWord {
    /// The lightest `weight:`; those without one come last.
    Weight,
    /// The latest `date:`; those without one are of today.
    Date,
    /// The first file name of the alphabet.
    Name,
}

/// What a held brief does to the others.
#[derive(Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum HeldWord {
    /// They go out without it.
    LeaveOut,
    /// They wait for it.
    Wait,
}

/// How an edition looks.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RenderFile {
    /// A folder of `templates/`, or the built-in `brief` (one text) or `digest` (several).
    pub(crate) template: String,
}

impl Default for RenderFile {
    fn default() -> Self {
        Self { template: super::stages::DEFAULT_TEMPLATE.to_owned() }
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
    /// Only those of it for whom this holds, as `city = "Rome" and age >= 18`.
    #[serde(default)]
    pub(crate) segment: Option<String>,
}

/// Levels by the name of a check or a group.
pub(crate) type Levels = BTreeMap<String, LevelWord>;
