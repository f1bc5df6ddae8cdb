//! `archive: public`, or `archive: { folder: public }`.

use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};

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
    /// A command that publishes the folder. Not built yet.
    #[serde(default)]
    pub(crate) deploy: Option<String>,
    /// Ask for the page before mail leaves. Not built yet, so only `false` is taken.
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
