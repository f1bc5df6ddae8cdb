//! Findings, as SARIF's results.

use std::collections::HashMap;

use copydesk_manuscript::{Applicability, Document, Finding, Fix, LineIndex, Span, Waived};
use copydesk_validation::Report;
use serde_json::{Value, json};

use super::region::{bare, region};
use super::rules;

/// All findings of a draft.
pub(super) fn all<'a>(
    document: &'a Document,
    report: &'a Report,
    lines: &'a LineIndex,
    artifact: &'a Value,
) -> impl Iterator<Item = Value> + use<'a> {
    let mut twins = HashMap::new();
    report.findings.iter().map(move |finding| {
        let mut result = result(document, lines, artifact, finding);
        if let Some(words) = &finding.fingerprint {
            let nth: &mut usize = twins.entry((finding.check, words.clone())).or_default();
            let print = format!("{}:{}:{nth}", finding.check, words.as_str());
            result["partialFingerprints"] = json!({ "checkAndWords/v1": print });
            *nth += 1;
        }
        result
    })
}

fn result(document: &Document, lines: &LineIndex, artifact: &Value, finding: &Finding) -> Value {
    let place = |region: Value| json!({ "artifactLocation": artifact, "region": region });
    let mut related = Vec::new();
    let mut relate = |span: Span, text: &str| {
        let physical = place(region(document, lines, span));
        let id = related.len();
        related
            .push(json!({ "id": id, "physicalLocation": physical, "message": { "text": text } }));
    };
    if finding.point != finding.span.start {
        relate(Span::at(finding.point), "here");
    }
    for other in &finding.related {
        relate(other.span, &other.label);
    }
    let help = finding.help.iter().map(|help| format!(" {}", sentence(help)));
    let text = sentence(&finding.message) + &help.collect::<String>();
    let mut result = json!({
        "ruleId": finding.check,
        "ruleIndex": rules::index(finding.check),
        "level": rules::level(finding.severity),
        "message": { "text": text },
        "locations": [{ "physicalLocation": place(region(document, lines, finding.span)) }],
        "relatedLocations": related,
        "fixes": fixes(document, lines, artifact, &finding.fixes),
        // All results of a run have this list or none has it (3.27.23).
        "suppressions": finding.waived.iter().map(suppression).collect::<Vec<_>>(),
    });
    // A name that is not in the catalogue has no index, and no empty list is needed.
    let empty = |value: &Value| value.is_null() || value.as_array().is_some_and(Vec::is_empty);
    if let Some(fields) = result.as_object_mut() {
        fields.retain(|name, value| name == "suppressions" || !empty(value));
    }
    result
}

fn fixes(document: &Document, lines: &LineIndex, artifact: &Value, fixes: &[Fix]) -> Vec<Value> {
    let described = |fix: &Fix| match fix.applicability {
        Applicability::Safe => "Safe: `copydesk check --fix` makes it.",
        Applicability::Review => "For review: a person looks first.",
    };
    let replacements = |fix: &Fix| -> Vec<Value> {
        let edits = fix.edits.iter();
        let replacement = |edit: &copydesk_manuscript::Edit| {
            json!({
                "deletedRegion": bare(document, lines, Span::new(edit.start, edit.end)),
                "insertedContent": { "text": edit.text },
            })
        };
        edits.map(replacement).collect()
    };
    let fix = |fix: &Fix| {
        json!({
            "description": { "text": described(fix) },
            "artifactChanges":
                [{ "artifactLocation": artifact, "replacements": replacements(fix) }],
        })
    };
    fixes.iter().filter(|fix| !fix.edits.is_empty()).map(fix).collect()
}

/// An answer with a name or a day stands in the file beside the draft, one
/// without in the draft itself.
fn suppression(waived: &Waived) -> Value {
    let beside = waived.by.is_some() || waived.until.is_some();
    let mut suppression = json!({
        "kind": if beside { "external" } else { "inSource" },
        "status": "accepted",
        "justification": waived.reason,
    });
    if beside {
        suppression["properties"] = json!({ "by": waived.by, "until": waived.until });
    }
    suppression
}

/// With a capital letter and a full stop, and with the braces that SARIF gives a
/// meaning to doubled (3.11.5).
pub(super) fn sentence(words: &str) -> String {
    let mut letters = words.trim().chars();
    let first = letters.next();
    // A command is not a sentence's beginning.
    let capital = !words.starts_with("copydesk ");
    let first = first.map(|c| if capital { c.to_uppercase().to_string() } else { c.to_string() });
    let mut sentence = first.unwrap_or_default() + letters.as_str();
    if !sentence.ends_with(['.', '?', '!', '…', '”']) {
        sentence.push('.');
    }
    sentence.replace('{', "{{").replace('}', "}}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use copydesk_manuscript::{Draft, Edit};
    use copydesk_validation::{Policy, validate};
    use jiff::civil::date;

    #[test]
    fn an_answer_suppresses_and_a_fix_says_how_safe_it_is() {
        let text = "Quay “`shut`”\n\nIt is shut.[1]\n\n1. “Quay” News, 1 May 2024, https://a.org";
        let document = copydesk_parsing::parse(&Draft::new("a.md", text));
        let verdict = validate(document, &Policy::rehearsal(date(2024, 5, 3)));
        let mut report = verdict.report().clone();
        let edit = Edit { start: 8, end: 9, text: String::new() };
        let mut finding = Finding::new(
            "stray-markup",
            copydesk_manuscript::Severity::Warning,
            Span::new(8, 14),
            "backticks",
        )
        .fix(Applicability::Review, vec![edit]);
        let reason = "the name of a program".to_owned();
        finding.fingerprint = verdict.report().findings.iter().find_map(|f| f.fingerprint.clone());
        finding.waived = Some(Waived { by: Some("Ann".to_owned()), reason, until: None });
        report.findings = vec![finding.clone(), finding];
        let lines = LineIndex::new(&verdict.document().text);
        let artifact = json!({ "uri": "a.md" });
        let results: Vec<Value> = all(verdict.document(), &report, &lines, &artifact).collect();
        let [first, second] = &results[..] else { panic!("{results:?}") };
        assert_eq!(first["suppressions"][0]["kind"], "external");
        assert_eq!(first["suppressions"][0]["justification"], "the name of a program");
        assert_eq!(first["fixes"][0]["description"]["text"], "For review: a person looks first.");
        let region = &first["locations"][0]["physicalLocation"]["region"];
        assert_eq!((&region["startColumn"], &region["byteOffset"]), (&json!(7), &json!(8)));
        assert_eq!(region["snippet"]["text"], "`shut`");
        assert_ne!(first["partialFingerprints"], second["partialFingerprints"]);
    }

    #[test]
    fn messages_are_sentences() {
        assert_eq!(sentence("nothing cites this"), "Nothing cites this.");
        assert_eq!(sentence("“{0}” is no date"), "“{{0}}” is no date.");
        assert_eq!(sentence("copydesk check --fix"), "copydesk check --fix.");
    }
}
