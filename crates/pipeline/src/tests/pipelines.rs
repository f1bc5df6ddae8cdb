//! Pipelines that are refused, and what the sound one becomes.

use copydesk_manuscript::Severity;
use copydesk_validation::{CoverageRule, Level};
use jiff::civil::date;

use super::*;
use crate::Channel;
use crate::definition::{Order, Ready, WhenHeld};

fn sound(pipeline: &str) -> TempDir {
    on_disk(&[
        ("copydesk.yaml", NEWSROOM),
        ("pipelines/door.yaml", pipeline),
        ("templates/plain/subject.hbs", ""),
        ("templates/archive/index.hbs", ""),
    ])
}

#[track_caller]
fn check(rows: &[(&str, &str, &str)]) {
    check_rows(rows, |from, to| {
        let folder = sound(&changed(PIPELINE, from, to));
        let lines = problems(folder.path());
        let door = |line: String| line.replacen("pipelines/door.yaml:", "", 1);
        lines.into_iter().map(door).collect()
    });
}

/// The catalogue grows; the help that lists it is compared by its end.
#[track_caller]
fn check_unknown_check(to: &str, message: &str, help: &str) {
    let folder = sound(&changed(PIPELINE, "marker-undefined", to));
    let lines = problems(folder.path());
    let [line] = lines.as_slice() else {
        panic!("{lines:#?}");
    };
    assert!(line.starts_with(message), "{line}");
    assert!(line.ends_with(help), "{line}");
}

#[test]
fn the_sound_one_is_narrowed() {
    let folder = sound(PIPELINE);
    let newsroom = Newsroom::load(folder.path()).unwrap();
    let pipelines = Pipelines::load(&newsroom).unwrap();
    let door = pipelines.only().unwrap();
    assert_eq!(door.drafts.ready, Ready::Marked);
    assert!(door.drafts.takes("a.md") && !door.drafts.takes("a.txt"));
    assert!(!door.drafts.takes("a.review.md") && !door.drafts.takes(".a.md"));
    let readers = Channel::Email { list: "readers".to_owned(), segment: None };
    assert_eq!(door.distribute, [Channel::Archive, Channel::Feed, readers]);
    assert_eq!(door.list(), Some("readers"));
    let live = newsroom.profile(Some("live")).unwrap();
    let policy = door.policy(&newsroom, live, date(2026, 11, 23));
    assert_eq!(policy.coverage, CoverageRule::Trailing);
    // Warnings are for those who approve.
    assert_eq!(policy.hold_at, Severity::Error);
    assert_eq!(policy.levels["sentence-uncited"], Level::On(Severity::Warning));
    let help = pipelines.named("dor").unwrap_err().help;
    assert_eq!(help, "did you mean `door`? accepted: door");
}

#[test]
fn a_pipeline_gives_its_drafts_one_bibliography_or_several() {
    for (written, files) in [
        ("- parse: { bibliography: sources.bib }\n", &["sources.bib"][..]),
        ("- parse: { bibliography: [a.bib, more/b.json] }\n", &["a.bib", "more/b.json"]),
        ("- parse\n", &[]),
    ] {
        let folder = sound(&changed(PIPELINE, "- parse\n", written));
        let newsroom = Newsroom::load(folder.path()).unwrap();
        let pipelines = Pipelines::load(&newsroom).unwrap();
        let given = &pipelines.only().unwrap().parse.bibliography;
        assert_eq!(given.iter().map(|f| f.to_str().unwrap()).collect::<Vec<_>>(), files);
    }
    check(&[
        (
            "- parse\n",
            "- parse: { bibliograhpy: a.bib }\n",
            "4:14: `parse` has no key `bibliograhpy` | did you mean `bibliography`? accepted: bibliography",
        ),
        (
            "- parse\n",
            "- parse: { bibliography: \"\" }\n",
            "4:28: `bibliography` names no file | such as `sources.bib`",
        ),
    ]);
}

#[test]
fn a_verb_stands_alone_or_with_options() {
    for (from, to) in [
        ("- parse\n", "- parse: {}\n"),
        ("- parse\n", "- parse:\n"),
        ("- render: { template: brief }", "- render"),
        ("- render: { template: brief }", "- render:"),
        ("- render: { template: brief }", "- render: { template: plain }"),
        ("[archive, feed,", "[{ archive: {} }, { feed: },"),
        ("drafts: { folder: drafts, match: [\"*.md\"], ready: marked, review: beside }\n", ""),
        ("        marker-undefined: error\n", "        style: off\n"),
    ] {
        let folder = sound(&changed(PIPELINE, from, to));
        assert_eq!(problems(folder.path()), [""; 0], "{to}");
    }
}

#[test]
fn what_is_refused_says_where_and_what_is_accepted() {
    let order =
        "the order is parse, validate, collect, render, distribute; `collect` may be missing";
    let rows = [
        // Unknown words.
        (
            "name: door",
            "nmae: door",
            "1:1: unknown key `nmae` | did you mean `name`? accepted: name, drafts, window, not_after, stages",
        ),
        (
            "match:",
            "mach:",
            "2:27: `drafts` has no key `mach` | did you mean `match`? accepted: folder, match, ready, review, lifecycle",
        ),
        (
            "coverage:",
            "converage:",
            "6:7: `validate` has no key `converage` | did you mean `coverage`? accepted: coverage, checks, uncited_sections",
        ),
        (
            "template:",
            "tempalte:",
            "10:15: `render` has no key `tempalte` | did you mean `template`? accepted: template",
        ),
        (
            "list:",
            "lists:",
            "11:44: `email` has no key `lists` | did you mean `list`? accepted: list, segment",
        ),
        (
            "- parse",
            "- prase",
            "4:5: unknown stage `prase` | did you mean `parse`? accepted: parse, validate, collect, render, distribute",
        ),
        (
            "- parse",
            "- parse: { fast: true }",
            "4:14: `parse` has no key `fast` | accepted: bibliography",
        ),
        (
            "feed,",
            "fed,",
            "11:27: unknown channel `fed` | did you mean `feed`? accepted: archive, feed, email",
        ),
        (
            "{ email: {",
            "{ emial: {",
            "11:35: unknown channel `emial` | did you mean `email`? accepted: archive, feed, email",
        ),
        (
            "trailing",
            "paragraf",
            "6:17: `coverage` cannot be `paragraf` | did you mean `paragraph`? accepted: trailing, strict, paragraph",
        ),
        (
            ": error",
            ": fatal",
            "8:27: `marker-undefined` cannot be `fatal` | accepted: error, warning, info, off",
        ),
        (
            "ready: marked",
            "ready: always",
            "2:51: `ready` cannot be `always` | accepted: marked, on-save",
        ),
        (
            "stages:",
            "window: { days: mon-fry, from: 6am, to: \"25:00\" }\nnot_after: soon\nstages:",
            "3:17: `mon-fry` names no days of the week | such as `mon-fri`, `sat`, `\"mon, wed, fri\"`\n3:32: `6am` is no time of the day | an hour and its minutes, such as \"07:00\"\n3:41: `25:00` is no time of the day | an hour and its minutes, such as \"07:00\"\n4:12: `not_after` must be a length of time | such as `10m`; units are s, m, h, d, and a year is too long",
        ),
        (
            "stages:",
            "window: { days: mon-fri, untill: \"22:00\" }\nstages:",
            "3:26: `window` has no key `untill` | accepted: days, from, to",
        ),
        (
            "stages:",
            "window: { from: \"06:00\", to: \"06:00\" }\nstages:",
            "3:30: the window opens and closes at the same moment | leave `to` away for the whole day",
        ),
        // Names that must exist elsewhere.
        (
            "list: readers",
            "list: reader",
            "11:50: unknown list `reader` | did you mean `readers`? accepted: readers",
        ),
        (
            "template: brief",
            "template: brif",
            "10:25: unknown template `brif` | did you mean `brief`? accepted: brief, digest, plain",
        ),
        (
            "template: brief",
            "template: archive",
            "10:25: unknown template `archive` | accepted: brief, digest, plain",
        ),
        (
            "name: door",
            "name: window",
            "1:7: the name `window` is not the file's | `name: door`, or rename the file",
        ),
        // Order.
        ("  - parse\n", "", "3:1: the stage `parse` is missing | ORDER"),
        ("  - render: { template: brief }\n", "", "3:1: the stage `render` is missing | ORDER"),
        (
            "  - parse\n",
            "  - parse\n  - parse\n",
            "5:5: the stage `parse` stands here twice | ORDER",
        ),
        (
            "  - parse\n",
            "  - render\n  - parse\n",
            "5:5: `parse` comes before `render` | ORDER\n6:5: `validate` comes before `render` | ORDER\n11:5: the stage `render` stands here twice | ORDER",
        ),
        (
            "stages:\n  - parse",
            "stages: parse\nx:\n  - parse",
            "3:9: `stages` must be a list, not `parse`",
        ),
        (
            "[archive, feed, { email: { list: readers } }]",
            "[]",
            "11:17: `distribute` names no channel | accepted: archive, feed, email",
        ),
        (
            "[archive, feed, { email: { list: readers } }]",
            "",
            "11:5: `distribute` names no channel | accepted: archive, feed, email",
        ),
        (
            "[archive, feed,",
            "[archive, archive,",
            "11:27: the channel `archive` stands here twice | keep one of the two",
        ),
        (
            "{ list: readers } }]",
            "{ list: readers } }, { email: { list: readers } }]",
            "11:63: the channel `email` stands here twice | a pipeline mails one list; a second one is a second pipeline",
        ),
        // Repeated, missing and misshapen.
        (
            "sentence-uncited",
            "marker-undefined",
            "9:9: `marker-undefined` stands here twice | keep one of the two",
        ),
        (
            "name: door\n",
            "name: door\nname: door\n",
            "2:1: `name` stands here twice | keep one of the two",
        ),
        ("name: door\n", "", " the key `name` is missing"),
        ("{ list: readers }", "{}", "11:35: `email` lacks the key `list`"),
        (
            "[archive, feed, { email",
            "[archive, feed, email, { email",
            "11:33: the key `list` is missing",
        ),
        ("[\"*.md\"]", "\"*.md\"", "2:34: `match` must be a list, not `*.md`"),
        ("[\"*.md\"]", "[]", "2:34: `match` takes no file at all | such as [\"*.md\", \"*.txt\"]"),
        (
            "[\"*.md\"]",
            "[\"*.{md,txt}\"]",
            "2:35: `*.{md,txt}` wants more than `*` (any text) and `?` (one character) | such as `*.md`",
        ),
        (
            "folder: drafts",
            "folder: .",
            "2:19: `folder` must be a folder of its own | such as `drafts`",
        ),
        (
            "ready: marked",
            "ready: on-save",
            "2:51: saving is not publishing: the profile `live` reaches people | `ready: marked`, and `status: ready` in the draft",
        ),
        (
            "coverage: trailing",
            "coverage: [trailing",
            "7:13: this is not YAML: did not find expected ',' or ']', while parsing a flow sequence",
        ),
        // Several at once are told at once.
        (
            "folder: drafts, match: [\"*.md\"], ready: marked",
            "folder: ., match: [], ready: on-save",
            "2:19: `folder` must be a folder of its own | such as `drafts`\n2:29: `match` takes no file at all | such as [\"*.md\", \"*.txt\"]\n2:40: saving is not publishing: the profile `live` reaches people | `ready: marked`, and `status: ready` in the draft",
        ),
    ];
    let rows = rows.map(|(from, to, message)| (from, to, message.replace("ORDER", order)));
    let rows: Vec<_> = rows.iter().map(|(from, to, m)| (*from, *to, m.as_str())).collect();
    check(&rows);
}

/// The sound pipeline, as a digest. Its `collect` stands on line 10.
fn digest(options: &str) -> String {
    changed(PIPELINE, "  - render", &format!("  - collect{options}\n  - render"))
}

#[test]
fn a_digest_says_what_it_is_made_of() {
    for (options, days) in [
        ("", &[1, 2, 3, 4, 5, 6, 7][..]),
        (": { at: \"07:00\", days: mon-fri }", &[1, 2, 3, 4, 5]),
        (": { at: 07:00, days: sat-mon }", &[1, 6, 7]),
        (": { at: \"7:00\", days: \"mon, wed, fri-sun\" }", &[1, 3, 5, 6, 7]),
    ] {
        let folder = sound(&digest(options));
        let newsroom = Newsroom::load(folder.path()).unwrap();
        let pipelines = Pipelines::load(&newsroom).unwrap();
        let collect = pipelines.only().unwrap().collect.as_ref().unwrap();
        assert_eq!(collect.at.is_some(), !options.is_empty(), "{options}");
        let named = collect.days.iter().map(|day| day.to_monday_one_offset());
        assert_eq!(named.collect::<Vec<_>>(), days, "{options}");
        assert_eq!((collect.order, collect.at_least), (Order::Weight, 1));
        assert_eq!((collect.when_held, &collect.subject), (WhenHeld::LeaveOut, &None));
    }
    let options = ": { order: date, at_least: 2, when_held: wait, subject: \" The morning \" }";
    let folder = sound(&digest(options));
    let newsroom = Newsroom::load(folder.path()).unwrap();
    let pipelines = Pipelines::load(&newsroom).unwrap();
    let collect = pipelines.only().unwrap().collect.as_ref().unwrap();
    assert_eq!((collect.order, collect.at_least), (Order::Date, 2));
    let subject = Some("The morning".to_owned());
    assert_eq!((collect.when_held, &collect.subject), (WhenHeld::Wait, &subject));
}

#[test]
fn a_digest_is_refused_where_it_is_wrong() {
    let order =
        "the order is parse, validate, collect, render, distribute; `collect` may be missing";
    for (options, message) in [
        (
            ": { whenheld: wait }",
            "10:16: `collect` has no key `whenheld` | did you mean `when_held`? accepted: at, days, order, at_least, when_held, subject",
        ),
        (
            ": { at: 25:00 }",
            "10:20: `25:00` is no time of the day | an hour and its minutes, such as \"07:00\"",
        ),
        (
            ": { at: noon }",
            "10:20: `noon` is no time of the day | an hour and its minutes, such as \"07:00\"",
        ),
        (
            ": { at: \"07:00\", days: weekdays }",
            "10:35: `weekdays` names no days of the week | such as `mon-fri`, `sat`, `\"mon, wed, fri\"`",
        ),
        (
            ": { days: mon-fri }",
            "10:22: `days` needs an hour: there is no `at` | such as `at: \"07:00\"`",
        ),
        (": { order: random }", "10:23: `order` cannot be `random` | accepted: weight, date, name"),
        (
            ": { when_held: hurry }",
            "10:27: `when_held` cannot be `hurry` | accepted: leave-out, wait",
        ),
        (": { at_least: 0 }", "10:26: `at_least` must be a whole number, 1 or more, not `0`"),
        (": { subject: \"\" }", "10:25: `subject` must be words on one line"),
        ("\n  - collect", "11:5: the stage `collect` stands here twice | ORDER"),
    ] {
        let folder = sound(&digest(options));
        let message = message.replace("ORDER", order);
        let expected = format!("pipelines/door.yaml:{message}");
        assert_eq!(problems(folder.path()), [expected], "{options}");
    }
    let early = changed(PIPELINE, "  - parse\n", "  - collect\n  - parse\n");
    let folder = sound(&early);
    assert_eq!(
        problems(folder.path()),
        [
            format!("pipelines/door.yaml:5:5: `parse` comes before `collect` | {order}"),
            format!("pipelines/door.yaml:6:5: `validate` comes before `collect` | {order}"),
        ]
    );
    let late = changed(PIPELINE, "  - distribute", "  - collect\n  - distribute");
    let folder = sound(&late);
    let expected = format!("pipelines/door.yaml:11:5: `collect` comes before `render` | {order}");
    assert_eq!(problems(folder.path()), [expected]);
}

#[test]
fn an_unknown_check_is_refused_at_its_key() {
    let unknown = "pipelines/door.yaml:8:9: unknown check";
    check_unknown_check(
        "marker-undefned",
        &format!("{unknown} `marker-undefned`"),
        "did you mean `marker-undefined`?",
    );
    check_unknown_check("spelling", &format!("{unknown} `spelling`"), ", style");
}

#[test]
fn every_broken_file_is_told() {
    let folder = on_disk(&[
        ("copydesk.yaml", NEWSROOM),
        (
            "pipelines/a.yaml",
            &changed(PIPELINE, "name: door", "name: a").replace("readers", "nobody"),
        ),
        ("pipelines/b.yaml", "name: b\nstages: []\nx: 1\n"),
        ("pipelines/door.yaml", PIPELINE),
        ("pipelines/door.yml", PIPELINE),
        ("pipelines/c.yaml", "\0"),
        ("pipelines/readme.txt", "not a pipeline"),
    ]);
    assert_eq!(
        problems(folder.path()),
        [
            "pipelines/a.yaml:11:50: unknown list `nobody` | accepted: readers",
            "pipelines/b.yaml:3:1: unknown key `x` | accepted: name, drafts, window, not_after, stages",
            "pipelines/c.yaml:1:1: this is not YAML: control characters are not allowed",
            "pipelines/door.yml:1:7: two pipelines are called `door`: door.yaml is the other | rename or remove one of the files",
        ]
    );
    let newsroom = Newsroom::load(folder.path()).unwrap();
    let (sound, broken) = Pipelines::load_sound(&newsroom);
    assert_eq!((sound.iter().count(), broken.len()), (1, 4));
}

#[test]
fn a_newsroom_without_pipelines_is_told() {
    let folder = on_disk(&[("copydesk.yaml", NEWSROOM)]);
    assert_eq!(
        problems(folder.path()),
        [
            "pipelines: the folder cannot be read: No such file or directory (os error 2) | a newsroom has a file for each pipeline, such as `pipelines/brief.yaml`"
        ]
    );
    fs::create_dir(folder.path().join("pipelines")).unwrap();
    assert_eq!(
        problems(folder.path()),
        [
            "pipelines: the folder holds no pipeline | a newsroom has a file for each pipeline, such as `pipelines/brief.yaml`"
        ]
    );
    fs::write(folder.path().join("pipelines/x.yaml"), b"name: \xff").unwrap();
    assert_eq!(problems(folder.path()), ["pipelines/x.yaml: the file is not UTF-8 (byte 6)"]);
}
