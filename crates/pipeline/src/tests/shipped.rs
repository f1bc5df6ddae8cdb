//! The files of the sample newsroom.

use copydesk_parsing::yaml::{self, Part};
use serde_json::Value;

use super::chain::{Chain, HandClock, lineup};
use super::*;
use crate::Outcome;

pub(super) const CONFIG: &str = include_str!("../../../../copydesk.yaml");
pub(super) const BRIEF: &str = include_str!("../../../../pipelines/brief.yaml");
pub(super) const MORNING: &str = include_str!("../../../../pipelines/morning.yaml");

/// The pipelines, by file.
const PIPELINES: [(&str, &str); 2] =
    [("pipelines/brief.yaml", BRIEF), ("pipelines/morning.yaml", MORNING)];

/// The repository, whose root is the sample newsroom.
const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// What is wrong with the shipped files if this one is another.
fn with(file: &str, text: &str) -> Vec<String> {
    let mut files = vec![("copydesk.yaml", CONFIG)];
    files.extend(PIPELINES);
    for shipped in &mut files {
        if shipped.0 == file {
            shipped.1 = text;
        }
    }
    problems(on_disk(&files).path())
}

#[test]
fn they_load() {
    assert_eq!(with("copydesk.yaml", CONFIG), [""; 0]);
}

/// The sample drafts through one of the pipelines, all as one edition or each as
/// its own: who is in an edition, by its key.
fn editions(pipeline: &str) -> Vec<String> {
    let root = Path::new(ROOT);
    let folder = on_disk(&[("copydesk.yaml", CONFIG), PIPELINES[0], PIPELINES[1]]);
    fs::create_dir(folder.path().join("subscribers")).unwrap();
    let list = "subscribers/sample.csv";
    fs::copy(root.join(list), folder.path().join(list)).unwrap();
    let clock = HandClock::at("2024-05-01T06:00:00Z");
    let chain = Chain { root: folder.path(), profile: "rehearsal", clock };

    let desk = chain.desk(pipeline);
    let rule = &desk.pipeline.drafts;
    let files = fs::read_dir(root.join(&rule.folder)).unwrap().map(|file| file.unwrap().path());
    let mut drafts: Vec<(String, String)> = files
        .map(|file| (file.file_name().unwrap().to_str().unwrap().to_owned(), file))
        .filter(|(name, _)| rule.takes(name))
        .map(|(name, file)| (name, fs::read_to_string(file).unwrap()))
        .collect();
    drafts.sort();
    let drafts: Vec<_> = drafts.iter().map(|(name, text)| (name.as_str(), text.clone())).collect();

    let together = if desk.pipeline.collect.is_some() { drafts.len() } else { 1 };
    let published = drafts.chunks(together).map(|drafts| chain.publish(pipeline, drafts));
    let editions = published.filter_map(|published| match &published.outcome {
        Outcome::Distributed(_, frozen, delivered) => {
            assert!(delivered.closed && delivered.balance.written == 3, "{delivered:?}");
            Some(format!("{}: {}", frozen.key, lineup(&published).join(" ")))
        }
        _ => None,
    });
    editions.collect()
}

#[test]
fn each_takes_the_sample_drafts_through_the_whole_chain() {
    let alone = "2024-01-25-malaria-vaccines: malaria-vaccines.md";
    assert_eq!(editions("brief"), [alone]);
    let digest = "2024-05-01-morning: (intro.md) beavers.md euclid.md leap-second.txt";
    assert_eq!(editions("morning"), [digest]);
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
    assert_eq!(with("copydesk.yaml", &config), [""; 0]);
    assert!(config.contains("\n  live:\n    transport: { smtp:"), "{config}");
}

#[test]
fn an_unknown_key_is_refused_in_every_map() {
    for (file, text) in PIPELINES.into_iter().chain([("copydesk.yaml", CONFIG)]) {
        let tree: Value = yaml::read(text).unwrap();
        let mut maps = Vec::new();
        collect(text, &tree, &yaml::Path::root(), &mut maps);
        assert!(maps.len() >= 5, "{maps:?}");
        for first_key in maps {
            let (broken, line) = insert(text, &first_key);
            let found = with(file, &broken);
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
