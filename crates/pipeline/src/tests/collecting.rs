//! Several drafts, one edition: which of them are in it, and in which order.

use std::sync::Arc;

use super::chain::{Chain, HandClock, lineup, submitted};
use super::*;
use crate::{LeftOut, Memory, Outcome, Published, Refusal, Why, dry_run};

/// A newsroom with one digest, `door`, and its clock.
pub(super) struct Morning {
    pub(super) folder: TempDir,
    clock: Arc<HandClock>,
    profile: &'static str,
}

impl Morning {
    /// `options` of collect; `channels` of distribute.
    fn new(profile: &'static str, options: &str, channels: &str) -> Self {
        let newsroom = changed(
            NEWSROOM,
            "archive: www",
            "archive: { folder: www, verify: false }, approval: none",
        );
        let pipeline = changed(
            PIPELINE,
            "  - render: { template: brief }\n  - distribute: [archive, feed, { email: { list: readers } }]\n",
            &format!("  - collect: {options}\n  - render\n  - distribute: {channels}\n"),
        );
        let folder = on_disk(&[
            ("copydesk.yaml", &newsroom),
            ("pipelines/door.yaml", &pipeline),
            ("readers.csv", "address,name\nann@example.org,Ann\nbo@example.org,Bo\n"),
        ]);
        // 7 in the morning in London.
        Self { folder, clock: HandClock::at("2024-05-01T06:00:00Z"), profile }
    }

    pub(super) fn rehearsal(options: &str) -> Self {
        Self::new("rehearsal", options, "[archive, feed, { email: { list: readers } }]")
    }

    pub(super) fn next_day(&self) {
        self.clock.next_day();
    }

    fn chain(&self) -> Chain<'_> {
        let clock = Arc::clone(&self.clock);
        Chain { root: self.folder.path(), profile: self.profile, clock }
    }

    /// What the folder holds, by name and text, through the whole chain.
    pub(super) fn publish(&self, drafts: &[(&str, String)]) -> Published {
        self.chain().publish("door", drafts)
    }

    /// The same without a ledger.
    pub(super) fn dry_run(&self, drafts: &[(&str, String)]) -> Published {
        let desk = self.chain().desk("door");
        let submitted = submitted(&desk, drafts);
        dry_run(&desk, submitted, &Memory::default()).unwrap()
    }
}

/// A sound brief about `subject`; `front` is more of its front matter.
pub(super) fn brief(subject: &str, front: &str) -> String {
    format!(
        "---\ntitle: The {subject} reopens\nstatus: ready\n{front}---\n\n\
         The {subject} reopens on 6 May 2024.[1]\n\n\
         1. “Works done on the {subject}” Harbour Board, 29 Apr. 2024, https://harbour.example/{subject}\n"
    )
}

/// One that cites what is not there.
fn held(subject: &str) -> String {
    brief(subject, "").replace("2024.[1]", "2024.[1][7]")
}

/// One that its editor still has.
fn unready(subject: &str) -> String {
    brief(subject, "").replace("status: ready", "status: draft")
}

/// `name: why` of those that stay behind.
pub(super) fn left_out(published: &Published) -> Vec<String> {
    let left = published.left_out.iter().map(|LeftOut { verdict, why }| {
        format!("{}: {why}", verdict.document().path.trim_start_matches("drafts/"))
    });
    left.collect()
}

/// The key of what went out.
#[track_caller]
pub(super) fn key(published: &Published) -> String {
    match &published.outcome {
        Outcome::Distributed(_, frozen, _) => frozen.key.clone(),
        other => panic!("not distributed: {other:?}"),
    }
}

#[test]
fn briefs_stand_in_the_order_that_the_pipeline_says() {
    let drafts = [
        ("c.md", brief("canal", "date: 2024-04-30\nweight: 20\n")),
        ("b.md", brief("bridge", "")),
        ("a.md", brief("abbey", "date: 2024-05-01\nweight: 20\n")),
        ("intro.md", brief("town", "weight: 99\n")),
        ("d.md", brief("dock", "date: 2024-05-02\nweight: -1\n")),
    ];
    for (options, expected) in [
        ("{ order: weight }", ["(intro.md)", "d.md", "a.md", "c.md", "b.md"]),
        ("{ order: date }", ["(intro.md)", "d.md", "a.md", "b.md", "c.md"]),
        ("{ order: name }", ["(intro.md)", "a.md", "b.md", "c.md", "d.md"]),
    ] {
        let published = Morning::rehearsal(options).dry_run(&drafts);
        assert_eq!(lineup(&published), expected, "{options}");
        assert_eq!(left_out(&published), [""; 0]);
    }
}

#[test]
fn each_brief_keeps_its_numbers_and_sources() {
    let drafts = [("a.md", brief("abbey", "")), ("b.md", brief("bridge", ""))];
    let published = Morning::rehearsal("{}").dry_run(&drafts);
    let Outcome::DryRun(rendered, _) = &published.outcome else { panic!("{published:?}") };
    let text = rendered.edition.text().fill(|_| String::new());
    assert_eq!(text.matches("Sources (1)").count(), 2, "{text}");
    for subject in ["abbey", "bridge"] {
        assert!(text.contains(&format!("https://harbour.example/{subject}")), "{text}");
    }
}

#[test]
fn the_subject_is_the_intros_or_the_pipelines_or_the_first_briefs() {
    let first = ("a.md", brief("abbey", "subject: The abbey is back\n"));
    let second = ("b.md", brief("bridge", ""));
    let intro = ("intro.md", brief("town", "subject: The town this morning\n"));
    let subject = |options: &str, drafts: &[(&str, String)]| {
        let published = Morning::rehearsal(options).dry_run(drafts);
        let Outcome::DryRun(rendered, _) = published.outcome else { panic!("{published:?}") };
        rendered.edition.subject().to_owned()
    };
    let own = "{ subject: The morning brief }";
    let briefs = [first.clone(), second.clone()];
    assert_eq!(subject("{}", &briefs), "The abbey is back");
    assert_eq!(
        subject("{ order: name }", &[briefs[1].clone(), ("c.md", brief("canal", ""))]),
        "The bridge reopens, and 1 more"
    );
    assert_eq!(subject(own, &briefs), "The morning brief");
    let wordless = ("intro.md", brief("town", ""));
    assert_eq!(subject("{}", &[first.clone(), second.clone(), wordless]), "The town reopens");
    assert_eq!(subject(own, &[first, second, intro]), "The town this morning");
}

#[test]
fn who_stays_behind_is_named_with_the_reason() {
    let drafts = [
        ("a.md", brief("abbey", "")),
        ("b.md", held("bridge")),
        ("c.md", unready("canal")),
        ("d.md", brief("dock", "send_at: 2024-05-02T06:00:00Z\n")),
        ("e.md", brief("elm", "")),
    ];
    let published = Morning::rehearsal("{ at_least: 2 }").publish(&drafts);
    assert_eq!(lineup(&published), ["a.md", "e.md"]);
    assert_eq!(
        left_out(&published),
        ["b.md: held", "c.md: not marked ready", "d.md: not before 2 May 2024, 07:00 BST"]
    );
    assert_eq!(key(&published), "2024-05-01-door");
}

#[test]
fn a_digest_may_wait_for_what_is_held_but_not_for_what_is_unfinished() {
    let morning = Morning::rehearsal("{ when_held: wait }");
    let drafts = [("a.md", brief("abbey", "")), ("b.md", held("bridge"))];
    let published = morning.publish(&drafts);
    assert!(matches!(published.outcome, Outcome::Waits(_)), "{published:?}");
    assert_eq!(left_out(&published), ["b.md: held"]);

    let drafts = [("a.md", brief("abbey", "")), ("b.md", unready("bridge"))];
    assert_eq!(key(&morning.publish(&drafts)), "2024-05-01-door");
}

#[test]
fn too_few_are_refused_and_none_is_nothing_to_do() {
    let morning = Morning::rehearsal("{ at_least: 2 }");
    let intro = ("intro.md", brief("town", ""));
    let published = morning.publish(&[intro.clone(), ("a.md", brief("abbey", ""))]);
    let Outcome::Refused(_, refusal) = &published.outcome else { panic!("{published:?}") };
    assert_eq!(*refusal, Refusal::TooFew { found: 1, wanted: 2 });
    assert_eq!(refusal.to_string(), "1 brief is ready and new, and `at_least: 2` wants 2");

    let published = morning.publish(&[intro, ("a.md", unready("abbey"))]);
    assert!(matches!(published.outcome, Outcome::Nothing), "{published:?}");
    assert_eq!(
        left_out(&published),
        ["a.md: not marked ready", "intro.md: an intro to nothing: no brief stands below it"]
    );
    assert!(matches!(morning.publish(&[]).outcome, Outcome::Nothing));
}

#[test]
fn a_draft_is_in_one_digest_and_the_next_day_has_the_others() {
    let morning = Morning::rehearsal("{}");
    let (a, b) = (("a.md", brief("abbey", "")), ("b.md", brief("bridge", "")));
    assert_eq!(key(&morning.publish(std::slice::from_ref(&a))), "2024-05-01-door");

    morning.next_day();
    let published = morning.publish(&[a.clone(), b.clone()]);
    assert_eq!(key(&published), "2024-05-02-door");
    assert_eq!(lineup(&published), ["b.md"]);
    assert_eq!(left_out(&published), ["a.md: 2024-05-01-door has these words already"]);

    morning.next_day();
    // Another name for the same words is no news; other words are.
    let renamed = ("z.md", a.1.clone());
    let changed = ("b.md", b.1.replace("6 May", "7 May"));
    let published = morning.publish(&[renamed, changed]);
    assert_eq!(lineup(&published), ["b.md"]);
    assert_eq!(left_out(&published), ["z.md: 2024-05-01-door has these words already"]);
}

#[test]
fn a_rehearsal_of_the_same_day_begins_again_with_everything() {
    let morning = Morning::rehearsal("{}");
    let (a, b) = (("a.md", brief("abbey", "")), ("b.md", brief("bridge", "")));
    morning.publish(std::slice::from_ref(&a));
    let again = morning.publish(std::slice::from_ref(&a));
    assert!(matches!(again.outcome, Outcome::NothingNew(..)), "{again:?}");

    let published = morning.publish(&[a.clone(), b]);
    assert_eq!(key(&published), "2024-05-01-door");
    assert_eq!(lineup(&published), ["a.md", "b.md"]);

    // Its files are all there is of a rehearsal.
    morning.next_day();
    fs::remove_dir_all(morning.folder.path().join("outbox")).unwrap();
    assert_eq!(lineup(&morning.publish(&[a])), ["a.md"]);
}

#[test]
fn a_second_live_digest_of_a_day_has_a_key_of_its_own() {
    let morning = Morning::new("live", "{}", "[archive]");
    let (a, b) = (("a.md", brief("abbey", "")), ("b.md", brief("bridge", "")));
    assert_eq!(key(&morning.publish(std::slice::from_ref(&a))), "2024-05-01-door");
    let published = morning.publish(&[a.clone(), b.clone()]);
    assert_eq!(key(&published), "2024-05-01-door-2");
    assert_eq!(lineup(&published), ["b.md"]);
    let published = morning.publish(&[a, b]);
    assert!(matches!(published.outcome, Outcome::Nothing), "{published:?}");
    assert_eq!(
        left_out(&published),
        [
            "a.md: 2024-05-01-door has these words already",
            "b.md: 2024-05-01-door-2 has these words already"
        ]
    );
}

/// Nothing listens where the relay should be, so everybody waits.
#[test]
fn what_began_is_finished_before_the_next_digest_begins() {
    let morning = Morning::new("live", "{ at_least: 2 }", "[{ email: { list: readers } }]");
    let (a, b) = (("a.md", brief("abbey", "")), ("b.md", brief("bridge", "")));
    let began = morning.publish(&[a.clone(), b.clone()]);
    let Outcome::Distributed(_, frozen, delivered) = &began.outcome else { panic!("{began:?}") };
    assert!(!delivered.closed && delivered.balance.waiting == 2, "{delivered:?}");

    morning.next_day();
    // One of its drafts is gone meanwhile, and another is new.
    let published = morning.publish(&[a, ("c.md", brief("canal", ""))]);
    assert_eq!(key(&published), frozen.key);
    assert_eq!(lineup(&published), ["a.md"]);
    assert_eq!(left_out(&published), ["c.md: waits until 2024-05-01-door has gone out"]);
    let Outcome::Distributed(_, again, _) = &published.outcome else { panic!("{published:?}") };
    assert_eq!(again.digest, frozen.digest);
}

/// A brief that went out by itself may be in a digest too; one that a digest has
/// does not go out again by itself.
#[test]
fn only_its_own_editions_count_for_a_digest() {
    let morning = Morning::new("live", "{}", "[archive]");
    let single = changed(PIPELINE, "name: door", "name: brief");
    let single = changed(&single, "[archive, feed, { email: { list: readers } }]", "[archive]");
    fs::write(morning.folder.path().join("pipelines/brief.yaml"), single).unwrap();
    let (a, b) = (("a.md", brief("abbey", "")), ("b.md", brief("bridge", "")));
    assert_eq!(key(&morning.chain().publish("brief", std::slice::from_ref(&a))), "2024-05-01-a");
    let published = morning.publish(&[a, b.clone()]);
    assert_eq!(lineup(&published), ["a.md", "b.md"]);
    let again = morning.chain().publish("brief", &[b]);
    assert!(
        matches!(again.left_out.as_slice(), [LeftOut { why: Why::Out(edition), .. }] if edition.key == "2024-05-01-door"),
        "{again:?}"
    );
}
