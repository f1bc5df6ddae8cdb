//! What the checks of an edition say of our own look. A finding about an edition of
//! a clean draft is a false alarm, or a fault of the template.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use copydesk_proving::corpus;
use copydesk_rendering::{Lineup, Masthead, Occasion, Templates, Theme, proofread, render};
use copydesk_validation::{Checked, Verdict, validate};

/// What is said of the edition that these briefs are, each with its check.
fn marks(key: &str, look: &str, briefs: Vec<Checked>) -> Vec<String> {
    let policy = corpus::policy();
    let masthead = Masthead {
        name: "The Daily Brief".to_owned(),
        url: "https://brief.example.org".to_owned(),
        postal: "1 Sample Street, Exampleton".to_owned(),
        language: "en-GB".to_owned(),
        corrections: "corrections@example.org".to_owned(),
        list: "The Daily Brief".to_owned(),
        theme: Theme::default(),
    };
    let templates = Templates::built_in(look, []).unwrap();
    let lineup = Lineup::collect(briefs).unwrap();
    let occasion =
        Occasion { key: key.to_owned(), date: policy.today, subject: None, ..Occasion::default() };
    let edition = render(&lineup, &templates, &masthead, &occasion).unwrap();
    let proof = proofread(edition, &lineup, &policy).apart().1;
    let findings = proof.report().findings.iter();
    findings.map(|finding| format!("{key}: {}: {}", finding.check, finding.message)).collect()
}

#[test]
fn nothing_is_said_of_an_edition_of_a_clean_draft() {
    let mut clean = Vec::new();
    let mut alarms = Vec::new();
    for draft in corpus::drafts().unwrap() {
        let document = copydesk_parsing::parse(&draft);
        let Verdict::Clear(checked) = validate(document, &corpus::policy()) else {
            panic!("{} is held", draft.path);
        };
        alarms.extend(marks(&draft.path, "brief", vec![checked.clone()]));
        clean.push(checked);
    }
    clean.truncate(5);
    for look in Templates::BUILT_IN {
        alarms.extend(marks(&format!("the first five as one {look}"), look, clean.clone()));
    }
    assert!(alarms.is_empty(), "{alarms:#?}");
}
