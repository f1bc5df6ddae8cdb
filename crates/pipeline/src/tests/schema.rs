//! The schemas know what the shipped files say, and refuse what loading refuses.

use copydesk_parsing::yaml;
use serde_json::{Value, json};

use super::shipped::{BRIEF, CONFIG, MORNING};
use super::*;
use crate::schema;

/// What a value has that its schema does not know. Only the words of JSON
/// Schema that ours use; a word it does not know is a complaint of its own.
fn complaints(root: &Value, schema: &Value, value: &Value, at: &str) -> Vec<String> {
    let Some(rules) = schema.as_object() else {
        return match schema {
            Value::Bool(false) => vec![format!("{at}: nothing may stand here")],
            _ => Vec::new(),
        };
    };
    let mut found = Vec::new();
    for (word, rule) in rules {
        let complain =
            |fine: bool| if fine { Vec::new() } else { vec![format!("{at}: {word} {rule}")] };
        found.extend(match word.as_str() {
            "$ref" => {
                let target = rule.as_str().unwrap().trim_start_matches('#');
                complaints(root, root.pointer(target).unwrap(), value, at)
            }
            "type" => complain(
                rule.as_array()
                    .cloned()
                    .unwrap_or(vec![rule.clone()])
                    .iter()
                    .any(|t| is(value, t.as_str().unwrap())),
            ),
            "const" => complain(rule == value),
            "enum" => complain(rule.as_array().unwrap().contains(value)),
            "minimum" => complain(value.as_f64().is_none_or(|n| n >= rule.as_f64().unwrap())),
            "maximum" => complain(value.as_f64().is_none_or(|n| n <= rule.as_f64().unwrap())),
            "anyOf" | "oneOf" => complain(
                rule.as_array().unwrap().iter().any(|s| complaints(root, s, value, at).is_empty()),
            ),
            "allOf" => rule
                .as_array()
                .unwrap()
                .iter()
                .flat_map(|s| complaints(root, s, value, at))
                .collect(),
            "required" => complain(value.as_object().is_none_or(|o| {
                rule.as_array().unwrap().iter().all(|k| o.contains_key(k.as_str().unwrap()))
            })),
            "items" => value
                .as_array()
                .into_iter()
                .flatten()
                .flat_map(|item| complaints(root, rule, item, &format!("{at}[]")))
                .collect(),
            "propertyNames" => value
                .as_object()
                .into_iter()
                .flatten()
                .flat_map(|(key, _)| complaints(root, rule, &json!(key), at))
                .collect(),
            "properties" | "additionalProperties" => keys(root, rules, value, at, word),
            "$schema" | "title" | "description" | "definitions" | "default" | "format" => {
                Vec::new()
            }
            other => vec![format!("the test knows no {other}")],
        });
    }
    found
}

fn keys(
    root: &Value,
    rules: &serde_json::Map<String, Value>,
    value: &Value,
    at: &str,
    word: &str,
) -> Vec<String> {
    let empty = serde_json::Map::new();
    let known = rules.get("properties").and_then(Value::as_object).unwrap_or(&empty);
    let entries = value.as_object().into_iter().flatten();
    let judged = entries.filter_map(|(key, value)| {
        let schema = match word {
            "properties" => known.get(key)?,
            _ if known.contains_key(key) => return None,
            _ => rules.get("additionalProperties")?,
        };
        Some(complaints(root, schema, value, &format!("{at}.{key}")))
    });
    judged.flatten().collect()
}

fn is(value: &Value, kind: &str) -> bool {
    match kind {
        "null" => value.is_null(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => false,
    }
}

#[track_caller]
fn judge(schema: &Value, text: &str) -> Vec<String> {
    complaints(schema, schema, &yaml::read(text).unwrap(), "")
}

#[test]
fn the_shipped_files_and_the_tests_own_fit() {
    for text in [CONFIG, NEWSROOM] {
        assert_eq!(judge(&schema::config(), text), [""; 0]);
    }
    for text in [BRIEF, MORNING, PIPELINE] {
        assert_eq!(judge(&schema::pipeline(), text), [""; 0]);
    }
    let draft = "title: A\ndate: 2026-11-23\nstatus: ready\ncorrection: { kind: typo }\n";
    assert_eq!(judge(&schema::draft(), draft), [""; 0]);
}

#[test]
fn a_verb_fits_alone_and_with_options() {
    for (from, to) in [
        ("- parse\n", "- parse: {}\n"),
        ("- parse\n", "- parse:\n"),
        ("- render: { template: brief }", "- render"),
        ("[archive,", "[{ archive: {} },"),
        ("sentence-uncited", "style"),
        ("  - render", "  - collect\n  - render"),
        ("  - render", "  - collect: { order: name, at_least: 3 }\n  - render"),
    ] {
        assert_eq!(judge(&schema::pipeline(), &changed(PIPELINE, from, to)), [""; 0], "{to}");
    }
}

#[test]
fn what_loading_refuses_does_not_fit() {
    for (from, to) in [
        ("name: door", "nmae: door"),
        ("name: door\n", ""),
        ("- parse", "- prase"),
        ("- parse", "- parse: { fast: true }"),
        ("feed,", "fed,"),
        ("{ list: readers }", "{}"),
        ("sentence-uncited", "sentence-uncitd"),
        (": warning", ": fatal"),
        ("coverage:", "covrage:"),
        ("  - render", "  - collect: { at_last: 3 }\n  - render"),
        ("  - render", "  - collect: { at_least: 0 }\n  - render"),
        ("  - render", "  - collect: { order: random }\n  - render"),
        ("marked", "always"),
    ] {
        assert!(!judge(&schema::pipeline(), &changed(PIPELINE, from, to)).is_empty(), "{to}");
    }
    for (from, to) in [
        ("postal:", "postl:"),
        ("outbox,", "outbix,"),
        ("tls: none", "tls: none, password: hunter2"),
        ("archive: www", "archive: { foldr: www }"),
        ("lists:", "listen:"),
        ("archive: www", "archive: www, approval: nobody"),
    ] {
        assert!(!judge(&schema::config(), &changed(NEWSROOM, from, to)).is_empty(), "{to}");
    }
    assert!(!judge(&schema::draft(), "titel: A").is_empty());
}

#[test]
fn every_key_is_explained() {
    for schema in [schema::config(), schema::pipeline(), schema::draft()] {
        unexplained(&schema, "");
    }
}

fn unexplained(schema: &Value, at: &str) {
    if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
        for (key, rule) in properties {
            // Words that may have options are explained beside their form.
            let word = schema.get("description").is_some() && properties.len() == 1;
            let explained = rule.get("description").is_some() || rule.get("$ref").is_some();
            assert!(explained || word, "{at}.{key} has no description");
        }
    }
    match schema {
        Value::Object(entries) => {
            entries.iter().for_each(|(key, below)| unexplained(below, &format!("{at}/{key}")))
        }
        Value::Array(items) => items.iter().for_each(|below| unexplained(below, at)),
        _ => {}
    }
}
