//! The schema of a word that may have options: `parse`, or `parse: {}`.
//!
//! serde's derived enums read both through `copydesk_parsing::yaml`; schemars
//! knows only one form of each, so their schema is written here, once for
//! stages and channels.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::file::{
    ChannelFile, CollectFile, EmailFile, ParseFile, RenderFile, StageFile, ValidateFile,
};

/// A word, what may stand behind it, and whether it may stand alone.
struct Word {
    name: &'static str,
    about: &'static str,
    options: Option<Schema>,
    alone: bool,
}

fn any_of(words: Vec<Word>) -> Schema {
    let forms = words.into_iter().flat_map(|word| {
        let Word { name, about, options, alone } = word;
        let nothing = json_schema!({ "type": "object", "additionalProperties": false });
        let options = options.unwrap_or(nothing);
        let behind = match alone {
            true => json_schema!({ "anyOf": [options, { "type": "null" }] }),
            false => options,
        };
        let with_options = json_schema!({
            "type": "object",
            "description": about,
            "properties": { name: behind },
            "required": [name],
            "additionalProperties": false,
        });
        let alone = alone.then(|| json_schema!({ "const": name, "description": about }));
        alone.into_iter().chain([with_options])
    });
    json_schema!({ "anyOf": forms.collect::<Vec<_>>() })
}

impl JsonSchema for StageFile {
    fn schema_name() -> Cow<'static, str> {
        "Stage".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let parse = generator.subschema_for::<ParseFile>();
        let validate = generator.subschema_for::<ValidateFile>();
        let collect = generator.subschema_for::<CollectFile>();
        let render = generator.subschema_for::<RenderFile>();
        let distribute = generator.subschema_for::<Vec<ChannelFile>>();
        any_of(vec![
            Word { name: "parse", about: "Draft to document.", options: Some(parse), alone: true },
            Word {
                name: "validate",
                about: "Document to checked or held.",
                options: Some(validate),
                alone: true,
            },
            Word {
                name: "collect",
                about: "Several checked documents to one lineup: a digest.",
                options: Some(collect),
                alone: true,
            },
            Word {
                name: "render",
                about: "Lineup to edition.",
                options: Some(render),
                alone: true,
            },
            Word {
                name: "distribute",
                about: "Edition to receipts.",
                options: Some(distribute),
                alone: false,
            },
        ])
    }
}

impl JsonSchema for ChannelFile {
    fn schema_name() -> Cow<'static, str> {
        "Channel".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let email = generator.subschema_for::<EmailFile>();
        any_of(vec![
            Word { name: "archive", about: "A page in the archive.", options: None, alone: true },
            Word { name: "feed", about: "An entry in the feed.", options: None, alone: true },
            Word { name: "email", about: "Mail to a list.", options: Some(email), alone: false },
        ])
    }
}
