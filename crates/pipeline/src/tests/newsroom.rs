//! Newsrooms that are refused, and what the sound one becomes.

use std::num::NonZeroU32;

use copydesk_ledger::World;
use copydesk_manuscript::Severity;

use super::*;
use crate::newsroom::{Approval, Dkim, Login, Profile, Secret, Store, Tls, Transport};

fn load(text: &str) -> (TempDir, Newsroom) {
    let folder = on_disk(&[("copydesk.yaml", text)]);
    let newsroom = Newsroom::load(folder.path()).unwrap();
    (folder, newsroom)
}

#[track_caller]
fn check(rows: &[(&str, &str, &str)]) {
    check_rows(rows, |from, to| {
        let folder = on_disk(&[
            ("copydesk.yaml", &changed(NEWSROOM, from, to)),
            ("pipelines/door.yaml", PIPELINE),
        ]);
        let lines = problems(folder.path());
        let file = |line: String| line.replacen("copydesk.yaml:", "", 1);
        lines.into_iter().map(file).collect()
    });
}

#[test]
fn keys_and_drafts_never_lie_in_an_archive() {
    for folder in [".copydesk", ".copydesk/keys", "drafts", "./subscribers"] {
        let room = tempfile::tempdir().unwrap();
        let shipped = include_str!("../../../../copydesk.yaml");
        let written = shipped.replace("archive: public", &format!("archive: {folder}"));
        std::fs::write(room.path().join("copydesk.yaml"), written).unwrap();
        let problems = crate::Newsroom::load(room.path()).unwrap_err();
        assert!(problems[0].message.contains("a folder of its own"), "{folder}: {problems:?}");
    }
}

#[test]
fn the_sound_one_is_narrowed() {
    let (folder, newsroom) = load(NEWSROOM);
    assert_eq!(newsroom.root, folder.path());
    assert_eq!(newsroom.url, "https://door.example.org");
    assert_eq!(newsroom.time_zone.iana_name(), Some("Europe/London"));
    assert_eq!(newsroom.sender.from.to_string(), "Blue Door <door@example.org>");
    assert_eq!(newsroom.limits.draft, 2 * 1024 * 1024);
    let comma = changed(NEWSROOM, "from: Blue Door <", "from: '\"Door, Blue\" <");
    let (_folder, comma) = load(&changed(&comma, "example.org>", "example.org>'"));
    assert_eq!(comma.sender.from.name.as_deref(), Some("Door, Blue"));
    assert_eq!(comma.sender.from.to_string(), "\"Door, Blue\" <door@example.org>");
    assert_eq!(newsroom.store, Store::Sqlite(".copydesk/ledger.sqlite".into()));
    let rehearsal = newsroom.profile(None).unwrap();
    assert_eq!(*rehearsal, Profile::rehearsal());
    let live = newsroom.profile(Some("live")).unwrap();
    assert_eq!(live.world(), World::Live);
    assert_eq!(live.hold_at, Severity::Warning);
    assert_eq!(live.approval, Approval::Needed(NonZeroU32::MIN));
    assert!(matches!(&live.transport, Transport::Smtp(relay) if relay.port == 2525));
    let masthead = newsroom.masthead(newsroom.lists.get("readers"));
    assert_eq!(masthead.list, "Blue Door weekly");
    assert_eq!(newsroom.masthead(None).list, "Blue Door");
    let unknown = newsroom.profile(Some("lvie")).unwrap_err();
    assert_eq!(unknown.to_string(), "unknown profile `lvie`");
    assert_eq!(unknown.help, "did you mean `live`? accepted: live, rehearsal");
}

#[test]
fn what_is_left_away_has_a_default() {
    let end = NEWSROOM.find("lists:").unwrap();
    let (_folder, newsroom) = load(&NEWSROOM[..end]);
    assert_eq!(newsroom.limits.draft, 10 * 1024 * 1024);
    assert_eq!(newsroom.profile(None).unwrap(), &Profile::rehearsal());
    assert_eq!(newsroom.profiles.len(), 1);
    let short = changed(
        NEWSROOM,
        "archive: www }",
        "archive: { folder: ./www/ }, approval: none, hold_at: error }",
    );
    let (_folder, newsroom) = load(&short);
    let live = newsroom.profile(Some("live")).unwrap();
    assert_eq!(live.archive.folder, Path::new("www"));
    assert_eq!((live.approval, live.hold_at), (Approval::None, Severity::Error));
}

#[test]
fn what_is_refused_says_where_and_what_is_accepted() {
    check(&[
        ("name: Blue Door", "name: \"\"", "2:9: `name` must be words on one line"),
        ("  name: Blue Door\n", "", "1:1: `newsroom` lacks the key `name`"),
        (
            "https://door.example.org/",
            "door.example.org",
            "3:8: `url` must be an http or https address | the address that pages stand under, such as https://brief.example.org",
        ),
        ("en-GB", "en_GB", "5:13: `language` must be a language tag | did you mean `en-GB`?"),
        ("en-GB", "english", "5:13: `language` must be a language tag | such as `en` or `en-GB`"),
        (
            "Europe/London",
            "Europe/Lodnon",
            "6:14: unknown time zone `Europe/Lodnon` | did you mean `Europe/London`?",
        ),
        (
            "Europe/London",
            "Zurich",
            "6:14: unknown time zone `Zurich` | did you mean `Europe/Zurich`?",
        ),
        (
            "errors@example.org",
            "errors",
            "7:16: `corrections` must be a mail address | such as desk@example.org",
        ),
        (
            "<door@example.org>",
            "<door>",
            "8:17: `from` must be a name and a mail address | such as The Daily Brief <brief@news.example.org>",
        ),
        (
            "reply_to:",
            "replyto:",
            "8:47: `sender` has no key `replyto` | did you mean `reply_to`? accepted: from, reply_to, bounces, dkim",
        ),
        (
            "readers:",
            "Readers:",
            "10:3: `Readers` cannot name a list | small letters, digits, `-` and `_`, beginning with a letter or digit",
        ),
        (
            "editions_per_day: 2",
            "editions_per_day: 0",
            "10:76: `editions_per_day` must be a whole number, 1 or more, not `0`",
        ),
        (
            ".copydesk/ledger.sqlite",
            "postgres://desk:hunter2@db/desk",
            "11:8: a ledger in PostgreSQL is not built yet; it comes with running on many machines | until then the ledger is a file: .copydesk/ledger.sqlite",
        ),
        (
            "store: .copydesk/ledger.sqlite",
            "watch: { listen: 0.0.0.0:9109 }",
            "11:18: only this machine may ask the daemon how it is | as in `127.0.0.1:9109`",
        ),
        (
            "store: .copydesk/ledger.sqlite",
            "watch: { listen: localhost }",
            "11:18: `listen` must be an address and a port | as in `127.0.0.1:9109`",
        ),
        (
            "store: .copydesk/ledger.sqlite",
            "watch: { findings: { people: { Jo Field: jo } } }",
            "11:42: `Jo Field` must be a mail address | such as desk@example.org",
        ),
        (
            "store: .copydesk/ledger.sqlite",
            "watch: { findings: {} }",
            "11:20: `findings` says of nobody where their mail goes | `to: desk@example.org`, or `people: { Jo Field: jo@… }`",
        ),
        (
            ".copydesk/ledger.sqlite",
            "mysql://db",
            "11:8: `store` must be a file | a file below the newsroom: .copydesk/ledger.sqlite",
        ),
        (
            "2 MiB",
            "2 stones",
            "12:18: `draft` must be a size | such as `10 MiB`; units are B, kB, MB, KiB, MiB",
        ),
        (
            "limits:",
            "limit:",
            "12:1: unknown key `limit` | did you mean `limits`? accepted: newsroom, theme, sender, lists, attributes, store, serve, limits, watch, retractions, profiles",
        ),
        // Profiles.
        (
            "outbox,",
            "outbix,",
            "14:27: `transport` cannot be `outbix` | did you mean `outbox`? accepted: outbox, smtp",
        ),
        (
            "{ smtp:",
            "{ smpt:",
            "15:24: unknown transport `smpt` | did you mean `smtp`? accepted: outbox, smtp",
        ),
        (
            "archive: public",
            "hold_at: info, archive: public",
            "14:44: `hold_at` cannot be `info` | accepted: error, warning",
        ),
        (", archive: public", "", "14:3: `rehearsal` lacks the key `archive`"),
        (
            "archive: www",
            "archive: public",
            "15:85: `rehearsal` writes what nobody approved to `public`; a profile that reaches people needs a folder of its own | such as `www`",
        ),
        (
            "archive: www",
            "archive: ./x/../public/live",
            "15:85: `rehearsal` writes what nobody approved to `public`; a profile that reaches people needs a folder of its own | such as `www`",
        ),
        (
            "archive: www",
            "archive: { folder: www, deploy: rsync -a www/* host, verify: true }",
            "15:108: `deploy` has `*`, which means something to a shell, and none reads this | a program and its words; what needs more goes into a script, as ./deploy.sh",
        ),
        (
            "archive: public",
            "archive: { folder: public, deploy: rsync, verify: true }",
            "14:62: `deploy` is for a profile that reaches people | leave it away: what a rehearsal writes, nobody has approved\n14:77: `verify` is for a profile that reaches people | leave it away: what a rehearsal writes, nobody has approved",
        ),
        (
            "archive: www",
            "archive: { foldr: www }",
            "15:87: `archive` has no key `foldr` | did you mean `folder`? accepted: folder, deploy, verify",
        ),
        (
            "archive: public",
            "archive: .",
            "14:44: `archive` must be a folder of its own | such as `public`",
        ),
        (
            "archive: www",
            "archive: www, grace: 10 minutes",
            "15:97: `grace` must be a length of time | such as `10m`; units are s, m, h, d, and a year is too long",
        ),
        (
            "archive: public",
            "archive: public, grace: 10m",
            "14:52: `grace` is for profiles that reach people: nobody has to stop a rehearsal",
        ),
        (
            "archive: www",
            "archive: www, approval: { needed: 0 }",
            "15:110: `needed` must be a whole number, 1 or more, not `0`",
        ),
        (
            "archive: www",
            "archive: www, approval: nobody",
            "15:100: `approval` cannot be `nobody` | accepted: none, needed",
        ),
        (
            "  rehearsal: { transport: outbox, archive: public }\n  live:",
            "  rehearsal:",
            "14:27: `rehearsal` is what runs where no profile is named, so it writes files | `transport: outbox`; call the one that reaches people `live`",
        ),
        // Relays.
        (
            "tls: none",
            "tls: none, ca: ca.pem",
            "15:72: `ca` needs TLS: with `tls: none` nobody shows a certificate | leave it away, or say `tls: starttls`",
        ),
        (
            "tls: none",
            "tls: starttls, user: desk",
            "15:76: `user` needs `password` beside it | both to log in, neither for a relay that asks nobody",
        ),
        (
            "tls: none",
            "tls: implicit, password: { env: PASSWORD }",
            "15:76: `password` needs `user` beside it | both to log in, neither for a relay that asks nobody",
        ),
        (
            "tls: none",
            "tls: always",
            "15:66: `tls` cannot be `always` | accepted: none, starttls, implicit",
        ),
        (
            "host: localhost",
            "host: smtp.example.org",
            "15:38: `tls: none` is for this very machine: everybody on the way could read the mail | accepted: localhost, 127.0.0.1, ::1",
        ),
        (
            "port: 2525",
            "port: 70000",
            "15:55: `port` must be a whole number from 1 to 65535, not `70000`",
        ),
        (
            "tls: none",
            "tls: none, user: desk, password: { env: PASSWORD }",
            "15:72: `user` needs TLS: nobody logs in over a line that others can read | leave it away with `tls: none`\n15:84: `password` needs TLS: nobody logs in over a line that others can read | leave it away with `tls: none`",
        ),
        (
            "tls: none",
            "tls: starttls, user: desk, password: { file: a, env: B }",
            "15:88: `password` must say one place | { file: PATH } or { env: NAME }",
        ),
        (
            "tls: none",
            "tls: none, password: { fiel: a }",
            "15:84: `password` has no key `fiel` | did you mean `file`? accepted: file, env",
        ),
    ]);
}

#[test]
fn a_relay_may_be_encrypted_and_ask_for_a_login() {
    for (written, tls, port) in [
        ("port: 2525, tls: starttls", Tls::Starttls, 2525),
        ("tls: starttls", Tls::Starttls, 587),
        ("ca: keys/ca.pem", Tls::Starttls, 587),
        ("tls: implicit", Tls::Implicit, 465),
        ("tls: none", Tls::None, 25),
    ] {
        let login = match tls {
            Tls::None => "",
            _ => ", user: desk, password: { file: smtp-password }",
        };
        let text = changed(NEWSROOM, "port: 2525, tls: none", &format!("{written}{login}"));
        let (_folder, newsroom) = load(&text);
        let Transport::Smtp(relay) = &newsroom.profile(Some("live")).unwrap().transport else {
            panic!("{written} is no relay");
        };
        assert_eq!((relay.tls, relay.port), (tls, port), "{written}");
        assert_eq!(relay.ca.is_some(), written.starts_with("ca:"));
        let password = Secret::File("smtp-password".into());
        let login = (tls != Tls::None).then(|| Login { user: "desk".to_owned(), password });
        assert_eq!(relay.login, login, "{written}");
    }
}

#[test]
fn keys_that_sign_are_files_of_aligned_domains() {
    let dkim = "reply_to: desk@example.org, bounces: back@b.example.org, dkim: [{ domain: Example.org, selector: one, key: keys/one.pem }, { domain: news.example.org, selector: two, key: keys/two.pem }]";
    let (_folder, newsroom) = load(&changed(NEWSROOM, "reply_to: desk@example.org", dkim));
    assert_eq!(newsroom.sender.bounces.as_deref(), Some("back@b.example.org"));
    let key = |domain: &str, selector: &str, key: &str| Dkim {
        domain: domain.to_owned(),
        selector: selector.to_owned(),
        key: key.into(),
    };
    let expected =
        [key("example.org", "one", "keys/one.pem"), key("news.example.org", "two", "keys/two.pem")];
    assert_eq!(newsroom.sender.dkim, expected);

    let written = |keys: &str| format!("desk@example.org, dkim: [{keys}]");
    check(&[
        (
            "desk@example.org",
            &written("{ domain: xample.org, selector: one, key: a }"),
            "8:92: a signature of xample.org says nothing about example.org | the domain of `from`, example.org, or one above it",
        ),
        (
            "desk@example.org",
            &written("{ domain: example.org, selector: a_b, key: a }"),
            "8:115: `selector` must be a name in DNS | letters, digits and hyphens, such as brief-2026",
        ),
        (
            "desk@example.org",
            &written(
                "{ domain: example.org, selector: b, key: a }, { domain: example.org, selector: B, key: c }",
            ),
            "8:161: a domain publishes one key under one name | leave it away, or give it a selector of its own",
        ),
        (
            "desk@example.org",
            &written("{ domain: example, selector: b, key: a }"),
            "8:92: `domain` must be the name of a domain | such as news.example.org; other letters as xn--…",
        ),
        (
            "desk@example.org",
            "desk@example.org, bounces: bounce+x@example.org",
            "8:84: `bounces` needs room for a tag: at most 20 characters before the @, and no + | such as bounce@news.example.org",
        ),
    ]);
}

#[test]
fn a_key_that_was_written_down_is_refused_and_never_repeated() {
    let text = NEWSROOM.replace(
        "sender: { from: Blue Door <door@example.org>, reply_to: desk@example.org }",
        "sender:\n  from: door@example.org\n  reply_to: desk@example.org\n  dkim:\n    - domain: example.org\n      selector: one\n      key: |\n        -----BEGIN PRIVATE KEY-----\n        hunter2\n        -----END PRIVATE KEY-----",
    );
    for text in [text.clone(), text.replace("selector: one", "selector: [")] {
        let folder = on_disk(&[("copydesk.yaml", &text)]);
        let problems = Newsroom::load(folder.path()).unwrap_err();
        assert!(!format!("{problems:?}").contains("hunter2"), "{problems:?}");
    }
}

#[test]
fn a_literal_password_is_refused_and_never_repeated() {
    let refused = "a password is never written here";
    for (to, expected) in [
        ("tls: none, password: hunter2", refused),
        ("tls: none, password: 'hunter2'", refused),
        ("tls: none, password: \"hunter2\"", refused),
        ("tls: none, password: [hunter2]", "must be { file: PATH } or { env: NAME }, not a list"),
        ("tls: none, pasword: hunter2", "no key `pasword`"),
        ("tls: nine, password: hunter2", "cannot be `nine`"),
        ("password: hunter2, tls: none, tls: none", "stands here twice"),
        ("password: hunter2, tls: [", "this is not YAML"),
        ("tls: smtp://desk:hunter2@localhost", "cannot be `smtp://************"),
    ] {
        let folder = on_disk(&[("copydesk.yaml", &changed(NEWSROOM, "tls: none", to))]);
        let problems = Newsroom::load(folder.path()).unwrap_err();
        assert!(problems[0].to_string().contains(expected), "{}", problems[0]);
        assert_eq!(problems[0].line, Some(15), "{}", problems[0]);
        let everything = format!("{problems:?}");
        assert!(!everything.contains("hunter2"), "{everything}");
    }
    // A number is a password too.
    let text = changed(NEWSROOM, "tls: none", "tls: none, password: 271828");
    let folder = on_disk(&[("copydesk.yaml", &text)]);
    let problems = Newsroom::load(folder.path()).unwrap_err();
    assert!(!format!("{problems:?}").contains("271828"));
    assert_eq!(problems[0].path, "profiles.live.transport.smtp.password");
}

#[test]
fn a_live_archive_is_not_the_rehearsals_by_another_name() {
    let folder = on_disk(&[("copydesk.yaml", NEWSROOM), ("public/index.html", "")]);
    assert!(Newsroom::load(folder.path()).is_ok());
    #[cfg(unix)]
    std::os::unix::fs::symlink("public", folder.path().join("www")).unwrap();
    #[cfg(unix)]
    assert!(Newsroom::load(folder.path()).is_err());
    let absolute = format!("archive: {}/public", folder.path().display());
    let text = changed(NEWSROOM, "archive: www", &absolute);
    fs::write(folder.path().join("copydesk.yaml"), text).unwrap();
    assert!(Newsroom::load(folder.path()).is_err());
}

#[test]
fn the_newsroom_is_found_upwards() {
    let folder = on_disk(&[("copydesk.yaml", NEWSROOM), ("drafts/deep/a.md", "A")]);
    let draft = folder.path().join("drafts/deep/a.md");
    assert_eq!(Newsroom::find(&draft).as_deref(), Some(folder.path()));
    assert_eq!(Newsroom::find(folder.path()).as_deref(), Some(folder.path()));
    // Tests run in the crate's folder, two below the sample newsroom.
    let sample = Newsroom::find(Path::new("../../crates")).unwrap();
    assert_eq!(sample, Path::new("../.."));
    let elsewhere = tempfile::tempdir().unwrap();
    assert_eq!(Newsroom::find(elsewhere.path()), None);
    let missing = Newsroom::load(elsewhere.path()).unwrap_err();
    assert!(missing[0].message.starts_with("the file cannot be read"));
    let here = LoadProblem { file: "./pipelines/x.yaml".into(), ..missing[0].clone() };
    assert!(here.to_string().starts_with("pipelines/x.yaml: the file"));
}
