//! The form is what its manual says.

use copydesk_manuscript::Draft;
use serde_json::Value;

const MANUAL: &str = include_str!("../../../../../docs/document.md");

/// What stands in the manual's last block of this kind.
fn block(kind: &str) -> &'static str {
    let (_, rest) = MANUAL.rsplit_once(&format!("```{kind}\n")).unwrap();
    rest.split_once("```").unwrap().0
}

#[test]
fn the_example_is_real() {
    let draft = Draft::new("quay.md", block("text"));
    let document = copydesk_parsing::parse(&draft);
    let printed = serde_json::to_value(super::of(&document)).unwrap();
    let written: Value = serde_json::from_str(block("json")).unwrap();
    assert_eq!(printed, written, "as printed:\n{printed:#}");
}

#[test]
fn the_manual_describes_every_field_in_the_schemas_words() {
    let schema = super::schema();
    let definitions = schema["definitions"].as_object().unwrap();
    let ours = definitions.iter().filter(|(name, _)| {
        // What a draft may say is described where drafts are.
        !["FrontMatter", "Format", "Status", "Correction", "CorrectionKind", "Tell"]
            .contains(&name.as_str())
    });
    for (name, definition) in ours.chain([(&"document".to_owned(), &schema)]) {
        for (field, property) in definition["properties"].as_object().unwrap() {
            let words = property["description"].as_str().unwrap_or_default();
            let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
            let row = format!("| `{field}` | {words} |\n");
            assert!(!words.is_empty() && MANUAL.contains(&row), "{name}: {row}");
        }
    }
}

#[test]
fn what_cannot_be_read_is_a_problem() {
    let document = copydesk_parsing::parse(&Draft::new("a.md", vec![b'a', 0xff]));
    let printed = serde_json::to_value(super::of(&document)).unwrap();
    assert_eq!(printed["problems"][0]["kind"], "unreadable");
    assert_eq!(printed["problems"][0]["message"], "byte 1 is not UTF-8");
}
