//! What went out, and what puts it right.

use std::path::PathBuf;
use std::sync::Arc;

use copydesk_distribution::{Relay, Step, Stop, Transport};
use copydesk_ledger::{EditionSummary, Ledger, World};

use super::chain::{Chain, HandClock};
use super::*;
use crate::{Outcome, Published, Refusal, Why, publish};

const MAIL: &str = "[archive, feed, { email: { list: readers } }]";
const KEY: &str = "2024-05-01-abbey";

struct Desk {
    folder: TempDir,
    clock: Arc<HandClock>,
    profile: &'static str,
}

impl Desk {
    fn new(profile: &'static str, policy: &str, stages: &str) -> Self {
        let newsroom = changed(
            NEWSROOM,
            "archive: www",
            &format!("archive: {{ folder: www, verify: false }}, {policy}"),
        );
        let end = format!("  - render: {{ template: brief }}\n  - distribute: {MAIL}\n");
        let pipeline = changed(PIPELINE, &end, stages);
        let folder = on_disk(&[
            ("copydesk.yaml", &newsroom),
            ("pipelines/door.yaml", &pipeline),
            ("readers.csv", "address,name\nann@example.org,Ann\nbo@example.org,Bo\n"),
        ]);
        Self { folder, clock: HandClock::at("2024-05-01T06:00:00Z"), profile }
    }

    /// Reaches the web alone, and needs nobody's approval.
    fn web() -> Self {
        let stages = "  - render\n  - distribute: [archive, feed]\n";
        Self::new("live", "approval: none", stages)
    }

    /// Writes mail to Ann and Bo.
    fn rehearsal() -> Self {
        let stages = format!("  - render\n  - distribute: {MAIL}\n");
        Self::new("rehearsal", "approval: none", &stages)
    }

    /// The same with a digest.
    fn digest() -> Self {
        let stages =
            format!("  - collect: {{ at: \"07:00\" }}\n  - render\n  - distribute: {MAIL}\n");
        Self::new("rehearsal", "approval: none", &stages)
    }

    fn chain(&self) -> Chain<'_> {
        Chain { root: self.folder.path(), profile: self.profile, clock: Arc::clone(&self.clock) }
    }

    fn publish(&self, name: &str, text: &str) -> Published {
        self.chain().publish("door", &[(name, text.to_owned())])
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    fn ledger(&self) -> Arc<dyn Ledger> {
        self.chain().desk("door").newsroom.ledger(Arc::clone(&self.clock) as _).unwrap()
    }

    fn editions(&self) -> Vec<EditionSummary> {
        let world = if self.profile == "live" { World::Live } else { World::Rehearsal };
        let ledger = self.ledger();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(ledger.editions(world)).unwrap()
    }

    /// The text part of what was written to somebody, as one line, decoded as far as it matters.
    fn mail_to(&self, key: &str, who: &str) -> Option<String> {
        let folder = fs::read_dir(self.path(&format!("outbox/{key}"))).ok()?;
        let files = folder.flatten().map(|entry| entry.path());
        let file = files.into_iter().find(|path| path.to_string_lossy().contains(who))?;
        Some(fs::read_to_string(file).unwrap().replace("=\r\n", "").replace("\r\n", " "))
    }
}

/// A sound brief; `front` is more of its front matter.
fn brief(subject: &str, front: &str, second: &str) -> String {
    format!(
        "---\ntitle: The {subject} reopens\nstatus: ready\n{front}---\n\n\
         The {subject} reopens on 6 May 2024 after a winter of works on its roof.[1]\n\
         {second} are open until nine in the evening on every day of the week.[1]\n\n\
         1. “Works done on the {subject}” Harbour Board, 29 Apr. 2024, https://harbour.example/{subject}\n"
    )
}

fn correction(kind: &str, note: &str) -> String {
    match note {
        "" => format!("correction: {{ kind: {kind} }}\n"),
        note => format!("correction: {{ kind: {kind}, note: \"{note}\" }}\n"),
    }
}

/// `key revision n: candidates`, for what went out.
#[track_caller]
fn sent(published: &Published) -> String {
    match &published.outcome {
        Outcome::Distributed(_, frozen, delivered) => {
            assert!(delivered.closed && delivered.balance.holds(), "{delivered:?}");
            format!("{} {}: {}", frozen.key, frozen.revision, delivered.balance.candidates)
        }
        other => panic!("not sent: {other:?} {:?}", published.left_out),
    }
}

#[track_caller]
fn refusal(published: &Published) -> Refusal {
    match &published.outcome {
        Outcome::Refused(_, refusal) => refusal.clone(),
        other => panic!("not refused: {other:?} {:?}", published.left_out),
    }
}

#[test]
fn a_typo_is_put_right_on_the_page_and_in_the_feed() {
    let desk = Desk::web();
    desk.publish("abbey.md", &brief("abbey", "", "Its gardesn"));
    desk.clock.next_day();
    let mended = brief("abbey", &correction("typo", ""), "Its gardens");
    assert_eq!(sent(&desk.publish("abbey.md", &mended)), format!("{KEY} 2: 0"));
    let page = desk.read(&format!("www/{KEY}/index.html"));
    assert!(page.contains("Its gardens") && !page.contains("gardesn"));
    // Nothing is said above its text, and its history is below it.
    assert!(!page.contains("<p class=\"correction"), "{page}");
    assert!(page.contains("<a href=\"version-1.html\"><time datetime=\"2024-05-01\">"), "{page}");
    assert!(page.contains("<time datetime=\"2024-05-02\">2 May 2024</time>: <strong>Corrected"));
    let former = desk.read(&format!("www/{KEY}/version-1.html"));
    assert!(former.contains("gardesn") && former.contains("content=\"noindex\""));
    assert!(former.contains("class=\"correction superseded\""));
    let feed = desk.read("www/feed.xml");
    assert!(feed.contains("<published>2024-05-01T") && feed.contains("<updated>2024-05-02T"));
    let rss = desk.read("www/rss.xml");
    assert!(rss.contains("<atom:updated>2024-05-02T") && rss.contains("xmlns:atom="), "{rss}");
    let json = desk.read("www/feed.json");
    assert!(json.contains("\"date_modified\": \"2024-05-02T"), "{json}");
    assert!(
        desk.read("www/index.html")
            .contains("<strong>Corrected</strong> (<time datetime=\"2024-05-02\">")
    );

    // The same bytes again are no news.
    let again = desk.publish("abbey.md", &mended);
    assert!(matches!(again.left_out[..], [crate::LeftOut { why: Why::Out(_), .. }]), "{again:?}");
    assert_eq!(desk.editions().len(), 2);
}

#[test]
fn words_that_changed_without_saying_so_go_nowhere_and_are_told_what_to_write() {
    let desk = Desk::web();
    desk.publish("abbey.md", &brief("abbey", "", "Its gardens"));
    let changed = refusal(&desk.publish("abbey.md", &brief("abbey", "", "Its cellars")));
    assert!(matches!(changed, Refusal::ChangedAfterSend(_)));
    assert!(changed.to_string().contains("copydesk correct 2024-05-01-abbey"), "{changed}");

    let note = correction("correction", "They are the cellars.");
    assert_eq!(
        sent(&desk.publish("abbey.md", &brief("abbey", &note, "Its cellars"))),
        format!("{KEY} 2: 0")
    );
    let again = refusal(&desk.publish("abbey.md", &brief("abbey", &note, "Its kitchens")));
    assert_eq!(again, Refusal::SaidAlready { key: KEY.to_owned(), revision: 2 });
    let other = correction("clarification", "They are the kitchens.");
    assert_eq!(
        sent(&desk.publish("abbey.md", &brief("abbey", &other, "Its kitchens"))),
        format!("{KEY} 3: 0")
    );
    let page = desk.read(&format!("www/{KEY}/index.html"));
    let told = "<p class=\"correction clarification\"><strong>Clarification, <time datetime=\"2024-05-01\">1 May 2024</time>.</strong> They are the kitchens.</p>";
    assert!(page.contains(told), "{page}");
    assert!(page.contains("version-2.html") && page.contains("They are the cellars."));
}

#[test]
fn a_correction_finds_its_edition_by_key_by_name_and_by_its_words() {
    let desk = Desk::web();
    desk.publish("abbey.md", &brief("abbey", "", "Its gardens"));
    desk.clock.next_day();
    let note = |n: u32| correction("clarification", &format!("Note {n}."));
    let named = brief("abbey", &note(1), "Its cellars");
    assert_eq!(sent(&desk.publish("abbey.md", &named)), format!("{KEY} 2: 0"));
    let like = brief("abbey", &note(2), "Its kitchens");
    assert_eq!(sent(&desk.publish("abbey-mended.md", &like)), format!("{KEY} 3: 0"));
    let keyed = format!("{}edition: {KEY}\n", note(3));
    let keyed = brief("tower", &keyed, "Its bells");
    assert_eq!(sent(&desk.publish("tower.md", &keyed)), format!("{KEY} 4: 0"));
    let stranger = brief("quay", &note(4), "Ships wait there since the storm; cranes");
    let stranger = stranger.replace(" after a winter of works on its roof", "");
    assert_eq!(refusal(&desk.publish("quay.md", &stranger)), Refusal::NothingToCorrect(None));
    let nowhere = brief("quay", &format!("{}edition: no-such\n", note(4)), "Its cranes");
    let refused = refusal(&desk.publish("quay.md", &nowhere));
    assert_eq!(refused, Refusal::NothingToCorrect(Some("no-such".to_owned())));
}

#[test]
fn a_correction_is_approved_like_any_edition() {
    let desk = Desk::new(
        "live",
        "approval: { needed: 1 }",
        "  - render\n  - distribute: [archive, feed]\n",
    );
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let proposals = || runtime.block_on(desk.ledger().proposals()).unwrap();
    let approve = || {
        let proposed = proposals().remove(0).proposed;
        runtime.block_on(desk.ledger().answer(&proposed.digest, "Ann", true, "")).unwrap();
        proposed.revision
    };
    desk.publish("abbey.md", &brief("abbey", "", "Its gardens"));
    assert_eq!(approve(), 1);
    desk.publish("abbey.md", &brief("abbey", "", "Its gardens"));
    // Nobody is asked about what could not go out.
    desk.publish("abbey.md", &brief("abbey", "", "Its cellars"));
    assert_eq!(proposals().len(), 1);

    let note = correction("retraction", "It stays shut.");
    let retracted = brief("abbey", &note, "Its gardens");
    assert!(matches!(refusal(&desk.publish("abbey.md", &retracted)), Refusal::NotApproved { .. }));
    assert_eq!(approve(), 2);
    assert_eq!(sent(&desk.publish("abbey.md", &retracted)), format!("{KEY} 2: 0"));
    let page = desk.read(&format!("www/{KEY}/index.html"));
    assert!(page.contains("<p class=\"correction retraction\"><strong>Retraction, "), "{page}");
    assert!(page.contains("Its gardens") && page.contains("<title>Retraction: The abbey reopens"));
}

#[test]
fn a_retraction_goes_to_those_who_have_it_and_are_still_on_the_list() {
    let desk = Desk::rehearsal();
    assert_eq!(
        sent(&desk.publish("abbey.md", &brief("abbey", "", "Its gardens"))),
        format!("{KEY} 1: 2")
    );
    fs::write(desk.path("readers.csv"), "address,name\nann@example.org,Ann\nnew@example.org,New\n")
        .unwrap();
    let note = correction("retraction", "It stays shut.");
    let retracted = brief("abbey", &note, "Its gardens");
    assert_eq!(sent(&desk.publish("abbey.md", &retracted)), format!("{KEY} 2: 1"));
    let mail = desk.mail_to(KEY, "ann@example.org").unwrap();
    assert!(mail.contains("Subject: Retraction: The abbey reopens"), "{mail}");
    assert!(mail.contains("It stays shut.") && !mail.contains("Its gardens"), "{mail}");
    assert!(desk.mail_to(KEY, "bo@example.org").is_none() && desk.mail_to(KEY, "new@").is_none());
    assert!(desk.read(&format!("public/{KEY}/index.html")).contains("Its gardens"));
}

#[test]
fn nobody_is_mailed_a_correction_of_what_is_still_on_its_way() {
    // No relay listens: everybody waits.
    let stages = format!("  - render\n  - distribute: {MAIL}\n");
    let desk = Desk::new("live", "approval: none", &stages);
    let waits = desk.publish("abbey.md", &brief("abbey", "", "Its gardens"));
    assert!(matches!(&waits.outcome, Outcome::Distributed(_, _, d) if !d.closed), "{waits:?}");
    let retracted = brief("abbey", &correction("retraction", "It stays shut."), "Its gardens");
    let refused = refusal(&desk.publish("abbey.md", &retracted));
    assert_eq!(refused, Refusal::UnderWay(KEY.to_owned()));
    // Its page need not wait.
    let note = correction("clarification", "They are its cellars.");
    let mended = desk.publish("abbey.md", &brief("abbey", &note, "Its cellars"));
    assert_eq!(sent(&mended), format!("{KEY} 2: 0"));
    assert!(desk.read(&format!("www/{KEY}/index.html")).contains("Its cellars"));
}

/// Beyond this machine mail waits until readers can leave, and nobody answers there.
#[test]
fn a_page_alone_waits_for_no_proof_that_readers_can_leave() {
    let stages = format!("  - render\n  - distribute: {MAIL}\n");
    let desk = Desk::new("live", "approval: none", &stages);
    desk.publish("abbey.md", &brief("abbey", "", "Its gardens"));
    let mut far = desk.chain().desk("door");
    far.transport = Transport::Smtp(Relay::new("192.0.2.1", 25));
    let note = correction("clarification", "They are its cellars.");
    let mended = [("abbey.md", brief("abbey", &note, "Its cellars"))];
    let drafts = super::chain::submitted(&far, &mended);
    let ledger = desk.ledger();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut silent = |_: Step<'_>| {};
    let published = publish(&far, &*ledger, drafts, Stop::never(), &mut silent);
    assert_eq!(sent(&runtime.block_on(published).unwrap()), format!("{KEY} 2: 0"));
}

#[test]
fn the_next_edition_tells_of_a_correction_once() {
    let desk = Desk::rehearsal();
    desk.publish("abbey.md", &brief("abbey", "", "Its gardens"));
    let note = correction("correction", "They are its cellars.");
    let mended = brief("abbey", &note, "Its cellars");
    assert_eq!(sent(&desk.publish("abbey.md", &mended)), format!("{KEY} 2: 0"));
    assert!(desk.mail_to(KEY, "ann@").unwrap().contains("Its gardens"), "nobody is mailed");

    let told = "They are its cellars.";
    desk.publish("quay.md", &brief("quay", "", "Its cranes"));
    let mail = desk.mail_to("2024-05-01-quay", "ann@").unwrap();
    assert!(mail.contains(told) && mail.contains("Its cranes"), "{mail}");
    let page = desk.read("public/2024-05-01-quay/index.html");
    assert!(
        page.contains("Correction: “The abbey reopens”, 1 May 2024.</strong> They are"),
        "{page}"
    );
    desk.publish("pier.md", &brief("pier", "", "Its kiosks"));
    assert!(!desk.mail_to("2024-05-01-pier", "ann@").unwrap().contains(told));
    // Rehearsed again, it tells the same.
    let again = desk.publish("quay.md", &brief("quay", "", "Its cranes"));
    assert!(matches!(again.outcome, Outcome::NothingNew(..)), "{again:?}");
}

#[test]
fn a_rehearsed_correction_is_rehearsed_again_until_it_says_something_else() {
    let desk = Desk::rehearsal();
    desk.publish("abbey.md", &brief("abbey", "", "Its gardens"));
    let note = correction("clarification", "One.");
    assert_eq!(
        sent(&desk.publish("abbey.md", &brief("abbey", &note, "Its cellars"))),
        format!("{KEY} 2: 0")
    );
    assert_eq!(
        sent(&desk.publish("abbey.md", &brief("abbey", &note, "Its kitchens"))),
        format!("{KEY} 2: 0")
    );
    let other = correction("clarification", "Two.");
    assert_eq!(
        sent(&desk.publish("abbey.md", &brief("abbey", &other, "Its kitchens"))),
        format!("{KEY} 3: 0")
    );
    // The first words, changed and rehearsed again, have not been put right.
    assert_eq!(
        sent(&desk.publish("abbey.md", &brief("abbey", "", "Its stairs"))),
        format!("{KEY} 1: 2")
    );
    assert_eq!(desk.editions().len(), 1);
    assert!(desk.read(&format!("public/{KEY}/index.html")).contains("Its stairs"));
}

#[test]
fn one_brief_of_a_digest_is_put_right_and_the_others_stay() {
    let desk = Desk::digest();
    let (abbey, quay) = (brief("abbey", "", "Its gardens"), brief("quay", "", "Its cranes"));
    let folder = [("abbey.md", abbey.clone()), ("quay.md", quay.clone())];
    assert_eq!(sent(&desk.chain().publish("door", &folder)), "2024-05-01-door 1: 2");

    desk.clock.next_day();
    let note = "correction: { kind: correction, note: \"They are its cellars.\", tell: readers }\n";
    let mended = brief("abbey", note, "Its cellars");
    let corrected = desk.publish("abbey.md", &mended);
    assert_eq!(sent(&corrected), "2024-05-01-door 2: 2");
    let page = desk.read("public/2024-05-01-door/index.html");
    assert!(
        page.contains("Its cellars")
            && page.contains("Its cranes")
            && !page.contains("Its gardens")
    );
    let mail = desk.mail_to("2024-05-01-door", "bo@").unwrap();
    assert!(mail.contains("Its cellars") && !mail.contains("Its cranes"), "{mail}");

    // It is in no later digest.
    let pier = brief("pier", "", "Its kiosks");
    let folder = [("pier.md", pier), ("abbey.md", mended), ("quay.md", quay)];
    let next = desk.chain().publish("door", &folder);
    assert_eq!(sent(&next), "2024-05-02-door 1: 2");
    assert_eq!(super::chain::lineup(&next), ["pier.md"]);
}

#[test]
fn what_was_taken_back_comes_back_with_no_other_brief() {
    let desk = Desk::digest();
    let (abbey, quay) = (brief("abbey", "", "Its gardens"), brief("quay", "", "Its cranes"));
    let folder = [("abbey.md", abbey), ("quay.md", quay)];
    assert_eq!(sent(&desk.chain().publish("door", &folder)), "2024-05-01-door 1: 2");
    desk.clock.next_day();
    let taken_back = brief("abbey", &correction("retraction", "It stays shut."), "Its gardens");
    assert_eq!(sent(&desk.publish("abbey.md", &taken_back)), "2024-05-01-door 2: 2");

    let mended = brief("quay", &correction("correction", "They are its boats."), "Its boats");
    let refused = refusal(&desk.publish("quay.md", &mended));
    let path = "drafts/abbey.md".to_owned();
    assert_eq!(refused, Refusal::OtherTakenBack { key: "2024-05-01-door".to_owned(), path });
    // It may be put right itself.
    let note = correction("clarification", "It opens after all.");
    let again = desk.publish("abbey.md", &brief("abbey", &note, "Its gardens"));
    assert_eq!(sent(&again), "2024-05-01-door 3: 0");
}

#[test]
fn an_intro_has_no_place_for_a_note() {
    let desk = Desk::digest();
    let intro = |front: &str, second: &str| brief("town", front, second);
    let folder =
        [("intro.md", intro("", "Its strets")), ("abbey.md", brief("abbey", "", "Its gardens"))];
    assert_eq!(sent(&desk.chain().publish("door", &folder)), "2024-05-01-door 1: 2");
    let note = correction("correction", "They are its lanes.");
    let refused = refusal(&desk.publish("intro.md", &intro(&note, "Its lanes")));
    assert_eq!(refused, Refusal::IntroCorrected("2024-05-01-door".to_owned()));
    let mended = desk.publish("intro.md", &intro(&correction("typo", ""), "Its streets"));
    assert_eq!(sent(&mended), "2024-05-01-door 2: 0");
    let page = desk.read("public/2024-05-01-door/index.html");
    assert!(page.contains("Its streets") && page.contains("<strong>Corrected"), "{page}");
}

#[test]
fn the_other_briefs_of_a_digest_are_no_news_any_more() {
    let desk = Desk::digest();
    let quay = brief("quay", "not_after: 2024-05-01T18:00:00Z\n", "Its cranes");
    let folder = [("abbey.md", brief("abbey", "", "Its gardens")), ("quay.md", quay)];
    assert_eq!(sent(&desk.chain().publish("door", &folder)), "2024-05-01-door 1: 2");
    desk.clock.next_day();
    let mended = brief("abbey", &correction("clarification", "Its cellars."), "Its cellars");
    assert_eq!(sent(&desk.publish("abbey.md", &mended)), "2024-05-01-door 2: 0");
}

#[test]
fn a_note_that_any_revision_has_is_said_already() {
    let desk = Desk::web();
    desk.publish("abbey.md", &brief("abbey", "", "Its gardens"));
    let mended = |note: &str, second: &str| {
        desk.publish("abbey.md", &brief("abbey", &correction("clarification", note), second))
    };
    assert_eq!(sent(&mended("One.", "Its cellars")), format!("{KEY} 2: 0"));
    assert_eq!(sent(&mended("Two.", "Its kitchens")), format!("{KEY} 3: 0"));
    let refused = refusal(&mended("One.", "Its stairs"));
    assert_eq!(refused, Refusal::SaidAlready { key: KEY.to_owned(), revision: 2 });
}

#[test]
fn what_reached_nobody_has_told_nothing() {
    let stages = format!("  - render\n  - distribute: {MAIL}\n");
    let desk = Desk::new("live", "approval: none", &stages);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let cancel = |key: &str| {
        let editions = desk.editions();
        let found = editions.iter().find(|edition| edition.key == key).unwrap();
        runtime.block_on(desk.ledger().cancel(found.id)).unwrap();
    };
    // No relay listens, so nobody gets anything.
    desk.publish("abbey.md", &brief("abbey", "", "Its gardens"));
    let note = correction("correction", "They are its cellars.");
    assert_eq!(
        sent(&desk.publish("abbey.md", &brief("abbey", &note, "Its cellars"))),
        format!("{KEY} 2: 0")
    );
    let tells =
        |key: &str| desk.read(&format!("www/{key}/index.html")).contains("They are its cellars.");
    let quay = brief("quay", "", "Ships wait there since the storm; its cranes");
    desk.publish("quay.md", &quay);
    assert!(tells("2024-05-01-quay"));
    cancel("2024-05-01-quay");
    desk.clock.next_day();
    let pier = brief("pier", "", "Kiosks sell ice there from noon to eight, and they");
    desk.publish("pier.md", &pier);
    assert!(tells("2024-05-02-pier"));
}
