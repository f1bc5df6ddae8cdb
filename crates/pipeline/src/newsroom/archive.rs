//! `archive: public`, or `archive: { folder: www, deploy: "…", verify: true }`: where
//! pages and feeds go, what publishes them, and whether mail waits for that.

use std::fmt;
use std::path::{Component, Path as FilePath, PathBuf};

use copydesk_distribution::Command;
use copydesk_parsing::yaml::{Part, Path};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};

use crate::source::Source;

/// Where pages and feeds go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Archive {
    /// The folder; no live profile shares one with a rehearsal.
    pub folder: PathBuf,
    /// What publishes the folder.
    pub deploy: Option<Command>,
    /// Whether mail waits until the edition's page can be read.
    pub verify: bool,
}

impl Archive {
    /// A folder with which nothing more is done.
    pub(super) fn of(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into(), deploy: None, verify: false }
    }
}

/// Folders of a newsroom that the web must never see: keys and ledger, people,
/// drafts, other people's mail.
const OURS: [&str; 6] = [".copydesk", "subscribers", "drafts", "outbox", "pipelines", "templates"];

/// `live`: whether the profile reaches people.
pub(super) fn narrow(
    written: ArchiveFile,
    live: bool,
    path: &Path,
    source: &Source,
) -> Option<Archive> {
    let ArchiveFile { options, short } = written;
    let asked = [("deploy", options.deploy.is_some()), ("verify", options.verify == Some(true))];
    for (key, asked) in asked {
        if asked && !live {
            let message = format!("`{key}` is for a profile that reaches people");
            let help = "leave it away: what a rehearsal writes, nobody has approved".to_owned();
            source.refuse_part(&path.key(key), Part::Key, message, Some(help));
        }
    }
    let deploy = options.deploy.map(|command| {
        let parsed = Command::parse(&command);
        parsed.map_err(|problem| {
            let help =
                "a program and its words; what needs more goes into a script, as ./deploy.sh";
            let message = format!("`deploy` {problem}");
            source.refuse(&path.key("deploy"), message, Some(help.to_owned()));
        })
    });
    let folder = plain(FilePath::new(options.folder.trim()));
    let ours = OURS.iter().any(|name| folder.starts_with(name));
    if folder.as_os_str().is_empty() || ours {
        let at = if short { path.clone() } else { path.key("folder") };
        let help = Some("such as `public`".to_owned());
        source.refuse(&at, "`archive` must be a folder of its own", help);
        return None;
    }
    let deploy = deploy.transpose().ok()?;
    Some(Archive { folder, deploy, verify: options.verify.unwrap_or(live) })
}

/// The path without `.` and, as far as its words go, without `..`.
pub(super) fn plain(path: &FilePath) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        let named = matches!(plain.components().next_back(), Some(Component::Normal(_)));
        match part {
            Component::CurDir => {}
            Component::ParentDir if named => {
                plain.pop();
            }
            part => plain.push(part),
        }
    }
    plain
}

/// A folder, or a folder with what is done to it.
pub(crate) struct ArchiveFile {
    pub(crate) options: ArchiveOptions,
    /// Whether the folder was written alone.
    pub(crate) short: bool,
}

/// An archive with options.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ArchiveOptions {
    /// The folder of pages and feeds.
    pub(crate) folder: String,
    /// A command that publishes the folder, in the newsroom's folder and without a
    /// shell, as `rsync -a www/ host:www`. It runs before anybody is mailed.
    #[serde(default)]
    pub(crate) deploy: Option<String>,
    /// Whether mail waits until the edition's page can be read at its address: yes where
    /// the profile reaches people, unless said.
    #[serde(default)]
    pub(crate) verify: Option<bool>,
}

impl<'de> Deserialize<'de> for ArchiveFile {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ArchiveVisitor)
    }
}

struct ArchiveVisitor;

impl<'de> Visitor<'de> for ArchiveVisitor {
    type Value = ArchiveFile;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a folder, or keys with values")
    }

    fn visit_str<E: Error>(self, folder: &str) -> Result<ArchiveFile, E> {
        let options = ArchiveOptions { folder: folder.to_owned(), deploy: None, verify: None };
        Ok(ArchiveFile { options, short: true })
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<ArchiveFile, A::Error> {
        let options = ArchiveOptions::deserialize(MapAccessDeserializer::new(map))?;
        Ok(ArchiveFile { options, short: false })
    }
}

impl JsonSchema for ArchiveFile {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Archive".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let options = generator.subschema_for::<ArchiveOptions>();
        json_schema!({ "anyOf": [{ "type": "string" }, options] })
    }
}
