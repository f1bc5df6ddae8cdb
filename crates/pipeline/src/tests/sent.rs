//! What went out, and drafts that look like it.

use std::sync::Arc;

use copydesk_ledger::World;

use super::chain::{Chain, HandClock};
use super::*;
use crate::{Outcome, Published, Refusal, Why};

/// A newsroom that reaches the web alone, and its clock.
struct Web {
    folder: TempDir,
    clock: Arc<HandClock>,
}

impl Web {
    fn new() -> Self {
        let newsroom = changed(
            NEWSROOM,
            "archive: www",
            "archive: { folder: www, verify: false }, approval: none",
        );
        let pipeline =
            changed(PIPELINE, "[archive, feed, { email: { list: readers } }]", "[archive, feed]");
        let folder = on_disk(&[
            ("copydesk.yaml", &newsroom),
            ("pipelines/door.yaml", &pipeline),
            ("readers.csv", "address,name\n"),
        ]);
        Self { folder, clock: HandClock::at("2024-05-01T06:00:00Z") }
    }

    fn publish(&self, name: &str, text: &str) -> Published {
        let clock = Arc::clone(&self.clock);
        let chain = Chain { root: self.folder.path(), profile: "live", clock };
        chain.publish("door", &[(name, text.to_owned())])
    }
}

fn brief(front: &str, second: &str) -> String {
    format!(
        "---\ntitle: The abbey reopens\nstatus: ready\n{front}---\n\n\
         The abbey reopens on 6 May 2024 after a winter of works on its roof.[1]\n\
         {second} are open until nine in the evening on every day of the week.[1]\n\n\
         1. “Works done on the abbey” Harbour Board, 29 Apr. 2024, https://harbour.example/abbey\n"
    )
}

/// Why it was refused.
#[track_caller]
fn refusal(published: &Published) -> Refusal {
    match &published.outcome {
        Outcome::Refused(_, refusal) => refusal.clone(),
        other => panic!("not refused: {other:?}"),
    }
}

#[test]
fn what_is_nearly_what_went_out_is_refused_until_it_says_what_it_is() {
    let web = Web::new();
    let sent = web.publish("abbey.md", &brief("", "Its gardens"));
    assert!(matches!(sent.outcome, Outcome::Distributed(..)), "{sent:?}");

    // The same words under another name and on another day: out already.
    web.clock.next_day();
    let copied = web.publish("copy.md", &brief("", "Its gardens"));
    assert!(matches!(copied.left_out[..], [crate::LeftOut { why: Why::Out(_), .. }]));

    let mended = web.publish("abbey.md", &brief("", "Its cellars"));
    let key = "2024-05-01-abbey".to_owned();
    assert_eq!(refusal(&mended), Refusal::LooksAlreadySent { key, what: "text" });

    let named = web.publish("abbey.md", &brief("edition: abbey-cellars\n", "Its cellars"));
    assert!(matches!(named.outcome, Outcome::Distributed(..)), "{named:?}");
}

#[test]
fn what_went_out_is_read_once_however_much_comes_after_it() {
    let web = Web::new();
    let other = |name: &str, subject: &str| {
        let text = brief("", "Its gardens").replace("abbey", subject).replace("roof", name);
        web.publish(&format!("{name}.md"), &text.replace("winter of works", subject))
    };
    for (name, subject) in [("quay", "ferry line"), ("mill", "paper trade"), ("barn", "hay fair")] {
        let out = other(name, subject);
        assert!(matches!(out.outcome, Outcome::Distributed(..)), "{out:?}");
    }
    let chain = Chain { root: web.folder.path(), profile: "live", clock: Arc::clone(&web.clock) };
    let ledger = chain.desk("door").newsroom.ledger(Arc::clone(&web.clock) as _).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let since = jiff::Timestamp::UNIX_EPOCH;
    let sent = runtime.block_on(ledger.sent_since(World::Live, since)).unwrap();
    let read: Vec<_> = sent.iter().map(|sent| (&*sent.path, sent.gist.is_some())).collect();
    // Nothing came after the last, which nobody had to compare with anything.
    assert_eq!(
        read,
        [("drafts/barn.md", false), ("drafts/mill.md", true), ("drafts/quay.md", true)]
    );
}

#[test]
fn what_changed_under_its_own_key_is_refused_as_that() {
    let web = Web::new();
    web.publish("abbey.md", &brief("", "Its gardens"));
    let changed = web.publish("abbey.md", &brief("", "Its cellars"));
    assert!(matches!(refusal(&changed), Refusal::ChangedAfterSend(_)));
}

#[test]
fn a_month_later_the_same_story_is_news_again() {
    let web = Web::new();
    web.publish("abbey.md", &brief("", "Its gardens"));
    for _ in 0..31 {
        web.clock.next_day();
    }
    let again = web.publish("abbey.md", &brief("", "Its cellars"));
    assert!(matches!(again.outcome, Outcome::Distributed(..)), "{again:?}");
}

#[test]
fn what_stood_ready_for_more_than_a_day_is_news_of_the_past() {
    let late = |days| {
        let web = Web::new();
        let early = brief("send_at: 2024-05-01T20:00:00Z\n", "Its gardens");
        let waits = web.publish("abbey.md", &early);
        assert!(matches!(waits.left_out[0].why, Why::Refused(Refusal::TooEarly(_))));
        (0..days).for_each(|_| web.clock.next_day());
        let later = web.publish("abbey.md", &early);
        later.left_out.iter().any(|l| matches!(l.why, Why::Refused(Refusal::TooLate(_))))
    };
    // Counted from the hour that it has chosen: on the next morning it is news.
    assert_eq!((late(1), late(2)), (false, true));
}
