//! What every fuzzer asks: there is a document, it keeps its promises, and every
//! check answers with a place in it.

use copydesk_manuscript::{Companion, Draft, Role};
use copydesk_validation::{Policy, validate};
use jiff::civil::date;

/// Reads `bytes` as a draft called `name`, with `companion` beside it.
pub fn read(name: &str, bytes: &[u8], companion: Option<(Role, &str, &[u8])>) {
    let mut draft = Draft::new(name, bytes);
    draft.companions.extend(companion.map(|(role, name, bytes)| Companion {
        role,
        name: name.to_owned(),
        bytes: Ok(bytes.to_vec()),
    }));
    let document = copydesk_parsing::parse(&draft);
    assert_eq!(document.flaw(), None);
    let verdict = validate(document, &Policy::rehearsal(date(2026, 11, 2)));
    let text = &verdict.document().text;
    for finding in &verdict.report().findings {
        let places = finding.related.iter().map(|related| related.span).chain([finding.span]);
        for span in places {
            assert!(text.get(span.start..span.end).is_some(), "{finding:?}");
        }
        assert!(text.is_char_boundary(finding.point), "{finding:?}");
        for edit in finding.fixes.iter().flat_map(|fix| &fix.edits) {
            assert!(text.get(edit.start..edit.end).is_some(), "{finding:?}");
        }
    }
}
