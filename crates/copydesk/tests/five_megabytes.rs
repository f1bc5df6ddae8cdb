//! A draft of five megabytes is judged like any other, and its edition is held: no
//! mail program would show it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod program;

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Output;

use program::copydesk;

/// Long enough that nobody writes it by hand, with a source at every paragraph.
fn draft() -> String {
    let mut text = "---\ntitle: A long report\ndate: 2023-03-04\nstatus: ready\n---\n".to_owned();
    for day in 1.. {
        let sentence = "The harbour master wrote down each boat that came in on the tide. ";
        write!(text, "\n{}It was tide {day}.[1]\n", sentence.repeat(30)).unwrap();
        if text.len() > 5 * 1024 * 1024 {
            break;
        }
    }
    text + "\n1. “Log of the tide” Harbour Board, 3 Mar. 2023, https://harbour.example/3\n"
}

fn run(newsroom: &Path, args: &[&str]) -> (Option<i32>, String) {
    let Output { status, stdout, stderr } = copydesk(newsroom).args(args).output().unwrap();
    let said = [stdout, stderr].concat();
    (status.code(), String::from_utf8(said).unwrap())
}

#[test]
fn the_draft_is_read_and_its_edition_is_held() {
    let folder = tempfile::tempdir().unwrap();
    let story = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/stories/proofreading.in");
    fs::create_dir_all(folder.path().join("drafts")).unwrap();
    fs::create_dir_all(folder.path().join("pipelines")).unwrap();
    for file in ["copydesk.yaml", "readers.csv", "pipelines/brief.yaml"] {
        fs::copy(story.join(file), folder.path().join(file)).unwrap();
    }
    fs::write(folder.path().join("drafts/long.md"), draft()).unwrap();

    let (code, said) = run(folder.path(), &["check", "drafts/long.md"]);
    assert_eq!(code, Some(0), "{said}");
    // The same chain up to the edition that `render` goes.
    let too_large = |said: &str| {
        said.contains("message.html:1:1") && said.contains("KB: Gmail cuts it at 102 KB")
    };
    let (code, said) = run(folder.path(), &["publish", "drafts/long.md"]);
    assert!(code == Some(1) && too_large(&said) && said.contains("Nothing was sent."), "{said}");
    assert!(!folder.path().join("outbox").exists() && !folder.path().join("public").exists());

    // A limit of the newsroom's own says no before anything is read.
    let config = fs::read_to_string(folder.path().join("copydesk.yaml")).unwrap();
    let config = format!("{config}limits: {{ draft: 1 MiB }}\n");
    fs::write(folder.path().join("copydesk.yaml"), config).unwrap();
    let (code, said) = run(folder.path(), &["check", "drafts/long.md"]);
    assert!(code == Some(1) && said.contains("larger than a draft may be"), "{said}");
}
