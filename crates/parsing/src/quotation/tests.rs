//! Paragraphs, the quotations in them, and the marks that have no partner.

use copydesk_manuscript::{Document, Draft, ProblemKind};

use crate::parse;

fn read(paragraphs: &str) -> Document {
    parse(&Draft::new("a.txt", format!("Headline\n\n{paragraphs}\n").as_str()))
}

/// Quotations from left to right, outer ones first.
fn quotations(paragraphs: &str) -> Vec<String> {
    let document = read(paragraphs);
    document.quotations.iter().map(|q| document.words(q.span).to_owned()).collect()
}

/// What stands from each unbalanced mark on.
fn unbalanced(paragraphs: &str) -> Vec<String> {
    let document = read(paragraphs);
    let problems = document.problems.iter();
    let marks = problems.filter(|p| matches!(p.kind, ProblemKind::UnbalancedQuote { .. }));
    marks.map(|p| document.text[p.span.start..].chars().take(5).collect()).collect()
}

fn check(paragraphs: &str, expected: &[&str]) {
    assert_eq!(quotations(paragraphs), expected, "{paragraphs}");
    assert_eq!(unbalanced(paragraphs), [""; 0], "{paragraphs}");
}

#[test]
fn quotations_nest() {
    check("“He said ‘no’ and left,” she said.", &["“He said ‘no’ and left,”", "‘no’"]);
    check(
        "“He called it ‘the “last” war’ then,” she said.",
        &["“He called it ‘the “last” war’ then,”", "‘the “last” war’", "“last”"],
    );
    check(r#"“She wrote "gone" on it,” he said."#, &[r#"“She wrote "gone" on it,”"#, r#""gone""#]);
    check(
        r#"It is "what he called "new" ships", he said."#,
        &[r#""what he called "new" ships""#, r#""new""#],
    );
}

#[test]
fn apostrophes_close_nothing() {
    check(
        "“The ’90s weren’t kind to the workers’ council,” she said.",
        &["“The ’90s weren’t kind to the workers’ council,”"],
    );
    check(
        "“Rock ‘n’ roll, ‘em all, ‘tis the ‘90s,” he said.",
        &["“Rock ‘n’ roll, ‘em all, ‘tis the ‘90s,”"],
    );
    check("‘The workers’ council has met,’ she said.", &["‘The workers’ council has met,’"]);
    check("The workers’ council met in ’98.", &[]);
    check("‘It’s over,’ she said. ‘They’re gone.’", &["‘It’s over,’", "‘They’re gone.’"]);
}

#[test]
fn feet_and_inches_quote_nothing() {
    check(r#"He is 5'10" tall and the screen is 12" wide."#, &[]);
    check(r#""He is 5'10" tall," she said."#, &[r#""He is 5'10" tall,""#]);
    check(r#"“He is 5’10" tall,” she said."#, &[r#"“He is 5’10" tall,”"#]);
    check(r#"It was "in 1999" that he left."#, &[r#""in 1999""#]);
}

#[test]
fn other_languages_have_other_marks() {
    check(
        "„Wir gehen“, sagte er. „Und ‚bald‘ auch.“",
        &["„Wir gehen“", "„Und ‚bald‘ auch.“", "‚bald‘"],
    );
    check("„Idziemy”, powiedział.", &["„Idziemy”"]);
    check("« Nous partons », dit-il. «Et vite.»", &["« Nous partons »", "«Et vite.»"]);
    check("»Wir gehen«, sagte er.", &["»Wir gehen«"]);
    check(r#"דובר צה"ל אמר: "השיחות הסתיימו"."#, &[r#""השיחות הסתיימו""#]);
    check("قال الوزير: «انتهت المحادثات».", &["«انتهت المحادثات»"]);
}

#[test]
fn a_quotation_may_run_over_sentences_and_paragraphs() {
    let text = "She said: “We won. They know.\n\n“We stay.” Hale left.";
    assert_eq!(quotations(text), ["“We won. They know.", "“We stay.”"]);
    assert_eq!(unbalanced(text), [""; 0]);
    let units: Vec<_> = read(text).sentences.iter().map(|s| s.quotation).collect();
    assert_eq!(units, [Some(0), Some(0), None, None]);
    // Another mark begins another quotation.
    assert_eq!(unbalanced("She said: “We won.\n\n\"We stay.\""), ["“We w"]);
    assert_eq!(unbalanced("She said: \"We won.\n\n\"We stay.\""), [""; 0]);
}

#[test]
fn a_mark_without_a_partner_is_named() {
    assert_eq!(unbalanced("“We won, she said."), ["“We w"]);
    assert_eq!(unbalanced("We won,” she said."), ["” she"]);
    assert_eq!(unbalanced("“We won, ‘she said.”"), [""; 0]);
    // The one that was forgotten is the first, not the last.
    assert_eq!(unbalanced("He said \"stop and left. She said \"go\" today."), ["\"stop"]);
    assert_eq!(unbalanced("He said \" stop \" and left."), [""; 0]);
}
