//! `docs/checks.md`, made from the checks themselves.

use std::fmt::Write;

use copydesk_manuscript::Draft;
use copydesk_validation::{Check, Policy, sections, validate};

use crate::mutants::Subject;
use crate::score::{Score, percent, scores};

const OPENING: &str = "\
<!-- Made by `cargo xtask mutate --write` from the checks' own words. Change them there. -->

# The checks

A check is a named question asked of a draft. A finding is one answer, at its exact words.

- An **error** always holds a draft.
- A **warning** must be answered before mail reaches people: mended, or waived with a reason.
- An **info** never holds, is counted, and is printed only with `--all`.

A pipeline may set any check to `error`, `warning`, `info` or `off`, and the group `style` at once. \
`copydesk explain <check>` prints the same words as this page. What a check cannot tell is counted \
as *not checked* and never shown as passed.

Checks of the edition are asked when there is one: by `publish`, `watch` and `render`, not by \
`check`. A comment beside the words waives a warning \
of theirs, one at the top of a draft a warning about the edition as a whole.

";

/// The whole page.
pub fn page(drafts: &[Draft], policy: &Policy) -> String {
    let mut page = OPENING.to_owned();
    page.push_str("| subject | check | level |\n|---|---|---|\n");
    for section in sections() {
        for check in section.checks {
            let _ = writeln!(page, "{}", row(section.title, check));
        }
    }
    page.push('\n');
    for section in sections() {
        let _ = writeln!(page, "## {}\n", section.title);
        for check in section.checks {
            let _ = writeln!(page, "### {}\n\n*{}*\n\n{}", check.name, level(check), words(check));
        }
    }
    let _ = write!(
        page,
        "## How well they do\n\n\
         `cargo xtask mutate` reads {} clean drafts of ours (`crates/proving/corpus`), makes one \
         slip in them at every place where it can happen, and counts what a live send makes of it: \
         *held* for it, *noted* (an info that the clean draft does not have), *harmless* (read as \
         if there were no slip), *sound* (nothing is said, and nothing in the text is wrong: the \
         same sentences are cited, the same sources, in the same order; only the sources' pages \
         can tell, and every report says that nobody looked at them), or *missed*. *Seen* is the \
         share of all mutants, *of visible* that of those which are not sound. `cargo xtask mutate \
         FOLDER` does it with yours.\n\n",
        drafts.len()
    );
    page + &measured(drafts, policy)
}

fn row(section: &str, check: &Check) -> String {
    let name = check.name;
    format!("| {section} | [{name}](#{name}) | {} |", level(check))
}

fn level(check: &Check) -> String {
    let severity = check.severity.as_str();
    if check.on { severity.to_owned() } else { format!("off; {severity} where a pipeline asks it") }
}

/// The explanation, its headings two levels down.
fn words(check: &Check) -> String {
    let lines = check.doc.lines().map(|line| line.strip_prefix(' ').unwrap_or(line));
    let lines = lines.map(|line| match line.strip_prefix("# ") {
        Some(heading) => format!("**{heading}**"),
        None => line.to_owned(),
    });
    lines.collect::<Vec<_>>().join("\n").trim().to_owned() + "\n"
}

/// How well the checks do, on drafts that are sound and on mutants of them.
pub fn measured(drafts: &[Draft], policy: &Policy) -> String {
    let scores = scores(drafts, policy);
    let mut out = String::from(
        "| slip | mutants | held | noted | harmless | sound | missed | seen | of visible |\n\
         |---|--:|--:|--:|--:|--:|--:|--:|--:|\n",
    );
    for score in &scores {
        let Score { mutation, mutants, held, noted, harmless, sound, missed } = score;
        let (sound, missed) = (sound.len(), missed.len());
        let _ = writeln!(
            out,
            "| {} | {mutants} | {held} | {noted} | {harmless} | {sound} | {missed} | {:.1} % | \
             {:.1} % |",
            mutation.name,
            score.share(),
            score.share_of_visible()
        );
    }
    for (name, subject) in [("markers and references", Some(Subject::Citations)), ("all", None)] {
        let of: Vec<&Score> = scores
            .iter()
            .filter(|s| subject.is_none_or(|only| s.mutation.subject == only))
            .collect();
        let sum = |count: fn(&Score) -> usize| of.iter().map(|s| count(s)).sum::<usize>();
        let (mutants, missed) = (sum(|s| s.mutants), sum(|s| s.missed.len()));
        let sound = sum(|s| s.sound.len());
        let seen = mutants - missed - sound;
        let _ = writeln!(
            out,
            "| **{name}** | {mutants} | {} | {} | {} | {sound} | {missed} | **{:.1} %** | **{:.1} \
             %** |",
            sum(|s| s.held),
            sum(|s| s.noted),
            sum(|s| s.harmless),
            percent(seen, mutants),
            percent(seen, mutants - sound)
        );
    }
    let unseen = |score: &&Score| !score.missed.is_empty() || !score.sound.is_empty();
    if scores.iter().any(|score| unseen(&score)) {
        out.push_str("\nWhy nothing is said of some:\n\n");
    }
    for score in scores.iter().filter(unseen) {
        let gap = score.mutation.gap.unwrap_or("not explained yet");
        let _ = writeln!(out, "- *{}*: {gap}.", score.mutation.name);
    }
    out.push_str(&clean(drafts, policy));
    out
}

/// What is said of drafts that are sound.
fn clean(drafts: &[Draft], policy: &Policy) -> String {
    let (mut findings, mut notes) = (0, 0);
    for draft in drafts {
        for finding in &validate(copydesk_parsing::parse(draft), policy).report().findings {
            if finding.severity == copydesk_manuscript::Severity::Info {
                notes += 1;
            } else {
                findings += 1;
            }
        }
    }
    format!(
        "\nOn the drafts as they were: {findings} errors and warnings, {notes} notes in {}.\n",
        drafts.len()
    )
}
