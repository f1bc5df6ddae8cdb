//! A rehearsal from end to end, and what it leaves on the disk.

use std::fs;

use copydesk_ledger::{Balance, World};

use crate::DistributeError;
use crate::testing::Newsroom;

const THREE: &[(&str, Option<&str>)] = &[
    ("zoe@example.org", Some("Zoë")),
    ("nameless@example.org", None),
    ("o'hara@example.org", Some("<b>\"O'Hara\"</b>")),
];

#[tokio::test]
async fn everybody_is_counted_and_the_files_can_be_opened() {
    let newsroom = Newsroom::new(World::Rehearsal, THREE).await;
    let delivered = newsroom.rehearse(false).await.unwrap();
    assert!(delivered.closed);
    let written = Balance { candidates: 3, written: 3, ..Balance::default() };
    assert_eq!(delivered.balance, written);
    assert_eq!(delivered.measured.messages, 3);

    let outbox = delivered.outbox.unwrap();
    let mut names: Vec<_> = fs::read_dir(&outbox)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let expected = [
        "01-nameless@example.org.eml",
        "02-o_hara@example.org.eml",
        "03-zoe@example.org.eml",
        "envelopes.jsonl",
        "preview.html",
    ];
    assert_eq!(names, expected);
    let envelopes = fs::read_to_string(outbox.join("envelopes.jsonl")).unwrap();
    let second: serde_json::Value =
        serde_json::from_str(envelopes.lines().nth(1).unwrap()).unwrap();
    assert_eq!(second["to"], "o'hara@example.org");
    assert_eq!(second["from"], "brief@news.example.org");

    let preview = fs::read_to_string(outbox.join("preview.html")).unwrap();
    assert!(preview.contains("../../public/2026-11-07-brief/index.html#s-1"));
    assert!(!preview.contains("{{") && preview.contains("nameless@example.org"));
    let page = fs::read_to_string(delivered.page.unwrap()).unwrap();
    assert!(page.contains("<h1>Köln</h1>"));
    for file in ["index.html", "feed.xml", "rss.xml", "feed.json", "sitemap.xml"] {
        let list = fs::read_to_string(newsroom.path("public").join(file)).unwrap();
        assert!(list.contains("2026-11-07-brief/"), "{file}: {list}");
        for (person, _) in THREE {
            assert!(!list.contains(person), "{file} names {person}");
        }
    }
}

#[tokio::test]
async fn the_most_telling_are_written_or_all() {
    let people: Vec<String> = (0..40).map(|n| format!("p{n:02}@example.org")).collect();
    let people: Vec<_> = people.iter().map(|a| (a.as_str(), Some("P"))).collect();
    for (write_all, files) in [(false, 25), (true, 40)] {
        let newsroom = Newsroom::new(World::Rehearsal, &people).await;
        let delivered = newsroom.rehearse(write_all).await.unwrap();
        assert_eq!(delivered.balance.written, 40);
        let outbox = delivered.outbox.unwrap();
        assert_eq!(fs::read_dir(outbox).unwrap().count(), files + 2);
    }
}

#[tokio::test]
async fn one_message_that_cannot_be_built_stops_everything() {
    let people = [("fine@example.org", None), ("not an address", None)];
    let newsroom = Newsroom::new(World::Rehearsal, &people).await;
    let stopped = newsroom.rehearse(false).await.unwrap_err();
    assert!(matches!(stopped, DistributeError::Message(_)), "{stopped}");
    assert!(!newsroom.path("public").exists() && !newsroom.path("outbox").exists());
}

#[tokio::test]
async fn former_files_are_replaced_as_a_whole() {
    let newsroom = Newsroom::new(World::Rehearsal, THREE).await;
    let former = newsroom.path("outbox/2026-11-07-brief");
    fs::create_dir_all(&former).unwrap();
    fs::write(former.join("99-gone@example.org.eml"), "old").unwrap();
    newsroom.rehearse(false).await.unwrap();
    assert!(!former.join("99-gone@example.org.eml").exists());
    assert_eq!(fs::read_dir(newsroom.path("outbox")).unwrap().count(), 1, "no leftovers");

    let again = newsroom.rehearse(false).await.unwrap();
    assert!(again.closed && again.outbox.is_some());
    assert_eq!(fs::read_dir(&former).unwrap().count(), 5, "a closed run leaves its files alone");
}
