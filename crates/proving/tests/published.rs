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
        let folder = tempfile::tempdir().unwrap();
        for name in NEWSROOM {
            copy(&Path::new(ROOT).join(name), &folder.path().join(name));
        }
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
        let output = copydesk(folder.path()).args(["publish", "--write-all"]).output().unwrap();
        // 1: a sample draft is held, as it should be.
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.code().is_some_and(|code| code < 2), "{said}");

        let mails = ending(&folder.path().join("outbox"), "eml");
        assert!(mails.len() >= 7, "{mails:?}");
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
    for message in &PUBLISHED.messages {
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
fn every_mail_and_page_is_valid_html() {
    let files = [PUBLISHED.html.clone(), PUBLISHED.pages()].concat();
    let found: Vec<String> = judges::vnu(&files)
        .iter()
        .map(|error| format!("{}:{} {}", error["url"], error["lastLine"], error["message"]))
        .collect();
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn mail_clients_know_what_a_mail_is_made_of() {
    let told: Vec<Value> = judges::ask("caniemail.mjs", PUBLISHED.one_of_each());
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
    let rules = judges::spam_rules(&PUBLISHED.mails);
    assert!(rules.len() >= PUBLISHED.mails.len(), "{rules:?}");
    let against = rules.iter().filter(|rule| {
        let name = rule.split_once(' ').map_or("", |(_, name)| name);
        !NEUTRAL.contains(&name)
    });
    assert_eq!(against.collect::<Vec<_>>(), Vec::<&String>::new());
}

#[test]
fn every_feed_is_read_and_keeps_the_rules_of_its_format() {
    let public = PUBLISHED.folder.path().join("public");
    let feeds = ["feed.xml", "rss.xml", "feed.json"].map(|name| public.join(name));
    assert_eq!(judges::feeds(&feeds), Vec::<String>::new());
}

#[test]
fn the_sitemap_is_one() {
    let sitemap = PUBLISHED.folder.path().join("public/sitemap.xml");
    assert_eq!(judges::ask::<Vec<String>>("sitemap.mjs", [sitemap]), Vec::<String>::new());
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
