//! Every message, page and feed that the sample newsroom publishes, before judges
//! who know nothing of us: Python's own reader of mail, html-validate, axe, W3C's
//! validator, caniemail, SpamAssassin, feedparser, the schema of sitemaps.
//!
//! Its list has grown by readers whose names try a template's patience.
#![cfg(feature = "services")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "clippy takes the helpers of a test for production code"
)]

mod judges;
mod program;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use program::copydesk;
use serde_json::Value;
use tempfile::TempDir;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// What `cargo xtask publish` works with.
const NEWSROOM: [&str; 5] = ["copydesk.yaml", "drafts", "pipelines", "subscribers", "templates"];

/// Of the pairs of a feature and a mail client, how many may not work.
const UNSUPPORTED: f64 = 0.10;

/// Rules that say what a message is, and nothing against it. It was not received by
/// anybody yet, has HTML, and is from a list.
const NEUTRAL: [&str; 4] = ["NO_RECEIVED", "NO_RELAYS", "HTML_MESSAGE", "MAILING_LIST_MULTI"];

/// What was published, once for all tests.
static PUBLISHED: LazyLock<Published> = LazyLock::new(Published::new);

/// The same newsroom after it has put right much of it.
static CORRECTED: LazyLock<Published> = LazyLock::new(Published::put_right);

struct Published {
    folder: TempDir,
    mails: Vec<PathBuf>,
    /// The HTML of each mail, as Python reads it.
    html: Vec<PathBuf>,
    /// As Python reads them.
    messages: Vec<Value>,
}

impl Published {
    fn new() -> Self {
        let folder = newsroom();
        let list = folder.path().join("subscribers/sample.csv");
        let mut people = fs::read_to_string(&list).unwrap();
        for (address, name) in [
            ("layla@example.org", "ليلى الخطيب".to_owned()),
            ("xiaoming@example.org", "王小明".to_owned()),
            ("mallory@example.org", "<script>alert(1)</script>".to_owned()),
            ("wilhelmina@subdomain.of.a.long.example.org", "Wilhelmina-Alexandrina ".repeat(20)),
        ] {
            people.push_str(&format!("{address},{name}\n"));
        }
        fs::write(&list, people).unwrap();
        publish(&folder, &[]);
        let published = Self::read(folder);
        assert!(published.mails.len() >= 7, "{:?}", published.mails);
        published
    }

    /// One brief is corrected twice, one taken back, one of a digest is put right, and
    /// the edition after the first correction tells of it.
    fn put_right() -> Self {
        let folder = newsroom();
        let changed = |draft: &str, correction: &str, words: (&str, &str)| {
            let path = folder.path().join("drafts").join(draft);
            let text = fs::read_to_string(&path).unwrap();
            let text: Vec<&str> =
                text.lines().filter(|line| !line.starts_with("correction:")).collect();
            let text = text.join("\n") + "\n";
            assert!(text.contains(words.0), "{draft}: {}", words.0);
            let with = match correction {
                "" => "---\n".to_owned(),
                correction => format!("---\ncorrection: {{ {correction} }}\n"),
            };
            let text = text.replacen("---\n", &with, 1).replacen(words.0, words.1, 1);
            fs::write(path, text).unwrap();
        };
        changed("moon-landing.md", "", ("lang: en-GB", "lang: en-GB\nstatus: ready"));
        publish(&folder, &[]);
        let note = "kind: correction, note: \"It was 12 per cent & <no more>.\"";
        changed("malaria-vaccines.md", note, ("by 13 per cent", "by 12 per cent"));
        publish(&folder, &["drafts/malaria-vaccines.md"]);
        let brief = "---\ntitle: The quay reopens\ndate: 2024-05-01\nstatus: ready\n---\n\n\
             The quay reopens on 6 May 2024.[1]\n\n\
             1. “Works done” Harbour Board, 29 Apr. 2024, https://harbour.example/quay\n";
        fs::write(folder.path().join("drafts/quay.md"), brief).unwrap();
        publish(&folder, &["drafts/quay.md"]);
        let note = "kind: clarification, note: \"It was 13 per cent in the end.\"";
        changed("malaria-vaccines.md", note, ("by 12 per cent", "by 13 per cent"));
        let note = "kind: retraction, note: \"Nobody has landed there.\"";
        changed("moon-landing.md", note, ("status: ready", "status: ready"));
        let note = "kind: correction, note: \"They are more.\", tell: readers";
        changed("morning/beavers.md", note, ("status: ready", "status: ready"));
        let changed = ["malaria-vaccines.md", "moon-landing.md", "morning/beavers.md"];
        for draft in changed {
            publish(&folder, &[&format!("drafts/{draft}")]);
        }
        let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
        let index = read("public/index.html");
        for label in ["Correction", "Clarification", "Retraction"] {
            assert!(index.contains(label), "{label}: {index}");
        }
        let former = ending(&folder.path().join("public"), "html");
        let former = former.iter().filter(|page| page.to_string_lossy().contains("/version-"));
        assert_eq!(former.count(), 4);
        Self::read(folder)
    }

    fn read(folder: TempDir) -> Self {
        let mails = ending(&folder.path().join("outbox"), "eml");
        let messages = judges::messages(&mails);
        let html = mails.iter().zip(&messages).map(|(mail, message)| {
            let path = mail.with_extension("html");
            fs::write(&path, message["html"].as_str().unwrap()).unwrap();
            path
        });
        Self { html: html.collect(), mails, messages, folder }
    }

    /// One mail of each edition: the others differ in a name.
    fn one_of_each(&self) -> Vec<PathBuf> {
        let mut seen = Vec::new();
        let mut firsts = self.html.clone();
        firsts.retain(|path| {
            let edition = path.parent().unwrap().to_owned();
            let is_new = !seen.contains(&edition);
            seen.push(edition);
            is_new
        });
        firsts
    }

    fn pages(&self) -> Vec<PathBuf> {
        ending(&self.folder.path().join("public"), "html")
    }
}

#[test]
fn every_mail_is_read_without_a_defect() {
    for message in PUBLISHED.messages.iter().chain(&CORRECTED.messages) {
        assert_eq!(message["type"], "multipart/alternative");
        assert_eq!(message["parts"], serde_json::json!(["text/plain", "text/html"]));
    }
}

#[test]
fn every_mail_and_page_is_sound_in_light_in_dark_and_on_a_phone() {
    let mut found = pages("mail", &PUBLISHED.html);
    found.extend(pages("page", &PUBLISHED.pages()));
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn what_was_put_right_is_sound_and_so_is_what_it_was_before() {
    let mut found = pages("mail", &CORRECTED.one_of_each());
    found.extend(pages("page", &CORRECTED.pages()));
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn every_mail_and_page_is_valid_html() {
    let files = [&*PUBLISHED, &*CORRECTED].map(|all| [all.html.clone(), all.pages()].concat());
    let files = files.concat();
    let found: Vec<String> = judges::vnu(&files)
        .iter()
        .map(|error| format!("{}:{} {}", error["url"], error["lastLine"], error["message"]))
        .collect();
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn mail_clients_know_what_a_mail_is_made_of() {
    let told: Vec<Value> = judges::ask(
        "caniemail.mjs",
        PUBLISHED.one_of_each().into_iter().chain(CORRECTED.one_of_each()),
    );
    assert!(!told.is_empty());
    for one in told {
        let number = |key: &str| one[key].as_f64().unwrap();
        let share = number("unsupported") / number("pairs");
        println!("{}: {:.1} % unsupported", one["file"], share * 100.0);
        assert!(number("pairs") > 500.0 && share <= UNSUPPORTED, "{one}");
    }
}

#[test]
fn no_spam_filter_has_a_rule_against_it() {
    let mails = [PUBLISHED.mails.clone(), CORRECTED.mails.clone()].concat();
    let rules = judges::spam_rules(&mails);
    assert!(rules.len() >= mails.len(), "{rules:?}");
    let against = rules.iter().filter(|rule| {
        let name = rule.split_once(' ').map_or("", |(_, name)| name);
        !NEUTRAL.contains(&name)
    });
    assert_eq!(against.collect::<Vec<_>>(), Vec::<&String>::new());
}

#[test]
fn every_feed_is_read_and_keeps_the_rules_of_its_format() {
    for all in [&*PUBLISHED, &*CORRECTED] {
        let public = all.folder.path().join("public");
        let feeds = ["feed.xml", "rss.xml", "feed.json"].map(|name| public.join(name));
        assert_eq!(judges::feeds(&feeds), Vec::<String>::new());
    }
}

#[test]
fn the_sitemap_is_one() {
    for all in [&*PUBLISHED, &*CORRECTED] {
        let sitemap = all.folder.path().join("public/sitemap.xml");
        assert_eq!(judges::ask::<Vec<String>>("sitemap.mjs", [sitemap]), Vec::<String>::new());
    }
}

#[test]
fn the_judges_do_judge() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path
    };
    let page =
        write("bad.html", "<!DOCTYPE html><html><body><img src=\"https://a.example/x.gif\">");
    let said = pages("mail", std::slice::from_ref(&page)).join("\n");
    for wrong in ["asks for https://a.example", "alt", "lang"] {
        assert!(said.contains(wrong), "{wrong}: {said}");
    }
    assert!(!judges::vnu(&[page]).is_empty());
    let spam = write("bad.eml", "Subject: V1AGRA\r\n\r\nEarn $$$ now\r\n");
    assert!(judges::spam_rules(&[spam]).iter().any(|rule| rule.contains("MISSING_")));
    let feed = write("feed.xml", "<feed xmlns=\"http://www.w3.org/2005/Atom\"><id>a</id></feed>");
    assert!(judges::feeds(&[feed]).len() > 3);
    let sitemap = "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"><url/></urlset>";
    let said: Vec<String> = judges::ask("sitemap.mjs", [write("sitemap.xml", sitemap)]);
    assert!(said.join("\n").contains("Missing child element"), "{said:?}");
}

/// What `cargo xtask publish` works with, in a folder of its own.
fn newsroom() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for name in NEWSROOM {
        copy(&Path::new(ROOT).join(name), &folder.path().join(name));
    }
    folder
}

fn publish(folder: &TempDir, drafts: &[&str]) {
    let mut publish = copydesk(folder.path());
    let output = publish.args(["publish", "--write-all"]).args(drafts).output().unwrap();
    // 1: a sample draft is held, as it should be.
    let said = [output.stderr, output.stdout].concat();
    let said = String::from_utf8_lossy(&said);
    assert!(output.status.code().is_some_and(|code| code < 2), "{said}");
}

fn pages(kind: &str, files: &[PathBuf]) -> Vec<String> {
    let chromium = judges::chromium();
    let words = [chromium.as_path(), Path::new(kind)].into_iter();
    judges::ask("pages.mjs", words.chain(files.iter().map(PathBuf::as_path)))
}

fn ending(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(self::ending(&path, ending));
        } else if path.extension().is_some_and(|extension| extension == ending)
            && !path.ends_with("preview.html")
        {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn copy(from: &Path, to: &Path) {
    if !from.is_dir() {
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(from, to).unwrap();
        return;
    }
    for entry in fs::read_dir(from).unwrap().flatten() {
        copy(&entry.path(), &to.join(entry.file_name()));
    }
}
