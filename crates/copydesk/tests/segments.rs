//! A segment over an attribute whose kind was changed after people were imported.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that meets a surprise has failed"
)]

mod program;

use std::fs;
use std::path::Path;

use program::copydesk;

const DRAFT: &str = "---\ntitle: Quay shut after the storm\ndate: 2023-03-04\nstatus: ready\n---\n\n\
The board shut the quay on Thursday.[1] It will meet again in May.[2]\n\n\
1. “Quay shut” Island Post, 2 Mar. 2023, https://post.example/quay\n\
2. “Board meets” The Ferry, 3 Mar. 2023, https://ferry.example/board\n";

fn declare(folder: &Path, kind: &str, segment: &str) {
    let config = format!(
        "newsroom: {{ name: The Quay, url: \"https://quay.example.org\", postal: 1 Pier Road, \
         language: en-GB, time_zone: Europe/London, corrections: errors@quay.example.org }}\n\
         sender: {{ from: The Quay <brief@quay.example.org>, reply_to: desk@quay.example.org }}\n\
         lists: {{ readers: {{ title: The Quay }} }}\n\
         attributes: {{ age: {kind}, city: text }}\n"
    );
    let pipeline = format!(
        "name: brief\ndrafts: {{ folder: drafts }}\nstages:\n  - parse\n  - validate\n  - render: \
         {{ template: brief }}\n  - distribute: [archive, {{ email: {{ list: readers, segment: \
         '{segment}' }} }}]\n"
    );
    fs::create_dir_all(folder.join("pipelines")).unwrap();
    fs::create_dir_all(folder.join("drafts")).unwrap();
    fs::write(folder.join("copydesk.yaml"), config).unwrap();
    fs::write(folder.join("pipelines/brief.yaml"), pipeline).unwrap();
    fs::write(folder.join("drafts/quay.md"), DRAFT).unwrap();
}

/// How it ended, and all that it said.
fn run(folder: &Path, words: &[&str]) -> (i32, String) {
    let done = copydesk(folder).args(words).output().unwrap();
    let said = String::from_utf8([done.stdout, done.stderr].concat()).unwrap();
    (done.status.code().unwrap(), said)
}

#[test]
fn values_of_another_kind_are_an_error_with_their_number_and_never_a_silence() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    declare(folder, "text", "age = \"41\"");
    fs::write(folder.join("people.csv"), "address,age\na@x.org,41\nb@x.org,7\nc@x.org,\n").unwrap();
    let import = ["subscribers", "import", "people.csv", "--list", "readers"];
    assert_eq!(run(folder, &import).0, 0);
    assert_eq!(run(folder, &["check"]).0, 0);

    declare(folder, "number", "age >= 18");
    let says = "the segment compares `age`, which copydesk.yaml declares as number, and 2 on the \
                list `readers` have it as text";
    for words in [["check"].as_slice(), &["publish", "drafts/quay.md"]] {
        let (code, said) = run(folder, words);
        assert_eq!(code, 2, "{words:?}: {said}");
        assert!(said.contains(says), "{words:?}: {said}");
    }
    // What the segment does not compare may be what it likes.
    declare(folder, "number", "known age or city = \"Rome\"");
    assert_eq!(run(folder, &["check"]).0, 0);

    declare(folder, "number", "age >= 18");
    let (_, said) = run(folder, &import);
    assert!(said.contains("2 updated"), "{said}");
    let (code, said) = run(folder, &["publish", "drafts/quay.md"]);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("1 candidate = 1 written"), "{said}");
}
