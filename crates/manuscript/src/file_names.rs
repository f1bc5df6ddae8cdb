//! One file, or several.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Error, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

/// Names of files: `sources.bib`, or `[sources.bib, more.json]`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct FileNames(pub Vec<String>);

impl Deref for FileNames {
    type Target = [String];

    fn deref(&self) -> &[String] {
        &self.0
    }
}

impl FileNames {
    /// Whether no file is named.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'de> Deserialize<'de> for FileNames {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OneOrMore;

        impl<'de> Visitor<'de> for OneOrMore {
            type Value = FileNames;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a file's name, or a list of them")
            }

            fn visit_str<E: Error>(self, name: &str) -> Result<FileNames, E> {
                Ok(FileNames(vec![name.to_owned()]))
            }

            /// `bibliography:` with nothing behind it.
            fn visit_unit<E: Error>(self) -> Result<FileNames, E> {
                Ok(FileNames::default())
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut names: A) -> Result<FileNames, A::Error> {
                let mut all = Vec::new();
                while let Some(name) = names.next_element()? {
                    all.push(name);
                }
                Ok(FileNames(all))
            }
        }

        deserializer.deserialize_any(OneOrMore)
    }
}

impl JsonSchema for FileNames {
    fn schema_name() -> Cow<'static, str> {
        "FileNames".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "anyOf": [
                { "type": "string" },
                { "type": "array", "items": { "type": "string" } },
            ],
        })
    }
}
