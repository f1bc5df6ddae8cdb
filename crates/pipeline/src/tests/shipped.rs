//! The files of the sample newsroom.

use copydesk_parsing::yaml::{self, Part};
use serde_json::Value;

use super::*;

pub(super) const CONFIG: &str = include_str!("../../../../copydesk.yaml");
pub(super) const BRIEF: &str = include_str!("../../../../pipelines/brief.yaml");

fn with(config: &str, brief: &str) -> Vec<String> {
    let folder = on_disk(&[("copydesk.yaml", config), ("pipelines/brief.yaml", brief)]);
    problems(folder.path())
}

#[test]
fn they_load() {
    assert_eq!(with(CONFIG, BRIEF), [""; 0]);
}

/// The commented profile is what an operator will uncomment.
#[test]
fn the_commented_live_profile_loads() {
    let live: String = CONFIG
        .split_inclusive('\n')
        .skip_while(|line| !line.starts_with("  # live:"))
        .map(|line| line.replacen("  # ", "  ", 1))
        .collect();
    let start = CONFIG.find("  # live:").unwrap();
    let config = format!("{}{live}", &CONFIG[..start]);
    assert_eq!(with(&config, BRIEF), [""; 0]);
    assert!(config.contains("\n  live:\n    transport: { smtp:"), "{config}");
}

#[test]
fn an_unknown_key_is_refused_in_every_map() {
    for (file, text) in [("copydesk.yaml", CONFIG), ("pipelines/brief.yaml", BRIEF)] {
        let tree: Value = yaml::read(text).unwrap();
        let mut maps = Vec::new();
        collect(text, &tree, &yaml::Path::root(), &mut maps);
        assert!(maps.len() >= 5, "{maps:?}");
        for first_key in maps {
            let (broken, line) = insert(text, &first_key);
            let found = match file {
                "copydesk.yaml" => with(&broken, BRIEF),
                _ => with(CONFIG, &broken),
            };
            let place = format!("{file}:{line}:");
            let refused =
                found.iter().any(|problem| problem.starts_with(&place) && problem.contains("zzz"));
            assert!(refused, "{first_key} {found:#?}\n{broken}");
        }
    }
}

/// The path to the first key of every map that has one.
fn collect(text: &str, value: &Value, path: &yaml::Path, maps: &mut Vec<yaml::Path>) {
    match value {
        Value::Object(entries) => {
            let place = |key: &&String| yaml::locate(text, &path.key(key), Part::Key).unwrap();
            let first = entries.keys().min_by_key(|key| place(key).span.start);
            maps.extend(first.map(|key| path.key(key)));
            for (key, below) in entries {
                collect(text, below, &path.key(key), maps);
            }
        }
        Value::Array(items) => {
            for (index, below) in items.iter().enumerate() {
                collect(text, below, &path.index(index), maps);
            }
        }
        _ => {}
    }
}

/// The text with `zzz: 1` before that key, and the line on which it stands.
fn insert(text: &str, first_key: &yaml::Path) -> (String, usize) {
    let place = yaml::locate(text, first_key, Part::Key).unwrap();
    let (before, after) = text.split_at(place.span.start);
    let between = match before.trim_end().ends_with('{') {
        true => ", ".to_owned(),
        false => format!("\n{}", " ".repeat(place.column - 1)),
    };
    (format!("{before}zzz: 1{between}{after}"), place.line)
}
