//! When a ready draft goes out: never early, late or twice, whatever the clock does.
//!
//! Each case is a newsroom in London and a list of moments at which somebody looks,
//! with what happens then. In 2024 its clocks skip an hour on 31 March at 01:00Z and
//! repeat one on 27 October at 01:00Z.

use copydesk_ledger::{Ledger, World};

use super::chain::{Chain, HandClock};
use super::*;
use crate::{Outcome, Published, Refusal, Why, waiting};

struct Case {
    is: &'static str,
    /// More front matter of the draft.
    front: &'static str,
    /// More of the pipeline.
    pipeline: &'static str,
    /// More of the profile.
    profile: &'static str,
    looks: &'static [(&'static str, &'static str)],
}

const CASES: &[Case] = &[
    Case {
        is: "a draft's own hour is not early and goes once",
        front: "send_at: 2024-05-01T08:00:00Z\n",
        pipeline: "",
        profile: "",
        looks: &[
            ("2024-05-01T07:59:59Z", "early"),
            ("2024-05-01T08:00:00Z", "goes"),
            ("2024-05-01T08:00:01Z", "out"),
        ],
    },
    Case {
        is: "its own hour across the hour that is skipped",
        front: "send_at: 2024-03-31T01:30:00+00:00\n",
        pipeline: "",
        profile: "",
        looks: &[
            ("2024-03-31T00:59:59Z", "early"),
            ("2024-03-31T01:29:59Z", "early"),
            ("2024-03-31T01:30:00Z", "goes"),
        ],
    },
    Case {
        is: "its own hour in the hour that comes twice: the second of them",
        front: "send_at: 2024-10-27T01:30:00+00:00\n",
        pipeline: "",
        profile: "",
        looks: &[
            ("2024-10-27T00:30:00Z", "early"),
            ("2024-10-27T01:29:59Z", "early"),
            ("2024-10-27T01:30:00Z", "goes"),
        ],
    },
    Case {
        is: "a clock set back after sending sends nothing again",
        front: "send_at: 2024-05-01T08:00:00Z\n",
        pipeline: "",
        profile: "",
        looks: &[
            ("2024-05-01T08:00:00Z", "goes"),
            ("2024-05-01T07:00:00Z", "early"),
            ("2024-04-20T08:00:00Z", "early"),
            ("2024-05-01T08:00:00Z", "out"),
        ],
    },
    Case {
        is: "a clock set forward over a draft's day reports it",
        front: "send_at: 2024-05-01T08:00:00Z\n",
        pipeline: "",
        profile: "",
        looks: &[("2024-05-01T07:00:00Z", "early"), ("2024-05-02T08:00:01Z", "late")],
    },
    Case {
        is: "a window opens, and what missed it is for the next",
        front: "",
        pipeline: "window: { days: mon-fri, from: \"06:00\", to: \"22:00\" }\n",
        profile: "",
        looks: &[
            // A Friday night, the weekend, and Monday at six in London.
            ("2024-05-03T21:00:00Z", "window"),
            ("2024-05-05T12:00:00Z", "window"),
            ("2024-05-06T04:59:59Z", "window"),
            ("2024-05-06T05:00:00Z", "goes"),
        ],
    },
    Case {
        is: "a window that opens in the hour that is skipped",
        front: "",
        pipeline: "window: { from: \"01:30\", to: \"05:00\" }\n",
        profile: "",
        looks: &[
            ("2024-03-31T00:59:59Z", "window"),
            ("2024-03-31T01:29:59Z", "window"),
            ("2024-03-31T01:30:00Z", "goes"),
        ],
    },
    Case {
        is: "a window that opens in the hour that comes twice",
        front: "",
        pipeline: "window: { from: \"01:30\", to: \"05:00\" }\n",
        profile: "",
        looks: &[("2024-10-27T00:29:59Z", "window"), ("2024-10-27T00:30:00Z", "goes")],
    },
    Case {
        is: "a window that closes in the hour that comes twice closes at its first coming",
        front: "",
        pipeline: "window: { from: \"00:10\", to: \"01:30\" }\n",
        profile: "",
        looks: &[
            ("2024-10-27T00:30:00Z", "window"),
            ("2024-10-27T01:15:00Z", "window"),
            ("2024-10-28T00:09:59Z", "window"),
            ("2024-10-28T00:10:00Z", "goes"),
        ],
    },
    Case {
        is: "a window over midnight belongs to the day on which it opens",
        front: "",
        pipeline: "window: { days: fri, from: \"23:00\", to: \"02:00\" }\n",
        profile: "",
        looks: &[
            ("2024-05-03T21:59:59Z", "window"),
            // Saturday, half past one.
            ("2024-05-04T00:30:00Z", "goes"),
        ],
    },
    Case {
        is: "a clock set forward over the whole window sends nothing late",
        front: "",
        pipeline: "window: { from: \"06:00\", to: \"07:00\" }\n",
        profile: "",
        looks: &[
            ("2024-05-01T04:00:00Z", "window"),
            ("2024-05-02T12:00:00Z", "late"),
            // Set right again, it is what it was.
            ("2024-05-01T05:30:00Z", "goes"),
            ("2024-05-01T04:00:00Z", "out"),
        ],
    },
    Case {
        is: "the pipeline's not_after, across the hour that is skipped",
        front: "",
        pipeline: "not_after: 2h\nwindow: { from: \"00:10\", to: \"12:00\" }\n",
        profile: "",
        looks: &[
            // It could have gone at 00:10Z.
            ("2024-03-30T23:00:00Z", "window"),
            ("2024-03-31T02:10:01Z", "late"),
            ("2024-03-31T02:10:00Z", "goes"),
        ],
    },
    Case {
        is: "a draft's own not_after counts more",
        front: "not_after: 2024-05-01T09:00:00Z\n",
        pipeline: "not_after: 9h\n",
        profile: ", grace: 1h",
        looks: &[("2024-05-01T07:59:00Z", "grace"), ("2024-05-01T09:00:01Z", "late")],
    },
    Case {
        is: "grace is a length of time, whatever the wall shows",
        front: "",
        pipeline: "",
        profile: ", grace: 10m",
        looks: &[
            ("2024-03-31T00:55:00Z", "grace"),
            ("2024-03-31T01:04:59Z", "grace"),
            ("2024-03-31T01:05:00Z", "goes"),
        ],
    },
    Case {
        is: "a clock set back behind the beginning of grace begins it again",
        front: "",
        pipeline: "",
        profile: ", grace: 10m",
        looks: &[
            ("2024-05-01T10:00:00Z", "grace"),
            ("2024-05-01T09:00:00Z", "grace"),
            ("2024-05-01T09:09:59Z", "grace"),
            ("2024-05-01T09:10:00Z", "goes"),
        ],
    },
    Case {
        is: "grace that ends outside the window waits for the next",
        front: "",
        pipeline: "window: { from: \"06:00\", to: \"22:00\" }\n",
        profile: ", grace: 10m",
        looks: &[
            ("2024-05-01T20:55:00Z", "grace"),
            ("2024-05-01T21:05:00Z", "window"),
            ("2024-05-02T04:59:59Z", "window"),
            ("2024-05-02T05:00:00Z", "goes"),
        ],
    },
];

const BRIEF: &str = "\
---
title: The abbey reopens
date: 2023-12-30
status: ready
---

The abbey reopens on 6 May 2024 after a winter of works.[1]

1. “Works done on the abbey” Harbour Board, 29 Dec. 2023, https://harbour.example/abbey
";

struct Desk {
    folder: TempDir,
    clock: std::sync::Arc<HandClock>,
    text: String,
}

impl Desk {
    fn new(front: &str, pipeline: &str, profile: &str) -> Self {
        let archive = format!("archive: {{ folder: www, verify: false }}{profile}");
        let newsroom = changed(NEWSROOM, "archive: www", &archive);
        let newsroom = match profile.contains("approval") {
            true => newsroom,
            false => changed(&newsroom, &archive, &format!("{archive}, approval: none")),
        };
        let web = changed(PIPELINE, "[archive, feed, { email: { list: readers } }]", "[archive]");
        let folder = on_disk(&[
            ("copydesk.yaml", &newsroom),
            ("pipelines/door.yaml", &changed(&web, "stages:", &format!("{pipeline}stages:"))),
            ("readers.csv", "address,name\n"),
        ]);
        let text = changed(BRIEF, "status: ready\n", &format!("status: ready\n{front}"));
        Self { folder, clock: HandClock::at("2024-01-01T00:00:00Z"), text }
    }

    fn chain(&self) -> Chain<'_> {
        Chain { root: self.folder.path(), profile: "live", clock: self.clock.clone() }
    }

    /// What happens when somebody looks at that moment. Every look is a process of its
    /// own: nothing is remembered but in the ledger.
    fn look(&self, moment: &str) -> &'static str {
        self.clock.set(moment);
        word(&self.chain().publish("door", &[("abbey.md", self.text.clone())]))
    }

    fn on_ledger<T>(&self, ask: impl AsyncFnOnce(&dyn Ledger) -> T) -> T {
        let newsroom = self.chain().desk("door").newsroom;
        let ledger = newsroom.ledger(self.clock.clone() as _).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(ask(&*ledger))
    }

    fn editions(&self) -> usize {
        self.on_ledger(async |ledger| ledger.editions(World::Live).await.unwrap().len())
    }
}

fn word(published: &Published) -> &'static str {
    let refusal = match &published.outcome {
        Outcome::Distributed(..) => return "goes",
        Outcome::NothingNew(..) => return "out",
        Outcome::Refused(_, refusal) => refusal,
        Outcome::Nothing => match &published.left_out[0].why {
            Why::Out(_) => return "out",
            Why::Refused(refusal) => refusal,
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    };
    match refusal {
        Refusal::TooEarly(_) => "early",
        Refusal::TooLate(_) => "late",
        Refusal::OutsideWindow(_) => "window",
        Refusal::Grace { .. } => "grace",
        Refusal::NotApproved { .. } => "asks",
        Refusal::Cancelled(_) => "cancelled",
        other => panic!("{other:?}"),
    }
}

#[test]
fn nothing_is_early_late_or_twice() {
    let mut wrong = Vec::new();
    for Case { is, front, pipeline, profile, looks } in CASES {
        let desk = Desk::new(front, pipeline, profile);
        for (moment, expected) in *looks {
            let found = desk.look(moment);
            if found != *expected {
                wrong.push(format!("{is}: at {moment} it {found}, and should {expected}"));
            }
        }
        assert!(desk.editions() <= 1, "{is}: more than one edition");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn an_approved_edition_waits_its_grace_and_can_still_be_ended() {
    let desk = Desk::new("", "", ", approval: { needed: 1 }, grace: 10m");
    assert_eq!(desk.look("2024-05-01T08:00:00Z"), "asks");
    let proposed = async |ledger: &dyn Ledger| waiting(ledger).await.unwrap().remove(0);
    let digest = desk.on_ledger(proposed).proposed.digest;
    desk.on_ledger(async |ledger| ledger.answer(&digest, "Ann", true, "").await.unwrap());
    // Grace begins with the yes being heard, not with the question.
    assert_eq!(desk.look("2024-05-01T09:00:00Z"), "grace");
    let seen = desk.on_ledger(proposed);
    assert_eq!(seen.waits_until, Some("2024-05-01T09:10:00Z".parse().unwrap()));
    desk.on_ledger(async |ledger| ledger.withdraw(&digest).await.unwrap());
    for moment in ["2024-05-01T09:05:00Z", "2024-05-01T09:10:00Z", "2024-05-01T12:00:00Z"] {
        assert_eq!(desk.look(moment), "cancelled");
    }
    assert!(desk.on_ledger(async |ledger| waiting(ledger).await.unwrap()).is_empty());
    // Also under another name and through a changed pipeline: it is the draft that was ended.
    let file = desk.folder.path().join("pipelines/door.yaml");
    let pipeline = fs::read_to_string(&file).unwrap();
    fs::write(&file, format!("{pipeline}# changed\n")).unwrap();
    assert_eq!(desk.look("2024-05-01T12:00:00Z"), "cancelled");
    assert_eq!(desk.editions(), 0);
}

#[test]
fn an_edition_that_waits_for_approval_can_be_ended() {
    let desk = Desk::new("", "", ", approval: { needed: 1 }");
    assert_eq!(desk.look("2024-05-01T08:00:00Z"), "asks");
    desk.on_ledger(async |ledger| {
        let digest = waiting(ledger).await.unwrap().remove(0).proposed.digest;
        ledger.withdraw(&digest).await.unwrap();
        ledger.answer(&digest, "Ann", true, "too late").await.unwrap();
    });
    assert_eq!(desk.look("2024-05-01T08:01:00Z"), "cancelled");
}

#[test]
fn a_rehearsal_keeps_no_hours() {
    let desk = Desk::new("", "window: { days: sun, to: \"00:01\" }\nnot_after: 1m\n", "");
    desk.clock.set("2024-05-01T12:00:00Z");
    let chain = Chain { profile: "rehearsal", ..desk.chain() };
    assert_eq!(word(&chain.publish("door", &[("abbey.md", desk.text.clone())])), "goes");
}
