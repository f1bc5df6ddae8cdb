//! The checks, as SARIF's reporting descriptors.

use copydesk_manuscript::Severity;
use copydesk_validation::{Check, catalogue};
use serde_json::{Value, json};

use crate::report::explanation::{gist, section, whole};

/// All of them, in the order of the manual.
pub(super) fn all() -> Vec<Value> {
    catalogue().map(rule).collect()
}

/// Where the check of this name stands among them.
pub(super) fn index(name: &str) -> Option<usize> {
    catalogue().position(|check| check.name == name)
}

/// `note` is what SARIF calls an info.
pub(super) fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn rule(check: &Check) -> Value {
    let full = section(check, "What it looks for");
    let text = whole(check);
    json!({
        "id": check.name,
        "name": pascal(check.name),
        "shortDescription": { "text": gist(check) },
        "fullDescription": { "text": full, "markdown": full },
        "help": { "text": text, "markdown": text },
        "defaultConfiguration": { "enabled": check.on, "level": level(check.severity) },
    })
}

/// `QuoteUnbalanced`, which is how SARIF wants a readable name.
fn pascal(name: &str) -> String {
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
    };
    name.split('-').map(capital).collect::<Vec<String>>().concat()
}
