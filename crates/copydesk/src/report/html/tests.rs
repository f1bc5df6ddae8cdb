//! What stands on the page, for drafts that are hard to show.

use copydesk_manuscript::{Draft, Finding, Severity, Span, Waived};
use copydesk_validation::{Group, Policy, Report, Verdict, validate};
use jiff::civil::date;

use super::draft::section;

fn checked(text: &str) -> Verdict {
    let document = copydesk_parsing::parse(&Draft::new("quay.md", text));
    validate(document, &Policy::rehearsal(date(2024, 5, 3)))
}

/// A report of these findings alone, a thing to do each.
fn report(verdict: &Verdict, findings: Vec<Finding>) -> Report {
    let group = |(i, finding): (usize, &Finding)| Group {
        check: finding.check,
        severity: finding.severity,
        headline: finding.message.clone(),
        help: finding.help.clone(),
        findings: i..i + 1,
        waived: finding.waived.is_some(),
    };
    let groups = findings.iter().enumerate().map(group).collect();
    Report { findings, groups, ..verdict.report().clone() }
}

fn shown(text: &str, findings: Vec<Finding>) -> String {
    let verdict = checked(text);
    section(1, verdict.document(), &report(&verdict, findings), false)
}

fn finding(severity: Severity, start: usize, end: usize) -> Finding {
    Finding::new("stray-markup", severity, Span::new(start, end), "no")
}

#[test]
fn of_marks_that_overlap_the_gravest_shows() {
    let page =
        shown("abcdefgh", vec![finding(Severity::Error, 2, 4), finding(Severity::Warning, 1, 6)]);
    let line = "<li>a<a class=\"n w\" id=\"d1-f1\" href=\"#d1-g2\">2</a><mark class=\"w\">b</mark>\
                <a class=\"n e\" id=\"d1-f0\" href=\"#d1-g1\">1</a><mark class=\"e\">cd</mark>\
                <mark class=\"w\">ef</mark>gh";
    assert!(page.contains(line), "{page}");
}

#[test]
fn a_mark_may_run_over_lines_and_end_where_something_is_missing() {
    let page = shown("ab\ncd", vec![finding(Severity::Warning, 1, 4).pointing_at(4)]);
    let lines = "<li>a<mark class=\"w\">b</mark></li>\n<li><mark class=\"w\">c</mark>\
                 <a class=\"n w\" id=\"d1-f0\" href=\"#d1-g1\">▲1</a>d";
    assert!(page.contains(lines), "{page}");
}

#[test]
fn who_answered_is_named_and_nothing_is_left_to_do() {
    let waived = Waived {
        by: Some("Ann <desk>".to_owned()),
        reason: "counted on the quay".to_owned(),
        until: Some(date(2024, 6, 1)),
    };
    let mut finding = finding(Severity::Warning, 0, 2);
    finding.waived = Some(waived);
    let page = shown("abcd", vec![finding]);
    assert!(page.contains("Nothing has to be mended."), "{page}");
    let answer = "Waived by Ann &lt;desk&gt;, until 2024-06-01: counted on the quay";
    assert!(page.contains(answer), "{page}");
    assert!(page.contains("<b>0</b> warnings need an answer"), "{page}");
}

#[test]
fn a_place_at_the_end_of_an_empty_last_line_is_shown() {
    let page = shown("ab\n", vec![finding(Severity::Info, 3, 3)]);
    assert!(page.contains("id=\"d1-f0\""), "{page}");
}

#[test]
fn a_draft_writes_no_markup() {
    let verdict =
        checked("<script>alert(1)</script>\n\nIt is\u{1b}[1m here.[1]\n\n1. “<b>” A, <i>");
    let page = section(1, verdict.document(), verdict.report(), true);
    assert!(!page.contains("<script") && !page.contains("<b>”") && !page.contains('\u{1b}'));
}

#[test]
fn a_page_grows_with_its_draft_and_not_faster() {
    let size = |n: usize| {
        let text = format!("Title\n\n{}", "It rained.[7] ".repeat(n));
        let verdict = checked(&text);
        section(1, verdict.document(), verdict.report(), false).len() as f64 / text.len() as f64
    };
    let (short, long) = (size(500), size(5_000));
    assert!(long < short * 1.2 && long < 20.0, "{short} {long}");
}
