//! Where a password is; never the password.

use std::fmt;

use schemars::JsonSchema;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};

/// Where a password is: in a file or in the environment. A literal one is
/// refused without being repeated.
#[derive(JsonSchema)]
#[schemars(transparent)]
pub(crate) struct PasswordFile(pub(crate) PasswordPlace);

/// One of the two.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PasswordPlace {
    /// A file that holds nothing else.
    #[serde(default)]
    pub(crate) file: Option<String>,
    /// An environment variable.
    #[serde(default)]
    pub(crate) env: Option<String>,
}

impl<'de> Deserialize<'de> for PasswordFile {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PasswordVisitor)
    }
}

struct PasswordVisitor;

fn literal<E: Error>() -> E {
    E::custom("a password is never written here\nsay where it is: { file: PATH } or { env: NAME }")
}

impl<'de> Visitor<'de> for PasswordVisitor {
    type Value = PasswordFile;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("{ file: PATH } or { env: NAME }")
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<PasswordFile, E> {
        Err(literal())
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<PasswordFile, E> {
        Err(literal())
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<PasswordFile, E> {
        Err(literal())
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<PasswordFile, E> {
        Err(literal())
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<PasswordFile, E> {
        Err(literal())
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<PasswordFile, A::Error> {
        PasswordPlace::deserialize(MapAccessDeserializer::new(map)).map(PasswordFile)
    }
}
