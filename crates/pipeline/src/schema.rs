//! JSON Schemas of what people write, from the very types that read it.
//!
//! Editors complete and underline with them. They are stricter nowhere and
//! laxer where a rule needs more than one file (a list that exists): loading
//! has the last word.

use copydesk_manuscript::{AllowFile, FrontMatter};
use schemars::{JsonSchema, generate::SchemaSettings};
use serde_json::Value;

use crate::definition::PipelineFile;
use crate::newsroom::NewsroomFile;

/// Of a draft's front matter.
pub fn draft() -> Value {
    of::<FrontMatter>()
}

/// Of `pipelines/<name>.yaml`.
pub fn pipeline() -> Value {
    of::<PipelineFile>()
}

/// Of `copydesk.yaml`.
pub fn config() -> Value {
    of::<NewsroomFile>()
}

/// Of `<draft>.allow.yaml`.
pub fn waivers() -> Value {
    of::<AllowFile>()
}

/// In draft 7 of the language, which every editor understands.
fn of<T: JsonSchema>() -> Value {
    SchemaSettings::draft07()
        .for_deserialize()
        .into_generator()
        .into_root_schema_for::<T>()
        .to_value()
}
