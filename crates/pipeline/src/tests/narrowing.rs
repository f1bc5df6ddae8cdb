//! A digest that the checks of its edition hold: for one brief's sake, or as a whole.

use super::chain::lineup;
use super::collecting::{Morning, brief, key, left_out};
use super::*;
use crate::{Outcome, Refusal};

/// A brief with words that nobody filled in.
fn greeting(subject: &str) -> String {
    brief(subject, "").replace("\n\nThe ", "\n\nDear {{name}}, the ")
}

/// A brief with so many thousand characters of text more.
fn long(subject: &str, thousands: usize) -> String {
    let sentence = "The works went on through the whole of the winter, as was said.[1] ";
    let paragraph = format!("{}\n\n", sentence.repeat(15));
    brief(subject, "").replace("\n\n1. ", &format!("\n\n{}1. ", paragraph.repeat(thousands)))
}

const LEFT: &str = "b.md: held in the edition: nobody filled in `{{name}}`";

#[test]
fn the_others_go_without_a_brief_that_the_editions_checks_hold() {
    let morning = Morning::rehearsal("{}");
    let drafts =
        [("a.md", brief("abbey", "")), ("b.md", greeting("bridge")), ("c.md", brief("canal", ""))];
    let looked = morning.dry_run(&drafts);
    assert!(matches!(looked.outcome, Outcome::DryRun(..)), "{looked:?}");
    assert_eq!((lineup(&looked), left_out(&looked)), (lines(&["a.md", "c.md"]), lines(&[LEFT])));

    let published = morning.publish(&drafts);
    assert_eq!(key(&published), "2024-05-01-door");
    assert_eq!(lineup(&published), ["a.md", "c.md"]);
    assert_eq!(left_out(&published), [LEFT]);
    let text = published.rendered().unwrap().edition.text().fill(|_| String::new());
    assert!(!text.contains("bridge"), "{text}");

    // It is in none of the digest's editions, so that the mended one is in the next.
    morning.next_day();
    let mended = [("a.md", brief("abbey", "")), ("b.md", brief("bridge", ""))];
    assert_eq!(lineup(&morning.publish(&mended)), ["b.md"]);
}

#[test]
fn what_holds_the_first_brief_takes_its_subject_along() {
    let drafts = [("a.md", greeting("abbey")), ("b.md", brief("bridge", ""))];
    let published = Morning::rehearsal("{ order: name }").publish(&drafts);
    assert_eq!(published.rendered().unwrap().edition.subject(), "The bridge reopens");
    let intro = [("intro.md", greeting("town")), ("b.md", brief("bridge", ""))];
    let published = Morning::rehearsal("{}").publish(&intro);
    assert_eq!(lineup(&published), ["b.md"]);
}

#[test]
fn a_digest_may_wait_for_a_brief_that_the_editions_checks_hold() {
    let morning = Morning::rehearsal("{ when_held: wait }");
    let published = morning.publish(&[("a.md", brief("abbey", "")), ("b.md", greeting("bridge"))]);
    assert!(matches!(published.outcome, Outcome::Waits(_)), "{published:?}");
    assert_eq!(left_out(&published), [LEFT]);
}

#[test]
fn without_it_there_may_be_too_few() {
    let morning = Morning::rehearsal("{ at_least: 2 }");
    let published = morning.publish(&[("a.md", brief("abbey", "")), ("b.md", greeting("bridge"))]);
    let Outcome::Refused(_, refusal) = &published.outcome else { panic!("{published:?}") };
    assert_eq!(*refusal, Refusal::TooFew { found: 1, wanted: 2 });
    assert_eq!(left_out(&published), [LEFT]);
}

#[test]
fn where_every_brief_is_held_the_whole_is() {
    let drafts = [("a.md", greeting("abbey")), ("b.md", greeting("bridge"))];
    for drafts in [&drafts[..], &drafts[1..]] {
        let published = Morning::rehearsal("{}").publish(drafts);
        assert!(matches!(published.outcome, Outcome::Held(_)), "{published:?}");
        assert_eq!(lineup(&published).len(), drafts.len());
        assert_eq!(left_out(&published), [""; 0]);
    }
}

/// What is too large by itself is in no edition; what only the sum makes too large is
/// nobody's fault.
#[test]
fn size_and_subject_of_the_whole_hold_the_whole() {
    let alone = [("a.md", brief("abbey", "")), ("b.md", long("bridge", 110))];
    let published = Morning::rehearsal("{}").publish(&alone);
    assert_eq!(lineup(&published), ["a.md"]);
    let [left] = &left_out(&published)[..] else { panic!("{published:?}") };
    assert!(left.starts_with("b.md: held in the edition: the mail's HTML is "), "{left}");

    let together = ["abbey", "bridge", "canal"].map(|subject| (subject, long(subject, 15)));
    let published = Morning::rehearsal("{}").publish(&together);
    assert!(matches!(published.outcome, Outcome::Held(_)), "{published:?}");

    let morning = Morning::rehearsal("{}");
    let pipeline = morning.folder.path().join("pipelines/door.yaml");
    let strict = changed(
        &fs::read_to_string(&pipeline).unwrap(),
        "marker-undefined: error",
        "subject-too-long: error",
    );
    fs::write(pipeline, strict).unwrap();
    let title = format!("subject: {}\n", "The abbey is next, ".repeat(8));
    let drafts = [("a.md", brief("abbey", &title)), ("b.md", brief("bridge", ""))];
    let published = morning.publish(&drafts);
    assert!(matches!(published.outcome, Outcome::Held(_)), "{published:?}");
    assert_eq!(left_out(&published), [""; 0]);
}

fn lines(lines: &[&str]) -> Vec<String> {
    lines.iter().map(|line| (*line).to_owned()).collect()
}
