//! How drafts are checked: coverage and levels.

use std::borrow::Cow;
use std::collections::BTreeMap;

use copydesk_manuscript::Severity;
use copydesk_parsing::yaml::{self, Part, Path};
use copydesk_validation::{CoverageRule, Level, catalogue, style};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::file::{CoverageWord, LevelWord, Levels, ValidateFile};
use crate::source::Source;

/// The one group of checks that a pipeline may set at once.
const GROUP: &str = "style";

/// What a pipeline asks of validation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    /// How far backwards a marker covers.
    pub coverage: CoverageRule,
    /// Levels that differ from the catalogue's, by the name of the check.
    pub levels: BTreeMap<String, Level>,
    /// Headings under which nothing needs a citation.
    pub uncited_sections: Vec<String>,
}

/// `checks:` as it is written.
#[derive(Default, Deserialize)]
#[serde(transparent)]
pub(crate) struct ChecksFile(Levels);

/// Names that may stand under `checks:`.
fn names() -> impl Iterator<Item = &'static str> + Clone {
    catalogue().map(|check| check.name).chain([GROUP])
}

pub(super) fn narrow(written: ValidateFile, path: &Path, source: &Source) -> Rules {
    let checks = path.key("checks");
    let mut levels = BTreeMap::new();
    let mut group = None;
    for (name, level) in written.checks.0 {
        let level = narrow_level(level);
        if name == GROUP {
            group = Some(level);
        } else if names().any(|known| known == name) {
            levels.insert(name, level);
        } else {
            let message = format!("unknown check `{name}`");
            let help = yaml::help(&name, names());
            source.refuse_part(&checks.key(&name), Part::Key, message, Some(help));
        }
    }
    // A check named beside its group keeps the level of its own.
    if let Some(level) = group {
        for check in style() {
            levels.entry(check.name.to_owned()).or_insert(level);
        }
    }
    Rules {
        coverage: match written.coverage {
            CoverageWord::Trailing => CoverageRule::Trailing,
            CoverageWord::Strict => CoverageRule::Strict,
            CoverageWord::Paragraph => CoverageRule::Paragraph,
        },
        levels,
        uncited_sections: written.uncited_sections,
    }
}

fn narrow_level(level: LevelWord) -> Level {
    match level {
        LevelWord::Error => Level::On(Severity::Error),
        LevelWord::Warning => Level::On(Severity::Warning),
        LevelWord::Info => Level::On(Severity::Info),
        LevelWord::Off => Level::Off,
    }
}

impl JsonSchema for ChecksFile {
    fn schema_name() -> Cow<'static, str> {
        "Checks".into()
    }

    /// Every check with its default, so that an editor can offer it.
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let level = generator.subschema_for::<LevelWord>();
        let described = |name: &str, about: String| {
            let mut schema = Map::new();
            schema.insert("allOf".to_owned(), Value::Array(vec![level.clone().to_value()]));
            schema.insert("description".to_owned(), Value::String(about));
            (name.to_owned(), Value::Object(schema))
        };
        let mut properties: Map<String, Value> = catalogue()
            .map(|check| described(check.name, format!("{} unless set", check.severity.as_str())))
            .collect();
        let group = style().map(|check| check.name).collect::<Vec<_>>().join(", ");
        properties.extend([described(GROUP, format!("all of {group}"))]);
        json_schema!({
            "type": "object",
            "properties": properties,
            "propertyNames": { "enum": names().collect::<Vec<_>>() },
            "additionalProperties": false,
        })
    }
}
