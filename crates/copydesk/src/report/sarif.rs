//! One SARIF 2.1.0 log of a run (OASIS Standard, with Errata 01), written as the
//! drafts come: of a draft that is done with, only its address is kept.

mod region;
mod result;
mod rules;

use copydesk_manuscript::{Document, LineIndex};
use copydesk_validation::Report;
use serde_json::{Value, json};

use super::form::Form;
use super::human;
use super::out::Out;
use super::paths::{Place, Root};
use crate::exit::Exit;
use crate::trouble::Trouble;

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// What relative addresses are relative to.
const BASE: &str = "SRCROOT";

/// Bytes that wait to be written together.
const AT_ONCE: usize = 1024 * 1024;

/// A log under way.
pub(crate) struct Log {
    root: Root,
    artifacts: Vec<Value>,
    troubles: Vec<Value>,
    /// Whether a result has been written.
    any: bool,
    /// A person may be watching as well.
    stderr: human::Pages,
}

impl Log {
    pub(super) fn new(stderr: human::Pages) -> Self {
        let (artifacts, troubles) = Default::default();
        Self { root: Root::find(), artifacts, troubles, any: false, stderr }
    }
}

impl Form for Log {
    fn begin(&mut self, out: &mut Out) {
        let driver = json!({
            "name": "Copydesk",
            "version": env!("CARGO_PKG_VERSION"),
            "semanticVersion": env!("CARGO_PKG_VERSION"),
            "rules": rules::all(),
        });
        let bases = json!({ BASE: { "description": { "text": "The folder of the checkout." } } });
        out.write(format!(
            "{{\"$schema\":\"{SCHEMA}\",\"version\":\"2.1.0\",\"runs\":[{{\n\
             \"tool\":{{\"driver\":{driver}}},\n\"columnKind\":\"unicodeCodePoints\",\n\
             \"originalUriBaseIds\":{bases},\n\"results\":["
        ));
    }

    fn draft(&mut self, document: &Document, report: &Report, out: &mut Out) {
        let place = self.root.place(&document.path);
        let artifact = location(&place, Some(self.artifacts.len()));
        let lines = LineIndex::new(&document.text);
        let mut words = String::new();
        for result in result::all(document, report, &lines, &artifact) {
            words.push_str(if self.any { ",\n" } else { "\n" });
            words.push_str(&result.to_string());
            self.any = true;
            if words.len() > AT_ONCE {
                out.write(&words);
                words.clear();
            }
        }
        out.write(&words);
        self.artifacts.push(described(&place, document, report));
    }

    fn trouble(&mut self, trouble: &Trouble, out: &mut Out) {
        self.troubles.push(notification(trouble, &self.root));
        self.stderr.trouble(trouble, out);
    }

    fn end(&mut self, exit: Exit, out: &mut Out) {
        let artifacts: Vec<String> = self.artifacts.iter().map(Value::to_string).collect();
        let invocation = json!({
            "executionSuccessful": self.troubles.is_empty(),
            "exitCode": exit as u8,
            "toolExecutionNotifications": self.troubles,
        });
        out.write(format!(
            "\n],\n\"artifacts\":[{}],\n\"invocations\":[{invocation}]\n}}]}}\n",
            artifacts.join(",\n")
        ));
    }
}

/// An artifact's address, with its index where it has one.
fn location(place: &Place, index: Option<usize>) -> Value {
    let mut location = json!({ "uri": place.uri() });
    if matches!(place, Place::Below(_)) {
        location["uriBaseId"] = json!(BASE);
    }
    if let Some(index) = index {
        location["index"] = json!(index);
    }
    location
}

/// A draft, with what the summary of JSON lines says of it.
fn described(place: &Place, document: &Document, report: &Report) -> Value {
    let path = document.path.to_ascii_lowercase();
    let markdown = path.ends_with(".md") || path.ends_with(".markdown");
    let coverage = report.coverage;
    json!({
        "location": location(place, None),
        "mimeType": if markdown { "text/markdown" } else { "text/plain" },
        "roles": ["analysisTarget"],
        "properties": {
            "verdict": if report.holds() { "held" } else { "clear" },
            "sentences": coverage.sentences,
            "cited": coverage.cited,
            "covered": coverage.covered,
            "uncited": coverage.uncited,
            "unchecked": report.unchecked.total(),
        },
    })
}

/// Something that could not be checked at all.
fn notification(trouble: &Trouble, root: &Root) -> Value {
    let help = trouble.help.iter().map(|help| format!(" {}", result::sentence(help)));
    let text = result::sentence(&trouble.message) + &help.collect::<String>();
    let mut notification = json!({ "level": "error", "message": { "text": text } });
    if let Some(path) = &trouble.path {
        let mut physical = json!({ "artifactLocation": location(&root.place(path), None) });
        if let Some(line) = trouble.line {
            physical["region"] = json!({ "startLine": line });
            if let Some(column) = trouble.column {
                physical["region"]["startColumn"] = json!(column);
            }
        }
        notification["locations"] = json!([{ "physicalLocation": physical }]);
    }
    notification
}
